"""Paths of length zero, from and to constants that no triple holds."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given

from atlas_kg.query_rewriting import answered
from tests.random_queries import GRAPH, PROLOGUE, STORE, counted, queries, told

NOWHERE = ox.NamedNode("http://example.org/nowhere")
# The same graph, but for a triple that no query asks for, which makes a node of each constant.
NODES = ox.Store()
NODES.load(GRAPH.encode(), ox.RdfFormat.TURTLE)
NODES.add(ox.Quad(NOWHERE, ox.NamedNode("http://example.org/unasked"), ox.Literal("x")))


def rows(text: str) -> list[dict[str, str]]:
    result = answered(PROLOGUE + text, STORE.query)
    assert isinstance(result, ox.QuerySolutions)
    return told(result)


@pytest.mark.parametrize(
    "pattern",
    [
        # SPARQL 1.1, section 18.4: evaluation of ZeroLengthPath with a term on one side or both.
        ":nowhere :p* ?x",
        ":nowhere :p? ?x",
        "?x :p* :nowhere",
        "?x :p? :nowhere",
        "?x (:p*)+ :nowhere",
        ":nowhere ^(:p*) ?x",
        ":nowhere :p|:q*|^:p ?x",
        ":nowhere (:p|!(:q|^a))* ?x ; :p? ?x",
        ":nowhere :p* :nowhere, ?x , <http://example.org/nowhere> .",
        "FILTER(TRUE) { ?x :p* :nowhere } FILTER(EXISTS { ?x :q* :nowhere })",
        "{ SELECT ?x { ?x :p* # the middle )\n :nowhere } }",
    ],
)
def test_path_of_length_zero_from_what_is_nowhere(pattern: str) -> None:
    assert rows(f"SELECT * {{ {pattern} }}") == [{"x": str(NOWHERE)}]


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        # What is between two steps is a variable, and for a variable only nodes count.
        (":nowhere :p*/:q* ?x", []),
        (":nowhere :p+ ?x", []),
        ("VALUES ?y { :nowhere } ?y :p* ?x", []),
        (":nowhere :p* :a", []),
        (":nowhere :p*|:q* ?x", [NOWHERE, NOWHERE]),
        ("'a'@en :p* ?x", [ox.Literal("a", language="en")]),
        ("-1 :p? ?x", [ox.Literal(-1)]),
        ("?x :p? '1'^^<http://www.w3.org/2001/XMLSchema#integer>", [ox.Literal(1)]),
        ("?x :p* TRUE", [ox.Literal(True)]),
        ("?x :p* 'x'", [ox.Literal("x")]),
        (":c :p? ?x", [ox.NamedNode("http://example.org/c")]),
        # The engine has no rows for them, and no text mends that.
        ("GRAPH :g { :nowhere :p* ?x }", []),
        ("_:b :p :b . :nowhere :p* ?x . _:b :p ?y", []),
    ],
)
def test_path_of_length_zero_where_it_is_none(pattern: str, answer: list[ox.Literal]) -> None:
    found = [row["x"] for row in rows(f"SELECT ?x {{ {pattern} }}")]
    assert found == [str(term) for term in answer]


def test_dataset_of_the_query_says_what_is_a_node() -> None:
    store = ox.Store()
    a, p, g = (ox.NamedNode(f"http://example.org/{name}") for name in "apg")
    store.add(ox.Quad(a, p, a, g))
    text = "SELECT ?x FROM <http://example.org/other> { <http://example.org/a> <x:p>* ?x . }"
    asked = []

    def evaluate(query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        asked.append(query)
        return store.query(query)

    result = answered(text, evaluate)
    assert isinstance(result, ox.QuerySolutions)
    assert told(result) == [{"x": str(a)}]
    assert "FROM <http://example.org/other> {" in asked[0]
    assert len(asked) == 2


@given(queries)
def test_random_query_sees_a_constant_as_if_it_were_a_node(text: str) -> None:
    assert counted(answered(text, STORE.query)) == counted(NODES.query(text))
