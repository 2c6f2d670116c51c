"""Rules that axioms about properties license."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pyoxigraph as ox
import rdflib
from rdflib import OWL, RDF, RDFS
from rdflib.collection import Collection
from rdflib.term import Node

from atlas_kg.namespaces import compress
from atlas_kg.reasoning.axioms import Axiom, axiom
from atlas_kg.reasoning.expressions import UncoveredError, Unfolding, X, is_data, predicate
from atlas_kg.reasoning.rules import SAME_AS, Compilation, Rule
from atlas_kg.reasoning.wording import name, said_of

__all__ = ["KINDS_OF_PROPERTY_AXIOMS", "PROPERTY_AXIOMS"]

_Y, _Z = ox.Variable("y"), ox.Variable("z")
_Link = tuple[ox.Variable, ox.Variable]


@dataclass(frozen=True)
class _Characteristic:
    """What all that a property relates has in common.

    Attributes:
        words: What is said of the property.
        rule: The rule of OWL 2 RL.
        body: Pairs that the property relates.
        head: A pair that it then relates, or of one thing under two names; None if that cannot be.
        by: The property of the head, where it is not the same one.
    """

    words: str
    rule: str
    body: tuple[_Link, ...]
    head: _Link | None
    by: ox.NamedNode | None = None


_CHARACTERISTICS: dict[Node, _Characteristic] = {
    OWL.SymmetricProperty: _Characteristic("is symmetric", "prp-symp", ((X, _Y),), (_Y, X)),
    OWL.TransitiveProperty: _Characteristic(
        "is transitive", "prp-trp", ((X, _Y), (_Y, _Z)), (X, _Z)
    ),
    OWL.FunctionalProperty: _Characteristic(
        "has at most one value", "prp-fp", ((X, _Y), (X, _Z)), (_Y, _Z), SAME_AS
    ),
    OWL.InverseFunctionalProperty: _Characteristic(
        "has each value but once", "prp-ifp", ((_Y, X), (_Z, X)), (_Y, _Z), SAME_AS
    ),
    OWL.AsymmetricProperty: _Characteristic(
        "never holds both ways", "prp-asyp", ((X, _Y), (_Y, X)), None
    ),
    OWL.IrreflexiveProperty: _Characteristic(
        "relates nothing to itself", "prp-irp", ((X, X),), None
    ),
}


def _subproperty(ontology: rdflib.Graph, lower: Node, upper: Node) -> Iterator[Rule]:
    text = f"{name(ontology, lower)} is a subproperty of {name(ontology, upper)}"
    said = axiom(ontology, text, (lower, RDFS.subPropertyOf, upper))
    yield _inclusion("prp-spo1", said, lower, upper)


def _equivalence(ontology: rdflib.Graph, one: Node, other: Node) -> Iterator[Rule]:
    text = f"{name(ontology, one)} says the same as {name(ontology, other)}"
    said = axiom(ontology, text, (one, OWL.equivalentProperty, other))
    yield _inclusion("prp-eqp1", said, one, other)
    yield _inclusion("prp-eqp2", said, other, one)


def _inclusion(rule: str, said: Axiom, lower: Node, upper: Node) -> Rule:
    return Rule(rule, said, ((X, predicate(lower), _Y),), (X, predicate(upper), _Y))


def _inverse(ontology: rdflib.Graph, one: Node, other: Node) -> Iterator[Rule]:
    text = f"{name(ontology, one)} is the inverse of {name(ontology, other)}"
    said = axiom(ontology, text, (one, OWL.inverseOf, other))
    for prop, reverse in ((one, other), (other, one)):
        body = ((X, predicate(prop), _Y),)
        yield Rule("prp-inv", said, body, (_Y, predicate(reverse), X))


def _chain(ontology: rdflib.Graph, prop: Node, chain: Node) -> Iterator[Rule]:
    links = list(Collection(ontology, chain))
    places = [ox.Variable(f"x{number}") for number in range(len(links) + 1)]
    steps = zip(places, links, places[1:], strict=False)
    body = tuple((start, predicate(link), end) for start, link, end in steps)
    words = ", then ".join(name(ontology, link) for link in links)
    text = f"{name(ontology, prop)} follows from {words}"
    said = axiom(ontology, text, (prop, OWL.propertyChainAxiom, chain))
    yield Rule("prp-spo2", said, body, (places[0], predicate(prop), places[-1]))


def _domain(ontology: rdflib.Graph, prop: Node, domain: Node) -> Iterator[Rule]:
    text = f"whatever {name(ontology, prop)} something {said_of(ontology, domain)}"
    said = axiom(ontology, text, (prop, RDFS.domain, domain))
    # A variable of its own, since what follows may speak of further things.
    link = (X, predicate(prop), ox.Variable("y0"))
    for found in Unfolding(ontology).consequences(domain):
        yield Rule(found.name or "prp-dom", said, (link, *found.body), found.head)


def _range(ontology: rdflib.Graph, prop: Node, range_: Node) -> Iterator[Rule]:
    # What literals there may be is for shapes to check.
    if (prop, RDF.type, OWL.ObjectProperty) not in ontology:
        return
    text = f"whatever something {name(ontology, prop)} {said_of(ontology, range_)}"
    said = axiom(ontology, text, (prop, RDFS.range, range_))
    link = (ox.Variable("y0"), predicate(prop), X)
    for found in Unfolding(ontology).consequences(range_):
        yield Rule(found.name or "prp-rng", said, (link, *found.body), found.head)


def _characteristic(ontology: rdflib.Graph, prop: Node, kind: Node) -> Iterator[Rule]:
    its = _CHARACTERISTICS[kind]
    if its.by and is_data(ontology, prop):
        raise UncoveredError(f"{compress(str(kind))} of literals", prop)
    known = predicate(prop)
    said = axiom(ontology, f"{name(ontology, prop)} {its.words}", (prop, RDF.type, kind))
    body = tuple((start, known, end) for start, end in its.body)
    head = its.head and (its.head[0], its.by or known, its.head[1])
    yield Rule(its.rule, said, body, head)


def _disjoint(ontology: rdflib.Graph, one: Node, other: Node) -> Iterator[Rule]:
    said = axiom(ontology, "", (one, OWL.propertyDisjointWith, other))
    yield _disjointness(ontology, "prp-pdw", said, one, other)


def _all_disjoint(ontology: rdflib.Graph, node: Node, _: Node) -> Iterator[Rule]:
    for members in ontology.objects(node, OWL.members):
        said = axiom(ontology, "", (node, OWL.members, members))
        for pair in combinations(Collection(ontology, members), 2):
            yield _disjointness(ontology, "prp-adp", said, *pair)


def _disjointness(ontology: rdflib.Graph, rule: str, said: Axiom, *pair: Node) -> Rule:
    one, other = sorted(pair, key=str)
    text = f"nothing is related both by {name(ontology, one)} and by {name(ontology, other)}"
    body = ((X, predicate(one), _Y), (X, predicate(other), _Y))
    return Rule(rule, said.saying(text), body, None)


PROPERTY_AXIOMS: dict[Node, Compilation] = {
    RDFS.subPropertyOf: _subproperty,
    OWL.equivalentProperty: _equivalence,
    OWL.inverseOf: _inverse,
    OWL.propertyChainAxiom: _chain,
    RDFS.domain: _domain,
    RDFS.range: _range,
    OWL.propertyDisjointWith: _disjoint,
}
"""Compilations by the predicate of a triple."""

KINDS_OF_PROPERTY_AXIOMS: dict[Node, Compilation] = {
    **dict.fromkeys(_CHARACTERISTICS, _characteristic),
    OWL.AllDisjointProperties: _all_disjoint,
}
"""Compilations by the type of a node."""
