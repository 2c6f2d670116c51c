"""Batches of triples for stores that take no long operation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

__all__ = ["insertions"]

_BATCH = 2_000
"""How many triples go into one operation; Virtuoso 7 takes less than 5,000."""

_BATCH_OF_UNNAMED = 200
"""How many triples with blank nodes go into one, which Virtuoso 7 makes one statement of SQL of."""


def insertions(graph: ox.NamedNode, triples: Iterable[ox.Triple]) -> Iterator[str]:
    """Yield updates that together insert triples into a graph.

    A blank node keeps its identity only within one operation, so that all triples which hang
    together by blank nodes go into the same one, however many they are. They are not given as data,
    where Virtuoso takes no blank nodes, but as what is made once.

    Args:
        graph: The name of the graph.
        triples: What is inserted.
    """
    named: list[ox.Triple] = []
    unnamed: list[ox.Triple] = []
    for triple in triples:
        (unnamed if _labels(triple) else named).append(triple)
    for start in range(0, len(named), _BATCH):
        yield f"INSERT DATA {_quads(graph, named[start : start + _BATCH])}"
    batch: list[ox.Triple] = []
    for group in _groups(unnamed):
        if batch and len(batch) + len(group) > _BATCH_OF_UNNAMED:
            yield f"INSERT {_quads(graph, batch)} WHERE {{}}"
            batch = []
        batch += group
    if batch:
        yield f"INSERT {_quads(graph, batch)} WHERE {{}}"


def _quads(graph: ox.NamedNode, triples: list[ox.Triple]) -> str:
    lines = "".join(f"{triple} .\n" for triple in triples)
    return f"{{ GRAPH {graph} {{\n{lines}}} }}"


def _labels(triple: ox.Triple) -> list[str]:
    return [n.value for n in (triple.subject, triple.object) if isinstance(n, ox.BlankNode)]


def _groups(triples: list[ox.Triple]) -> Iterable[list[ox.Triple]]:
    """Return triples with blank nodes by what hangs together."""
    above: dict[str, str] = {}
    for triple in triples:
        labels = _labels(triple)
        above[_top(above, labels[0])] = _top(above, labels[-1])
    groups: dict[str, list[ox.Triple]] = {}
    for triple in triples:
        groups.setdefault(_top(above, _labels(triple)[0]), []).append(triple)
    return groups.values()


def _top(above: dict[str, str], label: str) -> str:
    """Return the label that stands for all that hang together with one (disjoint sets)."""
    above.setdefault(label, label)
    while above[label] != label:
        above[label] = above[above[label]]
        label = above[label]
    return label
