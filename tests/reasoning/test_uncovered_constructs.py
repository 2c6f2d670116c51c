"""Constructs of OWL that the compiler does not cover: refused with their place, never ignored."""

from __future__ import annotations

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.reasoning import compile_rules
from tests.reasoning.small_ontologies import NAMESPACE, closure, declared


def restriction(facet: str) -> str:
    """Return an axiom about the class A that restricts the property p."""
    return f":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; {facet} ] ."


UNCOVERED = {
    "ReflexiveProperty": ":A a owl:ReflexiveProperty .",
    "disjointUnionOf": ":A owl:disjointUnionOf ( :B :C ) .",
    "onDataRange": restriction("owl:maxQualifiedCardinality 1 ; owl:onDataRange xsd:string"),
    "complementOf of a named class": ":A owl:complementOf :B .",
    "unionOf of a named class": ":A owl:unionOf ( :B :C ) .",
    "oneOf of a named class": ":A owl:oneOf ( :x :y ) .",
    "unionOf as a conclusion": ":A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :B :C ) ] .",
    "oneOf as a conclusion": ":A rdfs:subClassOf [ a owl:Class ; owl:oneOf ( :x :y ) ] .",
    "complementOf as a premise": "[ a owl:Class ; owl:complementOf :B ] rdfs:subClassOf :A .",
    "someValuesFrom as a conclusion": restriction("owl:someValuesFrom :B"),
    "allValuesFrom as a premise": (
        ":A owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] ."
    ),
    "Thing as a premise": "owl:Thing rdfs:subClassOf :A .",
    "hasSelf": restriction("owl:hasSelf true"),
    "cardinality": restriction("owl:cardinality 1"),
    "minCardinality": restriction("owl:minCardinality 1"),
    "minQualifiedCardinality": restriction("owl:minQualifiedCardinality 1 ; owl:onClass :B"),
}

OTHERWISE = {
    "a cardinality of 2": restriction("owl:maxCardinality 2"),
    "a restriction on the literals of a datatype property": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :n ; owl:maxCardinality 1 ] ."
    ),
    "owl:FunctionalProperty of literals": ":n a owl:FunctionalProperty .",
    "a datatype in place of a class": ":p rdfs:range xsd:string .",
    "owl:oneOf of literals": '[ a owl:Class ; owl:oneOf ( "1" "2" ) ] rdfs:subClassOf :A .',
    "a restriction that is not on one property": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:hasValue :b ] ."
    ),
    "an expression that is none, or several at once,": restriction(
        "owl:hasValue :b ; owl:allValuesFrom :B"
    ),
    "owl:maxQualifiedCardinality without owl:onClass": restriction("owl:maxQualifiedCardinality 1"),
    "owl:AllDifferent that lists a thing twice": (
        "[] a owl:AllDifferent ; owl:members ( :x :x ) ."
    ),
    "owl:NegativePropertyAssertion that lacks a part": (
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :x ; owl:assertionProperty :p ."
    ),
    "a thing that has no name": "[] a owl:AllDifferent ; owl:members ( :x [] ) .",
    "a property that has no name": "[ owl:inverseOf :p ] rdfs:subPropertyOf :q .",
    "owl:members": "[] owl:members ( :A :B ) .",
}

AS_OBJECT = {
    "bottomObjectProperty": ":p rdfs:subPropertyOf owl:bottomObjectProperty .",
    "topObjectProperty": ":p rdfs:subPropertyOf owl:topObjectProperty .",
}

UNUSUAL = {
    "superclass owl:Thing": (":A rdfs:subClassOf owl:Thing .", ":x a :A ."),
    "range owl:Thing": (":p rdfs:range owl:Thing .", ":x :p :y ."),
    "subPropertyOf of datatype properties": (":n rdfs:subPropertyOf :m .", ':x :n "1" .'),
    "hasValue of a literal": (
        ':A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :n ; owl:hasValue "1" ] .',
        ":x a :A .",
    ),
    "named restriction": (
        ":A a owl:Restriction ; owl:onProperty :p ; owl:hasValue :b .",
        ":x a :A . :y :p :b .",
    ),
    "individual of an unnamed class": (
        ":x a [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :b ] .",
        ":y a :A .",
    ),
    "two intersections of one name": (
        ":A owl:intersectionOf ( :B :C ) , ( :C :D ) .",
        ":x a :B , :C . :y a :C , :D .",
    ),
    "unnamed individual": (":p rdfs:domain :A ; rdfs:range :B ; owl:inverseOf :q .", "[] :p :y ."),
}


@pytest.mark.parametrize(("construct", "axioms"), UNCOVERED.items(), ids=UNCOVERED)
def test_uncovered_construct_is_refused_with_its_place(construct: str, axioms: str) -> None:
    with pytest.raises(UsageError) as refusal:
        compile_rules(declared(axioms))
    assert f"owl:{construct} at " in str(refusal.value)
    assert f"{NAMESPACE}A" in str(refusal.value)


@pytest.mark.parametrize(("construct", "axioms"), OTHERWISE.items(), ids=OTHERWISE)
def test_construct_in_a_place_that_is_not_covered_is_refused(construct: str, axioms: str) -> None:
    with pytest.raises(UsageError, match=f"{construct} at "):
        compile_rules(declared(axioms))


@pytest.mark.parametrize(
    "axioms",
    [
        "[ a owl:Class ; owl:oneOf ( :x ) ] rdfs:subClassOf owl:Nothing .",
        ":x a [ a owl:Class ; owl:complementOf [ a owl:Class ; owl:oneOf ( :x ) ] ] .",
    ],
)
def test_ontology_that_contradicts_itself_is_refused(axioms: str) -> None:
    with pytest.raises(UsageError, match=r"The ontology contradicts itself: .*x"):
        compile_rules(declared(axioms))


@pytest.mark.parametrize(("construct", "axioms"), AS_OBJECT.items(), ids=AS_OBJECT)
def test_uncovered_term_is_refused_as_an_object_too(construct: str, axioms: str) -> None:
    with pytest.raises(UsageError, match=f"owl:{construct} at "):
        compile_rules(declared(axioms))


def test_misspelt_term_of_owl_is_refused() -> None:
    with pytest.raises(UsageError, match=r"owl:subClassOf at .*A"):
        compile_rules(declared(":A owl:subClassOf :B ."))


def test_all_uncovered_constructs_are_told_at_once() -> None:
    with pytest.raises(UsageError, match=r"owl:disjointUnionOf at .*owl:onProperties at "):
        compile_rules(declared(":A owl:disjointUnionOf ( :p ) . :x owl:onProperties ( :p ) ."))


@pytest.mark.parametrize(("axioms", "data"), UNUSUAL.values(), ids=UNUSUAL)
def test_unusual_use_is_refused_or_the_engines_agree(axioms: str, data: str) -> None:
    try:
        compile_rules(declared(axioms))
    except UsageError:
        return
    ours, theirs = (closure(axioms, data, engine).triples for engine in ("sparql", "owlrl"))
    assert ours == theirs
