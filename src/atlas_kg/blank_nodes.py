"""Triples whose blank nodes are named by what is said of them.

A blank node has another label each time that a file is read. Here those that belong together get
the hash of their canonical form (RDFC-1.0, https://www.w3.org/TR/rdf-canon/) as their name, each
group for itself: so two graphs compare as sets, and a group that changes renames no other one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

import pyoxigraph as ox

__all__ = ["differences", "named_by_content"]

_LENGTH = 32
"""How many signs of the hash tell groups apart: 128 bits."""

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def differences(
    old: Iterable[ox.Quad], new: Iterable[ox.Quad]
) -> tuple[set[ox.Triple], set[ox.Triple]]:
    """Return the triples that are gone, and those that came.

    Args:
        old: The quads before.
        new: The quads after.
    """
    before, after = set(old), set(new)
    gone, came = ({quad.triple for quad in side} for side in (before - after, after - before))
    if any(_blank(triple) for triple in chain(gone, came)):
        gone, came = named_by_content(before), named_by_content(after)
    # What only moved to another graph is said on both sides.
    return gone - came, came - gone


def _blank(triple: ox.Triple) -> list[ox.BlankNode]:
    return [n for n in (triple.subject, triple.object) if isinstance(n, ox.BlankNode)]


def named_by_content(quads: Iterable[ox.Quad]) -> set[ox.Triple]:
    """Return the triples of quads; the names of blank nodes follow from their content."""
    plain: set[ox.Triple] = set()
    groups = _Groups()
    for quad in quads:
        triple = quad.triple
        blank = _blank(triple)
        if blank:
            groups.add(triple, blank)
        else:
            plain.add(triple)
    for group in groups.all():
        plain |= _named(group)
    return plain


class _Groups:
    """Triples, put together where they share blank nodes."""

    def __init__(self) -> None:
        self._parents: dict[ox.BlankNode, ox.BlankNode] = {}
        self._triples: list[tuple[ox.BlankNode, ox.Triple]] = []

    def add(self, triple: ox.Triple, blank: list[ox.BlankNode]) -> None:
        self._triples.append((blank[0], triple))
        for node in blank:
            self._parents[self._root(node)] = self._root(blank[0])

    def all(self) -> Iterable[list[ox.Triple]]:
        groups: dict[ox.BlankNode, list[ox.Triple]] = defaultdict(list)
        for node, triple in self._triples:
            groups[self._root(node)].append(triple)
        return groups.values()

    def _root(self, node: ox.BlankNode) -> ox.BlankNode:
        parent = self._parents.setdefault(node, node)
        while parent != node:
            # Halving the way keeps later ones short.
            self._parents[node] = self._parents[parent]
            node, parent = parent, self._parents[parent]
        return node


def _named(group: list[ox.Triple]) -> set[ox.Triple]:
    whole = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in group)
    whole.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    triples = [quad.triple for quad in whole]
    name = hashlib.sha256("\n".join(sorted(map(str, triples))).encode()).hexdigest()[:_LENGTH]

    def term(node: Node) -> Node:
        return ox.BlankNode(f"{node.value}x{name}") if isinstance(node, ox.BlankNode) else node

    return {ox.Triple(term(t.subject), t.predicate, term(t.object)) for t in triples}  # type: ignore[arg-type]
