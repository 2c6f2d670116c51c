"""Mapping sets as triples: each row with who says it, and the link itself where nobody differs.

A row becomes an ``owl:Axiom`` with the pair and the relation as annotated source, property and
target, which is what the SSSOM schema makes of its class Mapping; so tools that read SSSOM in RDF
read ours. The axiom has an IRI, since blank nodes would have to be told apart by all that is said
of them whenever two graphs are compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

from rdflib import RDF, XSD

from atlas_kg.lifting import Origin
from atlas_kg.mappings.judgements import differing
from atlas_kg.mappings.sets import Mapping, MappingSet
from atlas_kg.mappings.slots import NEGATION, PROPAGATED, SET_SLOTS, SLOTS, Kind, Slot
from atlas_kg.mappings.triples import Key, Links, english, line, literal, node, typed
from atlas_kg.namespaces import OWL, RDFS, SSSOM, THING, contract

__all__ = ["mapping_links"]

_MAPPING, _SET = f"{THING}mapping/", f"{THING}mapping-set/"
_A = str(RDF.type)
_NAMED = ("subject_id", "predicate_id", "object_id", "confidence", "mapping_tool", "author_id")
_IDENTITY = ("predicate_modifier", "author_id", "author_label", "mapping_tool", "mapping_tool_id")


def mapping_links(sets: Iterable[MappingSet], label: Callable[[str], str | None]) -> Links:
    """Return the triples of mapping sets in which nothing is wrong.

    Args:
        sets: The sets.
        label: Returns the label of a term or a thing of ours.

    Returns:
        What is said of each set and each row; and the links of all rows, without those that are
        negated or that somebody else judges otherwise: a pair about which people differ is none.
    """
    sets = tuple(sets)
    disputed = differing(sets)
    lines: list[str] = []
    origins: dict[Key, Origin] = {}
    for one in sets:
        lines += _of_set(one)
        for mapping in one.mappings:
            subject, relation, target = (one.iri(mapping, name) for name in _NAMED[:3])
            if not (subject and relation and target):
                continue
            iri = f"{_MAPPING}{_name(one, mapping)}"
            lines += _of_mapping(one, mapping, iri, label(subject))
            origins[iri, None, None] = Origin(mapping.place(one.file))
            for slot in SLOTS.values():
                if slot.name in mapping.values:
                    text = mapping.values[slot.name]
                    place = mapping.place(one.file, slot.name)
                    origins[iri, slot.property, None] = Origin(place, slot.name, text)
            negated = mapping.values.get("predicate_modifier") == NEGATION
            if not negated and (subject, target) not in disputed:
                lines.append(line(subject, relation, node(target)))
                place = mapping.place(one.file, "object_id")
                origins.setdefault(
                    (subject, relation, target),
                    Origin(place, "object_id", mapping.values["object_id"]),
                )
    return Links("".join(lines), origins)


def _name(one: MappingSet, mapping: Mapping) -> str:
    """Return a name that stays when rows are sorted: of what is said, and of who says it."""
    parts = [str(one.iri(mapping, name)) for name in _NAMED[:3]]
    parts += [mapping.values.get(name) or one.head.get(name, "") for name in _IDENTITY]
    return hashlib.sha256("\t".join(parts).encode()).hexdigest()[:16]


def _of_set(one: MappingSet) -> Iterator[str]:
    iri = f"{_SET}{one.name}"
    yield line(iri, _A, node(str(SSSOM.MappingSet)))
    yield line(iri, str(RDFS.label), english(one.head.get("mapping_set_title", one.name)))
    for name, text in one.head.items():
        yield from _values(one, iri, SET_SLOTS[name], text)


def _of_mapping(one: MappingSet, mapping: Mapping, iri: str, known: str | None) -> Iterator[str]:
    subject, relation, target = (one.iri(mapping, name) or "" for name in _NAMED[:3])
    ours = known or mapping.values.get("subject_label") or contract(subject)
    theirs = mapping.values.get("object_label") or contract(target)
    negated = f"{NEGATION} " if "predicate_modifier" in mapping.values else ""
    yield line(f"{_SET}{one.name}", str(SSSOM.mappings), node(iri))
    yield line(iri, _A, node(str(OWL.Axiom)))
    label = f"{ours}: {negated}{contract(relation)} {theirs}"
    yield line(iri, str(RDFS.label), english(label))
    given = {name: text for name, text in one.head.items() if name in PROPAGATED}
    for name, text in (given | dict(mapping.values)).items():
        yield from _values(one, iri, SLOTS[name], text)


def _values(one: MappingSet, subject: str, slot: Slot, text: str) -> Iterator[str]:
    for value in Mapping(0, "", (), {slot.name: text}).every(slot):
        if written := _value(one, slot, value):
            yield line(subject, slot.property, written)


def _value(one: MappingSet, slot: Slot, value: str) -> str | None:
    if slot.name == "predicate_modifier":
        return node(str(SSSOM.NegatedPredicate))
    if slot.kind is Kind.ENTITY:
        iri = one.expand(value)
        return node(iri) if iri else None
    if slot.kind is Kind.ADDRESS:
        return node(value)
    if slot.kind is Kind.NUMBER:
        return typed(value, str(XSD.double))
    if slot.kind is Kind.DATE:
        # HermiT, which many use, stops at a date without a time.
        return typed(f"{value}T00:00:00Z", str(XSD.dateTime))
    return literal(value)
