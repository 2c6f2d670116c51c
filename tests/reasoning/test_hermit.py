"""HermiT, a reasoner of another kind and by other people, judges the inferences."""

from __future__ import annotations

from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF

from atlas_kg.formats import to_rdflib
from atlas_kg.namespaces import ATLAS, compress, expand
from tests.reasoning.judge import document, judge
from tests.reasoning.seed import (
    Link,
    Triples,
    contradicting,
    contradictions,
    inferred,
    link,
    literature,
    tentative,
    theory,
)

TYPE = ox.NamedNode(str(RDF.type))
LITERATURE = literature() | tentative()
WHOLE = theory().triples | LITERATURE


def declared(kind: str) -> frozenset[str]:
    """Return the names that the ontology declares to be of a kind."""
    return frozenset(
        compress(t.subject.value)
        for t in theory().triples
        if t.predicate == TYPE
        and t.object == ox.NamedNode(f"{OWL}{kind}")
        and isinstance(t.subject, ox.NamedNode)
    )


def in_vocabulary(facts: frozenset[Link]) -> frozenset[Link]:
    """Return types in declared classes and relations by declared object properties."""
    classes, properties = declared("Class"), declared("ObjectProperty")
    return frozenset(
        (s, p, o) for s, p, o in facts if p in properties or (p == "rdf:type" and o in classes)
    )


def mixed(one: str, other: str) -> Triples:
    """Return one thing that is of two classes."""
    thing = ox.NamedNode("http://example.org/thing")
    return frozenset(ox.Triple(thing, TYPE, ox.NamedNode(ATLAS[name])) for name in (one, other))


@pytest.fixture(scope="module")
def entailed(tmp_path_factory: pytest.TempPathFactory) -> frozenset[Link]:
    path = document(WHOLE, tmp_path_factory.mktemp("hermit") / "whole.ttl")
    answers = judge("entailments", path)[path]
    return frozenset((compress(s), compress(p), compress(o)) for s, p, o in answers)


def test_links_and_types_are_those_that_hermit_entails(entailed: frozenset[Link]) -> None:
    named = {
        link(t)
        for t in WHOLE | inferred(theory(), LITERATURE)
        if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode)
    }
    ours, theirs = in_vocabulary(frozenset(named)), in_vocabulary(entailed)
    assert (sorted(ours - theirs), sorted(theirs - ours)) == ([], [])


def test_hermit_entails_more_than_is_asserted(entailed: frozenset[Link]) -> None:
    assert ("atlas:Screening", "atlas:appliedAgainst", "atlas:HiddenActionInModelDevelopment") in (
        entailed
    )
    solution = "atlas-id:solution/data-cards"
    assert (solution, "atlas:tentativelyImplements", "atlas:Signaling") in entailed


def test_seed_graph_is_consistent(tmp_path: Path) -> None:
    path = document(WHOLE, tmp_path / "whole.ttl")
    assert judge("consistency", path) == {path: [("true",)]}
    assert contradictions(theory(), literature()) == frozenset()


@pytest.mark.parametrize(
    ("one", "other"), [("Mechanism", "Solution"), ("HumanCoder", "SoftwareCoder")]
)
def test_hermit_and_the_rules_both_find_a_contradiction(
    one: str, other: str, tmp_path: Path
) -> None:
    instances = literature() | mixed(one, other)
    path = document(theory().triples | instances, tmp_path / "contradiction.ttl")
    assert judge("consistency", path) == {path: [("false",)]}
    assert {f"atlas:{one}", f"atlas:{other}"} in contradictions(theory(), instances)


def stated(text: str) -> Triples:
    """Return one triple of the vocabulary, from three CURIEs."""
    subject, predicate, value = (ox.NamedNode(expand(name)) for name in text.split())
    return frozenset({ox.Triple(subject, predicate, value)})


CONFUSIONS = (
    "atlas:Principal owl:sameAs atlas:Agent",
    "atlas:ExAnte owl:sameAs atlas:ExPost",
    "atlas:AdverseSelection owl:sameAs atlas:MoralHazard",
    "atlas:ModelInModelSelection owl:sameAs atlas:ModelInModelDevelopment",
    "atlas:DatasetSignaling owl:sameAs atlas:DatasetScreening",
    "atlas:HiddenActionInModelDevelopment owl:sameAs atlas:HiddenCharacteristicsOfDatasets",
    "atlas:Gpt4 rdf:type atlas:Mechanism",
    "atlas:Gpt4 rdf:type atlas:AdoptionPhase",
    "atlas:Gpt4 rdf:type atlas:Solution",
    "atlas:Gpt4 rdf:type atlas:Coding",
    "atlas:Gpt4 rdf:type atlas:AdoptionRole",
    "atlas:Gpt4 rdf:type atlas:OpenSourceModel",
    "atlas:DatasetSignaling rdf:type atlas:Solution",
    "atlas:ExAnte rdf:type atlas:Solution",
    "atlas:Principal rdf:type atlas:AdoptionPhase",
    "atlas:MoralHazard rdf:type atlas:AgencyProblem",
)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, ...]]]:
    """Whether HermiT finds the graph with each confusion consistent."""
    folder = tmp_path_factory.mktemp("confusions")
    paths = {
        text: document(WHOLE | stated(text), folder / f"{number}.ttl")
        for number, text in enumerate(CONFUSIONS)
    }
    answers = judge("consistency", *paths.values())
    return {text: answers[path] for text, path in paths.items()}


@pytest.mark.parametrize("text", CONFUSIONS)
def test_hermit_and_the_rules_both_refuse_a_confusion_of_terms(
    text: str, verdicts: dict[str, list[tuple[str, ...]]]
) -> None:
    assert verdicts[text] == [("false",)]
    assert contradicting(theory(), literature() | stated(text))


def coded(name: str, *values: str) -> Triples:
    """Return a coding that has values of one property."""
    coding = ox.NamedNode("http://example.org/coding")
    return frozenset(
        ox.Triple(coding, ox.NamedNode(ATLAS[name]), ox.NamedNode(ATLAS[value])) for value in values
    )


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("codesPhase", "ModelSelection", "ModelDevelopment"),
        ("codesMechanism", "Bonding", "Signaling"),
        ("codesTarget", "Dataset", "ModelOutput"),
        ("hasStatus", "Retracted", "Accepted"),
    ],
)
def test_coding_with_two_values_where_one_may_be_is_a_contradiction(
    name: str, one: str, other: str, tmp_path: Path
) -> None:
    instances = literature() | coded(name, one, other)
    whole = theory().triples | instances
    path = document(whole, tmp_path / "contradiction.ttl")
    assert judge("consistency", path) == {path: [("false",)]}
    assert [rule.name for rule in contradicting(theory(), instances)] == ["eq-diff2"]


def test_coding_with_one_of_each_value_is_none() -> None:
    values = {"codesPhase": "ModelSelection", "codesMechanism": "Bonding", "hasStatus": "Accepted"}
    coding = frozenset(t for name, value in values.items() for t in coded(name, value))
    assert not contradicting(theory(), literature() | coding)


def test_owlrl_finds_the_contradiction_too() -> None:
    # Without the descriptions, which it would join with all else. It overlooks the last member of
    # a list (7.6), which Signaling is.
    kept = {str(RDF.type), str(RDF.first), str(RDF.rest), str(OWL.members)}
    axioms = frozenset(t for t in theory().triples if t.predicate.value in kept)
    for values, contradictory in ((("Bonding",), False), (("Bonding", "Screening"), True)):
        graph = to_rdflib(axioms | coded("codesMechanism", *values))
        semantics = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
        semantics.closure()
        assert bool(semantics.error_messages) is contradictory


def test_contradiction_that_shows_only_after_inference(tmp_path: Path) -> None:
    solution = ox.Triple(
        ox.NamedNode(ATLAS.Screening),
        ox.NamedNode(ATLAS.assessesCriterion),
        ox.NamedNode(ATLAS.Honesty),
    )
    instances = literature() | {solution}
    path = document(theory().triples | instances, tmp_path / "contradiction.ttl")
    assert judge("consistency", path) == {path: [("false",)]}
    assert contradictions(theory(), instances) == {frozenset({"atlas:Mechanism", "atlas:Solution"})}
