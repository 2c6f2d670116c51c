"""Single instances of rules, found by look-ups in an indexed store.

This is for questions about a few facts; the closure of a graph comes from joins of whole relations
(see `atlas_kg.reasoning.evaluation`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import cast

import pyoxigraph as ox

from atlas_kg.reasoning.postings import Lookup, Node, Postings, Subject
from atlas_kg.reasoning.rules import Pattern, Rule

__all__ = ["Atom", "Bindings", "Clause", "Fact", "FactView", "RuleIndex", "as_stored", "solutions"]

Fact = tuple[Subject, ox.NamedNode, Node]
Bindings = dict[str, Node]

_PATIENCE = 8
"""How far look-ups are compared before one of them is taken, however many it finds."""


@dataclass(frozen=True)
class Atom:
    """A pattern of a rule; a side is a term or the name of a variable."""

    subject: Node | str
    predicate: ox.NamedNode
    value: Node | str

    @classmethod
    def of(cls, pattern: Pattern) -> Atom:
        """Return a pattern with its literals as the store writes them."""
        subject, predicate, value = pattern
        return cls(_side(subject), predicate, _side(value))

    def ground(self, bindings: Bindings) -> Fact:
        """Return the fact that the pattern is when all its variables are bound."""
        subject, value = self.sides(bindings)
        return cast("Fact", (subject, self.predicate, value))

    def sides(self, bindings: Bindings) -> tuple[Node | None, Node | None]:
        """Return what stands on both sides, or None where a variable is free."""
        subject, value = self.subject, self.value
        return (
            bindings.get(subject) if isinstance(subject, str) else subject,
            bindings.get(value) if isinstance(value, str) else value,
        )

    def unified(self, subject: Node, value: Node, bindings: Bindings) -> Bindings | None:
        """Return the bindings by which the pattern is a fact, or None if it cannot be."""
        found = dict(bindings)
        for side, node in ((self.subject, subject), (self.value, value)):
            known = found.setdefault(side, node) if isinstance(side, str) else side
            if known != node:
                return None
        return found


@dataclass(frozen=True)
class Clause:
    """A rule made ready for look-ups."""

    rule: Rule
    body: tuple[Atom, ...]
    head: Atom | None

    def can_conclude(self, bindings: Bindings) -> bool:
        """Tell whether the conclusion is an RDF triple, and not that a thing is itself."""
        if self.head is None:
            return False
        subject, value = self.head.sides(bindings)
        is_trivial = self.rule.distinct is not None and subject == value
        return not isinstance(subject, ox.Literal) and not is_trivial


@dataclass(frozen=True)
class FactView:
    """Facts as a process sees them: those of a store, with changes that are not written yet.

    Attributes:
        store: What is known to begin with.
        graphs: The graphs of it that count; None for all.
        postings: Long lists of its facts, where they are kept.
        more: Facts that came to it, in the default graph of a store of their own.
        gone: Facts that went.
    """

    store: ox.Store
    graphs: frozenset[Node | ox.DefaultGraph] | None
    postings: Postings | None = None
    more: ox.Store = field(default_factory=ox.Store)
    gone: set[Fact] = field(default_factory=set)

    def matching(
        self, subject: Node | None, predicate: ox.NamedNode, value: Node | None
    ) -> Iterator[Fact]:
        """Yield the facts that match a pattern; one that stands in two graphs comes twice."""
        if isinstance(subject, ox.Literal):
            return
        for quad in self.store.quads_for_pattern(subject, predicate, value, None):
            fact = (quad.subject, predicate, quad.object)
            if (self.graphs is None or quad.graph_name in self.graphs) and fact not in self.gone:
                yield fact
        yield from self._come(subject, predicate, value)

    def common(self, lookups: list[Lookup], postings: Postings) -> Iterator[Node]:
        """Yield the nodes that make each of some patterns a fact; some may come twice."""
        for node in postings.common(lookups):
            if self.gone.isdisjoint(_completed(lookup, node) for lookup in lookups):
                yield node
        for subject, predicate, value in lookups:
            for fact in self._come(subject, predicate, value):
                node = fact[2] if value is None else fact[0]
                if all(self.holds(_completed(lookup, node)) for lookup in lookups):
                    yield node

    def _come(
        self, subject: Node | None, predicate: ox.NamedNode, value: Node | None
    ) -> Iterator[Fact]:
        if isinstance(subject, ox.Literal):
            return
        for quad in self.more.quads_for_pattern(subject, predicate, value, None):
            fact = (quad.subject, predicate, quad.object)
            if fact not in self.gone:
                yield fact

    def holds(self, fact: Fact) -> bool:
        """Tell whether a fact is there."""
        return next(self.matching(*fact), None) is not None

    def add(self, fact: Fact) -> None:
        """Add a fact to what is seen."""
        self.gone.discard(fact)
        if not self.holds(fact):
            self.more.add(ox.Quad(*fact))


class RuleIndex:
    """Rules by what a premise or a conclusion of them may be.

    Args:
        rules: The rules.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_premise: defaultdict[_Key, list[tuple[Clause, int]]] = defaultdict(list)
        self._by_conclusion: defaultdict[_Key, list[Clause]] = defaultdict(list)
        self._forbidding: defaultdict[_Key, list[tuple[Clause, int]]] = defaultdict(list)
        for rule in rules:
            head = Atom.of(rule.head) if rule.head is not None else None
            clause = Clause(rule, tuple(map(Atom.of, rule.body)), head)
            premises = self._forbidding if head is None else self._by_premise
            for place, atom in enumerate(clause.body):
                premises[_key(atom)].append((clause, place))
            if head is not None:
                self._by_conclusion[_key(head)].append(clause)

    def concluding(self, fact: Fact) -> Iterator[tuple[Clause, Bindings]]:
        """Yield the rules that may conclude a fact, with what the fact binds."""
        for key in _keys(fact):
            for clause in self._by_conclusion.get(key, ()):
                if clause.head is not None:
                    bindings = clause.head.unified(fact[0], fact[2], {})
                    if bindings is not None:
                        yield clause, bindings

    def states(self, fact: Fact) -> bool:
        """Tell whether a rule without premises concludes a fact."""
        return any(not clause.body for clause, _ in self.concluding(fact))

    def conclusions(self, fact: Fact, view: FactView) -> list[Fact]:
        """Return what follows at once from a fact with others of a view."""
        found = []
        for clause, bindings in self._instances(self._by_premise, fact, view):
            if clause.head is not None and clause.can_conclude(bindings):
                found.append(clause.head.ground(bindings))
        return found

    def contradictions(self, fact: Fact, view: FactView) -> Iterator[tuple[Clause, Bindings]]:
        """Yield the rules that a fact breaks with others of a view."""
        yield from self._instances(self._forbidding, fact, view)

    def _instances(
        self, index: defaultdict[_Key, list[tuple[Clause, int]]], fact: Fact, view: FactView
    ) -> Iterator[tuple[Clause, Bindings]]:
        for key in _keys(fact):
            for clause, place in index.get(key, ()):
                bindings = clause.body[place].unified(fact[0], fact[2], {})
                if bindings is not None:
                    rest = clause.body[:place] + clause.body[place + 1 :]
                    for found in solutions(rest, bindings, view):
                        yield clause, found


def solutions(atoms: tuple[Atom, ...], bindings: Bindings, view: FactView) -> Iterator[Bindings]:
    """Yield the ways in which patterns hold of facts.

    Args:
        atoms: The patterns.
        bindings: What their variables stand for already.
        view: The facts.
    """
    if not atoms:
        yield bindings
        return
    free = [sum(side is None for side in atom.sides(bindings)) for atom in atoms]
    fewest = min(free)
    candidates = [atom for atom, count in zip(atoms, free, strict=True) if count == fewest]
    if fewest == 0:
        if view.holds(candidates[0].ground(bindings)):
            yield from solutions(_without(atoms, candidates[0]), bindings, view)
        return
    done, ways = _step(candidates, bindings, view)
    rest = tuple(atom for atom in atoms if not any(atom is other for other in done))
    for found in ways:
        yield from solutions(rest, found, view)


def as_stored(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return quads with their literals as the store writes them: "01" as 1."""
    store = ox.Store()
    store.extend(quads)
    return list(store)


_Key = tuple[ox.NamedNode, Node | None]


def _key(atom: Atom) -> _Key:
    return atom.predicate, None if isinstance(atom.value, str) else atom.value


def _keys(fact: Fact) -> tuple[_Key, _Key]:
    return (fact[1], fact[2]), (fact[1], None)


def _side(term: ox.NamedNode | ox.Literal | ox.Variable) -> Node | str:
    if isinstance(term, ox.Variable):
        return term.value
    if isinstance(term, ox.Literal):
        some = ox.NamedNode("urn:some")
        return as_stored([ox.Quad(some, some, term)])[0].object
    return term


def _without(atoms: tuple[Atom, ...], atom: Atom) -> tuple[Atom, ...]:
    return tuple(other for other in atoms if other is not atom)


def _step(
    candidates: list[Atom], bindings: Bindings, view: FactView
) -> tuple[list[Atom], Iterator[Bindings]]:
    """Choose what to look up next, by counting the facts of all candidates in step.

    Returns:
        The pattern with the fewest facts, or several that share their variable if all have many,
        and the ways in which it, or all of them, hold of facts.
    """
    looked_up = [
        (atom, view.matching(subject, atom.predicate, value))
        for atom in candidates
        for subject, value in [atom.sides(bindings)]
    ]
    first, facts = looked_up[0]
    if len(looked_up) == 1:
        return [first], _unified(first, facts, bindings)
    seen: list[list[Fact]] = [[] for _ in looked_up]
    for _ in range(_PATIENCE):
        for (atom, found), so_far in zip(looked_up, seen, strict=True):
            fact = next(found, None)
            if fact is None:
                return [atom], _unified(atom, so_far, bindings)
            so_far.append(fact)
    name = _only_variable(first, bindings)
    sharing = [atom for atom in candidates if _only_variable(atom, bindings) == name]
    if name is None or len(sharing) == 1 or view.postings is None:
        return [first], _unified(first, chain(seen[0], facts), bindings)
    lookups = [_lookup(atom, bindings) for atom in sharing]
    nodes = view.common(lookups, view.postings)
    return sharing, ({**bindings, name: node} for node in nodes)


def _unified(atom: Atom, facts: Iterable[Fact], bindings: Bindings) -> Iterator[Bindings]:
    for subject, _, value in facts:
        found = atom.unified(subject, value, bindings)
        if found is not None:
            yield found


def _only_variable(atom: Atom, bindings: Bindings) -> str | None:
    """Return the variable that is free in a pattern, if it is one side of it alone."""
    free = [
        side
        for side in (atom.subject, atom.value)
        if isinstance(side, str) and side not in bindings
    ]
    return free[0] if len(free) == 1 else None


def _lookup(atom: Atom, bindings: Bindings) -> Lookup:
    subject, value = atom.sides(bindings)
    return subject, atom.predicate, value


def _completed(lookup: Lookup, node: Node) -> Fact:
    subject, predicate, value = lookup
    return cast(
        "Fact",
        (node if subject is None else subject, predicate, node if value is None else value),
    )
