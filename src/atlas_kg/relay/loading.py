"""Loading: a store gets the asserted graphs, and computes what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox

from atlas_kg.errors import UsageError
from atlas_kg.fingerprint import fingerprint
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import (
    DCTERMS,
    GRAPH_CORPUS,
    GRAPH_INFERRED,
    GRAPH_LINKS,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
)
from atlas_kg.reasoning import compute_closure
from atlas_kg.relay.graphs import KEPT_GRAPHS, LOADED
from atlas_kg.relay.patient import PatientStore

__all__ = ["Fullness", "fill"]

_SAYS = f"GRAPH <{LOADED}> {{ <{LOADED}> <{DCTERMS.identifier}> "
_ASSERTED = (GRAPH_ONTOLOGY, GRAPH_LITERATURE, GRAPH_CORPUS, GRAPH_LINKS)


@dataclass(frozen=True)
class Fullness:
    """What became of a store.

    Attributes:
        is_loaded: Whether it was loaded now; else it held these sources already.
        inferred: How many statements it holds that follow from others.
    """

    is_loaded: bool
    inferred: int


def fill(
    store: PatientStore, graph: KnowledgeGraph, progress: Callable[[str], None] = lambda _: None
) -> Fullness:
    """Load a store from the sources, unless it was loaded from the same ones before.

    What says so is a statement that is taken away before all else and written last; so a loading
    that was broken off is done again. It tells the sources apart and not the contents of the store:
    changes that were made in the store since stay until the sources change.

    Args:
        store: The store.
        graph: The graph that was built from the sources.
        progress: Called with one line before each step.

    Raises:
        UsageError: The store cannot be reached, refuses something, or does not hold in the end what
            follows from the sources.
    """
    name = fingerprint(graph)
    if _is_loaded(store, name):
        return Fullness(is_loaded=False, inferred=_count(store, GRAPH_INFERRED))
    store.update(f"DROP SILENT GRAPH <{LOADED}>")
    for part in _ASSERTED:
        triples = {q.triple for q in graph.store.quads_for_pattern(None, None, None, part)}
        progress(f"Loading {len(triples)} statements into {part.value} …")
        store.put(part, triples)
        _compare(store, part, len(triples))
    progress(f"Reasoning in {store.endpoints.query} with {len(graph.rules)} rules …")
    size = compute_closure(store, graph.rules, progress)
    _compare(store, GRAPH_INFERRED, len(graph.closure.triples))
    store.update(f'INSERT DATA {{ {_SAYS} "{name}" }} }}')
    return Fullness(is_loaded=True, inferred=size)


def _is_loaded(store: PatientStore, name: str) -> bool:
    if not store.query(f'ASK {{ {_SAYS} "{name}" }} }}'):
        return False
    return all(store.query(f"ASK {{ GRAPH <{part}> {{ ?s ?p ?o }} }}") for part in KEPT_GRAPHS)


def _count(store: PatientStore, graph: ox.NamedNode) -> int:
    rows = store.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    row = next(iter(rows)) if isinstance(rows, ox.QuerySolutions) else None
    return int(row["n"].value) if row else 0


def _compare(store: PatientStore, graph: ox.NamedNode, expected: int) -> None:
    found = _count(store, graph)
    if found != expected:
        raise UsageError(
            f"The store holds {found} statements in {graph.value}, where {expected} belong. Does "
            "it infer by itself, or does something else write to it?"
        )
