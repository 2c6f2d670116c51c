"""The compiler of rules, one construct of OWL at a time."""

from __future__ import annotations

from dataclasses import dataclass

import owlrl
import pyoxigraph as ox
import pytest
from rdflib import OWL, Graph

from atlas_kg.formats import from_rdflib
from atlas_kg.reasoning import ENGINES, Rule, compile_rules
from tests.reasoning.seed import Theory, contradictions
from tests.reasoning.small_ontologies import closure, declared, parsed, short

B_AT_P = "[ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :b ]"
C_AT_Q = "[ a owl:Restriction ; owl:onProperty :q ; owl:hasValue :c ]"


ON_P = "a owl:Restriction ; owl:onProperty :p"
SAME_Y_Z = (":y owl:sameAs :z", ":z owl:sameAs :y")


@dataclass(frozen=True)
class Case:
    """What follows from data under axioms: no more and no less."""

    axioms: str
    data: str
    follows: tuple[str, ...]


CASES = {
    "subClassOf": Case(":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":x a :A . :y a :C .",
                       (":x a :B", ":x a :C")),
    "hasValue as subclass": Case(f"{B_AT_P} rdfs:subClassOf :A .", ":x :p :b . :y :p :c .",
                                 (":x a :A",)),
    "hasValue as superclass": Case(f":A rdfs:subClassOf {B_AT_P} .", ":x a :A . :y a :B .",
                                   (":x :p :b",)),
    "hasValue on both sides": Case(f"{B_AT_P} rdfs:subClassOf {C_AT_Q} .", ":x :p :b . :y :q :c .",
                                   (":x :q :c",)),
    "intersection as subclass": Case(
        f"[ a owl:Class ; owl:intersectionOf ( {B_AT_P} :A {C_AT_Q} ) ] rdfs:subClassOf :D .",
        ":x a :A ; :p :b ; :q :c . :y a :A ; :p :b . :z :p :b ; :q :c .",
        (":x a :D",),
    ),
    "intersection as superclass": Case(
        f":A rdfs:subClassOf [ a owl:Class ; owl:intersectionOf ( :B {C_AT_Q} ) ] .",
        ":x a :A .",
        (":x a :B", ":x :q :c"),
    ),
    "intersection in an intersection": Case(
        "[ a owl:Class ; owl:intersectionOf ( :A [ a owl:Class ; owl:intersectionOf ( :B :C ) ] ) ]"
        " rdfs:subClassOf :D .",
        ":x a :A , :B , :C . :y a :B , :C .",
        (":x a :D",),
    ),
    "equivalentClass of names": Case(":A owl:equivalentClass :B .", ":x a :A . :y a :B .",
                                     (":x a :B", ":y a :A")),
    "equivalentClass of a hasValue": Case(f":A owl:equivalentClass {B_AT_P} .",
                                          ":x a :A . :y :p :b .", (":x :p :b", ":y a :A")),
    "equivalentClass of an intersection": Case(
        f":A owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :B {B_AT_P} ) ] .",
        ":x a :A . :y a :B ; :p :b . :z a :B .",
        (":x a :B", ":x :p :b", ":y a :A"),
    ),
    "named intersection": Case(f":A owl:intersectionOf ( :B {B_AT_P} ) .",
                               ":x a :A . :y a :B ; :p :b . :z :p :b .",
                               (":x a :B", ":x :p :b", ":y a :A")),
    "subPropertyOf": Case(":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .", ":x :p :y .",
                          (":x :q :y", ":x :r :y")),
    "inverseOf": Case(":p owl:inverseOf :q .", ":x :p :y . :z :q :x .", (":y :q :x", ":x :p :z")),
    "symmetric": Case(":p a owl:SymmetricProperty .", ":x :p :y .", (":y :p :x",)),
    "transitive": Case(":p a owl:TransitiveProperty .", ":w :p :x . :x :p :y . :y :p :z .",
                       (":w :p :y", ":w :p :z", ":x :p :z")),
    "domain": Case(":p rdfs:domain :A .", ":x :p :y .", (":x a :A",)),
    "domain of a datatype property": Case(":n rdfs:domain :A .", ':x :n "1" .', (":x a :A",)),
    "domain that is an intersection": Case(
        f":p rdfs:domain [ a owl:Class ; owl:intersectionOf ( :A {C_AT_Q} ) ] .", ":x :p :y .",
        (":x a :A", ":x :q :c")),
    "range": Case(":p rdfs:range :A .", ":x :p :y .", (":y a :A",)),
    "range of a datatype property": Case(":n rdfs:range xsd:string .", ':x :n "1" .', ()),
    "chain of two": Case(":r owl:propertyChainAxiom ( :p :q ) .",
                         ":x :p :y . :y :q :z . :z :p :x . :u :q :v .", (":x :r :z",)),
    "chain of three": Case(":r owl:propertyChainAxiom ( :p :q :p ) .",
                           ":w :p :x . :x :q :y . :y :p :z .", (":w :r :z",)),
    "chain that feeds itself": Case(":p owl:propertyChainAxiom ( :p :q ) .",
                                    ":w :p :x . :x :q :y . :y :q :z .", (":w :p :y", ":w :p :z")),
    "disjointWith": Case(":A owl:disjointWith :B .", ":x a :A .", ()),
    "AllDisjointClasses": Case("[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .",
                               ":x a :A .", ()),
    "equivalentProperty": Case(":p owl:equivalentProperty :q .", ":x :p :y . :z :q :x .",
                               (":x :q :y", ":z :p :x")),
    "unionOf as subclass": Case(
        f"[ a owl:Class ; owl:unionOf ( :A {B_AT_P} ) ] rdfs:subClassOf :D .",
        ":x a :A . :y :p :b . :z a :B .", (":x a :D", ":y a :D")),
    "intersection of unions": Case(
        "[ owl:intersectionOf ( [ owl:unionOf ( :A :B ) ] [ owl:unionOf ( :C :B ) ] ) ]"
        " rdfs:subClassOf :D .",
        ":x a :A . :y a :B . :z a :A , :C .", (":y a :D", ":z a :D")),
    "someValuesFrom": Case(
        f"[ {ON_P} ; owl:someValuesFrom :A ] rdfs:subClassOf :B .",
        ":x :p :y . :y a :A . :z :p :x .", (":x a :B",)),
    "someValuesFrom owl:Thing": Case(
        f"[ {ON_P} ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf :B .",
        ":x :p :y .", (":x a :B",)),
    "someValuesFrom in two parts": Case(
        f"[ owl:intersectionOf ( [ {ON_P} ; owl:someValuesFrom :A ]"
        f" [ {ON_P} ; owl:someValuesFrom :B ] ) ] rdfs:subClassOf :C .",
        ":x :p :y , :z . :y a :A . :z a :B . :w :p :y .", (":x a :C",)),
    "someValuesFrom that is nested": Case(
        f"[ {ON_P} ; owl:someValuesFrom [ {ON_P} ; owl:someValuesFrom :A ] ] rdfs:subClassOf :B .",
        ":x :p :y . :y :p :z . :z a :A .", (":x a :B",)),
    "oneOf": Case("[ owl:oneOf ( :x :y ) ] rdfs:subClassOf :A .", ":x :p :z .",
                  (":x a :A", ":y a :A")),
    "someValuesFrom a oneOf": Case(
        f"[ {ON_P} ; owl:someValuesFrom [ owl:oneOf ( :b :c ) ] ] rdfs:subClassOf :A .",
        ":x :p :b . :y :p :c . :z :p :x .", (":x a :A", ":y a :A")),
    "oneOf in an intersection": Case(
        "[ owl:intersectionOf ( :A [ owl:oneOf ( :x :y ) ] ) ] rdfs:subClassOf :B .",
        ":x a :A . :z a :A .", (":x a :B",)),
    "allValuesFrom": Case(f":A rdfs:subClassOf [ {ON_P} ; owl:allValuesFrom :B ] .",
                          ":x a :A ; :p :y . :z :p :x .", (":y a :B",)),
    "allValuesFrom that is nested": Case(
        f":A rdfs:subClassOf [ {ON_P} ; owl:allValuesFrom"
        f" [ owl:intersectionOf ( {C_AT_Q} [ {ON_P} ; owl:allValuesFrom :B ] ) ] ] .",
        ":x a :A ; :p :y . :y :p :z .", (":y :q :c", ":z a :B")),
    "individual of a restriction": Case(
        f":x a {C_AT_Q} , [ {ON_P} ; owl:allValuesFrom :B ] .", ":x :p :y .",
        (":x :q :c", ":y a :B")),
    "functional property": Case(":p a owl:FunctionalProperty .", ":x :p :y , :z . :y a :A .",
                                (*SAME_Y_Z, ":z a :A")),
    "inverse functional property": Case(
        ":p a owl:InverseFunctionalProperty .", ":y :p :x . :z :p :x . :y :q :w . :w :q :z .",
        (*SAME_Y_Z, ":z :q :w", ":w :q :y")),
    "maxCardinality 1": Case(f":A rdfs:subClassOf [ {ON_P} ; owl:maxCardinality 1 ] .",
                             ":x a :A ; :p :y , :z . :w :p :x , :y .", (*SAME_Y_Z, ":w :p :z")),
    "maxQualifiedCardinality 1": Case(
        f":A rdfs:subClassOf [ {ON_P} ; owl:maxQualifiedCardinality 1 ; owl:onClass :B ] .",
        ":x a :A ; :p :y , :z , :w . :y a :B . :z a :B .", SAME_Y_Z),
    "sameAs": Case(
        ":x owl:sameAs :y . :y owl:sameAs :z .", ":x a :A .",
        (":x owl:sameAs :z", ":y a :A", ":y owl:sameAs :x", ":z a :A", ":z owl:sameAs :x",
         ":z owl:sameAs :y")),
    "same things of literals": Case(":y owl:sameAs :z .", ':y :n "1" .',
                                    (":z owl:sameAs :y", ':z :n "1"')),
}  # fmt: skip

DISJOINT = {
    "disjointWith": ":A owl:disjointWith :B .",
    "AllDisjointClasses": "[] a owl:AllDisjointClasses ; owl:members ( :C :B :A ) .",
    "disjoint superclasses": ":A rdfs:subClassOf :C . :B rdfs:subClassOf :D ."
    " :C owl:disjointWith :D .",
    "disjoint domain and range": ":p rdfs:domain :A ; rdfs:range :B . :A owl:disjointWith :B .",
    "disjoint hasValue": f"{B_AT_P} owl:disjointWith :A .",
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_covered_construct(case: Case, engine: str) -> None:
    assert short(closure(case.axioms, case.data, engine).triples) == set(case.follows)


@pytest.mark.parametrize("engine", sorted(set(ENGINES) - {"owlrl"}))
def test_key_of_several_properties_wants_them_all(engine: str) -> None:
    # Not owlrl, which takes things with different keys for the same (7.6).
    data = """
    :x a :A ; :n "1" ; :p :b . :y a :A ; :n "2" ; :p :c .
    :z a :A ; :n "2" ; :p :c . :w a :A ; :n "1" ; :p :c .
    """
    assert short(closure(":A owl:hasKey ( :n :p ) .", data, engine).triples) == set(SAME_Y_Z)


CONTRADICTORY = {
    "Nothing": (":A rdfs:subClassOf owl:Nothing .", ":x a :A ."),
    "member of Nothing": (":A rdfs:subClassOf owl:Nothing .", ":x a owl:Nothing ."),
    "complementOf": (":A rdfs:subClassOf [ owl:complementOf :B ] .", ":x a :A , :B ."),
    "complement of a union": (
        ":A rdfs:subClassOf [ owl:complementOf [ owl:unionOf ( :B :C ) ] ] .",
        ":x a :A , :C .",
    ),
    "complement of something": (
        f":A rdfs:subClassOf [ owl:complementOf [ {ON_P} ; owl:someValuesFrom :B ] ] .",
        ":x a :A ; :p :y . :y a :B .",
    ),
    "maxCardinality 0": (
        f":A rdfs:subClassOf [ {ON_P} ; owl:maxCardinality 0 ] .",
        ":x a :A ; :p :y .",
    ),
    "maxCardinality 0 of literals": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :n ; owl:maxCardinality 0 ] .",
        ':x a :A ; :n "1" .',
    ),
    "maxQualifiedCardinality 0": (
        f":A rdfs:subClassOf [ {ON_P} ; owl:maxQualifiedCardinality 0 ; owl:onClass :B ] .",
        ":x a :A ; :p :y . :y a :B .",
    ),
    "allValuesFrom a complement": (
        f":A rdfs:subClassOf [ {ON_P} ; owl:allValuesFrom [ owl:complementOf :B ] ] .",
        ":x a :A ; :p :y . :y a :B .",
    ),
    "domain that is a complement": (
        ":p rdfs:domain [ owl:complementOf :B ] .",
        ":x a :B ; :p :y .",
    ),
    "irreflexive": (":p a owl:IrreflexiveProperty .", ":x :p :x ."),
    "asymmetric": (":p a owl:AsymmetricProperty .", ":x :p :y . :y :p :x ."),
    "propertyDisjointWith": (":p owl:propertyDisjointWith :q .", ":x :p :y ; :q :y ."),
    "AllDisjointProperties": (
        "[] a owl:AllDisjointProperties ; owl:members ( :p :q :r ) .",
        ":x :r :y ; :q :y .",
    ),
    "disjoint properties of literals": (":n owl:propertyDisjointWith :m .", ':x :n "1" ; :m "1" .'),
    "negative assertion": (
        (
            "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :x ;"
            " owl:assertionProperty :p ; owl:targetIndividual :y ."
        ),
        ":x :p :y .",
    ),
    "negative assertion about a literal": (
        (
            "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :x ;"
            ' owl:assertionProperty :n ; owl:targetValue "1" .'
        ),
        ':x :n "1" .',
    ),
    "different things that are the same": (":x owl:sameAs :y .", ":y owl:differentFrom :x ."),
    "different from itself": (":x owl:sameAs :y .", ":x owl:differentFrom :x ."),
    "two values of a functional property": (
        ":p a owl:FunctionalProperty . [] a owl:AllDifferent ; owl:members ( :a :b :c ) .",
        ":x :p :c , :a .",
    ),
    "distinct members": (
        ":p a owl:FunctionalProperty . [] a owl:AllDifferent ; owl:distinctMembers ( :a :b ) .",
        ":x :p :a , :b .",
    ),
    "different by a fact": (
        ":p a owl:InverseFunctionalProperty .",
        ":x :p :a . :y :p :a . :x owl:differentFrom :y .",
    ),
    "chain of identities": (
        ":p a owl:FunctionalProperty . [] a owl:AllDifferent ; owl:members ( :a :b ) .",
        ":x :p :a , :c . :y :p :c , :b .",
    ),
}


@pytest.mark.parametrize("axioms", DISJOINT.values(), ids=DISJOINT)
def test_contradiction_between_classes_is_found(axioms: str) -> None:
    data = ":x a :A , :B ; :p :b , :x ."
    assert contradicted(axioms, data)
    assert contradicted_by_owlrl(axioms, data)


@pytest.mark.parametrize("axioms", DISJOINT.values(), ids=DISJOINT)
def test_no_contradiction_is_found_where_things_differ(axioms: str) -> None:
    data = ":x a :A ; :p :y . :y a :B ."
    assert not contradicted(axioms, data)
    assert not contradicted_by_owlrl(axioms, data)


@pytest.mark.parametrize(("axioms", "data"), CONTRADICTORY.values(), ids=CONTRADICTORY)
def test_contradiction_is_found_in_all_the_data_and_in_no_part(axioms: str, data: str) -> None:
    assert contradicted(axioms, data)
    facts = parsed(data)
    for fact in facts:
        assert not contradicted_in(axioms, facts - Graph().add(fact))


def test_no_thing_is_concluded_to_be_the_same_as_itself() -> None:
    rules = compile_rules(declared(":p a owl:FunctionalProperty . :A owl:hasKey ( :p ) ."))
    assert all(
        rule.distinct == (rule.head[0], rule.head[2])
        for rule in rules
        if rule.head and rule.head[1] == ox.NamedNode(str(OWL.sameAs))
    )
    assert any(rule.distinct for rule in rules)


def test_rules_of_identity_are_compiled_only_where_it_matters() -> None:
    silent = compile_rules(declared(":p a owl:TransitiveProperty ."))
    assert [rule.name for rule in silent] == ["prp-trp"]
    assert all(not rule.distinct for rule in silent)


def test_each_rule_is_compiled_once_and_in_a_stable_order() -> None:
    axioms = ":A rdfs:subClassOf :B . :p rdfs:domain :A ; rdfs:range :B ; owl:inverseOf :q ."
    first, second = (compile_rules(declared(axioms)) for _ in range(2))
    assert first == second
    assert len(set(first)) == len(first)


def test_rule_names_its_kind_and_says_its_axiom() -> None:
    (rule,) = compile_rules(parsed(":r owl:propertyChainAxiom ( :p :q ) ."))
    p, q, r = (ox.NamedNode(f"http://example.org/{name}") for name in "pqr")
    x, y, z = (ox.Variable(f"x{number}") for number in range(3))
    assert (rule.name, rule.body, rule.head) == ("prp-spo2", ((x, p, y), (y, q, z)), (x, r, z))
    assert all(f"http://example.org/{name}" in rule.axiom.text for name in "pqr")


def test_ontology_without_axioms_gives_no_rules() -> None:
    nothing: tuple[Rule, ...] = ()
    assert compile_rules(declared("")) == nothing


def contradicted(axioms: str, data: str) -> bool:
    """Say whether a compiled rule finds a contradiction."""
    return contradicted_in(axioms, parsed(data))


def contradicted_in(axioms: str, data: Graph) -> bool:
    """Say whether a compiled rule finds a contradiction in a graph of facts."""
    return bool(contradictions(Theory.of(declared(axioms)), frozenset(from_rdflib(data))))


def contradicted_by_owlrl(axioms: str, data: str) -> bool:
    """Say whether the whole rule set of OWL 2 RL finds a contradiction."""
    graph = declared(axioms) + parsed(data)
    semantics = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    semantics.closure()
    return bool(semantics.error_messages)
