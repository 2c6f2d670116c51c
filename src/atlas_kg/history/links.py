"""Inferred links that appeared or vanished between two releases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from atlas_kg.explanation.evidence import Provenance
from atlas_kg.history.releases import Release
from atlas_kg.namespaces import ATLAS, GRAPH_INFERRED

__all__ = ["LinkChange", "changed_links", "links"]

_LINKS = tuple(
    ox.NamedNode(str(name))
    for name in (
        ATLAS.counters,
        ATLAS.appliedAgainst,
        ATLAS.addresses,
        ATLAS.implements,
        ATLAS.tentativelyAppliedAgainst,
        ATLAS.tentativelyAddresses,
        ATLAS.tentativelyImplements,
    )
)
"""What the map and the answers rest on, in the order in which it is told."""


@dataclass(frozen=True)
class LinkChange:
    """An inferred link that appeared or vanished.

    Attributes:
        subject: Its subject, by IRI.
        predicate: Its property, by IRI.
        object: Its object, by IRI.
        labels: What people call the three.
        appeared: Whether it is there now.
    """

    subject: str
    predicate: str
    object: str
    labels: tuple[str, str, str]
    appeared: bool


def links(store: ox.Store, names: Iterable[ox.NamedNode] = _LINKS) -> frozenset[ox.Triple]:
    """Return the inferred links of a store.

    Args:
        store: The graphs.
        names: The properties; by default those on which the map and the answers rest.
    """
    return frozenset(
        quad.triple
        for name in names
        for quad in store.quads_for_pattern(None, name, None, GRAPH_INFERRED)
    )


def changed_links(before: Release, after: Release) -> tuple[LinkChange, ...]:
    """Return the links that appeared, then those that vanished, by property and name."""
    old, new = links(before.store), links(after.store)

    def order(triple: ox.Triple) -> tuple[int, str]:
        return _LINKS.index(triple.predicate), str(triple)

    return tuple(
        _change(triple, release, appeared)
        for found, release, appeared in ((new - old, after, True), (old - new, before, False))
        for triple in sorted(found, key=order)
    )


def _change(triple: ox.Triple, release: Release, appeared: bool) -> LinkChange:
    subject, value = triple.subject, triple.object
    return LinkChange(
        str(getattr(subject, "value", subject)),
        triple.predicate.value,
        str(getattr(value, "value", value)),
        Provenance(release.store).labels(triple),
        appeared,
    )
