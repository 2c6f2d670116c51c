"""The statements of a graph, asserted and inferred, as a search through rules reads them.

Nothing here fetches more than is asked for: matches come one at a time, and the patterns of a rule
are joined most selective first, so that one proof costs as little in a large graph as in a small
one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

import pyoxigraph as ox

from atlas_kg.namespaces import GRAPH_CORPUS, GRAPH_INFERRED
from atlas_kg.reasoning import SAME_AS, Pattern, Rule

__all__ = [
    "SAME_AS",
    "Bindings",
    "Node",
    "Reasoned",
    "Statements",
    "applicable",
    "bind",
    "conclusion",
    "instance",
    "match",
]

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Bindings = Mapping[ox.Variable, Node]

_PEEK = 200
"""How many matches of a pattern are counted at most, to tell which one is the most selective."""

_FEW = 32
"""Up to how many matches come in the order of their texts; more come as the store gives them."""


class Reasoned(Protocol):
    """Asserted and inferred graphs, with the rules by which the inferred ones came about."""

    @property
    def store(self) -> ox.Store:
        """The graphs."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that were compiled from the ontology."""


def match(pattern: Pattern, triple: ox.Triple, bindings: Bindings) -> Bindings | None:
    """Return the bindings under which a pattern is a triple, or None if there are none.

    Args:
        pattern: The pattern.
        triple: The triple.
        bindings: What its variables are known to stand for.
    """
    found = dict(bindings)
    for term, value in zip(pattern, (triple.subject, triple.predicate, triple.object), strict=True):
        if isinstance(term, ox.Variable):
            if found.setdefault(term, value) != value:
                return None
        elif term != value:
            return None
    return found


def bind(pattern: Pattern, bindings: Bindings) -> tuple[Node | None, ox.NamedNode, Node | None]:
    """Return the terms of a pattern, None where a variable stands for nothing yet."""
    subject, predicate, value = pattern
    return (
        bindings.get(subject) if isinstance(subject, ox.Variable) else subject,
        predicate,
        bindings.get(value) if isinstance(value, ox.Variable) else value,
    )


def instance(pattern: Pattern, bindings: Bindings) -> ox.Triple:
    """Return the triple that a pattern is under bindings.

    Raises:
        TypeError: A variable stands for nothing, or a literal is the subject.
    """
    subject, predicate, value = bind(pattern, bindings)
    if value is None or subject is None or isinstance(subject, ox.Literal):
        raise TypeError(f"{subject} cannot be the subject of {predicate} {value}.")
    return ox.Triple(subject, predicate, value)


def conclusion(head: Pattern, bindings: Bindings) -> ox.Triple | None:
    """Return what a rule concludes, or None where it says nothing.

    Nobody needs to hear that a thing is the same as itself, and a literal is no subject.
    """
    subject, predicate, value = bind(head, bindings)
    if isinstance(subject, ox.Literal) or (predicate == SAME_AS and subject == value):
        return None
    return instance(head, bindings)


def applicable(graph: Reasoned) -> tuple[Rule, ...]:
    """Return the rules with a head of which every premise may hold in a graph."""
    used = {pattern[1] for rule in graph.rules for pattern in rule.body}
    there = {p for p in used if any(graph.store.quads_for_pattern(None, p, None, None))}
    return tuple(
        rule
        for rule in graph.rules
        if rule.head is not None and all(pattern[1] in there for pattern in rule.body)
    )


@dataclass(frozen=True)
class Statements:
    """The statements of a store, and what would change in them.

    Attributes:
        store: The graphs, asserted and inferred.
        added: Statements that are supposed to hold as well.
        removed: Statements that are supposed not to hold.
    """

    store: ox.Store
    added: frozenset[ox.Triple] = field(default=frozenset())
    removed: frozenset[ox.Triple] = field(default=frozenset())

    def is_asserted(self, triple: ox.Triple) -> bool:
        """Tell whether somebody entered a statement."""
        quads = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(quad.graph_name != GRAPH_INFERRED for quad in quads)

    def __contains__(self, triple: ox.Triple) -> bool:
        """Tell whether a statement holds."""
        return any(self.matching((triple.subject, triple.predicate, triple.object)))

    def matching(self, terms: tuple[Node | None, ox.NamedNode, Node | None]) -> Iterator[ox.Triple]:
        """Yield the statements with certain terms; None stands for any."""
        subject, predicate, value = terms
        if isinstance(subject, ox.Literal):
            return
        for quad in self.store.quads_for_pattern(subject, predicate, value, None):
            if quad.graph_name == GRAPH_CORPUS:
                # Nobody has read these works yet: they take no part in reasoning.
                continue
            triple = quad.triple
            if triple not in self.removed:
                yield triple
        for triple in self.added:
            if (
                triple.predicate == predicate
                and subject in (None, triple.subject)
                and value in (None, triple.object)
            ):
                yield triple

    def solutions(self, patterns: Sequence[Pattern], bindings: Bindings) -> Iterator[Bindings]:
        """Yield what variables may stand for so that all patterns hold, one solution at a time.

        Args:
            patterns: The patterns.
            bindings: What is known of their variables.
        """
        if not patterns:
            yield bindings
            return
        chosen = self._most_selective(patterns, bindings)
        rest = [pattern for pattern in patterns if pattern is not chosen]
        for triple in self._ordered(bind(chosen, bindings)):
            found = match(chosen, triple, bindings)
            if found is not None:
                yield from self.solutions(rest, found)

    def _ordered(self, terms: tuple[Node | None, ox.NamedNode, Node | None]) -> Iterator[ox.Triple]:
        """Yield matches so that, of proofs of one length, everyone sees the same first."""
        found = self.matching(terms)
        few = list(islice(found, _FEW))
        yield from sorted(few, key=str) if len(few) < _FEW else few
        yield from found

    def _most_selective(self, patterns: Sequence[Pattern], bindings: Bindings) -> Pattern:
        if len(patterns) == 1:
            return patterns[0]
        fewest, best = _PEEK + 1, patterns[0]
        for pattern in patterns:
            terms = bind(pattern, bindings)
            if None not in terms:
                return pattern
            count = sum(1 for _ in islice(self.matching(terms), fewest))
            if count < fewest:
                fewest, best = count, pattern
        return best
