"""Seeded faults: codings that break the shapes, one way each."""

from __future__ import annotations

import random
from collections.abc import Callable

import pyoxigraph as ox

from atlas_kg.namespaces import ATLAS, CITO, DCTERMS, GRAPH_LITERATURE, PROV, RDFS

__all__ = ["seed_faults"]

Fault = Callable[[ox.Store, ox.NamedNode], None]


def _property(namespace: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{namespace}{name}")


_LABEL = _property(RDFS, "label")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_CODING = _property(ATLAS, "Coding")
_LOCATOR = _property(ATLAS, "locator")
_DESCRIPTION = _property(DCTERMS, "description")
_SUPPORT = _property(CITO, "citesAsEvidence")
_SOURCE = _property(PROV, "wasDerivedFrom")
_PARTS = tuple(
    _property(ATLAS, name)
    for name in (
        "codesSolution",
        "codesMechanism",
        "codesPhase",
        "codesTarget",
        "codedBy",
        "hasStatus",
    )
)


def seed_faults(store: ox.Store, share: float, *, seed: int = 1) -> int:
    """Spoil a share of the codings of a store.

    Args:
        store: The store; its graph ``literature`` is changed.
        share: The share of the codings, from 0 to 1.
        seed: What makes the choice repeatable.

    Returns:
        How many codings were spoilt.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    found = store.quads_for_pattern(None, _TYPE, _CODING, GRAPH_LITERATURE)
    codings = sorted(
        (quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)), key=str
    )
    spoilt = chance.sample(codings, round(share * len(codings)))
    faults = _faults(chance)
    for number, coding in enumerate(spoilt):
        faults[number % len(faults)](store, coding)
    return len(spoilt)


def _faults(chance: random.Random) -> list[Fault]:
    """Return the ways to spoil a coding."""

    def add(store: ox.Store, coding: ox.NamedNode, name: ox.NamedNode, value: _Object) -> None:
        store.add(ox.Quad(coding, name, value, GRAPH_LITERATURE))

    def remove(store: ox.Store, coding: ox.NamedNode, name: ox.NamedNode) -> None:
        for quad in list(store.quads_for_pattern(coding, name, None, GRAPH_LITERATURE)):
            store.remove(quad)

    def without(name: ox.NamedNode) -> Fault:
        return lambda store, coding: remove(store, coding, name)

    def with_more(name: ox.NamedNode, value: _Object) -> Fault:
        return lambda store, coding: add(store, coding, name, value)

    def with_other(name: ox.NamedNode, value: _Object) -> Fault:
        def spoil(store: ox.Store, coding: ox.NamedNode) -> None:
            remove(store, coding, name)
            add(store, coding, name, value)

        return spoil

    def dangling() -> ox.NamedNode:
        return _property(ATLAS, f"Unknown{chance.randint(1, 9)}")

    return [
        *(without(part) for part in _PARTS),
        *(with_more(part, dangling()) for part in _PARTS),
        *(with_other(part, ox.Literal("a word")) for part in _PARTS),
        with_other(_PARTS[0], ox.BlankNode()),
        with_more(_SUPPORT, dangling()),
        with_more(_SUPPORT, _CODING),
        without(_SOURCE),
        without(_LABEL),
        with_more(_LABEL, ox.Literal("another label", language="en")),
        with_more(_LABEL, ox.Literal("une autre", language="fr")),
        with_other(_LABEL, ox.Literal("no language")),
        without(_LOCATOR),
        with_other(_LOCATOR, ox.Literal("")),
        with_other(_LOCATOR, ox.Literal("4.1", datatype=_property(_XSD, "decimal"))),
        with_other(_LOCATOR, ox.Literal("04", datatype=_property(_XSD, "integer"))),
        with_other(_LOCATOR, ox.Literal("4.1", language="en")),
        without(_DESCRIPTION),
    ]


_Object = ox.NamedNode | ox.BlankNode | ox.Literal
_XSD = "http://www.w3.org/2001/XMLSchema#"
