"""The dataset that a request names for its query (SPARQL 1.1 Protocol, 2.1.4)."""

from __future__ import annotations

import os

import pytest

from tests.protocol.wire import Endpoint

BASE = "http://example.org/dataset/"
A, B, C = (f"{BASE}{name}" for name in "abc")
JSON = "application/sparql-results+json"
NAMES = "SELECT DISTINCT ?name { ?name a ?kind }"
GRAPH_NAMES = "SELECT DISTINCT ?name { GRAPH ?g { ?name a ?kind } }"
DEFAULT, NAMED = "default-graph-uri", "named-graph-uri"
# The engine finds a triple once for each graph that holds it: see docs/engine.md.
COUNTS_TWICE = pytest.mark.xfail(
    "PROTOCOL_QUERY" not in os.environ, reason="the engine", strict=True
)


@pytest.fixture(scope="module")
def filled(endpoint: Endpoint) -> Endpoint:
    """Three graphs, each of which names itself; two of them also say the same."""
    texts = {name: f"GRAPH <{name}> {{ <{name}> a <{BASE}Kind> }}" for name in (A, B, C)}
    shared = " ".join(f"GRAPH <{name}> {{ <{BASE}x> <{BASE}p> 1 }}" for name in (A, B))
    drops = " ".join(f"DROP SILENT GRAPH <{name}> ;" for name in (A, B, C))
    endpoint.change(f"{drops} INSERT DATA {{ {' '.join(texts.values())} {shared} }}")
    return endpoint


def names(endpoint: Endpoint, query: str, parameters: list[tuple[str, str]]) -> set[str]:
    answers = (
        endpoint.get(query, JSON, parameters),
        endpoint.post(query, JSON, parameters),
        endpoint.post_form([("query", query), *parameters], JSON),
    )
    found = [{row["name"]["value"] for row in answer.rows()} for answer in answers]
    assert found[0] == found[1] == found[2]
    return found[0]


@pytest.mark.parametrize(
    ("query", "parameters", "expected"),
    [
        (NAMES, [(DEFAULT, A)], {A}),
        (NAMES, [(DEFAULT, A), (DEFAULT, B)], {A, B}),
        (NAMES, [(DEFAULT, f"{BASE}nothing")], set()),
        (NAMES, [(NAMED, A)], set()),
        (GRAPH_NAMES, [(NAMED, A)], {A}),
        (GRAPH_NAMES, [(NAMED, A), (NAMED, C)], {A, C}),
        (GRAPH_NAMES, [(NAMED, f"{BASE}nothing")], set()),
        (GRAPH_NAMES, [(DEFAULT, A)], set()),
        (GRAPH_NAMES, [(DEFAULT, A), (NAMED, B)], {B}),
        (NAMES, [(DEFAULT, A), (NAMED, B)], {A}),
        (NAMES.replace("{", f"FROM <{B}> {{", 1), [], {B}),
        (NAMES.replace("{", f"FROM NAMED <{B}> {{", 1), [], set()),
        (GRAPH_NAMES.replace("{", f"FROM NAMED <{B}> {{", 1), [], {B}),
        (NAMES.replace("{", f"FROM <{B}> {{", 1), [(DEFAULT, A)], {A}),
        (NAMES.replace("{", f"FROM <{B}> {{", 1), [(NAMED, A)], set()),
        (GRAPH_NAMES.replace("{", f"FROM NAMED <{B}> {{", 1), [(NAMED, A)], {A}),
        (GRAPH_NAMES.replace("{", f"FROM NAMED <{B}> {{", 1), [(DEFAULT, A)], set()),
    ],
)
def test_what_a_query_sees(
    filled: Endpoint, query: str, parameters: list[tuple[str, str]], expected: set[str]
) -> None:
    assert names(filled, query, parameters) == expected


@COUNTS_TWICE
def test_what_two_graphs_say_is_said_once(filled: Endpoint) -> None:
    query = f"SELECT ?name {{ ?name <{BASE}p> 1 }}"
    answer = filled.get(query, JSON, [(DEFAULT, A), (DEFAULT, B)])
    assert len(answer.rows()) == 1


def test_the_same_graph_may_be_named_in_both_ways(filled: Endpoint) -> None:
    query = f"ASK {{ <{A}> a ?kind GRAPH ?g {{ <{A}> a ?kind }} }}"
    assert filled.ask(query, [(DEFAULT, A), (NAMED, A)])


@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s ?p ?o }", f"DESCRIBE <{A}>"])
def test_graphs_come_from_the_dataset_as_well(filled: Endpoint, query: str) -> None:
    answer = filled.get(query, "application/n-triples", [(DEFAULT, B)])
    assert A not in answer.body.decode()
    assert A in filled.get(query, "application/n-triples", [(DEFAULT, A)]).body.decode()


@pytest.mark.parametrize("name", [DEFAULT, NAMED])
@pytest.mark.parametrize("value", ["", "not an iri", "http://e.org/<x>", "relative"])
def test_what_is_no_iri_is_refused(filled: Endpoint, name: str, value: str) -> None:
    assert filled.get("ASK {}", parameters=[(name, value)]).status == 400
    assert filled.post("ASK {}", parameters=[(name, value)]).status == 400


@pytest.mark.own
def test_the_default_graph_without_names_is_the_union(filled: Endpoint) -> None:
    assert {A, B, C} <= names(filled, NAMES, [])


@pytest.mark.own
@COUNTS_TWICE
def test_what_two_graphs_say_is_said_once_without_names(filled: Endpoint) -> None:
    answer = filled.get(f"SELECT ?name {{ ?name <{BASE}p> 1 }}", JSON)
    assert len(answer.rows()) == 1
