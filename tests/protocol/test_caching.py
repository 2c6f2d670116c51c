"""Answers that a client has already (RFC 9110, 8.8 and 13; GSP 5.1), never stale ones."""

from __future__ import annotations

import re

import pytest

from tests.protocol.wire import Answer, Endpoint, send

JSON = "application/sparql-results+json"
CSV = "text/csv"
GRAPH = "http://example.org/cached"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
STRONG = re.compile(r'"[!#-~]+"')

pytestmark = pytest.mark.own


def address(endpoint: Endpoint) -> str:
    return f"{endpoint.query_url}?query={COUNT.replace(' ', '+').replace('?', '%3F')}"


def asked(endpoint: Endpoint, accept: str = JSON, etag: str | None = None) -> Answer:
    known = [("If-None-Match", etag)] if etag else []
    return send(address(endpoint), headers=[("Accept", accept), *known])


@pytest.fixture
def known(endpoint: Endpoint) -> tuple[Endpoint, str]:
    """A server, and the tag of what it answers now."""
    endpoint.change(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <{GRAPH}> a <{GRAPH}> }} }}")
    return endpoint, asked(endpoint).headers["ETag"]


def test_small_answers_have_a_strong_tag(known: tuple[Endpoint, str]) -> None:
    endpoint, etag = known
    assert STRONG.fullmatch(etag)
    assert asked(endpoint).headers["ETag"] == etag
    graph = send(f"{endpoint.query_url}?query=CONSTRUCT%7B%3Cs%3E%3Cp%3E1%7D%7B%7D")
    assert STRONG.fullmatch(graph.headers["ETag"])


@pytest.mark.parametrize(
    "pattern", ["{}", '"other", {}', '{}, "other"', "W/{}", '"a,b" , W/{}', "*", " * "]
)
def test_what_the_client_has_is_not_sent(known: tuple[Endpoint, str], pattern: str) -> None:
    endpoint, etag = known
    answer = asked(endpoint, etag=pattern.format(etag))
    assert (answer.status, answer.body, answer.rest) == (304, b"", b"")
    assert answer.headers["ETag"] == etag
    assert "accept" in answer.listed("Vary")


@pytest.mark.parametrize("pattern", ['"other"', 'W/"other"', '"x{}"', '"*"', "nonsense"])
def test_what_the_client_has_not_is_sent(known: tuple[Endpoint, str], pattern: str) -> None:
    endpoint, etag = known
    answer = asked(endpoint, etag=pattern.format(etag.strip('"')))
    assert answer.status == 200
    assert answer.rows()[0]["n"]["value"]


def test_head_is_answered_in_the_same_way(known: tuple[Endpoint, str]) -> None:
    endpoint, etag = known
    headers = [("Accept", JSON), ("If-None-Match", etag)]
    assert send(address(endpoint), "HEAD", headers).status == 304


def test_each_form_has_its_own_tag(known: tuple[Endpoint, str]) -> None:
    endpoint, etag = known
    answer = asked(endpoint, CSV, etag)
    assert answer.status == 200
    assert answer.headers["ETag"] != etag


def test_caches_must_ask_again(known: tuple[Endpoint, str]) -> None:
    control = asked(known[0]).listed("Cache-Control")
    assert control & {"no-cache", "max-age=0"}


def test_compressed_bytes_have_another_tag(reader: Endpoint) -> None:
    url = f"{reader.query_url}?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%20100"
    plain = send(url, headers=[("Accept", CSV)])
    zipped = send(url, headers=[("Accept", CSV), ("Accept-Encoding", "gzip")])
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    sent = [("Accept", CSV), ("Accept-Encoding", "gzip")]
    again = send(url, headers=[*sent, ("If-None-Match", zipped.headers["ETag"])])
    assert again.status == 304


@pytest.mark.parametrize("way", ["update", "graph store"])
def test_a_change_is_seen_at_once(known: tuple[Endpoint, str], way: str) -> None:
    endpoint, etag = known
    for number in range(5):
        fact = f"<http://e.org/{way.replace(' ', '-')}> <http://e.org/p> {number}"
        if way == "update":
            endpoint.change(
                f"DROP GRAPH <{GRAPH}> ; INSERT DATA {{ GRAPH <{GRAPH}> {{ {fact} }} }}"
            )
        else:
            assert endpoint.write("PUT", endpoint.named(GRAPH), f"{fact} .").status in (200, 204)
        url = (
            f"{endpoint.query_url}?query=SELECT+%3Fo+%7BGRAPH+%3C{GRAPH}%3E%7B%3Fs+%3Fp+%3Fo%7D%7D"
        )
        (row,) = send(url, headers=[("Accept", JSON)]).rows()
        assert row["o"]["value"] == str(number)
    endpoint.change(
        f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <http://e.org/more> a <http://e.org/1> }} }}"
    )
    answer = asked(endpoint, etag=etag)
    assert answer.status == 200
    assert answer.rows()[0]["n"]["value"] == "2"
    assert answer.headers["ETag"] != etag


@pytest.mark.parametrize("call", ["RAND()", "UUID()", "STRUUID()", "BNODE()", "NOW()"])
def test_what_changes_by_itself_is_computed_anew(reader: Endpoint, call: str) -> None:
    query = f"SELECT (STR({call}) AS ?x) {{}}".replace("STR(BNODE())", "BNODE()")
    answers = [reader.get(query, JSON) for _ in range(3)]
    assert len({answer.body for answer in answers}) == 3


def test_graphs_have_tags_too(endpoint: Endpoint) -> None:
    url = endpoint.named(f"{GRAPH}/small")
    endpoint.write("PUT", url, "<http://e.org/a> a <http://e.org/1> .")
    first = endpoint.read(url)
    assert STRONG.fullmatch(first.headers["ETag"])
    etag = [("Accept", "text/turtle"), ("If-None-Match", first.headers["ETag"])]
    same = send(url, headers=etag)
    assert (same.status, same.body) == (304, b"")
    endpoint.write("POST", url, "<http://e.org/a> a <http://e.org/2> .")
    assert send(url, headers=etag).status == 200


def test_a_graph_that_others_changed_is_not_overwritten(endpoint: Endpoint) -> None:
    url = endpoint.named(f"{GRAPH}/guarded")
    endpoint.write("DELETE", url, content_type=None)
    endpoint.write("PUT", url, "<http://e.org/a> a <http://e.org/1> .")
    etag = endpoint.read(url).headers["ETag"]
    turtle = [("Content-Type", "text/turtle"), *endpoint.authorization]
    body = b"<http://e.org/a> a <http://e.org/2> ."
    assert send(url, "PUT", [*turtle, ("If-None-Match", "*")], body).status == 412
    assert send(url, "PUT", [*turtle, ("If-Match", '"other"')], body).status == 412
    assert send(url, "DELETE", [*endpoint.authorization, ("If-Match", '"other"')]).status == 412
    assert b"http://e.org/1" in endpoint.read(url).body
    assert send(url, "PUT", [*turtle, ("If-Match", etag)], body).status in (200, 204)
    assert send(url, "PUT", [*turtle, ("If-Match", etag)], body).status == 412
    none = endpoint.named(f"{GRAPH}/none-yet")
    endpoint.write("DELETE", none, content_type=None)
    assert send(none, "PUT", [*turtle, ("If-Match", "*")], body).status == 412
    assert send(none, "PUT", [*turtle, ("If-None-Match", "*")], body).status == 201
