"""Posting lists: what stands beside a node in many facts, kept to be intersected.

Whether some coding has both this mechanism and that situation is asked of two lists, each of tens
of thousands of codings that have one of them. Their common members are found by going through the
shorter list and looking each one up in the other (C. D. Manning, P. Raghavan and H. Schütze,
Introduction to Information Retrieval, 2008, section 1.3), which takes a hundredth of the time of as
many look-ups in the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

__all__ = ["Lookup", "Node", "Postings", "Subject"]

Subject = ox.NamedNode | ox.BlankNode | ox.Triple
Node = Subject | ox.Literal

Lookup = tuple[Node | None, ox.NamedNode, Node | None]
"""A pattern with one free side."""

_FIRST = 100
"""How many members of a list are looked up one by one before lists are intersected."""


class Postings:
    """The posting lists of a store, each read when it is first asked for.

    A list is kept, at about two hundred bytes for each of its members.

    Args:
        store: The store.
        graphs: The graphs of it that count.
    """

    def __init__(self, store: ox.Store, graphs: frozenset[Node | ox.DefaultGraph]) -> None:
        self._store = store
        self._graphs = graphs
        self._lists: dict[Lookup, set[Node]] = {}
        # What several problems of a situation ask for in turn, until the store changes.
        self._common: dict[tuple[Lookup, ...], set[Node]] = {}
        # Sets compare faster where the same node is the same object in all of them.
        self._nodes: dict[Node, Node] = {}

    def common(self, lookups: Iterable[Lookup]) -> Iterator[Node]:
        """Yield the nodes that make each of some patterns a fact; some may come twice."""
        asked = tuple(lookups)
        if asked in self._common:
            yield from self._common[asked]
            return
        shortest, *others = sorted(map(self._list, asked), key=len)
        # Where there are many, whoever asks needs but the first; where there are few, the whole
        # intersection is the quickest way to them.
        for node in islice(shortest, _FIRST):
            if all(node in other for other in others):
                yield node
        self._common[asked] = shortest.intersection(*others)
        yield from self._common[asked]

    def update(self, facts: Iterable[tuple[Subject, ox.NamedNode, Node]]) -> None:
        """Look facts up again, after they came to the store or went from it."""
        self._common.clear()
        for fact in facts:
            subject, predicate, value = fact
            holds = any(
                quad.graph_name in self._graphs
                for quad in self._store.quads_for_pattern(*fact, None)
            )
            for lookup, node in (
                ((subject, predicate, None), value),
                ((None, predicate, value), subject),
            ):
                known = self._lists.get(lookup)
                if known is not None and holds:
                    known.add(self._nodes.setdefault(node, node))
                elif known is not None:
                    known.discard(node)

    def _list(self, lookup: Lookup) -> set[Node]:
        if lookup not in self._lists:
            subject, predicate, value = lookup
            quads = (
                ()
                if isinstance(subject, ox.Literal)
                else self._store.quads_for_pattern(subject, predicate, value, None)
            )
            nodes = (
                quad.object if value is None else quad.subject
                for quad in quads
                if quad.graph_name in self._graphs
            )
            self._lists[lookup] = {self._nodes.setdefault(node, node) for node in nodes}
        return self._lists[lookup]
