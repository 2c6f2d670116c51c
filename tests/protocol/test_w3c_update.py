"""The W3C's tests of the SPARQL 1.1 Protocol, those of updates (14 of 34).

Each refused update is one that would empty the store, so each of these tests also sees that nothing
was emptied.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.protocol.wire import FORM, UPDATE, Answer, Endpoint, send

DATA = "http://example.org/w3c/updated"
ONE, TWO, THREE = (f"{DATA}{number}" for number in (1, 2, 3))
TARGET = "http://example.org/w3c/target"
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"
RESOURCE = "http://purl.org/dc/terms/BibliographicResource"
KEPT = "http://example.org/w3c/kept"
START = f"""
    DROP ALL ;
    INSERT DATA {{
        GRAPH <{ONE}> {{ <{ONE}> a <{DOCUMENT}> }}
        GRAPH <{TWO}> {{ <{TWO}> a <{DOCUMENT}> }}
        GRAPH <{THREE}> {{ <{THREE}> a <{DOCUMENT}> }}
    }} ;
    INSERT {{ GRAPH <{TARGET}> {{ ?s a <{RESOURCE}> }} }}
"""


def is_done(answer: Answer) -> bool:
    return 200 <= answer.status < 400


def moved(endpoint: Endpoint) -> set[str]:
    """Return what the update put into the target."""
    query = f"SELECT ?s WHERE {{ GRAPH <{TARGET}> {{ ?s a <{RESOURCE}> }} }}"
    answer = endpoint.post(query, "application/sparql-results+json")
    return {row["s"]["value"] for row in answer.rows()}


@contextmanager
def unchanged(endpoint: Endpoint) -> Iterator[None]:
    """See that what is in the store stays there."""
    endpoint.change(f"INSERT DATA {{ GRAPH <{KEPT}> {{ <{KEPT}> a <{DOCUMENT}> }} }}")
    yield
    assert endpoint.ask(f"ASK {{ GRAPH <{KEPT}> {{ <{KEPT}> a <{DOCUMENT}> }} }}")


def test_w3c_update_dataset_default_graph(endpoint: Endpoint) -> None:
    text = f"{START} WHERE {{ ?s a <{DOCUMENT}> }}"
    assert is_done(endpoint.update(text, [("using-graph-uri", ONE)]))
    assert moved(endpoint) == {ONE}


def test_w3c_update_dataset_default_graphs(endpoint: Endpoint) -> None:
    text = f"{START} WHERE {{ ?s a <{DOCUMENT}> }}"
    assert is_done(endpoint.update(text, [("using-graph-uri", ONE), ("using-graph-uri", TWO)]))
    assert moved(endpoint) == {ONE, TWO}


def test_w3c_update_dataset_named_graphs(endpoint: Endpoint) -> None:
    text = f"{START} WHERE {{ GRAPH ?g {{ ?s a <{DOCUMENT}> }} }}"
    named = [("using-named-graph-uri", ONE), ("using-named-graph-uri", TWO)]
    assert is_done(endpoint.update(text, named))
    assert moved(endpoint) == {ONE, TWO}


def test_w3c_update_dataset_full(endpoint: Endpoint) -> None:
    text = START.replace(f"?s a <{RESOURCE}>", "?s <http://example.org/in> ?in") + (
        f"WHERE {{ {{ GRAPH ?g {{ ?s a <{DOCUMENT}> }} BIND(?g AS ?in) }} "
        f'UNION {{ ?s a <{DOCUMENT}> BIND("default" AS ?in) }} }}'
    )
    named = [("using-graph-uri", ONE), ("using-named-graph-uri", TWO)]
    assert is_done(endpoint.update(text, named))
    query = f"SELECT ?s ?in WHERE {{ GRAPH <{TARGET}> {{ ?s <http://example.org/in> ?in }} }}"
    rows = endpoint.post(query, "application/sparql-results+json").rows()
    found = {(row["s"]["value"], row["in"]["value"]) for row in rows}
    assert found == {(ONE, "default"), (TWO, TWO)}


def test_w3c_update_post_form(endpoint: Endpoint) -> None:
    endpoint.change(f"INSERT DATA {{ GRAPH <{ONE}> {{ <{ONE}> a <{DOCUMENT}> }} }}")
    headers = [("Content-Type", FORM), *endpoint.authorization]
    assert is_done(send(endpoint.update_url, "POST", headers, b"update=CLEAR+ALL"))
    assert not endpoint.ask("ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")


def test_w3c_update_post_direct(endpoint: Endpoint) -> None:
    endpoint.change(f"INSERT DATA {{ GRAPH <{ONE}> {{ <{ONE}> a <{DOCUMENT}> }} }}")
    assert is_done(endpoint.update("CLEAR ALL"))
    assert not endpoint.ask("ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")


def test_w3c_update_base_uri(endpoint: Endpoint) -> None:
    graph = "http://example.org/protocol-base-test/"
    statement = "<http://example.org/s> <http://example.org/p> <test>"
    text = f"CLEAR SILENT GRAPH <{graph}> ; INSERT DATA {{ GRAPH <{graph}> {{ {statement} }} }}"
    assert is_done(endpoint.update(text))
    query = f"SELECT ?o WHERE {{ GRAPH <{graph}> {{ {statement.replace('<test>', '?o')} }} }}"
    (row,) = endpoint.post(query, "application/sparql-results+json").rows()
    assert row["o"]["type"] == "uri"
    assert row["o"]["value"] != "test"
    assert row["o"]["value"].endswith("test")


def test_w3c_bad_update_get(endpoint: Endpoint) -> None:
    with unchanged(endpoint):
        url = f"{endpoint.query_url}?update=CLEAR%20ALL"
        assert 400 <= send(url, headers=endpoint.authorization).status < 500


def test_w3c_bad_multiple_updates(endpoint: Endpoint) -> None:
    with unchanged(endpoint):
        pairs = [("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT")]
        assert 400 <= endpoint.post_form(pairs, url=endpoint.update_url).status < 500


def test_w3c_bad_update_wrong_media_type(endpoint: Endpoint) -> None:
    with unchanged(endpoint):
        sent = [("Content-Type", "text/plain"), *endpoint.authorization]
        answer = send(endpoint.update_url, "POST", sent, b"CLEAR NAMED")
        assert 400 <= answer.status < 500


def test_w3c_bad_update_missing_form_type(endpoint: Endpoint) -> None:
    with unchanged(endpoint):
        sent = endpoint.authorization
        answer = send(endpoint.update_url, "POST", sent, b"update=CLEAR%20NAMED")
        assert 400 <= answer.status < 500


def test_w3c_bad_update_non_utf8(endpoint: Endpoint) -> None:
    with unchanged(endpoint):
        sent = [("Content-Type", f"{UPDATE}; charset=UTF-16"), *endpoint.authorization]
        answer = send(endpoint.update_url, "POST", sent, "CLEAR NAMED".encode("utf-16"))
        assert 400 <= answer.status < 500


def test_w3c_bad_update_syntax(endpoint: Endpoint) -> None:
    pairs = [("update", "CLEAR XYZ")]
    assert 400 <= endpoint.post_form(pairs, url=endpoint.update_url).status < 500


def test_w3c_bad_update_dataset_conflict(endpoint: Endpoint) -> None:
    person = "?person <http://xmlns.com/foaf/0.1/givenName>"
    text = (
        f"WITH <http://example/addresses> DELETE {{ {person} 'Bill' }} "
        f"INSERT {{ {person} 'William' }} WHERE {{ {person} 'Bill' }}"
    )
    named = [("using-named-graph-uri", "http://example/people")]
    assert 400 <= endpoint.update(text, named).status < 500
