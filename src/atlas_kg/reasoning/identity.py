"""Rules about what is the same and what is not.

OWL 2 RL gives them for all triples. Here they are about instances only, one for each property, and
are compiled where an ontology speaks of identity. That each thing is the same as itself is left
unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import pyoxigraph as ox
import rdflib
from rdflib import OWL, RDF
from rdflib.collection import Collection
from rdflib.term import Node, URIRef

from atlas_kg.reasoning.axioms import Axiom, axiom
from atlas_kg.reasoning.expressions import TYPE, UncoveredError, fixed, is_data, predicate
from atlas_kg.reasoning.rules import SAME_AS, Compilation, Rule
from atlas_kg.reasoning.wording import name

__all__ = ["KINDS_OF_DENIALS", "identity_rules"]

_X, _Y, _Z = (ox.Variable(letter) for letter in "xyz")
_DIFFERENT = ox.NamedNode(str(OWL.differentFrom))
_LISTS = {OWL.members: "eq-diff2", OWL.distinctMembers: "eq-diff3"}


def identity_rules(ontology: rdflib.Graph, rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield the rules of ``owl:sameAs`` for an ontology, if it speaks of identity.

    Args:
        ontology: The ontology.
        rules: All other rules that it licenses.
    """
    known = list(rules)
    terms = {pattern[1] for rule in known for pattern in (*rule.body, rule.head) if pattern}
    asserted = any(
        any(ontology.triples((None, predicate, None)))
        for predicate in (OWL.sameAs, OWL.differentFrom)
    )
    if SAME_AS not in terms and not asserted:
        return
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    declared = {node for kind in kinds for node in ontology.subjects(RDF.type, kind)}
    used = {URIRef(term.value) for term in terms - {TYPE, SAME_AS, _DIFFERENT}}
    yield from _equality()
    for prop in sorted(declared | used, key=str):
        yield from _replacement(ontology, prop)


def _equality() -> Iterator[Rule]:
    same = Axiom("what is the same as something is the same the other way round", ())
    yield Rule("eq-sym", same, ((_X, SAME_AS, _Y),), (_Y, SAME_AS, _X))
    chained = Axiom("what is the same as the same is the same", ())
    yield Rule("eq-trans", chained, ((_X, SAME_AS, _Y), (_Y, SAME_AS, _Z)), (_X, SAME_AS, _Z))
    kind = Axiom("what is the same is of the same kinds", ())
    yield Rule("eq-rep-o", kind, ((_X, SAME_AS, _Y), (_X, TYPE, _Z)), (_Y, TYPE, _Z))
    apart = Axiom("what is different from something is not the same", ())
    yield Rule("eq-diff1", apart, ((_X, SAME_AS, _Y), (_X, _DIFFERENT, _Y)), None)
    itself = Axiom("nothing is different from itself", ())
    yield Rule("eq-diff1", itself, ((_X, _DIFFERENT, _X),), None)


def _replacement(ontology: rdflib.Graph, prop: Node) -> Iterator[Rule]:
    label, known = name(ontology, prop), predicate(prop)
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    found = [(prop, RDF.type, k) for k in kinds if (prop, RDF.type, k) in ontology]
    said = axiom(ontology, f"what is the same has the same {label}", *found)
    yield Rule("eq-rep-s", said, ((_X, SAME_AS, _Y), (_X, known, _Z)), (_Y, known, _Z))
    if not is_data(ontology, prop):
        said = axiom(ontology, f"what is the same is {label} of the same", *found)
        yield Rule("eq-rep-o", said, ((_X, SAME_AS, _Y), (_Z, known, _X)), (_Z, known, _Y))


def _all_different(ontology: rdflib.Graph, node: Node, _: Node) -> Iterator[Rule]:
    for listing, rule in _LISTS.items():
        for members in ontology.objects(node, listing):
            things = list(Collection(ontology, members))
            if len(set(things)) < len(things):
                raise UncoveredError("owl:AllDifferent that lists a thing twice", node)
            said = axiom(ontology, "", (node, listing, members))
            for one, other in combinations(sorted(things, key=str), 2):
                text = f"{name(ontology, one)} and {name(ontology, other)} are different"
                body = ((fixed(one), SAME_AS, fixed(other)),)
                yield Rule(rule, said.saying(text), body, None)


def _negative_assertion(ontology: rdflib.Graph, node: Node, _: Node) -> Iterator[Rule]:
    subject = ontology.value(node, OWL.sourceIndividual)
    prop = ontology.value(node, OWL.assertionProperty)
    thing, value = (ontology.value(node, p) for p in (OWL.targetIndividual, OWL.targetValue))
    target = value if thing is None else thing
    if subject is None or prop is None or target is None:
        raise UncoveredError("owl:NegativePropertyAssertion that lacks a part", node)
    words = " ".join(name(ontology, part) for part in (subject, prop, target))
    given = (node, RDF.type, OWL.NegativePropertyAssertion)
    said = axiom(ontology, f"it is not so that {words}", given)
    rule = "prp-npa1" if value is None else "prp-npa2"
    yield Rule(rule, said, ((fixed(subject), predicate(prop), fixed(target)),), None)


KINDS_OF_DENIALS: dict[Node, Compilation] = {
    OWL.AllDifferent: _all_different,
    OWL.NegativePropertyAssertion: _negative_assertion,
}
"""Compilations of axioms that deny a statement about named things, by the type of a node."""
