"""Checks of mapping sets: every value is of its kind, and every pair means what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.findings import Finding, Location, advice
from atlas_kg.identifier_schemes import SCHEMES, scheme_of_address
from atlas_kg.mappings.relations import CONCEPT_RELATIONS, is_work
from atlas_kg.mappings.sets import Mapping, MappingSet
from atlas_kg.mappings.slots import (
    JUSTIFICATIONS,
    NEGATION,
    REQUIRED,
    SET_SLOTS,
    SLOTS,
    Kind,
    Slot,
)
from atlas_kg.namespaces import ATLAS, PREFIXES, SEMAPV, THING, contract
from atlas_kg.source_rules import ENTRIES, MAPPINGS, VALUES
from atlas_kg.suggestions import nearest

__all__ = ["Graph", "check"]

_DATE = re.compile("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_NUMBER = re.compile(r"[0-9]*\.?[0-9]+([eE][+-]?[0-9]+)?")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|^`\\]+")
_OURS = (str(ATLAS), THING)
_KNOWN_SPACES = {**{s.name: s.space for s in SCHEMES if s.space}, **PREFIXES}
_WHO = ("author_id", "author_label", "mapping_tool", "mapping_tool_id")

Identity = tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """What a check needs to know of the graph.

    Attributes:
        describes: Tells whether the graph says anything of an IRI.
        things: Returns the IRIs of all things that begin so, to guess which one was meant.
        accepts: Tells whether an identifier of a scheme has the form that publications ask for.
    """

    describes: Callable[[str], bool]
    things: Callable[[str], list[str]]
    accepts: Callable[[str, str], bool]


def check(sets: tuple[MappingSet, ...], graph: Graph) -> tuple[Finding, ...]:
    """Return what is wrong in mapping sets, in their order.

    Args:
        sets: The sets.
        graph: What the graph knows.
    """
    seen: dict[Identity, Location] = {}
    return tuple(finding for one in sets for finding in _of_set(one, graph, seen))


def _of_set(one: MappingSet, graph: Graph, seen: dict[Identity, Location]) -> Iterator[Finding]:
    for prefix, space in one.prefixes.items():
        known = _KNOWN_SPACES.get(prefix)
        if known and space != known:
            yield Finding(
                f"The prefix '{prefix}' stands for {space}, and elsewhere for {known}.",
                f"Write '{prefix}: {known}', or choose another prefix.",
                Location(one.file, one.lines.get("curie_map", 1)),
                "curie_map",
                rule=MAPPINGS,
            )
    for key, text in one.head.items():
        for problem in _wrong(one, SET_SLOTS[key], text):
            yield _finding(problem, Location(one.file, one.lines.get(key, 1)), key, text)
    for mapping in one.mappings:
        found = list(_of_mapping(one, mapping, graph))
        yield from found
        if not found and (repeated := _repeated(one, mapping, seen)):
            yield repeated


def _of_mapping(one: MappingSet, mapping: Mapping, graph: Graph) -> Iterator[Finding]:
    for name in REQUIRED:
        if name not in mapping.values:
            problem = f"'{name}' is empty.", f"Give it a value; {', '.join(REQUIRED)} are needed."
            yield _finding(problem, mapping.place(one.file, name), name)
    broken = False
    for name, text in mapping.values.items():
        for problem in _wrong(one, SLOTS[name], text):
            broken = True
            yield _finding(problem, mapping.place(one.file, name), name, text)
    if not any(name in mapping.values or name in one.head for name in _WHO):
        yield _finding(
            (
                "Nobody is named who says so.",
                "Fill author_id or author_label for a person, mapping_tool for software.",
            ),
            mapping.place(one.file),
            _WHO[0],
        )
    if not broken and all(name in mapping.values for name in REQUIRED):
        for name, problem in _of_pair(one, mapping, graph):
            yield _finding(problem, mapping.place(one.file, name), name, mapping.values[name])


Problem = tuple[str, str]


def _finding(problem: Problem, place: Location, name: str, text: str | None = None) -> Finding:
    return Finding(*problem, place, name, value=text, rule=MAPPINGS if text else VALUES)


def _wrong(one: MappingSet, slot: Slot, text: str) -> Iterator[Problem]:
    for value in Mapping(0, "", (), {slot.name: text}).every(slot):
        if slot.kind is Kind.ENTITY and one.expand(value) is None:
            prefix, colon, _ = value.partition(":")
            guess = nearest(prefix, one.prefixes) if colon else None
            problem = f"'{value[:80]}' is neither an IRI nor a CURIE whose prefix is in curie_map."
            yield (
                problem,
                advice("Add the prefix to curie_map in the head, or write the whole IRI.", guess),
            )
        elif slot.kind is Kind.ADDRESS and not _ADDRESS.fullmatch(value):
            yield f"'{slot.name}' is no address: '{value[:80]}'.", "Write an IRI out, https://…"
        elif slot.kind is Kind.DATE and not _DATE.fullmatch(value):
            yield f"'{slot.name}' is no date: '{value[:80]}'.", "Write it as 2026-01-31."
        elif slot.kind is Kind.NUMBER and not (_NUMBER.fullmatch(value) and float(value) <= 1):
            yield (
                f"'{slot.name}' is no number from 0 to 1: '{value[:80]}'.",
                "Write how sure the statement is, such as 0.8; 1 is certain.",
            )
    if slot.name == "predicate_modifier" and text != NEGATION:
        yield (
            f"'{slot.name}' has a wrong value: '{text[:80]}'.",
            f"Write {NEGATION} where the relation does not hold, else leave it empty.",
        )


def _of_pair(one: MappingSet, mapping: Mapping, graph: Graph) -> Iterator[tuple[str, Problem]]:
    subject, relation, target, why = (one.iri(mapping, name) or "" for name in REQUIRED)
    if not subject.startswith(_OURS):
        what = "Name a term or a thing of LLM ATLAS, such as atlas-id:solution/model-cards."
        yield "subject_id", (f"'{contract(subject)}' is nothing of this graph.", what)
    elif not graph.describes(subject):
        kind = subject[: max(subject.rfind("/"), subject.rfind("#")) + 1]
        guess = nearest(subject, graph.things(kind), likeness=0.8)
        yield (
            "subject_id",
            (
                f"The graph says nothing of '{contract(subject)}'.",
                advice("Name a term or a thing that is there.", contract(guess) if guess else None),
            ),
        )
    if target.startswith(_OURS):
        what = "Name a term or a thing of another vocabulary."
        yield "object_id", (f"'{contract(target)}' is one of ours.", what)
    elif is_work(subject):
        yield from _of_work(relation, target, graph)
    else:
        yield from _of_concept(one, relation, target)
    if why not in JUSTIFICATIONS:
        names = [contract(iri) for iri in JUSTIFICATIONS]
        guess = nearest(contract(why), names)
        what = (
            f"Name a kind of matching in SEMAPV, such as {contract(str(SEMAPV.LexicalMatching))}."
        )
        yield (
            "mapping_justification",
            (f"'{contract(why)}' is no justification.", advice(what, guess)),
        )


def _of_work(relation: str, target: str, graph: Graph) -> Iterator[tuple[str, Problem]]:
    found = scheme_of_address(target)
    if found is None:
        names = ", ".join(scheme.name for scheme in SCHEMES if scheme.space)
        what = f"Name the record of a work by one of the schemes {names}."
        yield "object_id", (f"'{target[:80]}' is an identifier of no known scheme.", what)
        return
    scheme, identifier = found
    if not graph.accepts(scheme.name, identifier):
        what = "Compare it with the page of the work; docs/checks.md shows the form of each scheme."
        yield (
            "object_id",
            (f"'{identifier[:80]}' is no identifier of the scheme {scheme.name}.", what),
        )
    if relation != scheme.relation:
        asked = contract(scheme.relation)
        yield (
            "predicate_id",
            (
                f"'{contract(relation)}' is not true of a work and a {scheme.name}.",
                f"Write {asked}, which docs/mappings.md gives the reasons for.",
            ),
        )


def _of_concept(one: MappingSet, relation: str, target: str) -> Iterator[tuple[str, Problem]]:
    if relation not in CONCEPT_RELATIONS:
        names = [contract(iri) for iri in CONCEPT_RELATIONS]
        what = f"Write one of {', '.join(names)}."
        guess = nearest(contract(relation), names)
        yield (
            "predicate_id",
            (f"'{contract(relation)}' does not relate concepts.", advice(what, guess)),
        )
    if not any(target.startswith(space) and target != space for space in one.prefixes.values()):
        what = "Add the prefix of its vocabulary to curie_map, or mend the IRI."
        yield "object_id", (f"'{target[:80]}' is of no vocabulary that the head names.", what)


def _repeated(one: MappingSet, mapping: Mapping, seen: dict[Identity, Location]) -> Finding | None:
    pair = (one.iri(mapping, "subject_id") or "", one.iri(mapping, "object_id") or "")
    who = (mapping.values.get(name) or one.head.get(name, "") for name in _WHO)
    place = mapping.place(one.file)
    before = seen.setdefault((*pair, one.judgement(mapping), *who), place)
    if before is place:
        return None
    return Finding(
        f"The same mapping by the same author stands in {_told(before, one.file)}.",
        "Keep one of the two rows.",
        place,
        rule=ENTRIES,
    )


def _told(place: Location, file: Path) -> str:
    return f"line {place.line}" if place.file == file else f"{place.file.name}:{place.line}"
