"""What came, went and changed among the things that graphs assert."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import pyoxigraph as ox
from rdflib import OWL

from atlas_kg.blank_nodes import differences
from atlas_kg.explanation.evidence import Provenance
from atlas_kg.history.releases import Release
from atlas_kg.namespaces import (
    ATLAS,
    GRAPH_INFERRED,
    GRAPH_ONTOLOGY,
    GRAPH_PROPOSED,
    THING,
)

__all__ = ["Change", "FieldChange", "Turn", "changed_statements", "changed_terms"]

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_STATUS = ox.NamedNode(str(ATLAS.hasStatus))
_EXPLAINS = ox.NamedNode(str(ATLAS.explainsStatus))
_RETRACTED = ox.NamedNode(str(ATLAS.Retracted))
_ANNOTATED = ox.NamedNode(str(OWL.annotatedSource))
_EXPRESSION = "(an expression)"
_OTHER = frozenset((GRAPH_ONTOLOGY, GRAPH_INFERRED, GRAPH_PROPOSED))
"""Graphs that hold no contributed statements, or none that count."""

_ORDER = ("coding", "report", "absence", "adjudication", "solution", "publication", "work")
_MAPPING = "mapping"
_IDENTIFIER = "identifier"
_TERM = "term"


class Turn(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    CHANGED = "changed"
    RETRACTED = "retracted"


@dataclass(frozen=True)
class FieldChange:
    """A property that has other values now.

    Attributes:
        property: Its IRI.
        field: What it is called.
        before: The values that are gone.
        after: The values that came.
        reason: Why, in the words of the newer release, if it tells: which coders now say what.
    """

    property: str
    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    reason: str | None = None


@dataclass(frozen=True)
class Change:
    """What became of one thing.

    Attributes:
        kind: What it is, such as ``coding``.
        iri: Its name.
        label: What it is called.
        coder: Who coded it; None for what is no statement of a coder.
        turn: Whether it was added, changed or retracted; retracted is also what is gone.
        fields: What changed, where it is on both sides.
    """

    kind: str
    iri: str
    label: str
    coder: str | None
    turn: Turn
    fields: tuple[FieldChange, ...]


def changed_statements(before: Release, after: Release) -> tuple[Change, ...]:
    """Return what became of the contributed things: codings, publications, mappings and others."""

    def kind(iri: str) -> str:
        return iri.removeprefix(THING).split("/")[0] if iri.startswith(THING) else _MAPPING

    def order(change: Change) -> tuple[int, str, str]:
        place = _ORDER.index(change.kind) if change.kind in _ORDER else len(_ORDER)
        return place, change.kind, change.iri

    found = _changes(before, after, _contributed(before), _contributed(after), kind)
    # Identifiers as things follow from the fields of publications, which are told.
    told = (change for change in found if change.kind != _IDENTIFIER)
    return tuple(sorted(told, key=order))


def changed_terms(before: Release, after: Release) -> tuple[Change, ...]:
    """Return what became of the terms of the ontology."""
    graphs = [frozenset((GRAPH_ONTOLOGY,))] * 2
    found = _changes(before, after, graphs[0], graphs[1], lambda _: _TERM)
    return tuple(sorted(found, key=lambda change: change.iri))


def _contributed(release: Release) -> frozenset[ox.NamedNode]:
    names = release.store.named_graphs()
    return frozenset(name for name in names if isinstance(name, ox.NamedNode)) - _OTHER


def _changes(
    before: Release,
    after: Release,
    old_graphs: Iterable[ox.NamedNode],
    new_graphs: Iterable[ox.NamedNode],
    kind: Callable[[str], str],
) -> Iterator[Change]:
    found = differences(_quads(before.store, old_graphs), _quads(after.store, new_graphs))
    gone, came = (_by_subject(t for t in side if t.predicate != _EXPLAINS) for side in found)
    names = Provenance(before.store), Provenance(after.store)
    for subject in gone.keys() | came.keys():
        was = any(_has(before.store, subject, graph) for graph in old_graphs)
        is_now = any(_has(after.store, subject, graph) for graph in new_graphs)
        fields: tuple[FieldChange, ...] = ()
        if was and is_now:
            is_retracted = (_STATUS, _RETRACTED) in came.get(subject, ())
            turn = Turn.RETRACTED if is_retracted else Turn.CHANGED
            fields = tuple(
                replace(field, reason=_why(after.store, subject))
                if field.property == _STATUS.value
                else field
                for field in _fields(gone.get(subject, ()), came.get(subject, ()), names)
            )
        else:
            turn = Turn.ADDED if is_now else Turn.RETRACTED
        told = names[is_now]
        label, coders = told.label(subject), told.objects(subject, ATLAS.codedBy)
        coder = told.label(coders[0]) if coders else None
        yield Change(kind(subject.value), subject.value, label, coder, turn, fields)


def _why(store: ox.Store, subject: ox.NamedNode) -> str | None:
    """Return why a statement stands as it does, where that follows from what coders say."""
    told = store.quads_for_pattern(subject, _EXPLAINS, None, None)
    return next((quad.object.value for quad in told if isinstance(quad.object, ox.Literal)), None)


def _quads(store: ox.Store, graphs: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
    for graph in graphs:
        yield from store.quads_for_pattern(None, None, None, graph)


def _has(store: ox.Store, subject: ox.NamedNode, graph: ox.NamedNode) -> bool:
    return any(store.quads_for_pattern(subject, None, None, graph))


def _by_subject(
    triples: Iterable[ox.Triple],
) -> Mapping[ox.NamedNode, set[tuple[ox.NamedNode, Node]]]:
    """Return what is said of each named thing; annotations are said of what they annotate."""
    said: dict[ox.NamedNode, set[tuple[ox.NamedNode, Node]]] = defaultdict(set)
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode):
            said[triple.subject].add((triple.predicate, triple.object))
        elif triple.predicate == _ANNOTATED and isinstance(triple.object, ox.NamedNode):
            said[triple.object].add((triple.predicate, triple.subject))
    return said


def _fields(
    gone: Iterable[tuple[ox.NamedNode, Node]],
    came: Iterable[tuple[ox.NamedNode, Node]],
    names: tuple[Provenance, Provenance],
) -> Iterator[FieldChange]:
    values: dict[ox.NamedNode, tuple[list[Node], list[Node]]] = defaultdict(lambda: ([], []))
    for side, said in enumerate((gone, came)):
        for name, value in said:
            values[name][side].append(value)
    for name, sides in sorted(values.items(), key=lambda item: item[0].value):
        told = [_told(side, names[number]) for number, side in enumerate(sides)]
        if told[0] == told[1]:
            told = [_told(side, names[number], exact=True) for number, side in enumerate(sides)]
        yield FieldChange(name.value, names[1].label(name), told[0], told[1])


def _told(values: Iterable[Node], names: Provenance, *, exact: bool = False) -> tuple[str, ...]:
    """Return values as people call them, or exactly, where they are called the same."""
    found = set()
    for value in values:
        if isinstance(value, ox.BlankNode):
            found.add(_EXPRESSION)
        else:
            found.add(str(value) if exact else names.label(value))
    return tuple(sorted(found))
