"""Premises of proofs, replayed by engines that know nothing of the search for proofs."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from atlas_kg.explanation import Proof
from atlas_kg.formats import to_rdflib
from atlas_kg.reasoning import compile_rules, infer

Premise = ox.Triple | tuple[ox.Triple, ...]
"""An asserted statement, or the OWL triples of an axiom."""


def premises(proof: Proof) -> frozenset[Premise]:
    """Return the asserted statements and the axioms of a proof."""
    return frozenset(
        (*(leaf.triple for leaf in proof.leaves()), *(axiom.triples for axiom in proof.axioms()))
    )


def entails(given: Iterable[Premise], goal: ox.Triple, engine: str = "sparql") -> bool:
    """Tell whether an engine infers a statement from premises alone.

    The axioms are compiled from their OWL triples.
    """
    facts = {premise for premise in given if isinstance(premise, ox.Triple)}
    owl = {t for premise in given if not isinstance(premise, ox.Triple) for t in premise}
    quads = [ox.Quad(t.subject, t.predicate, t.object) for t in facts | owl]
    closure = infer(quads, compile_rules(to_rdflib(owl)), engine)
    return goal in facts or goal in closure.triples


def needs_all(given: frozenset[Premise], goal: ox.Triple) -> bool:
    """Tell whether premises no longer entail a statement when any one of them is left out."""
    return not any(entails(given - {premise}, goal) for premise in given)
