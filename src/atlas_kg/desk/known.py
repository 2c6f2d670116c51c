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
from atlas_kg.standings import compared, revised

__all__ = ["with_records"]


def with_records(graph: KnowledgeGraph, records: Iterable[Record]) -> KnowledgeGraph:
    """Return a graph that knows further records too; nothing is inferred from them.

    Args:
        graph: The graph, which stays as it is.
        records: The records.
    """
    records = tuple(records)
    if not records:
        return graph
    dataset = graph.dataset
    lifted = lift(records, dataset.record_shapes)
    origins = ChainMap(dict(lifted.origins), dict(dataset.origins))
    revision = revised(dataset.comparison, records, dataset.store, origins)
    store = copy_of(graph.store)
    for triple in revision.retracted:
        store.remove(_quad(triple))
    store.extend(map(_quad, (*lifted.triples, *revision.derived.triples)))
    known = replace(
        dataset,
        store=store,
        origins=ChainMap(dict(revision.derived.origins), *origins.maps),
        comparison=compared(records, dataset.store, dataset.comparison),
    )
    return replace(graph, dataset=known)


def _quad(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, GRAPH_LITERATURE)
