"""The W3C's tests of the SPARQL 1.1 Protocol, those of queries (20 of 34)."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest

from tests.protocol.wire import FORM, QUERY, Answer, Endpoint, send, with_parameters

DATA = "http://example.org/w3c/data"
NOTHING = f"{DATA}0"
ONE, TWO, THREE = (f"{DATA}{number}" for number in (1, 2, 3))
ROWS = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
TRUTH = {"application/sparql-results+json", "application/sparql-results+xml"}
GRAPHS = {
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
}
IN_DEFAULT = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type }}"
IN_NAMED = f"ASK {{ GRAPH ?g {{ <{ONE}> a ?type }} GRAPH ?h {{ <{TWO}> a ?type }} }}"


@pytest.fixture
def filled(endpoint: Endpoint) -> Endpoint:
    """Three graphs, each of which says what kind of thing it is."""
    graphs = " ".join(
        f"GRAPH <{name}> {{ <{name}> a <http://xmlns.com/foaf/0.1/Document> }}"
        for name in (ONE, TWO, THREE)
    )
    drops = "".join(f"DROP SILENT GRAPH <{name}> ;" for name in (ONE, TWO, THREE))
    endpoint.change(f"{drops} INSERT DATA {{ {graphs} }}")
    return endpoint


def is_true(answer: Answer) -> bool:
    """Tell whether an answer says yes, in one of the forms that say so."""
    assert 200 <= answer.status < 400, answer.body
    assert answer.media_type in TRUTH
    if answer.media_type.endswith("json"):
        return answer.truth()
    return b"<boolean>true</boolean>" in answer.body


def is_refused(answer: Answer) -> bool:
    return 400 <= answer.status < 500 and answer.rest == b""


def test_w3c_query_post_form(endpoint: Endpoint) -> None:
    url = with_parameters(endpoint.query_url, [("default-graph-uri", NOTHING)])
    assert is_true(send(url, "POST", [("Content-Type", FORM)], b"query=ASK%20%7B%7D"))


def test_w3c_query_dataset_default_graphs_get(filled: Endpoint) -> None:
    named = [("default-graph-uri", ONE), ("default-graph-uri", TWO)]
    assert is_true(filled.get(IN_DEFAULT, parameters=named))
    assert not is_true(filled.get(IN_DEFAULT, parameters=named[:1]))


def test_w3c_query_dataset_default_graphs_post(filled: Endpoint) -> None:
    named = [("default-graph-uri", ONE), ("default-graph-uri", TWO)]
    assert is_true(filled.post(IN_DEFAULT, parameters=named))
    assert not is_true(filled.post(IN_DEFAULT, parameters=named[1:]))


def test_w3c_query_dataset_named_graphs_post(filled: Endpoint) -> None:
    named = [("named-graph-uri", ONE), ("named-graph-uri", TWO)]
    assert is_true(filled.post(IN_NAMED, parameters=named))
    assert not is_true(filled.post(IN_NAMED, parameters=named[:1]))


def test_w3c_query_dataset_named_graphs_get(filled: Endpoint) -> None:
    named = [("named-graph-uri", ONE), ("named-graph-uri", TWO)]
    assert is_true(filled.get(IN_NAMED, parameters=named))
    assert not is_true(filled.get(IN_NAMED, parameters=named[1:]))


def test_w3c_query_dataset_full(filled: Endpoint) -> None:
    query = IN_NAMED.replace("ASK {", f"ASK {{ <{THREE}> a ?type .")
    named = [("default-graph-uri", THREE), ("named-graph-uri", ONE), ("named-graph-uri", TWO)]
    assert is_true(filled.post(query, parameters=named))
    assert not is_true(filled.post(query, parameters=[("default-graph-uri", ONE), *named[1:]]))


def test_w3c_query_multiple_dataset(filled: Endpoint) -> None:
    query = IN_NAMED.replace("ASK", f"ASK FROM <{THREE}>")
    named = [("named-graph-uri", ONE), ("named-graph-uri", TWO)]
    assert is_true(filled.post(query, parameters=named))


def test_w3c_query_get(endpoint: Endpoint) -> None:
    named = [("default-graph-uri", NOTHING)]
    assert is_true(send(f"{endpoint.query_url}?query=ASK%20%7B%7D&{urlencode(named)}"))


@pytest.fixture
def on_nothing() -> list[tuple[str, str]]:
    return [("default-graph-uri", NOTHING)]


def test_w3c_query_content_type_select(
    endpoint: Endpoint, on_nothing: list[tuple[str, str]]
) -> None:
    answer = endpoint.post("SELECT (1 AS ?value) {}", parameters=on_nothing)
    assert (answer.status, answer.media_type in ROWS) == (200, True), answer.body


def test_w3c_query_content_type_ask(endpoint: Endpoint, on_nothing: list[tuple[str, str]]) -> None:
    answer = endpoint.post("ASK {}", parameters=on_nothing)
    assert (answer.status, answer.media_type in TRUTH) == (200, True), answer.body


def test_w3c_query_content_type_describe(
    endpoint: Endpoint, on_nothing: list[tuple[str, str]]
) -> None:
    answer = endpoint.post("DESCRIBE <http://example.org/>", parameters=on_nothing)
    assert (answer.status, answer.media_type in GRAPHS) == (200, True), answer.body


def test_w3c_query_content_type_construct(
    endpoint: Endpoint, on_nothing: list[tuple[str, str]]
) -> None:
    answer = endpoint.post("CONSTRUCT { <s> <p> 1 } WHERE {}", parameters=on_nothing)
    assert (answer.status, answer.media_type in GRAPHS) == (200, True), answer.body
    assert len(answer.graph()) == 1


def test_w3c_query_post_direct(endpoint: Endpoint) -> None:
    assert is_true(send(endpoint.query_url, "POST", [("Content-Type", QUERY)], b"ASK {}"))


def test_w3c_bad_query_method(endpoint: Endpoint) -> None:
    url = f"{endpoint.query_url}?query=ASK%20%7B%7D&default-graph-uri={quote(NOTHING)}"
    assert is_refused(send(url, "PUT", [("Content-Type", FORM)]))


def test_w3c_bad_multiple_queries(endpoint: Endpoint) -> None:
    assert is_refused(send(f"{endpoint.query_url}?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D"))


def test_w3c_bad_query_wrong_media_type(endpoint: Endpoint) -> None:
    headers = [("Content-Type", "text/plain")]
    assert is_refused(send(endpoint.query_url, "POST", headers, b"ASK {}"))


def test_w3c_bad_query_missing_form_type(endpoint: Endpoint) -> None:
    assert is_refused(send(endpoint.query_url, "POST", body=b"query=ASK%20%7B%7D"))


def test_w3c_bad_query_missing_direct_type(endpoint: Endpoint) -> None:
    assert is_refused(send(endpoint.query_url, "POST", body=b"ASK {}"))


def test_w3c_bad_query_non_utf8(endpoint: Endpoint) -> None:
    headers = [("Content-Type", f"{QUERY}; charset=UTF-16")]
    assert is_refused(send(endpoint.query_url, "POST", headers, "ASK {}".encode("utf-16")))


def test_w3c_bad_query_syntax(endpoint: Endpoint) -> None:
    assert is_refused(send(f"{endpoint.query_url}?query=ASK%20%7B"))
