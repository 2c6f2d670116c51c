"""Relative IRIs mean at a store elsewhere what they mean here."""

from __future__ import annotations

import json

import pytest

from atlas_kg.relay import Relay
from atlas_kg.relay.bases import with_base
from atlas_kg.workers.frames import Change, Operation, Task
from tests.relay.stores import answered, within

BASE = "http://example.org/some/sparql"
GRAPH = "http://example.org/graph/bases"
JSON = "application/sparql-results+json"


@pytest.mark.parametrize(
    "text",
    [
        "ASK { <http://e.org/a> a <urn:x> }",
        "SELECT ?a { ?a ?p ?b FILTER(?a < 1 && ?b > 2) }",
        "PREFIX e: <http://e.org/> ASK { e:a e:p 'x' }",
    ],
)
def test_texts_without_relative_names_stay(text: str) -> None:
    assert with_base(text, BASE) == text


def test_texts_stay_where_no_base_is_known() -> None:
    assert with_base("ASK { <a> ?p ?o }", None) == "ASK { <a> ?p ?o }"


def test_queries_and_updates(relay: Relay) -> None:
    text = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <a> <#p> <../b> }} }}"
    within(relay.change(Change(Operation.UPDATE, text=text, base=BASE), "a"))
    query = f"SELECT ?s ?p ?o {{ GRAPH <{GRAPH}> {{ <a> ?p ?o . ?s ?p ?o }} }}"
    task = Task(query, JSON, None, named_graphs=(GRAPH,), default_graphs=(), base=BASE)
    (row,) = json.loads(answered(relay, task))["results"]["bindings"]
    assert {name: value["value"] for name, value in row.items()} == {
        "s": "http://example.org/some/a",
        "p": f"{BASE}#p",
        "o": "http://example.org/b",
    }
    within(relay.change(Change(Operation.DELETE, graph=GRAPH), "a"))
