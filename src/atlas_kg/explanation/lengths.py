"""How long a proof must be at least, by what it is a proof of.

These are the costs of cheapest derivations of D. Knuth (A generalization of Dijkstra's algorithm,
1977), taken over kinds of statement instead of statements: a property, with the object where rules
speak of it by name. They are lower bounds for every statement of the kind, whatever its data, as
long as it is known whether anybody asserts statements of the kind. Where there are many and the
first ones are all inferred, it is taken that nobody does: were it not so, a proof might come after
a longer one, and none would be missed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

import pyoxigraph as ox

from atlas_kg.explanation.statements import Bindings, Node, Reasoned, Statements, applicable, bind
from atlas_kg.namespaces import GRAPH_INFERRED
from atlas_kg.reasoning import Pattern, Rule

__all__ = ["Lengths"]

_Kind = tuple[ox.NamedNode, Node | None]
"""A property and one of the objects that rules name; None stands for all other objects."""

_LOOKED_AT = 100
"""How many statements of a kind are looked at, to see whether any is asserted."""


class Lengths:
    """Lower bounds on the number of steps of proofs."""

    def __init__(self, graph: Reasoned) -> None:
        self._statements = Statements(graph.store)
        self._store = graph.store
        self._named: defaultdict[ox.NamedNode, set[Node]] = defaultdict(set)
        for rule in graph.rules:
            for _, predicate, value in (*rule.body, *((rule.head,) if rule.head else ())):
                if not isinstance(value, ox.Variable):
                    self._named[predicate].add(value)
        self._shortest: dict[_Kind, float] = {}
        self._concluding: defaultdict[ox.NamedNode, list[Rule]] = defaultdict(list)
        for rule in applicable(graph):
            if rule.head is not None:
                self._concluding[rule.head[1]].append(rule)

    def of_statement(self, triple: ox.Triple) -> float:
        """Return the number of steps that a proof of a statement has at least."""
        if self._statements.is_asserted(triple):
            return 1
        return max(2, self._at_least(triple.predicate, triple.object))

    def of_pattern(self, pattern: Pattern, bindings: Bindings) -> float:
        """Return the number of steps that a proof of any instance of a pattern has at least."""
        return self._at_least(pattern[1], bind(pattern, bindings)[2])

    def of_patterns(self, patterns: Iterable[Pattern], bindings: Bindings) -> float:
        """Return the number of steps that proofs of instances of all patterns have together."""
        return sum(self.of_pattern(pattern, bindings) for pattern in patterns)

    def _at_least(self, predicate: ox.NamedNode, value: Node | None) -> float:
        kinds: list[_Kind] = [(predicate, other) for other in self._named[predicate]] + [
            (predicate, None)
        ]
        if value is not None:
            kinds = [(predicate, value if value in self._named[predicate] else None)]
        return min(map(self._bound, kinds))

    def _bound(self, kind: _Kind) -> float:
        if kind not in self._shortest:
            self._settle(kind)
        return self._shortest[kind]

    def _settle(self, kind: _Kind) -> None:
        """Work out the bounds of a kind and of all on which it may rest."""
        kinds, rules = [kind], list[Rule]()
        self._shortest[kind] = self._asserted(kind)
        for known in kinds:
            for rule in self._concluding[known[0]]:
                if rule.head is None or known not in self._kinds(rule.head) or rule in rules:
                    continue
                rules.append(rule)
                for other in (other for pattern in rule.body for other in self._kinds(pattern)):
                    if other not in self._shortest:
                        self._shortest[other] = self._asserted(other)
                        kinds.append(other)
        found = frozenset(kinds)
        shrunk = True
        while shrunk:
            shrunk = False
            for rule in rules:
                length = 1 + self.of_patterns(rule.body, {})
                for other in self._kinds(rule.head) if rule.head else ():
                    if other in found and length < self._shortest[other]:
                        self._shortest[other] = length
                        shrunk = True

    def _kinds(self, pattern: Pattern) -> list[_Kind]:
        _, predicate, value = pattern
        if not isinstance(value, ox.Variable):
            return [(predicate, value)]
        return [(predicate, None), *((predicate, other) for other in self._named[predicate])]

    def _asserted(self, kind: _Kind) -> float:
        quads = self._store.quads_for_pattern(None, *kind, None)
        found = any(quad.graph_name != GRAPH_INFERRED for quad in islice(quads, _LOOKED_AT))
        return 1 if found else math.inf
