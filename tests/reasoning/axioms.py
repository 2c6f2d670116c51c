"""Axioms of an ontology as a test takes them out: found in the graph, never listed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from atlas_kg.namespaces import ATLAS, compress

FACTS = (ATLAS.mitigates, ATLAS.hasAsymmetry, ATLAS.arisesIn, ATLAS.concernsTarget)


@dataclass(frozen=True)
class Axiom:
    """One triple of an ontology, with all that its blank nodes say.

    Attributes:
        subject: A name, or the blank node of an expression.
        predicate: What the axiom says of it.
        value: A name, or the blank node of a list or an expression.
    """

    subject: Node
    predicate: Node
    value: Node

    def __str__(self) -> str:
        """Name the axiom in the report of a test."""
        return " ".join(short(term) for term in (self.subject, self.predicate, self.value)).strip()


@dataclass(frozen=True)
class Placement:
    """An axiom by which whatever has all of some values also has another one."""

    node: BNode
    premises: tuple[tuple[str, str], ...]
    conclusion: tuple[str, str]

    def __str__(self) -> str:
        """Name the axiom in the report of a test."""
        return " ".join(name.removeprefix("atlas:") for name in self.conclusion)


def short(term: Node) -> str:
    """Return a name without the prefix that most names share."""
    return "" if isinstance(term, BNode) else compress(str(term)).removeprefix("atlas:")


def named(ontology: Graph, *predicates: URIRef) -> list[Axiom]:
    """Return the axioms that relate a name by one of the predicates to a name or to a list."""
    found = [
        Axiom(s, predicate, o)
        for predicate in predicates
        for s, o in ontology.subject_objects(predicate)
        if isinstance(s, URIRef) and not isinstance(o, Literal)
    ]
    assert found, f"no axiom by {', '.join(map(short, predicates))}"
    return sorted(found, key=str)


def placements(ontology: Graph) -> list[Placement]:
    """Return the axioms about unnamed intersections."""
    found = []
    for node, upper in ontology.subject_objects(RDFS.subClassOf):
        if isinstance(node, BNode):
            parts = _listed(ontology, node, OWL.intersectionOf)
            premises = tuple(_has_value(ontology, part) for part in parts)
            found.append(Placement(node, premises, _has_value(ontology, upper)))
    assert found, "no axiom about an unnamed intersection"
    return sorted(found, key=str)


def disjointness(ontology: Graph) -> list[tuple[Node, tuple[Node, ...]]]:
    """Return the axioms that keep several classes apart, with the classes."""
    found = [
        (node, _listed(ontology, node, OWL.members))
        for node in ontology.subjects(RDF.type, OWL.AllDisjointClasses)
    ]
    assert found, "no axiom of disjointness"
    return sorted(found, key=lambda axiom: [str(member) for member in axiom[1]])


def different(ontology: Graph) -> list[tuple[Node, tuple[Node, ...]]]:
    """Return the axioms that keep several things apart, with the things."""
    found = [
        (node, _listed(ontology, node, OWL.members))
        for node in ontology.subjects(RDF.type, OWL.AllDifferent)
    ]
    assert found, "no axiom of difference"
    return sorted(found, key=lambda axiom: [str(member) for member in axiom[1]])


def without(ontology: Graph, *axioms: Axiom | Placement | Node) -> Graph:
    """Return a copy of an ontology that lacks axioms."""
    rest = Graph(bind_namespaces="none")
    rest += ontology
    for axiom in axioms:
        if isinstance(axiom, Axiom):
            rest.remove((axiom.subject, axiom.predicate, axiom.value))
            _forget(rest, axiom.value)
        else:
            _forget(rest, axiom.node if isinstance(axiom, Placement) else axiom)
    assert len(rest) < len(ontology)
    return rest


def uses(ontology: Graph, prop: Node) -> Iterator[str]:
    """Yield the properties of which a chain has the property as a link."""
    for whole, chain in ontology.subject_objects(OWL.propertyChainAxiom):
        if prop in Collection(ontology, chain):
            yield compress(str(whole))


def _listed(ontology: Graph, node: Node, predicate: URIRef) -> tuple[Node, ...]:
    members = ontology.value(node, predicate)
    return () if members is None else tuple(Collection(ontology, members))


def _has_value(ontology: Graph, node: Node | None) -> tuple[str, str]:
    prop, value = (ontology.value(node, facet) for facet in (OWL.onProperty, OWL.hasValue))
    return compress(str(prop)), compress(str(value))


def _forget(graph: Graph, node: Node) -> None:
    if isinstance(node, BNode):
        for _, predicate, value in list(graph.triples((node, None, None))):
            graph.remove((node, predicate, value))
            _forget(graph, value)
