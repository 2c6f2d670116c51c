"""A knowledge graph with further records, against which contributions are reviewed."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable
from dataclasses import replace

import pyoxigraph as ox

from atlas_kg.dataset import copy_of
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.lifting import lift
from atlas_kg.model import Record
from atlas_kg.namespaces import GRAPH_LITERATURE

__all__ = ["with_records"]


def with_records(graph: KnowledgeGraph, records: Iterable[Record]) -> KnowledgeGraph:
    """Return a graph that knows further records too; nothing is inferred from them.

    Args:
        graph: The graph, which stays as it is.
        records: The records.
    """
    lifted = lift(records, graph.dataset.record_shapes)
    if not lifted.triples:
        return graph
    store = copy_of(graph.store)
    store.extend(
        ox.Quad(t.subject, t.predicate, t.object, GRAPH_LITERATURE) for t in lifted.triples
    )
    origins = ChainMap(dict(lifted.origins), dict(graph.dataset.origins))
    return replace(graph, dataset=replace(graph.dataset, store=store, origins=origins))
