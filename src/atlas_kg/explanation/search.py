"""The search for proofs, backwards from a statement through the rules, shortest first.

A proof is a path in a graph of alternatives and requirements: a statement follows by one rule or
another, and a rule requires all its premises. The search is best-first (A*) over proofs that still
have open ends, with `Lengths` as the estimate of what is missing. It never looks at all instances
of a rule: an open end keeps the rest of its alternatives for later (T. Yoshizumi, T. Miura,
T. Ishida: A* with partial expansion, AAAI 2000), so that of fifteen thousand codings behind a link
one or two are read for its first proof. Further proofs come when they are asked for, as in L. Huang
and D. Chiang (Better k-best parsing, IWPT 2005); cycles of rules, such as those of an inverse, are
cut where a statement would rest on itself.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

import pyoxigraph as ox

from atlas_kg.explanation.lengths import Lengths
from atlas_kg.explanation.premises import AxiomKey, Premises, axioms_of, is_minimal
from atlas_kg.explanation.statements import (
    Bindings,
    Reasoned,
    Statements,
    applicable,
    instance,
    match,
)
from atlas_kg.reasoning import Rule

__all__ = ["Derivation", "Search"]


@dataclass(frozen=True)
class Derivation:
    """How a statement comes about.

    Attributes:
        triple: The statement.
        rule: The rule that yields it; None where it is asserted.
        premises: The derivations of the rule's premises, in the order of its body.
    """

    triple: ox.Triple
    rule: Rule | None
    premises: tuple[Derivation, ...]

    def support(self) -> Premises:
        """Return the asserted statements and the axioms on which it rests."""
        if self.rule is None:
            return frozenset((self.triple,))
        own: Premises = axioms_of(self.rule)
        return own.union(*(premise.support() for premise in self.premises))


_Step = tuple[Rule, tuple[ox.Triple, ...]]
"""A rule and the statements that are its premises; for an asserted statement, None."""


@dataclass(frozen=True, slots=True)
class _Goal:
    """A statement yet to prove, and those that would rest on it."""

    triple: ox.Triple
    above: frozenset[ox.Triple]


@dataclass(frozen=True, slots=True)
class _Open:
    """A proof with open ends.

    Attributes:
        length: The number of steps that it has at least when it is complete.
        goals: What is yet to prove; the last is next.
        steps: How each statement in it is proven.
        premises: The asserted statements and axioms used so far.
    """

    length: float
    goals: tuple[_Goal, ...]
    steps: Mapping[ox.Triple, _Step | None]
    premises: Premises


@dataclass(frozen=True, slots=True)
class _Rest:
    """The alternatives of an open end that were not looked at yet: the instances of one rule."""

    proof: _Open
    rule: Rule
    instances: Iterator[Bindings]


_Push = Callable[[float, _Open | _Rest], None]
"""Puts an open proof, or the rest of the alternatives of one, in the queue."""


class Search:
    """Finds proofs in one graph.

    Args:
        graph: Asserted and inferred graphs, with the rules; it must not change meanwhile.
    """

    def __init__(self, graph: Reasoned) -> None:
        self._statements = Statements(graph.store)
        self._lengths = Lengths(graph)
        self._concluding: defaultdict[ox.NamedNode, list[Rule]] = defaultdict(list)
        self._licensed: defaultdict[AxiomKey, list[Rule]] = defaultdict(list)
        self._logic: list[Rule] = []
        for rule in applicable(graph):
            if rule.head is not None:
                self._concluding[rule.head[1]].append(rule)
            for axiom in axioms_of(rule):
                self._licensed[axiom].append(rule)
            if not axioms_of(rule):
                self._logic.append(rule)

    def derivations(self, goal: ox.Triple, effort: int | None = None) -> Iterator[Derivation]:
        """Yield the derivations of a statement with minimal premises, the shortest first.

        The length of a derivation is the number of statements in it, each counted as often as it
        is used. No two have the same premises.

        Args:
            goal: The statement.
            effort: How many open ends to look at for one derivation before giving up; None to go
                on until there is none left.
        """
        order = count()
        queue: list[tuple[float, int, int, _Open | _Rest]] = []
        known = _Known()

        def push(length: float, item: _Open | _Rest) -> None:
            # Among proofs of one length, what is nearest to its end goes first.
            proof = item.proof if isinstance(item, _Rest) else item
            if length < math.inf:
                heapq.heappush(queue, (length, -len(proof.steps), next(order), item))

        start = _Open(
            self._lengths.of_statement(goal), (_Goal(goal, frozenset()),), {}, frozenset()
        )
        push(start.length, start)
        tried = 0
        while queue and (effort is None or tried < effort):
            tried += 1
            length, _, _, item = heapq.heappop(queue)
            proof = item.proof if isinstance(item, _Rest) else item
            if known.includes_part_of(proof.premises):
                continue
            if isinstance(item, _Rest):
                found = next(item.instances, None)
                if found is not None:
                    push(length, item)
                    self._apply(item, found, push)
            elif proof.goals:
                self._expand(proof, push)
            else:
                known.add(proof.premises)
                if is_minimal(proof.premises, self._licensed, self._logic, goal):
                    tried = 0
                    yield _derivation(goal, proof.steps)

    def _expand(self, proof: _Open, push: _Push) -> None:
        """Take up the next open end of a proof in all ways there are."""
        goal, goals = proof.goals[-1], proof.goals[:-1]
        estimate = self._lengths.of_statement(goal.triple)
        if goal.triple in proof.steps:
            # It was proven in another branch; what that rests on must not rest on this.
            length, below = _extent(goal.triple, proof.steps)
            if not below & goal.above:
                longer = proof.length - estimate + length
                push(longer, _Open(longer, goals, proof.steps, proof.premises))
            return
        if self._statements.is_asserted(goal.triple):
            steps = {**proof.steps, goal.triple: None}
            premises = proof.premises | {goal.triple}
            longer = proof.length - estimate + 1
            push(longer, _Open(longer, goals, steps, premises))
        for rule in self._concluding[goal.triple.predicate]:
            bindings = match(rule.head, goal.triple, {}) if rule.head else None
            if bindings is not None:
                longer = proof.length - estimate + 1
                longer += self._lengths.of_patterns(rule.body, bindings)
                instances = self._statements.solutions(rule.body, bindings)
                push(longer, _Rest(proof, rule, instances))

    def _apply(self, rest: _Rest, found: Bindings, push: _Push) -> None:
        """Apply one instance of a rule to the next open end of a proof."""
        proof, rule = rest.proof, rest.rule
        goal, goals = proof.goals[-1], proof.goals[:-1]
        body = tuple(instance(pattern, found) for pattern in rule.body)
        above = goal.above | {goal.triple}
        if not above.isdisjoint(body):
            return
        estimate = self._lengths.of_statement(goal.triple)
        length = proof.length - estimate + 1 + sum(map(self._lengths.of_statement, body))
        more = tuple(_Goal(triple, above) for triple in reversed(body))
        steps = {**proof.steps, goal.triple: (rule, body)}
        premises = proof.premises | axioms_of(rule)
        push(length, _Open(length, goals + more, steps, premises))


class _Known:
    """Sets of premises that are known to entail the goal."""

    def __init__(self) -> None:
        self._under: defaultdict[object, list[Premises]] = defaultdict(list)

    def add(self, premises: Premises) -> None:
        """Remember a set, under the member that tells it best from others."""
        rarest = min(
            premises, key=lambda premise: (len(self._under.get(premise, ())), str(premise))
        )
        self._under[rarest].append(premises)

    def includes_part_of(self, premises: Premises) -> bool:
        """Tell whether a set that is known is a part of the given one, or the whole of it."""
        return any(
            part <= premises for premise in premises for part in self._under.get(premise, ())
        )


def _extent(
    triple: ox.Triple, steps: Mapping[ox.Triple, _Step | None]
) -> tuple[int, frozenset[ox.Triple]]:
    """Return the number of steps below a statement, and the statements in them."""
    step = steps[triple]
    length, below = 1, frozenset((triple,))
    for premise in step[1] if step else ():
        more, statements = _extent(premise, steps)
        length, below = length + more, below | statements
    return length, below


def _derivation(triple: ox.Triple, steps: Mapping[ox.Triple, _Step | None]) -> Derivation:
    step = steps[triple]
    if step is None:
        return Derivation(triple, None, ())
    rule, body = step
    return Derivation(triple, rule, tuple(_derivation(premise, steps) for premise in body))
