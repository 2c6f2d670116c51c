"""A graph of rdflib whose store is the endpoint."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import RDF
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result

from atlas_kg.namespaces import ATLAS
from atlas_kg.queries import PublishedQuery
from tests.clients.competency import COMPETENCY, Table, expected, name_of


@pytest.fixture(params=["GET", "POST", "POST_FORM"])
def remote(
    request: pytest.FixtureRequest, server: str, monkeypatch: pytest.MonkeyPatch
) -> rdflib.Graph:
    # Otherwise rdflib writes literals anew that it reads.
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    store = SPARQLStore(f"{server}/sparql", method=request.param)
    return rdflib.Graph(store)


def table(answer: Result) -> Table:
    variables = answer.vars or ()
    rows = [
        [str(found[name]) if name in found else None for name in variables]
        for found in answer.bindings
    ]
    return Table.of([str(name) for name in variables], rows)


@pytest.mark.parametrize("query", COMPETENCY, ids=name_of)
def test_rows(remote: rdflib.Graph, query: PublishedQuery) -> None:
    assert table(remote.query(query.text)) == expected(query)


def test_patterns_of_triples(remote: rdflib.Graph) -> None:
    mechanisms = set(remote.subjects(RDF.type, ATLAS.Mechanism))
    assert len(mechanisms) == 4
    for mechanism in mechanisms:
        assert (mechanism, RDF.type, ATLAS.Mechanism) in remote


def test_graph_and_truth(remote: rdflib.Graph) -> None:
    made = remote.query(f"CONSTRUCT WHERE {{ ?s a <{ATLAS.Mechanism}> }}")
    assert made.graph is not None
    assert len(made.graph) == 4
    assert remote.query(f"ASK {{ ?s a <{ATLAS.Mechanism}> }}").askAnswer
