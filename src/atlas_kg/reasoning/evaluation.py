"""Semi-naive evaluation of rules over encoded relations.

Each round joins what the last one added with all that is known, and never joins two known things
again (Abiteboul, Hull and Vianu, Foundations of Databases, 1995, section 13.1). A rule runs only in
a round after which one of its premises may hold of something new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

from atlas_kg.reasoning.dictionary import Dictionary, Ids
from atlas_kg.reasoning.relations import (
    Bindings,
    Relation,
    Slot,
    distinct,
    join,
    objects_of,
    subjects_of,
)
from atlas_kg.reasoning.rules import Pattern, Rule

__all__ = ["evaluate"]


@dataclass(frozen=True)
class _Atom:
    """A pattern of a rule with its constants encoded."""

    predicate: str
    subject: Slot
    value: Slot

    @classmethod
    def of(cls, pattern: Pattern, dictionary: Dictionary) -> _Atom:
        subject, predicate, value = pattern
        return cls(predicate.value, _slot(subject, dictionary), _slot(value, dictionary))

    @property
    def variables(self) -> set[str]:
        return {slot for slot in (self.subject, self.value) if isinstance(slot, str)}


@dataclass(frozen=True)
class _Clause:
    body: tuple[_Atom, ...]
    head: _Atom
    is_distinct: bool


@dataclass
class _State:
    """A relation in the midst of a round: what earlier rounds left, what the last one added."""

    old: Relation
    delta: Relation
    full: Relation


def evaluate(
    asserted: Mapping[str, Ids], rules: Iterable[Rule], dictionary: Dictionary
) -> dict[str, Ids]:
    """Compute all that follows from asserted pairs.

    Args:
        asserted: The pairs of each property, by its IRI, as sorted keys.
        rules: The rules; those without a head are passed over.
        dictionary: What encoded the pairs.

    Returns:
        The pairs that follow and are not asserted, as sorted keys. No literal is a subject.
    """
    clauses = [
        _Clause(
            tuple(_Atom.of(p, dictionary) for p in rule.body),
            _Atom.of(rule.head, dictionary),
            rule.distinct is not None,
        )
        for rule in rules
        if rule.head is not None
    ]
    # No rule makes a term, so that what is known of the terms now stays true.
    is_literal = dictionary.starting_with('"')
    states: defaultdict[str, _State] = defaultdict(
        lambda: _State(Relation.empty(), Relation.empty(), Relation.empty())
    )
    for predicate, keys in asserted.items():
        relation = Relation(keys)
        states[predicate] = _State(Relation.empty(), relation, relation)
    facts: defaultdict[str, list[Ids]] = defaultdict(list)
    for clause in clauses:
        if not clause.body:
            facts[clause.head.predicate].append(_stated(clause.head))
    for predicate, parts in facts.items():
        relation = states[predicate].full
        keys = distinct(np.concatenate([relation.keys, *parts]))
        states[predicate] = _State(Relation.empty(), Relation(keys), Relation(keys))
    while any(len(state.delta) for state in states.values()):
        found: defaultdict[str, list[Ids]] = defaultdict(list)
        for clause, place in _touched(clauses, states):
            heads = _heads(clause, place, states, is_literal)
            if len(heads):
                found[clause.head.predicate].append(heads)
        _advance(states, found)
    return {
        predicate: state.full.keys[~Relation(asserted[predicate]).holds(state.full.keys)]
        if predicate in asserted
        else state.full.keys
        for predicate, state in states.items()
    }


def _slot(term: object, dictionary: Dictionary) -> Slot:
    return term.value if isinstance(term, ox.Variable) else dictionary[str(term)]


def _touched(
    clauses: list[_Clause], states: defaultdict[str, _State]
) -> Iterator[tuple[_Clause, int]]:
    """Yield each clause with each of its premises that may hold of something new."""
    values: dict[str, set[int]] = {}
    for clause in clauses:
        for place, atom in enumerate(clause.body):
            delta = states[atom.predicate].delta
            if not len(delta):
                continue
            if isinstance(atom.value, int):
                if atom.predicate not in values:
                    values[atom.predicate] = set(distinct(delta.objects).tolist())
                if atom.value not in values[atom.predicate]:
                    continue
            yield clause, place


def _heads(
    clause: _Clause, place: int, states: Mapping[str, _State], is_literal: npt.NDArray[np.bool_]
) -> Ids:
    """Return the conclusions, as keys, that need something new as the premise at a place."""
    waiting = []
    for number, atom in enumerate(clause.body):
        state = states[atom.predicate]
        relation = state.old if number < place else state.delta if number == place else state.full
        if not len(relation):
            return np.empty(0, np.int64)
        waiting.append((atom, relation))
    rows = Bindings({}, 1)
    while waiting and rows.size:
        step = min(waiting, key=lambda entry: _cost(rows, *entry))
        waiting.remove(step)
        atom, relation = step
        rows = join(rows, atom.subject, atom.value, relation)
        needed = clause.head.variables.union(*(other.variables for other, _ in waiting))
        rows = rows.projected(needed)
    if not rows.size:
        return np.empty(0, np.int64)
    keys = rows.pairs(clause.head.subject, clause.head.value)
    if clause.is_distinct:
        keys = keys[subjects_of(keys) != objects_of(keys)]
    return keys[~is_literal[subjects_of(keys)]]


def _stated(head: _Atom) -> Ids:
    """Return what a rule without premises states, as keys."""
    return Bindings({}, 1).pairs(head.subject, head.value)


def _cost(rows: Bindings, atom: _Atom, relation: Relation) -> tuple[int, int]:
    """Rank the premises to join next: filters, then those that share a variable, then the rest."""
    bound = [rows.value(slot) is not None for slot in (atom.subject, atom.value)]
    shares = any(name in rows.columns for name in atom.variables)
    rank = 0 if all(bound) else 1 if shares or not rows.columns else 2
    size = len(relation)
    if isinstance(atom.value, int):
        size = len(relation.reverse.after(atom.value))
    elif isinstance(atom.subject, int):
        size = len(relation.after(atom.subject))
    return rank, size


def _advance(states: defaultdict[str, _State], found: Mapping[str, list[Ids]]) -> None:
    """End a round: what was found and is not known yet is the delta of the next one."""
    for predicate, state in list(states.items()):
        if predicate not in found:
            states[predicate] = _State(state.full, Relation.empty(), state.full)
    for predicate, parts in found.items():
        state = states[predicate]
        keys = distinct(np.concatenate(parts)) if len(parts) > 1 else parts[0]
        new = keys[~state.full.holds(keys)]
        states[predicate] = _State(state.full, Relation(new), state.full.united(new))
