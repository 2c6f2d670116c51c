"""Incremental maintenance of a materialised closure: what changes when facts come and go.

Facts that come are followed forward, each once. Facts that go are dealt with by the
Backward/Forward algorithm (Motik, Nenov, Piro and Horrocks, "Incremental Update of Datalog
Materialisation: the Backward/Forward Algorithm", AAAI 2015): before what followed from a lost fact
is given up, another proof of it is looked for, and only a proof that starts from asserted facts
counts, so that facts in a circle do not hold each other up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

import pyoxigraph as ox
from rdflib import OWL, RDF

from atlas_kg.namespaces import GRAPH_INFERRED, GRAPH_LITERATURE, GRAPH_ONTOLOGY
from atlas_kg.reasoning.matching import Fact, FactView, RuleIndex, as_stored, solutions
from atlas_kg.reasoning.postings import Postings
from atlas_kg.reasoning.rules import SAME_AS, Rule

__all__ = ["Consequences", "Contradiction", "Materialisation"]

ASSERTED = frozenset({GRAPH_ONTOLOGY, GRAPH_LITERATURE})


@dataclass(frozen=True)
class Contradiction:
    """Facts that the ontology does not let stand together.

    Attributes:
        rule: The rule whose premises they are; it has no head.
        facts: The facts.
    """

    rule: Rule
    facts: tuple[ox.Triple, ...]


@dataclass(frozen=True)
class Consequences:
    """What adding and retracting facts would do.

    Attributes:
        added: The quads to be added.
        retracted: The quads to be retracted.
        inferred: Triples that follow then and did not before, or were asserted before.
        withdrawn: Triples that follow no more, or that are asserted then.
        contradictions: Contradictions in which a fact takes part that did not hold before.
        unnamed: Facts about blank nodes, and types in OWL's own terms, that hold then; the graph
            ``inferred`` leaves them out.
        gone: Such facts that hold no more.
    """

    added: frozenset[ox.Quad]
    retracted: frozenset[ox.Quad]
    inferred: frozenset[ox.Triple]
    withdrawn: frozenset[ox.Triple]
    contradictions: tuple[Contradiction, ...]
    unnamed: frozenset[ox.Triple] = frozenset()
    gone: frozenset[ox.Triple] = frozenset()


class Materialisation:
    """A store whose graph ``inferred`` holds the closure of its asserted graphs.

    Args:
        store: The store. Nothing else may change these graphs as long as this object is used.
        rules: The rules by which the closure was computed.
        asserted: The names of the asserted graphs.
    """

    def __init__(
        self,
        store: ox.Store,
        rules: Iterable[Rule],
        asserted: frozenset[ox.NamedNode] = ASSERTED,
    ) -> None:
        self._store = store
        self._index = RuleIndex(rules)
        self._asserted = asserted
        self._unnamed = ox.Store()
        self._postings = Postings(store, asserted | {GRAPH_INFERRED})
        view = self._view()
        for fact in self._sources_of_unnamed():
            view.add(fact)
            self._follow([fact], view)
        self._unnamed.extend(quad for quad in view.more if _is_unnamed(_fact(quad)))

    def consequences(
        self, added: Iterable[ox.Quad] = (), retracted: Iterable[ox.Quad] = ()
    ) -> Consequences:
        """Say what would follow from a change, and change nothing.

        Args:
            added: Quads to be added to the asserted graphs.
            retracted: Quads to be retracted from them.
        """
        new, old = frozenset(as_stored(added)), frozenset(as_stored(retracted))
        old = frozenset(quad for quad in old - new if quad in self._store)
        view = self._view()
        lost = {fact for fact in map(_fact, old) if not self._is_asserted(fact, old)}

        def is_stated(fact: Fact) -> bool:
            return self._index.states(fact) or self._is_asserted(fact, old)

        _Removal(self._index, view, is_stated).run(lost)
        came = [fact for fact in map(_fact, new) if not view.holds(fact)]
        for fact in came:
            view.add(fact)
        holding = self._follow(came, view)
        stated = {_fact(quad) for quad in new}
        inferred, withdrawn = set(), set()
        for fact in holding | view.gone | lost | stated:
            asserted = fact in stated or self._is_asserted(fact, old)
            if not asserted and view.holds(fact):
                inferred.add(fact)
            else:
                withdrawn.add(fact)
        known = {fact for fact in inferred | withdrawn if self._is_inferred(fact)}
        inferred, withdrawn = inferred - known, withdrawn & known
        return Consequences(
            new,
            old,
            frozenset(ox.Triple(*fact) for fact in inferred if not _is_unnamed(fact)),
            frozenset(ox.Triple(*fact) for fact in withdrawn if not _is_unnamed(fact)),
            tuple(self._contradictions(holding, view)),
            frozenset(ox.Triple(*fact) for fact in inferred if _is_unnamed(fact)),
            frozenset(ox.Triple(*fact) for fact in withdrawn if _is_unnamed(fact)),
        )

    def apply(self, consequences: Consequences) -> None:
        """Write a change and its consequences to the store.

        Args:
            consequences: What `consequences` said last, of the store as it is.
        """
        for quad in consequences.retracted:
            self._store.remove(quad)
        for triple in consequences.withdrawn:
            self._store.remove(_quad(triple, GRAPH_INFERRED))
        for triple in consequences.gone:
            self._unnamed.remove(_quad(triple))
        self._store.extend(consequences.added)
        self._store.extend(_quad(triple, GRAPH_INFERRED) for triple in consequences.inferred)
        self._unnamed.extend(map(_quad, consequences.unnamed))
        self._postings.update(map(_fact, consequences.added | consequences.retracted))
        self._postings.update(map(_fact, consequences.inferred | consequences.withdrawn))

    def change(
        self, added: Iterable[ox.Quad] = (), retracted: Iterable[ox.Quad] = ()
    ) -> Consequences:
        """Change the asserted graphs and keep the graph ``inferred`` their closure.

        Contradictions are told, not refused.
        """
        consequences = self.consequences(added, retracted)
        self.apply(consequences)
        return consequences

    def _view(self) -> FactView:
        view = FactView(self._store, self._asserted | {GRAPH_INFERRED}, self._postings)
        view.more.extend(self._unnamed)
        return view

    def _sources_of_unnamed(self) -> list[Fact]:
        """Return the facts from which something may follow that the graph leaves out."""
        query = (
            "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o "
            f"FILTER(isBlank(?s) || isBlank(?o) || ?p = {SAME_AS}) }} }}"
        )
        rows = cast("ox.QuerySolutions", self._store.query(query))
        graphs = self._asserted | {GRAPH_INFERRED}
        return [(row["s"], row["p"], row["o"]) for row in rows if row["g"] in graphs]

    def _follow(self, new: Iterable[Fact], view: FactView) -> set[Fact]:
        """Add to a view what follows from facts that came to it; return them and what follows."""
        waiting = list(new)
        found = set(waiting)
        while waiting:
            for fact in self._index.conclusions(waiting.pop(), view):
                if fact not in found and not view.holds(fact):
                    view.add(fact)
                    found.add(fact)
                    waiting.append(fact)
        return found

    def _contradictions(self, facts: Iterable[Fact], view: FactView) -> Iterator[Contradiction]:
        told = set()
        for fact in facts:
            for clause, bindings in self._index.contradictions(fact, view):
                parts = tuple(atom.ground(bindings) for atom in clause.body)
                key = (clause.rule, frozenset(parts))
                if key not in told:
                    told.add(key)
                    yield Contradiction(clause.rule, tuple(ox.Triple(*part) for part in parts))

    def _is_asserted(self, fact: Fact, retracted: frozenset[ox.Quad]) -> bool:
        quads = (ox.Quad(*fact, graph) for graph in self._asserted)
        return any(quad in self._store and quad not in retracted for quad in quads)

    def _is_inferred(self, fact: Fact) -> bool:
        if _is_unnamed(fact):
            return ox.Quad(*fact) in self._unnamed
        return ox.Quad(*fact, GRAPH_INFERRED) in self._store


class _Removal:
    """One run of the Backward/Forward algorithm.

    Args:
        index: The rules.
        view: The facts before the removal; those that are found to be lost leave it.
        is_asserted: Whether a fact is asserted after the removal.
    """

    def __init__(
        self, index: RuleIndex, view: FactView, is_asserted: Callable[[Fact], bool]
    ) -> None:
        self._index = index
        self._view = view
        self._is_asserted = is_asserted
        self._checked: set[Fact] = set()
        self._proved = FactView(ox.Store(), None)
        self._proofs: set[Fact] = set()
        self._delayed: set[Fact] = set()

    def run(self, lost: Iterable[Fact]) -> None:
        """Take from the view what has no proof without assertions that are lost."""
        waiting = list(lost)
        met = set(waiting)
        while waiting:
            fact = waiting.pop()
            self._check(fact)
            if fact in self._proofs:
                continue
            more = set(self._index.conclusions(fact, self._view)) - met
            met |= more
            waiting.extend(more)
            self._view.gone.add(fact)

    def _check(self, goal: Fact) -> None:
        """Look for a proof of a fact, backward, and for proofs of all that it may rest on."""
        if goal in self._checked:
            return
        # A stack in place of recursion, since chains of facts may be long.
        stack = [(goal, self._opened(goal))]
        while stack:
            fact, premises = stack[-1]
            premise = None if fact in self._proofs else next(premises, None)
            if premise is None:
                stack.pop()
            elif premise not in self._checked:
                stack.append((premise, self._opened(premise)))

    def _opened(self, fact: Fact) -> Iterator[Fact]:
        self._checked.add(fact)
        if fact in self._delayed or self._is_asserted(fact):
            self._prove(fact)
        return self._premises(fact)

    def _premises(self, fact: Fact) -> Iterator[Fact]:
        for clause, bindings in self._index.concluding(fact):
            for found in solutions(clause.body, bindings, self._view):
                for atom in clause.body:
                    yield atom.ground(found)

    def _prove(self, fact: Fact) -> None:
        """Note that a fact has a proof, and follow forward what has one through it."""
        waiting = [fact]
        while waiting:
            proved = waiting.pop()
            if proved in self._proofs:
                continue
            self._proofs.add(proved)
            self._proved.add(proved)
            for conclusion in self._index.conclusions(proved, self._proved):
                if conclusion in self._checked:
                    waiting.append(conclusion)
                else:
                    self._delayed.add(conclusion)


def _fact(quad: ox.Quad | ox.Triple) -> Fact:
    return quad.subject, quad.predicate, quad.object


def _quad(triple: ox.Triple, graph: ox.NamedNode | None = None) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def _is_unnamed(fact: Fact) -> bool:
    """Tell whether the graph ``inferred`` leaves a fact out, as the engines do."""
    subject, predicate, value = fact
    if isinstance(subject, ox.BlankNode) or isinstance(value, ox.BlankNode):
        return True
    return predicate.value == str(RDF.type) and str(value).startswith(f"<{OWL}")
