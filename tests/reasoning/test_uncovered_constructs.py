"""Constructs of OWL that the compiler does not cover: refused with their place, never ignored."""

from __future__ import annotations

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.reasoning import ENGINES, compile_rules
from tests.reasoning.small_ontologies import NAMESPACE, closure, declared


def restriction(facet: str) -> str:
    """Return an axiom about the class A that restricts the property p."""
    return f":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; {facet} ] ."


UNCOVERED = {
    "hasKey": ":A owl:hasKey ( :p ) .",
    "FunctionalProperty": ":A a owl:FunctionalProperty .",
    "InverseFunctionalProperty": ":A a owl:InverseFunctionalProperty .",
    "ReflexiveProperty": ":A a owl:ReflexiveProperty .",
    "IrreflexiveProperty": ":A a owl:IrreflexiveProperty .",
    "AsymmetricProperty": ":A a owl:AsymmetricProperty .",
    "equivalentProperty": ":A owl:equivalentProperty :q .",
    "propertyDisjointWith": ":A owl:propertyDisjointWith :q .",
    "sameAs": ":A owl:sameAs :y .",
    "differentFrom": ":A owl:differentFrom :y .",
    "complementOf": ":A owl:complementOf :B .",
    "unionOf": ":A owl:unionOf ( :B :C ) .",
    "oneOf": ":A owl:oneOf ( :x :y ) .",
    "disjointUnionOf": ":A owl:disjointUnionOf ( :B :C ) .",
    "someValuesFrom": restriction("owl:someValuesFrom :B"),
    "allValuesFrom": restriction("owl:allValuesFrom :B"),
    "hasSelf": restriction("owl:hasSelf true"),
    "cardinality": restriction("owl:cardinality 1"),
    "minCardinality": restriction("owl:minCardinality 1"),
    "maxCardinality": restriction("owl:maxCardinality 1"),
    "minQualifiedCardinality": restriction("owl:minQualifiedCardinality 1 ; owl:onClass :B"),
    "maxQualifiedCardinality": restriction("owl:maxQualifiedCardinality 1 ; owl:onClass :B"),
}

WITHOUT_A_NAMED_PLACE = {
    "AllDisjointProperties": "[] a owl:AllDisjointProperties ; owl:members ( :p :q ) .",
    "AllDifferent": "[] a owl:AllDifferent ; owl:distinctMembers ( :x :y ) .",
    "NegativePropertyAssertion": "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :x ;"
    " owl:assertionProperty :p ; owl:targetIndividual :y .",
}

AS_OBJECT = {
    "Nothing": ":A rdfs:subClassOf owl:Nothing .",
    "bottomObjectProperty": ":p rdfs:subPropertyOf owl:bottomObjectProperty .",
}

UNUSUAL = {
    "superclass owl:Thing": (":A rdfs:subClassOf owl:Thing .", ":x a :A ."),
    "superproperty owl:topObjectProperty": (
        ":p rdfs:subPropertyOf owl:topObjectProperty .",
        ":x :p :y .",
    ),
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


@pytest.mark.parametrize(
    ("construct", "axioms"), WITHOUT_A_NAMED_PLACE.items(), ids=WITHOUT_A_NAMED_PLACE
)
def test_uncovered_construct_without_a_named_place_is_refused(construct: str, axioms: str) -> None:
    with pytest.raises(UsageError, match=f"owl:{construct} at "):
        compile_rules(declared(axioms))


@pytest.mark.parametrize(("construct", "axioms"), AS_OBJECT.items(), ids=AS_OBJECT)
def test_uncovered_term_is_refused_as_an_object_too(construct: str, axioms: str) -> None:
    with pytest.raises(UsageError, match=f"owl:{construct} at "):
        compile_rules(declared(axioms))


def test_misspelt_term_of_owl_is_refused() -> None:
    with pytest.raises(UsageError, match=r"owl:subClassOf at .*A"):
        compile_rules(declared(":A owl:subClassOf :B ."))


def test_all_uncovered_constructs_are_told_at_once() -> None:
    with pytest.raises(UsageError, match=r"owl:hasKey at .*owl:sameAs at "):
        compile_rules(declared(":A owl:hasKey ( :p ) . :x owl:sameAs :y ."))


@pytest.mark.parametrize(("axioms", "data"), UNUSUAL.values(), ids=UNUSUAL)
def test_unusual_use_is_refused_or_the_engines_agree(axioms: str, data: str) -> None:
    try:
        compile_rules(declared(axioms))
    except UsageError:
        return
    reference = closure(axioms, data, "owlrl").triples
    for engine in ENGINES:
        assert closure(axioms, data, engine).triples == reference
