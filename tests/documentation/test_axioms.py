"""Each kind of axiom has its sentence."""

from __future__ import annotations

import pytest
import rdflib

from atlas_kg.dataset import Dataset
from atlas_kg.documentation.axioms import Axiom, axioms_in_words
from atlas_kg.documentation.wording import Reference, Wording
from atlas_kg.namespaces import GRAPH_ONTOLOGY

EXAMPLE = "http://example.org/"
PREFIXES = f"""
@prefix : <{EXAMPLE}> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:Cat a owl:Class ; rdfs:label "Cat"@en .
:Animal a owl:Class ; rdfs:label "Animal"@en .
:Dog a owl:Class ; rdfs:label "Dog"@en .
:AiModel a owl:Class ; rdfs:label "AI model"@en .
:eats a owl:ObjectProperty ; rdfs:label "eats"@en .
:eatenBy a owl:ObjectProperty ; rdfs:label "eaten by"@en .
:likes a owl:ObjectProperty ; rdfs:label "likes"@en .
:name a owl:DatatypeProperty ; rdfs:label "name"@en .
:Tom a owl:NamedIndividual ; rdfs:label "Tom"@en .
:Rex a owl:NamedIndividual ; rdfs:label "Rex"@en .
"""
RESTRICTION = "[ a owl:Restriction ; owl:onProperty :eats ; {} ]"
SENTENCES = {
    ":Cat rdfs:subClassOf :Animal": "Every cat is an animal.",
    ":AiModel rdfs:subClassOf :Cat": "Every AI model is a cat.",
    ":Cat owl:equivalentClass :Dog": "Something is a cat exactly if it is a dog.",
    ":Cat owl:disjointWith :Dog": "Nothing is both a cat and a dog.",
    "[] a owl:AllDisjointClasses ; owl:members ( :Cat :Dog :AiModel )": (
        "Nothing is more than one of these: a cat, a dog or an AI model."
    ),
    ":Animal owl:disjointUnionOf ( :Cat :Dog )": (
        "Every animal is exactly one of these: a cat or a dog."
    ),
    ":Animal owl:intersectionOf ( :Cat :Dog )": (
        "Something is an animal exactly if it is a cat and is a dog."
    ),
    ":Animal owl:unionOf ( :Cat :Dog )": (
        "Something is an animal exactly if it either is a cat or is a dog."
    ),
    ":Animal owl:complementOf :Cat": "Something is an animal exactly if it is not a cat.",
    ":Animal owl:oneOf ( :Tom :Rex )": "Something is an animal exactly if it is Tom or Rex.",
    ":Cat owl:hasKey ( :name :eats )": (
        "No two things are a cat and have the same values of ‘name’ and ‘eats’."
    ),
    ":Cat rdfs:subClassOf " + RESTRICTION.format("owl:hasValue :Tom"): "Every cat ‘eats’ Tom.",
    ":Cat rdfs:subClassOf " + RESTRICTION.format("owl:someValuesFrom :Dog"): (
        "Every cat ‘eats’ a dog."
    ),
    ":Cat rdfs:subClassOf " + RESTRICTION.format("owl:someValuesFrom owl:Thing"): (
        "Every cat ‘eats’ something."
    ),
    ":Cat rdfs:subClassOf " + RESTRICTION.format("owl:allValuesFrom :Dog"): (
        "Every cat ‘eats’ nothing but what is a dog."
    ),
    ":Cat rdfs:subClassOf " + RESTRICTION.format("owl:hasSelf true"): "Every cat ‘eats’ itself.",
    ":Cat rdfs:subClassOf " + RESTRICTION.format("owl:cardinality 1"): (
        "Every cat ‘eats’ exactly 1 thing."
    ),
    ":Cat rdfs:subClassOf " + RESTRICTION.format("owl:minCardinality 2"): (
        "Every cat ‘eats’ at least 2 things."
    ),
    ":Cat rdfs:subClassOf "
    + RESTRICTION.format("owl:maxQualifiedCardinality 2 ; owl:onClass :Dog"): (
        "Every cat ‘eats’ at most 2 things of which each is a dog."
    ),
    ":Cat rdfs:subClassOf [ owl:unionOf ( :Dog [ owl:complementOf :Animal ] ) ]": (
        "Every cat either is a dog or is not an animal."
    ),
    ":Cat rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :name ; owl:someValuesFrom "
    "[ a rdfs:Datatype ; owl:onDatatype xsd:integer ; owl:withRestrictions "
    "( [ xsd:minInclusive 1 ] ) ] ]": (
        "Every cat ‘name’ something that is a whole number with xsd:minInclusive 1."
    ),
    "[ owl:intersectionOf ( :Cat " + RESTRICTION.format("owl:hasValue :Rex") + " ) ] "
    "rdfs:subClassOf " + RESTRICTION.format("owl:hasValue :Tom"): (
        "If x is a cat and x ‘eats’ Rex, then x ‘eats’ Tom."
    ),
    ":eats rdfs:domain :Cat ; rdfs:range :Dog": "If x ‘eats’ y, then x is a cat and y is a dog.",
    ":eats rdfs:range :Dog": "If x ‘eats’ y, then y is a dog.",
    ":name rdfs:range xsd:string": "If x ‘name’ y, then y is a text.",
    ":eats rdfs:subPropertyOf :likes": "If x ‘eats’ y, then x ‘likes’ y.",
    ":eats owl:equivalentProperty :likes": "x ‘eats’ y exactly if x ‘likes’ y.",
    ":eats owl:inverseOf :eatenBy": "x ‘eats’ y exactly if y ‘eaten by’ x.",
    ":eats owl:propertyChainAxiom ( :likes :eatenBy )": (
        "If x ‘likes’ y and y ‘eaten by’ z, then x ‘eats’ z."
    ),
    ":eats owl:propertyChainAxiom ( :likes [ owl:inverseOf :eatenBy ] :likes )": (
        "If x ‘likes’ y and z ‘eaten by’ y and z ‘likes’ w, then x ‘eats’ w."
    ),
    ":eats owl:propertyDisjointWith :likes": "Never both x ‘eats’ y and x ‘likes’ y.",
    "[] a owl:AllDisjointProperties ; owl:members ( :eats :likes :eatenBy )": (
        "Never more than one of these: x ‘eats’ y, x ‘likes’ y and x ‘eaten by’ y."
    ),
    ":eats a owl:FunctionalProperty": "For every x there is at most one y such that x ‘eats’ y.",
    ":eats a owl:InverseFunctionalProperty": (
        "For every y there is at most one x such that x ‘eats’ y."
    ),
    ":likes a owl:SymmetricProperty": "If x ‘likes’ y, then y ‘likes’ x.",
    ":eats a owl:AsymmetricProperty": "If x ‘eats’ y, then never y ‘eats’ x.",
    ":eats a owl:TransitiveProperty": "If x ‘eats’ y and y ‘eats’ z, then x ‘eats’ z.",
    ":likes a owl:ReflexiveProperty": "For every x, x ‘likes’ x.",
    ":eats a owl:IrreflexiveProperty": "For no x, x ‘eats’ x.",
    ":Tom owl:sameAs :Rex": "Tom and Rex are the same.",
    ":Tom owl:differentFrom :Rex": "Tom and Rex are different things.",
    "[] a owl:AllDifferent ; owl:distinctMembers ( :Tom :Rex )": (
        "Tom and Rex are all different things."
    ),
}


def told(turtle: str) -> tuple[Axiom, ...]:
    graph = rdflib.Graph().parse(data=f"{PREFIXES}\n{turtle} .", format="turtle")
    return axioms_in_words(graph, Wording(graph))


@pytest.mark.parametrize(("turtle", "sentence"), SENTENCES.items(), ids=SENTENCES.values())
def test_axiom_in_words(turtle: str, sentence: str) -> None:
    assert [axiom.text for axiom in told(turtle)] == [sentence]


def test_terms_are_references() -> None:
    (axiom,) = told(":Cat rdfs:subClassOf :Animal")
    assert [part for part in axiom.words if isinstance(part, Reference)] == [
        Reference(f"{EXAMPLE}Cat", "cat"),
        Reference(f"{EXAMPLE}Animal", "animal"),
    ]


def test_axiom_stands_at_its_subject() -> None:
    (axiom,) = told(":Cat rdfs:subClassOf :Animal")
    assert axiom.about == (f"{EXAMPLE}Cat",)


def test_general_axiom_stands_at_its_properties() -> None:
    premise = RESTRICTION.format("owl:hasValue :Rex")
    (axiom,) = told(f"{premise} rdfs:subClassOf [ owl:onProperty :likes ; owl:hasValue :Tom ]")
    assert axiom.text == "If x ‘eats’ Rex, then x ‘likes’ Tom."
    assert axiom.about == (f"{EXAMPLE}eats", f"{EXAMPLE}likes")


def test_disjointness_stands_at_each_class_and_is_marked() -> None:
    (axiom,) = told(":Cat owl:disjointWith :Dog")
    assert axiom.about == (f"{EXAMPLE}Cat", f"{EXAMPLE}Dog")
    assert axiom.separates


def test_remark_on_an_axiom_is_told() -> None:
    (axiom,) = told(
        ":Cat rdfs:subClassOf :Animal . [] a owl:Axiom ; owl:annotatedSource :Cat ; "
        "owl:annotatedProperty rdfs:subClassOf ; owl:annotatedTarget :Animal ; "
        "dcterms:source :Book ; rdfs:comment 'It moves.'"
    )
    assert (axiom.note, axiom.sources) == ("It moves.", (f"{EXAMPLE}Book",))


def test_terms_with_the_same_label_are_told_apart() -> None:
    text = ":Feline a owl:Class ; rdfs:label 'cat'@en ; rdfs:subClassOf :Cat"
    assert [axiom.text for axiom in told(text)] == [
        f"Every cat ({EXAMPLE}Feline) is a cat ({EXAMPLE}Cat)."
    ]


def test_order_does_not_depend_on_the_names_of_blank_nodes(asserted: Dataset) -> None:
    graph = asserted.graph(GRAPH_ONTOLOGY)
    again = rdflib.Graph().parse(data=graph.serialize(format="turtle"), format="turtle")
    first, second = (axioms_in_words(one, Wording(one)) for one in (graph, again))
    assert [axiom.text for axiom in first] == [axiom.text for axiom in second]


def test_nothing_of_the_ontology_is_left_without_words(asserted: Dataset) -> None:
    graph = asserted.graph(GRAPH_ONTOLOGY)
    texts = [axiom.text for axiom in axioms_in_words(graph, Wording(graph))]
    assert len(texts) > 100
    assert [text for text in texts if "an expression of kind" in text] == []
