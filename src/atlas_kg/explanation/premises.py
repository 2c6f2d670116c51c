"""Premises: the asserted statements and axioms on which a proof rests, and whether all are needed.

What the literature on description logics calls a justification (A. Kalyanpur, B. Parsia,
M. Horridge, E. Sirin: Finding all justifications of OWL DL entailments, ISWC 2007) and that on
databases a minimal witness (P. Buneman, S. Khanna, W.-C. Tan: Why and where, ICDT 2001): a set of
premises that entails a statement while no part of it does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from atlas_kg.explanation.statements import Bindings, conclusion, match
from atlas_kg.reasoning import Pattern, Rule

__all__ = ["AxiomKey", "Premise", "Premises", "axioms_of", "entails", "is_minimal"]

AxiomKey = tuple[ox.Triple, ...]
"""The triples of an axiom, which tell it from others; one axiom may license several rules."""

Premise = ox.Triple | AxiomKey
Premises = frozenset[Premise]


_LOGIC = ("eq-sym", "eq-trans", "eq-rep-s", "eq-rep-o")


def axioms_of(rule: Rule) -> frozenset[AxiomKey]:
    """Return the axiom that licenses a rule; none for what holds of all that is the same."""
    return frozenset() if rule.name in _LOGIC else frozenset((rule.axiom.triples,))


def entails(facts: Iterable[ox.Triple], rules: Sequence[Rule], goal: ox.Triple) -> bool:
    """Tell whether a few statements entail another one under a few rules.

    Args:
        facts: The statements.
        rules: The rules; those without a head yield nothing.
        goal: The statement.
    """
    known: defaultdict[ox.NamedNode, list[ox.Triple]] = defaultdict(list)
    seen = set(facts)
    for fact in seen:
        known[fact.predicate].append(fact)
    grown = True
    while grown and goal not in seen:
        grown = False
        for rule in rules:
            if rule.head is None:
                continue
            for found in list(_solutions(known, rule.body, {})):
                triple = conclusion(rule.head, found)
                if triple is not None and triple not in seen:
                    seen.add(triple)
                    known[triple.predicate].append(triple)
                    grown = True
    return goal in seen


def is_minimal(
    premises: Premises,
    rules: Mapping[AxiomKey, Sequence[Rule]],
    logic: Sequence[Rule],
    goal: ox.Triple,
) -> bool:
    """Tell whether the premises no longer entail the goal when any one of them is left out.

    Args:
        premises: A set of premises that entails the goal.
        rules: The rules that each axiom licenses.
        logic: The rules that no axiom licenses.
        goal: The statement.
    """
    facts = {premise for premise in premises if isinstance(premise, ox.Triple)}
    axioms = [premise for premise in premises if not isinstance(premise, ox.Triple)]

    def licensed(kept: Iterable[AxiomKey]) -> list[Rule]:
        return [*logic, *(rule for key in kept for rule in rules[key])]

    everything = licensed(axioms)
    return not any(entails(facts - {fact}, everything, goal) for fact in facts) and not any(
        entails(facts, licensed(key for key in axioms if key != left_out), goal)
        for left_out in axioms
    )


def _solutions(
    known: Mapping[ox.NamedNode, list[ox.Triple]], body: Sequence[Pattern], bindings: Bindings
) -> Iterator[Bindings]:
    if not body:
        yield bindings
        return
    for triple in known.get(body[0][1], ()):
        found = match(body[0], triple, bindings)
        if found is not None:
            yield from _solutions(known, body[1:], found)
