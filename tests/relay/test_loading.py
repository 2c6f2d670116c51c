"""A store is loaded once, and computes what the engine here computes."""

from __future__ import annotations

import dataclasses

import pyoxigraph as ox
import pytest

from atlas_kg.dataset import Dataset
from atlas_kg.errors import UsageError
from atlas_kg.fingerprint import fingerprint
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import GRAPH_INFERRED, GRAPH_LITERATURE, GRAPH_ONTOLOGY
from atlas_kg.reasoning import broken_rules
from atlas_kg.relay import PatientStore, fill
from atlas_kg.relay.graphs import LOADED
from tests.relay.stores import RunningStore

NEW = '<http://example.org/new> <http://example.org/p> "é \\"\\\\"'


def triples(store: PatientStore, graph: ox.NamedNode) -> set[tuple[str, ...]]:
    found = store.query(f"SELECT ?s ?p ?o {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    assert isinstance(found, ox.QuerySolutions)
    return {tuple(map(str, row)) for row in found}


def test_closure_is_that_of_the_engine_here(
    running_store: RunningStore, graph: KnowledgeGraph
) -> None:
    with running_store.patient() as store:
        assert triples(store, GRAPH_INFERRED) == {
            (str(t.subject), str(t.predicate), str(t.object)) for t in graph.closure.triples
        }
        assert broken_rules(store, graph.rules) == ()


def test_same_sources_are_not_loaded_again(
    running_store: RunningStore, graph: KnowledgeGraph
) -> None:
    # A change that was made in the store since outlives the start of the server.
    with running_store.patient() as store:
        store.update(f"INSERT DATA {{ GRAPH {GRAPH_LITERATURE} {{ {NEW} }} }}")
        told: list[str] = []
        full = fill(store, graph, told.append)
        assert (full.is_loaded, full.inferred, told) == (False, len(graph.closure.triples), [])
        assert ("<http://example.org/new>", "<http://example.org/p>", '"é \\"\\\\"') in triples(
            store, GRAPH_LITERATURE
        )
        store.update(f"DELETE DATA {{ GRAPH {GRAPH_LITERATURE} {{ {NEW} }} }}")


def test_other_sources_are_loaded_in_their_place(
    running_store: RunningStore, graph: KnowledgeGraph
) -> None:
    changed = ox.Store()
    changed.extend(graph.store)
    node = ox.NamedNode("http://example.org/new")
    changed.add(ox.Quad(node, node, node, GRAPH_LITERATURE))
    dataset = dataclasses.replace(graph.dataset, store=changed)
    other = dataclasses.replace(graph, dataset=dataset)
    assert isinstance(dataset, Dataset)
    assert fingerprint(other) != fingerprint(graph)
    with running_store.patient() as store:
        assert fill(store, other).is_loaded
        assert len(triples(store, GRAPH_LITERATURE)) == size(graph, GRAPH_LITERATURE) + 1
        assert fill(store, graph).is_loaded
        assert len(triples(store, GRAPH_LITERATURE)) == size(graph, GRAPH_LITERATURE)


def size(graph: KnowledgeGraph, name: ox.NamedNode) -> int:
    return sum(1 for _ in graph.store.quads_for_pattern(None, None, None, name))


@pytest.mark.parametrize("lost", [LOADED, GRAPH_ONTOLOGY.value])
def test_broken_off_loading_is_done_again(
    lost: str, running_store: RunningStore, graph: KnowledgeGraph
) -> None:
    with running_store.patient() as store:
        store.update(f"DROP SILENT GRAPH <{lost}>")
        assert fill(store, graph).is_loaded
        assert len(triples(store, GRAPH_ONTOLOGY)) == size(graph, GRAPH_ONTOLOGY)


def test_store_that_holds_something_else_in_the_end_is_told(
    running_store: RunningStore, graph: KnowledgeGraph
) -> None:
    # As a store does that adds or drops statements by itself.
    fewer = dataclasses.replace(graph, rules=graph.rules[:5])
    with running_store.patient() as store:
        store.update(f"DROP SILENT GRAPH <{LOADED}>")
        with pytest.raises(UsageError, match=f"where {len(graph.closure.triples)} belong"):
            fill(store, fewer)
        assert fill(store, graph).is_loaded
