"""Why a statement holds in one release and not in another, in the words of a sentence.

A coding is the reason where what is asserted of it differs; else the axiom or the statement of the
ontology on which the proof rests.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from rdflib import RDF

from atlas_kg.explanation import Proof
from atlas_kg.explanation.evidence import Provenance
from atlas_kg.explanation.statements import Node, Statements
from atlas_kg.history.releases import Release
from atlas_kg.namespaces import ATLAS, DCTERMS, GRAPH_LITERATURE, PROV
from atlas_kg.nanopublications import Agreements

__all__ = ["Reasons"]

_TYPE = ox.NamedNode(str(RDF.type))
_CODING = ox.NamedNode(str(ATLAS.Coding))


class Reasons:
    """Tells of proofs in one release what the other one lacks.

    Args:
        here: The release of the proofs.
        there: The other one.
        appeared: Whether `here` is the newer one.
    """

    def __init__(self, here: Release, there: Release, *, appeared: bool) -> None:
        self._here, self._there, self._appeared = here, there, appeared
        self._names = Provenance(here.store)
        self._agreements = Agreements(here.store)

    def of(self, proof: Proof) -> Iterator[str]:
        """Yield why a proof holds here and not there."""
        other = Statements(self._there.store)
        lacking = [leaf for leaf in proof.leaves() if not other.is_asserted(leaf.triple)]
        codings = dict.fromkeys(
            leaf.triple.subject for leaf in lacking if self._is_coding(leaf.triple.subject)
        )
        for coding in codings:
            if isinstance(coding, ox.NamedNode):
                yield self._of_coding(coding)
        for leaf in lacking:
            if leaf.triple.subject not in codings:
                said = "states" if self._appeared else "no longer states"
                yield f"the ontology {said} that {' '.join(leaf.labels)}"
        if not lacking:
            known = {rule.axiom.text for rule in self._there.rules}
            for axiom in proof.axioms():
                if axiom.text not in known:
                    said = "has" if self._appeared else "no longer has"
                    yield f"the ontology {said} the axiom {axiom.text}"

    def _is_coding(self, node: object) -> bool:
        if not isinstance(node, ox.NamedNode):
            return False
        return ox.Quad(node, _TYPE, _CODING, GRAPH_LITERATURE) in self._here.store

    def _of_coding(self, coding: ox.NamedNode) -> str:
        quoted = f" (‘{self._value(coding, DCTERMS.description)}’)"
        return (self._accepted(coding) if self._appeared else self._lost(coding)) + quoted

    def _accepted(self, coding: ox.NamedNode) -> str:
        """Tell why a coding counts in the newer release."""
        work, coder = self._value(coding, PROV.wasDerivedFrom), self._value(coding, ATLAS.codedBy)
        others = self._agreements.others(coding)
        if others:
            who = sorted({coder, *(self._value(other, ATLAS.codedBy) for other in others)})
            return f"the codings of {work} by {_listed(who)} agree"
        decisions = self._agreements.decisions(coding)
        if decisions:
            by = self._value(decisions[0], PROV.wasAttributedTo)
            return f"an adjudication by {by} decided for the coding of {work} by {coder}"
        which = f"coding of {work} by {coder}"
        if not self._said(self._there, coding):
            return f"the new {which} is accepted"
        return f"the {which} {self._differences(coding, self._there, self._here)}"

    def _lost(self, coding: ox.NamedNode) -> str:
        """Tell why a coding counts no more."""
        work, coder = self._value(coding, PROV.wasDerivedFrom), self._value(coding, ATLAS.codedBy)
        which = f"the coding of {work} by {coder}"
        if not self._said(self._there, coding):
            return f"{which} is gone"
        return f"{which} {self._differences(coding, self._here, self._there)}"

    def _differences(self, coding: ox.NamedNode, old: Release, new: Release) -> str:
        """Tell which terms of the ontology a coding names now in the place of which."""
        before, after = self._said(old, coding), self._said(new, coding)
        names = Provenance(old.store), Provenance(new.store)
        return _listed(
            [
                f"{names[1].label(name)} {names[1].label(value)} now, not {names[0].label(other)}"
                for name, value in sorted(after - before, key=str)
                for known, other in sorted(before - after, key=str)
                if name == known and name.value.startswith(str(ATLAS))
            ]
        )

    @staticmethod
    def _said(release: Release, coding: ox.NamedNode) -> set[tuple[ox.NamedNode, Node]]:
        quads = release.store.quads_for_pattern(coding, None, None, GRAPH_LITERATURE)
        return {(quad.predicate, quad.object) for quad in quads}

    def _value(self, subject: ox.NamedNode, name: str) -> str:
        values = self._names.objects(subject, name)
        return self._names.label(values[0]) if values else ""


def _listed(names: list[str]) -> str:
    """Return names as in a sentence.

    >>> _listed(["Jane Doe", "John Roe"])
    'Jane Doe and John Roe'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
