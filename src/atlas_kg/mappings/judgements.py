"""Judgements: what each author and each reviewer says of a pair, and where they differ.

A reviewer who is named in a row confirms it. Who judges otherwise writes a row of their own, with
another relation, or with the modifier Not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from atlas_kg.agreement.coefficients import Table
from atlas_kg.agreement.ratings import Ratings
from atlas_kg.mappings.sets import MappingSet
from atlas_kg.mappings.slots import SLOTS

__all__ = ["Judgements", "differing", "judgements", "ratings"]

_PERSONS = ("author_id", "author_label", "reviewer_id", "reviewer_label")
_TOOLS = ("mapping_tool_id", "mapping_tool")

Pair = tuple[str, str]
Judgements = Mapping[Pair, Mapping[str, frozenset[str]]]
"""By pair of subject and object, and by who judged it, the relations that they state."""


def judgements(sets: Iterable[MappingSet]) -> Judgements:
    """Return who says what of which pair; software judges where no person is the author."""
    found: dict[Pair, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in sets:
        for mapping in one.mappings:
            subject, target = one.iri(mapping, "subject_id"), one.iri(mapping, "object_id")
            if not (subject and target):
                continue
            people = {
                name: one.expand(name) or name
                for slot in _PERSONS
                for name in mapping.every(SLOTS[slot])
            }
            tools = (mapping.values.get(s) or one.head.get(s) for s in _TOOLS)
            is_authored = any(slot in mapping.values for slot in _PERSONS[:2])
            tool = None if is_authored else next((t for t in tools if t), None)
            for who in (*people.values(), *([tool] if tool else ())):
                found[subject, target][who].add(one.judgement(mapping))
    return {pair: {who: frozenset(said) for who, said in by.items()} for pair, by in found.items()}


def differing(sets: Iterable[MappingSet]) -> frozenset[Pair]:
    """Return the pairs of which not all who judge them say the same."""
    return frozenset(pair for pair, by in judgements(sets).items() if len(set(by.values())) > 1)


def ratings(sets: Iterable[MappingSet]) -> Ratings:
    """Return the judgements as a table for the coefficients of agreement.

    Pairs of one subject stand together, as the statements of one publication do: whoever judges
    them reads the same definition.
    """
    found = judgements(sets)
    pairs = sorted(found)
    names = tuple(sorted({who for by in found.values() for who in by}))
    rows = [[found[pair].get(name) for name in names] for pair in pairs]
    return Ratings(names, tuple(subject for subject, _ in pairs), Table.of(rows))
