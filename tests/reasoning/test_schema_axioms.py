"""Axioms that carry no link: what kind of thing something is, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, product

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from atlas_kg.dataset import Sources
from atlas_kg.namespaces import ATLAS, PROV, expand
from tests.reasoning.axioms import Axiom, different, disjointness, named, short, without
from tests.reasoning.seed import (
    Theory,
    Triples,
    contradicting,
    contradictions,
    inferred,
    literature,
    ontology,
    theory,
)

ONTOLOGY = ontology()
TYPE = ox.NamedNode(str(RDF.type))
DISTINCT = ("AdoptionPhase", "Mechanism", "InformationAsymmetry", "AlignmentTarget", "CodingStatus")
ONE, OTHER = (ox.NamedNode(f"http://example.org/{name}") for name in ("one", "other"))


def of_type(thing: ox.NamedNode, cls: Node | str) -> ox.Triple:
    """Return the statement that a thing is of a class."""
    return ox.Triple(thing, TYPE, ox.NamedNode(str(cls)))


def lost_without(axiom: Axiom, data: Triples) -> Triples:
    """Return what is no longer inferred from data when an axiom is missing."""
    return inferred(theory(), data) - inferred(Theory.of(without(ONTOLOGY, axiom)), data)


def restated_by_inverse(axiom: Axiom, mirror: URIRef) -> bool:
    """Say whether the inverse of a property says the same of its other side."""
    inverses = {*ONTOLOGY.objects(axiom.subject, OWL.inverseOf)}
    inverses |= {*ONTOLOGY.subjects(OWL.inverseOf, axiom.subject)}
    return any((inverse, mirror, axiom.value) in ONTOLOGY for inverse in inverses)


def object_properties(predicate: URIRef) -> list[Axiom]:
    """Return the axioms by a predicate about properties that relate things."""
    relations = set(ONTOLOGY.subjects(RDF.type, OWL.ObjectProperty))
    return [axiom for axiom in named(ONTOLOGY, predicate) if axiom.subject in relations]


@pytest.mark.parametrize("axiom", named(ONTOLOGY, RDFS.subClassOf), ids=str)
def test_removed_superclass_takes_the_type_along(axiom: Axiom) -> None:
    assert of_type(ONE, axiom.value) in lost_without(
        axiom, frozenset({of_type(ONE, axiom.subject)})
    )


@pytest.mark.parametrize("axiom", object_properties(RDFS.domain), ids=str)
def test_removed_domain_takes_the_type_along(axiom: Axiom) -> None:
    data = frozenset({ox.Triple(ONE, ox.NamedNode(str(axiom.subject)), OTHER)})
    restated = restated_by_inverse(axiom, RDFS.range)
    assert (of_type(ONE, axiom.value) in lost_without(axiom, data)) is not restated
    assert of_type(ONE, axiom.value) in inferred(theory(), data)


@pytest.mark.parametrize("axiom", object_properties(RDFS.range), ids=str)
def test_removed_range_takes_the_type_along(axiom: Axiom) -> None:
    data = frozenset({ox.Triple(ONE, ox.NamedNode(str(axiom.subject)), OTHER)})
    restated = restated_by_inverse(axiom, RDFS.domain)
    assert (of_type(OTHER, axiom.value) in lost_without(axiom, data)) is not restated
    assert of_type(OTHER, axiom.value) in inferred(theory(), data)


@pytest.mark.parametrize("axiom", object_properties(RDFS.subPropertyOf), ids=str)
def test_removed_subproperty_takes_the_wider_relation_along(axiom: Axiom) -> None:
    lower, upper = ox.NamedNode(str(axiom.subject)), ox.NamedNode(str(axiom.value))
    lost = lost_without(axiom, frozenset({ox.Triple(ONE, lower, OTHER)}))
    assert ox.Triple(ONE, upper, OTHER) in lost


def functional() -> list[Axiom]:
    """Return the axioms that allow a property one value."""
    found = [
        Axiom(prop, RDF.type, OWL.FunctionalProperty)
        for prop in ONTOLOGY.subjects(RDF.type, OWL.FunctionalProperty)
    ]
    assert found, "no property with one value"
    return sorted(found, key=str)


def identified(axiom: Axiom, ontology: Theory) -> bool:
    """Say whether two values of a property are the same thing."""
    prop = ox.NamedNode(str(axiom.subject))
    subject = ox.NamedNode("http://example.org/subject")
    data = frozenset(ox.Triple(subject, prop, value) for value in (ONE, OTHER))
    return ox.Triple(ONE, ox.NamedNode(str(OWL.sameAs)), OTHER) in inferred(ontology, data)


@pytest.mark.parametrize("axiom", functional(), ids=str)
def test_removed_functionality_lets_two_values_differ(axiom: Axiom) -> None:
    rest = Graph(bind_namespaces="none") + ONTOLOGY
    rest.remove((axiom.subject, axiom.predicate, axiom.value))
    assert identified(axiom, theory())
    assert not identified(axiom, Theory.of(rest))


def same(one: Node, other: Node) -> Triples:
    """Return the statement that two names are of the same thing."""
    names = (ox.NamedNode(str(one)), ox.NamedNode(str(other)))
    return frozenset({ox.Triple(names[0], ox.NamedNode(str(OWL.sameAs)), names[1])})


@pytest.mark.parametrize(
    "members",
    [members for _, members in different(ONTOLOGY)],
    ids=lambda members: short(members[0]),
)
def test_removed_difference_lets_things_be_the_same(members: tuple[Node, ...]) -> None:
    (axiom,) = (node for node, things in different(ONTOLOGY) if things == members)
    rest = Theory.of(without(ONTOLOGY, axiom))
    for one, other in combinations(members, 2):
        assert contradicting(theory(), same(one, other))
        assert not contradicting(rest, same(one, other))


@pytest.mark.parametrize("kind", DISTINCT)
def test_all_things_whose_identity_matters_are_different(kind: str) -> None:
    things = {str(thing) for thing in ONTOLOGY.subjects(RDF.type, URIRef(f"{ATLAS}{kind}"))}
    assert things in [{str(member) for member in members} for _, members in different(ONTOLOGY)]


def test_codings_are_attributed_because_they_have_a_coder() -> None:
    (axiom,) = (a for a in named(ONTOLOGY, RDFS.subPropertyOf) if a.value == PROV.wasAttributedTo)
    lower, upper = ox.NamedNode(str(axiom.subject)), ox.NamedNode(str(axiom.value))
    attributed = {
        ox.Triple(t.subject, upper, t.object) for t in literature() if t.predicate == lower
    }
    assert lost_without(axiom, literature()) == attributed != set()


def modules() -> dict[str, Graph]:
    """Return the files of the ontology by the IRI of their header."""
    graphs = [Graph().parse(path) for path in sorted(Sources.carried().ontology.glob("*.ttl"))]
    return {str(graph.value(None, RDF.type, OWL.Ontology)): graph for graph in graphs}


def with_imports(iri: str) -> Graph:
    """Return a file of the ontology with all that it imports."""
    graphs, whole, waiting = modules(), Graph(bind_namespaces="none"), [iri]
    while waiting:
        module = graphs.pop(waiting.pop(), Graph())
        whole += module
        waiting.extend(str(imported) for imported in module.objects(None, OWL.imports))
    return whole


def disjointness_by_module() -> dict[str, tuple[str, tuple[Node, ...]]]:
    """Return the IRI of each module that keeps classes apart, and these classes, by test id."""
    return {
        f"{iri.rpartition('/')[2]}: {'-'.join(map(short, classes[:3]))}": (iri, classes)
        for iri, module in modules().items()
        if (None, RDF.type, OWL.AllDisjointClasses) in module
        for _, classes in disjointness(module)
    }


@pytest.mark.parametrize(
    ("iri", "classes"), disjointness_by_module().values(), ids=disjointness_by_module()
)
def test_removed_disjointness_lets_contradictions_pass(iri: str, classes: tuple[Node, ...]) -> None:
    whole = with_imports(iri)
    (axiom,) = (node for node, members in disjointness(whole) if members == classes)
    elsewhere = pairs_of(members for node, members in disjointness(whole) if node != axiom)
    elsewhere |= pairs_of_unions(whole)
    own = pairs_of([classes]) - elsewhere
    mixed = frozenset(
        of_type(ox.NamedNode(f"http://example.org/{number}"), cls)
        for number, pair in enumerate(own)
        for cls in pair
    )
    before = contradictions(Theory.of(whole), mixed)
    after = contradictions(Theory.of(without(whole, axiom)), mixed)
    lost = {frozenset(map(expand, pair)) for pair in before - after}
    assert lost == own != set()


def pairs_of_unions(ontology: Graph) -> set[frozenset[str]]:
    """Return the pairs of classes that two classes or unions of classes keep apart."""

    def parts(node: Node) -> list[Node]:
        union = ontology.value(node, OWL.unionOf)
        return [node] if union is None else list(Collection(ontology, union))

    return {
        frozenset(map(str, pair))
        for one, other in ontology.subject_objects(OWL.disjointWith)
        for pair in product(parts(one), parts(other))
    }


def pairs_of(lists: Iterable[tuple[Node, ...]]) -> set[frozenset[str]]:
    """Return the pairs of classes that lists keep apart."""
    return {frozenset(map(str, pair)) for members in lists for pair in combinations(members, 2)}
