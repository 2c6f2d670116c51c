"""HermiT, a reasoner of another kind and by other people, judges the inferences."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF

from atlas_kg.namespaces import ATLAS, compress
from tests.reasoning.judge import document, judge
from tests.reasoning.seed import Link, Triples, contradictions, inferred, link, literature, theory

TYPE = ox.NamedNode(str(RDF.type))
WHOLE = theory().triples | literature()


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
        for t in WHOLE | inferred(theory(), literature())
        if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode)
    }
    ours, theirs = in_vocabulary(frozenset(named)), in_vocabulary(entailed)
    assert (sorted(ours - theirs), sorted(theirs - ours)) == ([], [])


def test_hermit_entails_more_than_is_asserted(entailed: frozenset[Link]) -> None:
    assert ("atlas:Screening", "atlas:appliedAgainst", "atlas:HiddenActionInModelDevelopment") in (
        entailed
    )


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
