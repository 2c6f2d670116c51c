"""Which form an answer takes (RFC 9110, 12.4 and 12.5), and what it says of that form."""

from __future__ import annotations

import pytest
import rdflib
from rdflib.compare import isomorphic

from tests.protocol.wire import Endpoint, send

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
ROWS = (JSON, XML, CSV, TSV)
TURTLE, NT = "text/turtle", "application/n-triples"
RDF, JSONLD = "application/rdf+xml", "application/ld+json"
TRIG, NQ = "application/trig", "application/n-quads"
GRAPHS = (TURTLE, NT, RDF, JSONLD, TRIG, NQ)
SELECT = "SELECT ?x { VALUES ?x { 'é' } }"
ASK = "ASK {}"
CONSTRUCT = (
    "CONSTRUCT { <http://e.org/s> <http://e.org/p> 'é', 'b'@en, 1, [ <http://e.org/q> "
    "<http://e.org/o> ] } {}"
)
DESCRIBE = "DESCRIBE <http://e.org/nothing>"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


@pytest.mark.parametrize("media_type", ROWS)
def test_each_form_of_rows(reader: Endpoint, media_type: str) -> None:
    answer = reader.get(SELECT, media_type)
    assert (answer.status, answer.media_type) == (200, media_type)


@pytest.mark.parametrize("media_type", [JSON, XML])
def test_each_form_of_truth(reader: Endpoint, media_type: str) -> None:
    answer = reader.get(ASK, media_type)
    assert (answer.status, answer.media_type) == (200, media_type)


@pytest.mark.parametrize("media_type", GRAPHS)
def test_each_form_of_graphs_holds_the_same(reader: Endpoint, media_type: str) -> None:
    answer = reader.get(CONSTRUCT, media_type)
    assert (answer.status, answer.media_type) == (200, media_type)
    expected = rdflib.Graph().parse(
        data="<http://e.org/s> <http://e.org/p> 'é', 'b'@en, 1, [ <http://e.org/q> "
        "<http://e.org/o> ] .",
        format="turtle",
    )
    assert isomorphic(answer.graph(), expected)


@pytest.mark.parametrize("media_type", GRAPHS)
def test_each_form_of_descriptions(reader: Endpoint, media_type: str) -> None:
    answer = reader.get(DESCRIBE, media_type)
    assert (answer.status, answer.media_type) == (200, media_type)
    assert len(answer.graph()) == 0


@pytest.mark.parametrize(
    ("query", "accept", "media_types"),
    [
        (SELECT, f"{JSON};q=0.2, {XML};q=0.7", (XML,)),
        (SELECT, f"{XML};q=0.7, {JSON};q=0.2", (XML,)),
        (SELECT, f"{CSV}, {JSON};q=0.9", (CSV,)),
        (SELECT, f"{TSV};q=0.001, image/png", (TSV,)),
        (SELECT, "text/*", (CSV, TSV)),
        (SELECT, f"text/*;q=0.3, {XML};q=0.2", (CSV, TSV)),
        (SELECT, f"text/*, {CSV};q=0", (TSV,)),
        (SELECT, f"*/*, {JSON};q=0", (XML, CSV, TSV)),
        (SELECT, f"{JSON};q=0, {XML};q=0, {CSV};q=0, */*;q=0.1", (TSV,)),
        (SELECT, f"*/*;q=0.1, {XML};q=0.05, {JSON};q=0.01", (CSV, TSV)),
        (SELECT, f"{XML}; q=1.0 , {JSON} ;q=0.5", (XML,)),
        (SELECT, f"{XML.upper()};Q=0.9", (XML,)),
        (SELECT, f"{JSON};q=0.0001, {XML};q=0.9", (XML,)),
        (SELECT, f"{XML};q=0.5;ext=1, {JSON};q=0.4", (XML,)),
        (SELECT, f"text/turtle, {XML};q=0.1", (XML,)),
        (SELECT, "application/json", (JSON,)),
        (SELECT, "application/xml, application/json;q=0.9", (XML,)),
        (SELECT, f",, {CSV} ,", (CSV,)),
        (ASK, f"{XML}, {JSON};q=0.5", (XML,)),
        (CONSTRUCT, f"{TURTLE};q=0.5, {NT};q=0.6", (NT,)),
        (CONSTRUCT, f"{RDF}, {TURTLE};q=0.9", (RDF,)),
        (CONSTRUCT, f"{JSON}, {JSONLD};q=0.1", (JSONLD,)),
        (CONSTRUCT, f"{NT};q=0, application/*;q=0.5, {TURTLE};q=0.4", (RDF, JSONLD, TRIG, NQ)),
        (CONSTRUCT, f"{TURTLE};charset=utf-8", (TURTLE,)),
        (CONSTRUCT, "application/*;q=0.4, text/*;q=0.2", (NT, RDF, JSONLD, TRIG, NQ)),
        (DESCRIBE, f"{TRIG};q=0.7, {NQ};q=0.8", (NQ,)),
        (SELECT, "", ROWS),
        (SELECT, None, ROWS),
        (SELECT, "*/*", ROWS),
        (ASK, None, (JSON, XML)),
        (CONSTRUCT, None, GRAPHS),
        (CONSTRUCT, "*/*", GRAPHS),
    ],
)
def test_what_is_preferred_comes(
    reader: Endpoint, query: str, accept: str | None, media_types: tuple[str, ...]
) -> None:
    for answer in (reader.get(query, accept), reader.post(query, accept)):
        assert answer.status == 200, answer.body
        assert answer.media_type in media_types


def test_a_header_in_two_lines_is_one_list(reader: Endpoint) -> None:
    url = f"{reader.query_url}?query=ASK%7B%7D"
    answer = send(url, headers=[("Accept", f"{JSON};q=0.1"), ("Accept", XML)])
    assert answer.media_type == XML


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, "image/png"),
        (SELECT, TURTLE),
        (SELECT, f"{JSON};q=0"),
        (SELECT, "*/*;q=0"),
        (SELECT, "text/*;q=0.0, application/pdf"),
        (ASK, TURTLE),
        (CONSTRUCT, CSV),
        (CONSTRUCT, f"{JSON}, {XML}"),
        (DESCRIBE, "image/*"),
    ],
)
def test_what_there_is_not_is_not_acceptable(reader: Endpoint, query: str, accept: str) -> None:
    for answer in (reader.get(query, accept), reader.post(query, accept)):
        assert answer.status == 406
        assert answer.rest == b""


@pytest.mark.own
@pytest.mark.parametrize(("query", "there_is"), [(SELECT, ROWS), (CONSTRUCT, GRAPHS)])
def test_what_there_is_is_listed(reader: Endpoint, query: str, there_is: tuple[str, ...]) -> None:
    answer = reader.get(query, "image/png")
    assert answer.media_type == "application/problem+json"
    assert set(there_is) <= set(answer.json()["available"])
    assert "accept" in answer.listed("Vary")


@pytest.mark.own
@pytest.mark.parametrize(
    ("query", "media_type"),
    [(SELECT, CSV), (SELECT, TSV), (CONSTRUCT, TURTLE), (ASK, CSV)],
)
def test_text_says_that_it_is_in_utf8(reader: Endpoint, query: str, media_type: str) -> None:
    answer = reader.get(query, media_type)
    assert answer.charset == "utf-8"
    assert answer.body.decode("utf-8")


@pytest.mark.parametrize(
    ("query", "media_type"), [(SELECT, JSON), (SELECT, XML), (CONSTRUCT, NT), (CONSTRUCT, TRIG)]
)
def test_no_charset_but_utf8_is_claimed(reader: Endpoint, query: str, media_type: str) -> None:
    answer = reader.get(query, media_type)
    assert answer.charset in ("", "utf-8")
    assert answer.body.decode("utf-8")


@pytest.mark.own
@pytest.mark.parametrize("query", [SELECT, ASK, CONSTRUCT, DESCRIBE])
def test_caches_are_told_what_the_answer_depends_on(reader: Endpoint, query: str) -> None:
    for answer in (reader.get(query), reader.post(query)):
        assert "accept" in answer.listed("Vary")


@pytest.mark.own
@pytest.mark.parametrize("query", [SELECT, ASK, CONSTRUCT])
def test_browsers_get_a_page(reader: Endpoint, query: str) -> None:
    answer = reader.get(query, BROWSER)
    assert (answer.status, answer.media_type, answer.charset) == (200, "text/html", "utf-8")


@pytest.mark.own
@pytest.mark.parametrize(
    ("sent", "is_compressed"),
    [
        ("gzip", True),
        ("br;q=1, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("identity", False),
        ("gzip2", False),
        ("", False),
    ],
)
def test_answers_are_compressed_only_for_those_who_take_it(
    reader: Endpoint, sent: str, is_compressed: bool
) -> None:
    url = f"{reader.query_url}?query=SELECT%20%2A%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%20200"
    answer = send(url, headers=[("Accept", CSV), ("Accept-Encoding", sent)])
    assert answer.status == 200
    assert (answer.headers.get("Content-Encoding") == "gzip") is is_compressed
    assert answer.body.startswith(b"\x1f\x8b") is is_compressed
    assert "accept-encoding" in answer.listed("Vary")


@pytest.mark.own
@pytest.mark.parametrize(
    ("query", "name", "media_type"),
    [
        (SELECT, "csv", CSV),
        (SELECT, "xml", XML),
        (CONSTRUCT, "nt", NT),
        (CONSTRUCT, "xml", RDF),
        (CONSTRUCT, "trig", TRIG),
        (CONSTRUCT, "nq", NQ),
        (CONSTRUCT, "application/n-quads", NQ),
    ],
)
def test_a_format_in_the_address_outweighs_the_header(
    reader: Endpoint, query: str, name: str, media_type: str
) -> None:
    assert reader.get(query, BROWSER, [("format", name)]).media_type == media_type
