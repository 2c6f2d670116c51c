"""Rules that axioms about classes license."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import pyoxigraph as ox
import rdflib
from rdflib import OWL, RDF, RDFS
from rdflib.collection import Collection
from rdflib.term import BNode, Node, URIRef

from atlas_kg.namespaces import compress
from atlas_kg.reasoning.axioms import Axiom, Statement, axiom
from atlas_kg.reasoning.expressions import TYPE, UncoveredError, Unfolding, X, fixed, predicate
from atlas_kg.reasoning.rules import SAME_AS, Compilation, Rule
from atlas_kg.reasoning.wording import name, said_of, what

__all__ = ["CLASS_AXIOMS", "KINDS_OF_CLASS_AXIOMS", "emptiness"]


def _subclass(ontology: rdflib.Graph, lower: Node, upper: Node) -> Iterator[Rule]:
    return _inclusion(ontology, "cax-sco", (lower, RDFS.subClassOf, upper), lower, upper)


def _equivalence(ontology: rdflib.Graph, one: Node, other: Node) -> Iterator[Rule]:
    statement = (one, OWL.equivalentClass, other)
    yield from _inclusion(ontology, "cax-eqc1", statement, one, other)
    yield from _inclusion(ontology, "cax-eqc2", statement, other, one)


def _inclusion(
    ontology: rdflib.Graph, rule: str, statement: Statement, lower: Node, upper: Node
) -> Iterator[Rule]:
    unfolding = Unfolding(ontology)
    bodies = list(unfolding.alternatives(lower))
    for found in unfolding.consequences(upper):
        text = f"whatever {said_of(ontology, lower)} also {said_of(ontology, found.part)}"
        said = axiom(ontology, text, statement)
        for body in bodies:
            yield Rule(found.name or rule, said, (*body, *found.body), found.head)


def _intersection(ontology: rdflib.Graph, node: Node, members: Node) -> Iterator[Rule]:
    if not isinstance(node, URIRef):
        return
    if ontology.value(node, OWL.intersectionOf) != members:
        raise UncoveredError("a second owl:intersectionOf", node)
    text = f"{name(ontology, node)} is the intersection of its parts"
    said = axiom(ontology, text, (node, OWL.intersectionOf, members))
    unfolding, whole = Unfolding(ontology), (X, TYPE, fixed(node))
    parts = list(Collection(ontology, members))
    for choice in product(*(list(unfolding.alternatives(part)) for part in parts)):
        body = tuple(dict.fromkeys(pattern for patterns in choice for pattern in patterns))
        yield Rule("cls-int1", said, body, whole)
    for part in parts:
        for found in unfolding.consequences(part):
            yield Rule(found.name or "cls-int2", said, (whole, *found.body), found.head)


def _definition_by(constructor: URIRef) -> Compilation:
    def refusal(_: rdflib.Graph, node: Node, __: Node) -> Iterator[Rule]:
        if isinstance(node, URIRef):
            raise UncoveredError(f"{compress(constructor)} of a named class", node)
        yield from ()

    return refusal


def _disjoint(ontology: rdflib.Graph, one: Node, other: Node) -> Iterator[Rule]:
    said = axiom(ontology, "", (one, OWL.disjointWith, other))
    return _disjointness(ontology, "cax-dw", said, one, other)


def _all_disjoint(ontology: rdflib.Graph, node: Node, _: Node) -> Iterator[Rule]:
    for members in ontology.objects(node, OWL.members):
        said = axiom(ontology, "", (node, OWL.members, members))
        for pair in combinations(Collection(ontology, members), 2):
            yield from _disjointness(ontology, "cax-adc", said, *pair)


def _disjointness(ontology: rdflib.Graph, rule: str, said: Axiom, *pair: Node) -> Iterator[Rule]:
    unfolding = Unfolding(ontology)
    for parts in product(*(_either_of(ontology, node) for node in pair)):
        # Sorted, since modules may state the same pair in either order.
        one, other = sorted(parts, key=str)
        text = f"nothing is both {what(ontology, one)} and {what(ontology, other)}"
        bodies = (list(unfolding.alternatives(node)) for node in (one, other))
        for left, right in product(*bodies):
            yield Rule(rule, said.saying(text), (*left, *right), None)


def _either_of(ontology: rdflib.Graph, node: Node) -> list[Node]:
    # Member by member, so that what is told of a contradiction names the two classes alone.
    members = ontology.value(node, OWL.unionOf) if isinstance(node, BNode) else None
    return [node] if members is None else list(Collection(ontology, members))


def _key(ontology: rdflib.Graph, node: Node, props: Node) -> Iterator[Rule]:
    keys = list(Collection(ontology, props))
    agree = " and ".join(name(ontology, key) for key in keys)
    text = f"whatever {said_of(ontology, node)} is known by its {agree}"
    said = axiom(ontology, text, (node, OWL.hasKey, props))
    unfolding, one, other = Unfolding(ontology), ox.Variable("x1"), ox.Variable("x2")
    values = [(predicate(key), ox.Variable(f"v{number}")) for number, key in enumerate(keys)]
    shared = tuple((x, key, value) for key, value in values for x in (one, other))
    bodies = (list(unfolding.alternatives(node, x)) for x in (one, other))
    for left, right in product(*bodies):
        yield Rule("prp-key", said, (*left, *right, *shared), (one, SAME_AS, other))


def _membership(ontology: rdflib.Graph, thing: Node, node: Node) -> Iterator[Rule]:
    if not isinstance(node, BNode):
        return
    subject = fixed(thing)
    for found in Unfolding(ontology).consequences(node, subject):
        text = f"{name(ontology, thing)} {said_of(ontology, found.part)}"
        said = axiom(ontology, text, (thing, RDF.type, node))
        rule = "cls-int2" if isinstance(found.part, URIRef) else "cls-hv1"
        yield Rule(found.name or rule, said, found.body, found.head)


def emptiness(ontology: rdflib.Graph) -> Iterator[Rule]:
    """Yield the rule that nothing is in ``owl:Nothing``, if the ontology speaks of it."""
    triples = sorted(ontology.triples((None, None, OWL.Nothing)))
    if triples:
        said = axiom(ontology, "there is nothing in owl:Nothing", triples[0])
        yield Rule("cls-nothing2", said, ((X, TYPE, fixed(OWL.Nothing)),), None)


CLASS_AXIOMS: dict[Node, Compilation] = {
    RDFS.subClassOf: _subclass,
    OWL.equivalentClass: _equivalence,
    OWL.intersectionOf: _intersection,
    OWL.unionOf: _definition_by(OWL.unionOf),
    OWL.oneOf: _definition_by(OWL.oneOf),
    OWL.complementOf: _definition_by(OWL.complementOf),
    OWL.disjointWith: _disjoint,
    OWL.hasKey: _key,
    RDF.type: _membership,
}
"""Compilations by the predicate of a triple."""

KINDS_OF_CLASS_AXIOMS: dict[Node, Compilation] = {OWL.AllDisjointClasses: _all_disjoint}
"""Compilations by the type of a node."""
