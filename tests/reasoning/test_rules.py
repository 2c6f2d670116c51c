"""The compiler of rules, one construct of OWL at a time."""

from __future__ import annotations

from dataclasses import dataclass

import owlrl
import pyoxigraph as ox
import pytest

from atlas_kg.errors import UsageError
from atlas_kg.formats import from_rdflib
from atlas_kg.reasoning import ENGINES, Rule, compile_rules
from tests.reasoning.seed import Theory, contradictions
from tests.reasoning.small_ontologies import closure, declared, parsed, short

B_AT_P = "[ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :b ]"
C_AT_Q = "[ a owl:Restriction ; owl:onProperty :q ; owl:hasValue :c ]"


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


@pytest.mark.parametrize("axioms", DISJOINT.values(), ids=DISJOINT)
def test_contradiction_is_found_by_both_engines(axioms: str) -> None:
    data = ":x a :A , :B ; :p :b , :x ."
    assert contradicted(axioms, data)
    assert contradicted_by_owlrl(axioms, data)


@pytest.mark.parametrize("axioms", DISJOINT.values(), ids=DISJOINT)
def test_no_contradiction_is_found_where_things_differ(axioms: str) -> None:
    data = ":x a :A ; :p :y . :y a :B ."
    assert not contradicted(axioms, data)
    assert not contradicted_by_owlrl(axioms, data)


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


@pytest.mark.parametrize(
    "axioms",
    [
        "[ owl:inverseOf :p ] rdfs:subPropertyOf :q .",
        ":q owl:propertyChainAxiom ( :p [ owl:inverseOf :q ] ) .",
    ],
)
def test_property_without_a_name_is_refused(axioms: str) -> None:
    with pytest.raises(UsageError, match="has no name"):
        compile_rules(declared(axioms))


def contradicted(axioms: str, data: str) -> bool:
    """Say whether a compiled rule finds a contradiction."""
    return bool(contradictions(Theory.of(declared(axioms)), frozenset(from_rdflib(parsed(data)))))


def contradicted_by_owlrl(axioms: str, data: str) -> bool:
    """Say whether the whole rule set of OWL 2 RL finds a contradiction."""
    graph = declared(axioms) + parsed(data)
    semantics = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    semantics.closure()
    return bool(semantics.error_messages)
