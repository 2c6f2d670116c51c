"""Queries: the ways to send one, and what a request may not do (SPARQL 1.1 Protocol, 2.1)."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

import pytest

from tests.protocol.wire import FORM, QUERY, UPDATE, Answer, Endpoint, send

JSON = "application/sparql-results+json"


def sent_in_all_ways(endpoint: Endpoint, query: str) -> list[Answer]:
    """Ask the same in each way that the protocol knows, in several spellings of each."""
    url, accept = endpoint.query_url, ("Accept", JSON)
    direct, form = ("Content-Type", QUERY), ("Content-Type", FORM)
    return [
        send(f"{url}?query={quote(query, safe='')}", headers=[accept]),
        send(f"{url}?query={quote_plus(query)}", headers=[accept]),
        send(url, "POST", [accept, form], f"query={quote(query, safe='')}".encode()),
        send(url, "POST", [accept, form], f"query={quote_plus(query)}".encode()),
        send(url, "POST", [accept, direct], query.encode()),
        send(url, "POST", [accept, direct], query.encode(), chunked=True),
        send(url, "POST", [accept, form], f"query={quote_plus(query)}".encode(), chunked=True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "a + b",
        "a%20b",
        "a%2Bb",
        "50 % & more = less; #?",
        "Köpf 知識 🧭",
        "tab\tand space",
    ],
)
def test_each_way_of_asking_brings_the_text_unchanged(reader: Endpoint, text: str) -> None:
    query = f"SELECT ('{text}' AS ?text) {{}}"
    for answer in sent_in_all_ways(reader, query):
        assert answer.status == 200, answer.body
        (row,) = answer.rows()
        assert row["text"]["value"] == text


@pytest.mark.parametrize("iri", ["http://e.org/a%20b", "http://e.org/a+b", "http://e.org/é"])
def test_each_way_of_asking_brings_iris_unchanged(reader: Endpoint, iri: str) -> None:
    for answer in sent_in_all_ways(reader, f"SELECT (<{iri}> AS ?iri) {{}}"):
        (row,) = answer.rows()
        assert row["iri"] == {"type": "uri", "value": iri}


def test_each_way_gives_the_same_bytes(reader: Endpoint) -> None:
    answers = sent_in_all_ways(reader, "SELECT * { VALUES (?x ?y) { (1 'a') (2 'b') } }")
    assert len({answer.body for answer in answers}) == 1
    assert {answer.media_type for answer in answers} == {JSON}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/sparql-query;charset=utf-8",
        'application/sparql-query; charset="UTF-8"',
        "Application/SPARQL-Query ; Charset=Utf-8",
    ],
)
def test_media_types_are_read_as_http_reads_them(reader: Endpoint, content_type: str) -> None:
    headers = [("Content-Type", content_type), ("Accept", JSON)]
    assert send(reader.query_url, "POST", headers, b"ASK {}").truth()


def test_a_form_says_that_it_is_in_utf8(reader: Endpoint) -> None:
    headers = [("Content-Type", f"{FORM}; charset=UTF-8"), ("Accept", JSON)]
    assert send(reader.query_url, "POST", headers, b"query=ASK%7B%7D").truth()


def test_relative_iris_are_resolved(reader: Endpoint) -> None:
    (row,) = reader.get("SELECT (<there> AS ?iri) {}", JSON).rows()
    assert row["iri"]["value"].startswith("http")
    assert row["iri"]["value"].endswith("/there")


def test_a_base_in_the_query_comes_first(reader: Endpoint) -> None:
    (row,) = reader.get("BASE <http://e.org/a/> SELECT (<b> AS ?iri) {}", JSON).rows()
    assert row["iri"]["value"] == "http://e.org/a/b"


@pytest.mark.parametrize("query", ["ask {}", "# what?\nASK {}", "\n\nASK\n{\n}\n"])
def test_spellings_of_a_query(reader: Endpoint, query: str) -> None:
    assert reader.ask(query)


def test_a_long_query_by_get(reader: Endpoint) -> None:
    query = f"ASK {{}} # {'x' * 6000}"
    assert reader.get(query, JSON).truth()


def test_unknown_parameters_do_no_harm(reader: Endpoint) -> None:
    known_elsewhere = [("timeout", "0"), ("debug", "on"), ("infer", "false"), ("x", "é")]
    assert reader.get("ASK {}", JSON, known_elsewhere).truth()


@pytest.mark.parametrize("query", ["", "%20", "SELEC", "ASK%20%7B%20%3Fs%20%7D", "%23"])
def test_what_is_no_query_is_refused(reader: Endpoint, query: str) -> None:
    assert send(f"{reader.query_url}?query={query}").status == 400


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <http://e.org/a> <http://e.org/b> 1 }",
        "CLEAR ALL",
        "ASK {} ; CLEAR ALL",
        "SELECT ?x { ?x nowhere:p 1 }",
        "SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o }",
        "SELECT ?x ?x { BIND(1 AS ?x) BIND(2 AS ?x) }",
        "ASK { FILTER(NOSUCHFUNCTION(1)) }",
    ],
)
def test_malformed_queries_are_refused(reader: Endpoint, query: str) -> None:
    for answer in (reader.get(query), reader.post(query), reader.post_form([("query", query)])):
        assert answer.status == 400
        assert answer.body


@pytest.mark.parametrize("place", ["url", "form", "both"])
def test_a_query_is_given_once(reader: Endpoint, place: str) -> None:
    pair = "query=ASK%7B%7D"
    url = {"url": f"?{pair}&{pair}", "form": "", "both": f"?{pair}"}[place]
    form = {"url": "", "form": f"{pair}&{pair}", "both": pair}[place]
    method = "GET" if place == "url" else "POST"
    headers = [("Content-Type", FORM)] if form else []
    answer = send(reader.query_url + url, method, headers, form.encode())
    assert answer.status == 400


def test_a_form_without_query_is_refused(reader: Endpoint) -> None:
    assert reader.post_form([("default-graph-uri", "http://e.org/")]).status == 400


def test_an_empty_direct_query_is_refused(reader: Endpoint) -> None:
    assert send(reader.query_url, "POST", [("Content-Type", QUERY)], b"").status == 400


@pytest.mark.parametrize(
    ("where", "body"),
    [("?query=ASK%20%7B%7D%23%FF", b""), ("", b"query=ASK%20%7B%7D%23%FF"), ("", b"ASK {} # \xff")],
)
def test_what_is_not_utf8_is_refused(reader: Endpoint, where: str, body: bytes) -> None:
    kind = FORM if body.startswith(b"query=") else QUERY
    method, headers = ("POST", [("Content-Type", kind)]) if body else ("GET", [])
    assert send(reader.query_url + where, method, headers, body).status == 400


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "us-ascii-8"])
def test_other_charsets_are_refused(reader: Endpoint, charset: str) -> None:
    headers = [("Content-Type", f"{QUERY}; charset={charset}")]
    assert send(reader.query_url, "POST", headers, b"ASK {}").status in (400, 415)


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/json", "multipart/form-data; boundary=x", "text/turtle", "*/*", ""],
)
def test_other_media_types_are_refused(reader: Endpoint, content_type: str) -> None:
    answer = send(reader.query_url, "POST", [("Content-Type", content_type)], b"ASK {}")
    assert answer.status == 415


@pytest.mark.own
def test_what_is_taken_is_told(reader: Endpoint) -> None:
    answer = send(reader.query_url, "POST", [("Content-Type", "text/plain")], b"ASK {}")
    assert {QUERY, FORM} <= answer.listed("Accept-Post")


def test_query_and_update_in_one_form_are_refused(endpoint: Endpoint) -> None:
    graph = "http://example.org/both"
    update = f"INSERT DATA {{ GRAPH <{graph}> {{ <{graph}> a <{graph}> }} }}"
    pairs = [("query", "ASK {}"), ("update", update)]
    for sent in (pairs, pairs[::-1]):
        assert endpoint.post_form(sent).status == 400
    assert not endpoint.ask(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")


@pytest.mark.own
def test_updates_do_not_take_queries(endpoint: Endpoint) -> None:
    url = endpoint.update_url
    assert endpoint.post_form([("query", "ASK {}")], url=url).status == 400
    direct = [("Content-Type", QUERY), *endpoint.authorization]
    assert send(url, "POST", direct, b"ASK {}").status in (400, 415)
    asked = [("Content-Type", UPDATE), *endpoint.authorization]
    assert send(url, "POST", asked, b"ASK {}").status == 400
    assert send(f"{url}?query=ASK%7B%7D").status in (400, 405)


def test_a_query_beside_a_direct_query_is_refused(reader: Endpoint) -> None:
    url = f"{reader.query_url}?query=SELECT%20%2A%20%7B%7D"
    assert send(url, "POST", [("Content-Type", QUERY)], b"ASK {}").status == 400


@pytest.mark.own
def test_too_large_a_query_is_refused(reader: Endpoint) -> None:
    body = b"ASK {} #" + b"x" * 3_000_000
    for chunked in (False, True):
        answer = send(reader.query_url, "POST", [("Content-Type", QUERY)], body, chunked=chunked)
        assert answer.status == 413
