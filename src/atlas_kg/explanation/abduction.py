"""Abduction: the smallest sets of statements that would make a statement hold.

The statement is unfolded backwards through the rules down to statements that one may assert; of
those, as few as possible are taken to be missing and the rest is looked up (T. Eiter, G. Gottlob:
The complexity of logic-based abduction, Journal of the ACM 42, 1995). What is missing about nothing
that exists belongs to something new, such as one more coding. On the way to a statement that one
may assert, a rule is applied once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, count, islice
from typing import Protocol

import pyoxigraph as ox
import rdflib
from rdflib import SH

from atlas_kg.dataset import Dataset
from atlas_kg.explanation.assertable import Assertable
from atlas_kg.explanation.consequences import consequences
from atlas_kg.explanation.statements import (
    SAME_AS,
    Bindings,
    Node,
    Reasoned,
    Statements,
    bind,
    instance,
)
from atlas_kg.namespaces import ATLAS
from atlas_kg.reasoning import Pattern, Rule

__all__ = ["Abduction", "Explicable", "Missing"]

REVISABLE = (ox.NamedNode(ATLAS.hasStatus),)
"""Of what exists, only the standing may be said anew: the rest is what a text says."""

_ONE = rdflib.Literal(1)
_TRIED = 10_000
_UNFOLDED = 500

Query = tuple[Pattern, ...]


class Explicable(Reasoned, Protocol):
    """A reasoned graph with the dataset whose shapes say what may be asserted."""

    @property
    def dataset(self) -> Dataset:
        """What is asserted, with the shapes."""


@dataclass(frozen=True)
class Missing:
    """Statements which, if they were added, would make another one hold.

    Attributes:
        statements: What is missing; a blank node stands for something new.
        replaced: What those statements would take the place of.
        broken: The rules without a head by which the addition contradicts the ontology.
    """

    statements: tuple[ox.Triple, ...]
    replaced: tuple[ox.Triple, ...]
    broken: tuple[Rule, ...]


class Abduction:
    """Finds what is missing in one graph.

    Args:
        graph: Asserted and inferred graphs, with rules and shapes; it must not change meanwhile.
    """

    def __init__(self, graph: Explicable) -> None:
        self._store = graph.store
        self._statements = Statements(graph.store)
        self._assertable = Assertable(graph.store, graph.dataset.shapes.values())
        self._rules = graph.rules
        self._single, self._required = _cardinalities(graph.dataset.shapes.values())
        self._concluding: defaultdict[ox.NamedNode, list[Rule]] = defaultdict(list)
        for rule in graph.rules:
            # That two things are the same is never taken to be missing.
            if rule.head is not None and all(p[1] != SAME_AS for p in (rule.head, *rule.body)):
                self._concluding[rule.head[1]].append(rule)
        self._numbers = count()

    def missing(self, goal: ox.Triple) -> Iterator[Missing]:
        """Yield the sets of statements that would make a statement hold, the smallest first.

        No set includes another one. Sets that contradict the ontology come as well, with the axioms
        that they break.

        Args:
            goal: A statement that does not hold.
        """
        if not isinstance(goal.subject, ox.NamedNode) or not isinstance(goal.object, ox.NamedNode):
            return
        start = (goal.subject, goal.predicate, goal.object)
        unfolded = islice(self._unfold(((start, frozenset()),), (), {}), _UNFOLDED)
        queries = list(dict.fromkeys(unfolded))
        found: list[frozenset[ox.Triple]] = []
        for size in range(1, max(map(len, queries), default=0) + 1):
            for query in queries:
                for missing in self._lacking(query, size):
                    if any(smaller <= missing for smaller in found):
                        continue
                    checked = self._checked(goal, missing)
                    if checked is not None:
                        found.append(missing)
                        yield checked

    def _unfold(
        self,
        goals: tuple[tuple[Pattern, frozenset[Rule]], ...],
        settled: Query,
        bindings: Mapping[ox.Variable, Node | ox.Variable],
    ) -> Iterator[Query]:
        """Yield the conjunctions of assertable patterns from which the goals follow."""
        if not goals:
            yield tuple(dict.fromkeys(_substituted(pattern, bindings) for pattern in settled))
            return
        (pattern, used), *rest = goals
        pattern = _substituted(pattern, bindings)
        if pattern in self._assertable:
            yield from self._unfold(tuple(rest), (*settled, pattern), bindings)
            return
        for rule in self._concluding[pattern[1]]:
            if rule in used or rule.head is None:
                continue
            head, *body = self._renamed(rule)
            found = _unified(pattern, head, bindings)
            if found is not None:
                more = tuple((premise, used | {rule}) for premise in body)
                yield from self._unfold((*more, *rest), settled, found)

    def _renamed(self, rule: Rule) -> list[Pattern]:
        """Return head and body of a rule with variables of their own."""
        number = next(self._numbers)

        def renamed(term: Node | ox.Variable) -> Node | ox.Variable:
            return ox.Variable(f"{term.value}_{number}") if isinstance(term, ox.Variable) else term

        patterns = (rule.head, *rule.body) if rule.head else rule.body
        return [(renamed(s), p, renamed(o)) for s, p, o in patterns]  # type: ignore[misc]

    def _lacking(self, query: Query, size: int) -> Iterator[frozenset[ox.Triple]]:
        """Yield what a number of patterns lack when all others hold."""
        for lacked in combinations(query, size):
            present = [pattern for pattern in query if pattern not in lacked]
            if any(self._is_settled(pattern, present) for pattern in lacked):
                continue
            for found in islice(self._statements.solutions(present, {}), _TRIED):
                missing = self._supposed(lacked, found)
                if missing is not None:
                    yield missing

    def _is_settled(self, pattern: Pattern, present: Sequence[Pattern]) -> bool:
        """Tell whether a thing that exists must already have another value instead."""
        subject, predicate, _ = pattern
        return (
            predicate in self._required
            and predicate not in REVISABLE
            and (not isinstance(subject, ox.Variable) or any(subject == p[0] for p in present))
            and any(p[0] == subject and p[1] in self._required for p in present)
        )

    def _supposed(self, lacked: Sequence[Pattern], found: Bindings) -> frozenset[ox.Triple] | None:
        """Return the patterns as statements, unless something speaks against one of them."""
        new: dict[ox.Variable, Node] = dict(found)
        for term in (term for pattern in lacked for term in pattern):
            if isinstance(term, ox.Variable) and term not in new:
                new[term] = ox.BlankNode(f"new{len(new) - len(found) + 1}")
        values: dict[tuple[Node, ox.NamedNode], Node] = {}
        triples = []
        for pattern in lacked:
            subject = bind(pattern, new)[0]
            if isinstance(subject, ox.Literal):
                return None
            triple = instance(pattern, new)
            single = triple.predicate in self._single
            other = values.setdefault((triple.subject, triple.predicate), triple.object)
            if triple in self._statements or (single and other != triple.object):
                return None
            if single and triple.predicate not in REVISABLE and self._others(triple):
                return None
            triples.append(triple)
        return frozenset(triples)

    def _others(self, triple: ox.Triple) -> tuple[ox.Triple, ...]:
        return tuple(self._statements.matching((triple.subject, triple.predicate, None)))

    def _checked(self, goal: ox.Triple, missing: frozenset[ox.Triple]) -> Missing | None:
        """Add what is missing and see whether the goal follows, and what breaks."""
        ordered = tuple(sorted(missing, key=str))
        replaced = tuple(
            other
            for triple in ordered
            if triple.predicate in REVISABLE
            for other in self._others(triple)
        )
        added, broken = consequences(self._store, ordered, frozenset(replaced), self._rules)
        return Missing(ordered, replaced, broken) if goal in added else None


def _cardinalities(
    shapes: Iterable[rdflib.Graph],
) -> tuple[frozenset[ox.NamedNode], frozenset[ox.NamedNode]]:
    """Return the properties with at most one value, and those among them that must have one."""
    single, required = set(), set()
    for graph in shapes:
        for shape, path in graph.subject_objects(SH.path):
            if isinstance(path, rdflib.URIRef) and (shape, SH.maxCount, _ONE) in graph:
                single.add(ox.NamedNode(str(path)))
                if (shape, SH.minCount, _ONE) in graph:
                    required.add(ox.NamedNode(str(path)))
    return frozenset(single), frozenset(required)


def _resolved(
    term: Node | ox.Variable, bindings: Mapping[ox.Variable, Node | ox.Variable]
) -> Node | ox.Variable:
    while isinstance(term, ox.Variable) and term in bindings:
        term = bindings[term]
    return term


def _substituted(pattern: Pattern, bindings: Mapping[ox.Variable, Node | ox.Variable]) -> Pattern:
    subject, predicate, value = pattern
    return _resolved(subject, bindings), predicate, _resolved(value, bindings)  # type: ignore[return-value]


def _unified(
    one: Pattern, other: Pattern, bindings: Mapping[ox.Variable, Node | ox.Variable]
) -> Mapping[ox.Variable, Node | ox.Variable] | None:
    """Return bindings under which two patterns are the same, or None if there are none."""
    found = dict(bindings)
    for left, right in zip(one, other, strict=True):
        a, b = _resolved(left, found), _resolved(right, found)
        if a == b:
            continue
        if isinstance(b, ox.Variable):
            found[b] = a
        elif isinstance(a, ox.Variable):
            found[a] = b
        else:
            return None
    return found
