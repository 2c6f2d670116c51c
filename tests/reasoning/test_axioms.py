"""The axioms that rules carry: complete, and with those who say them."""

from __future__ import annotations

import pytest

from atlas_kg.formats import to_rdflib
from atlas_kg.reasoning import Axiom, compile_rules
from tests.reasoning.seed import theory
from tests.reasoning.small_ontologies import declared, parsed

B_AT_P = "[ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :b ]"

ANNOTATION = "[] a owl:Axiom ; owl:annotatedSource :p ; owl:annotatedTarget :A"

SAID = {
    "of the term": (":p rdfs:domain :A ; dcterms:source :Paper .", ("Paper",), "p"),
    "of the axiom": (
        (
            f":p rdfs:domain :A ; dcterms:source :Paper . {ANNOTATION} ;"
            " owl:annotatedProperty rdfs:domain ; dcterms:source :Book , :Act ."
        ),
        ("Act", "Book"),
        None,
    ),
    "of another axiom": (
        (
            f":p rdfs:domain :A . {ANNOTATION} ; owl:annotatedProperty rdfs:range ;"
            " dcterms:source :Book ."
        ),
        (),
        None,
    ),
    "of an axiom without a subject": (
        "[] a owl:AllDisjointClasses ; owl:members ( :A :B ) ; dcterms:source :Book .",
        ("Book",),
        None,
    ),
    "of nobody": (f"{B_AT_P} rdfs:subClassOf :A . :A dcterms:source :Paper .", (), None),
}
LOGIC = {"eq-sym", "eq-trans", "eq-rep-s", "eq-rep-o", "eq-diff1"}
ANNOTATIONS = "@prefix dcterms: <http://purl.org/dc/terms/> ."


def only_axiom(turtle: str) -> Axiom:
    """Return the axiom of the one rule that an ontology gives."""
    (rule,) = compile_rules(declared(ANNOTATIONS + turtle))
    return rule.axiom


def test_the_triples_of_each_axiom_license_its_rule_alone() -> None:
    # What is so of owl:sameAs itself needs no axiom.
    for rule in (rule for rule in theory().rules if rule.name not in LOGIC):
        alone = compile_rules(to_rdflib(rule.axiom.triples))
        assert (rule.name, rule.body, rule.head) in {(r.name, r.body, r.head) for r in alone}


def test_axioms_are_made_of_triples_of_the_ontology() -> None:
    assert all(set(rule.axiom.triples) <= theory().triples for rule in theory().rules)


@pytest.mark.parametrize(("turtle", "sources", "described"), SAID.values(), ids=SAID)
def test_axiom_says_who_states_it(
    turtle: str, sources: tuple[str, ...], described: str | None
) -> None:
    axiom = only_axiom(turtle)
    names = tuple(source.removeprefix("http://example.org/") for source in axiom.sources)
    assert names == sources
    assert axiom.described == (described and f"http://example.org/{described}")


def test_axiom_takes_along_its_expressions_and_nothing_else() -> None:
    whole = f"{B_AT_P} rdfs:subClassOf :A . :p a owl:ObjectProperty . :A a owl:Class ."
    expected = len(parsed(whole))
    assert len(only_axiom(f"{whole} :A rdfs:label 'A' ; dcterms:source :Paper .").triples) == (
        expected
    )


def test_axiom_reads_as_its_words() -> None:
    axiom = only_axiom(":A rdfs:subClassOf :B .")
    assert str(axiom) == axiom.text
    assert axiom == only_axiom(":A rdfs:subClassOf :B .")
    assert hash(axiom) == hash(only_axiom(":A rdfs:subClassOf :B ."))
