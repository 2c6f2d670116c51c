"""Applicability is derived: what a condition states and how it stands decide what follows."""

from __future__ import annotations

from itertools import product

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, Graph

from atlas_kg.dataset import Sources
from atlas_kg.namespaces import ATLAS, compress
from tests.reasoning.axioms import Axiom, Placement, named, placements, without
from tests.reasoning.seed import Theory, Triples, inferred, literature, ontology, theory

MODULE = Graph(bind_namespaces="none").parse(Sources.carried().ontology / "planning.ttl")
FEATURES = sorted(compress(str(one)) for one in MODULE.subjects(ATLAS.featureOf))
PLACEMENTS = placements(MODULE)
SOLUTION = ox.NamedNode("http://example.org/solution")
LINKS = ("requires", "suits", "ruledOutBy")
Link = tuple[str, str]


def tentatively(name: str) -> str:
    """Return the tentative property of a name."""
    return f"tentatively{name[0].upper()}{name[1:]}"


PROPERTIES = {f"{ATLAS}{name}" for link in LINKS for name in (link, tentatively(link))}


def atlas(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{ATLAS}{name.removeprefix('atlas:')}")


def condition(states: str, feature: str, status: str, about: str = "Solution") -> Triples:
    """Return a condition of a made-up solution."""
    node = ox.NamedNode("http://example.org/condition")
    return frozenset(
        {
            ox.Triple(node, ox.NamedNode(str(RDF.type)), atlas("Condition")),
            ox.Triple(node, atlas(f"conditions{about}"), SOLUTION),
            ox.Triple(node, atlas(states), atlas(feature)),
            ox.Triple(node, atlas("hasStatus"), atlas(status)),
        }
    )


def links(of: Theory, data: Triples) -> set[Link]:
    """Return the links to features that follow, each as property and feature."""
    return {
        (compress(t.predicate.value), compress(t.object.value))
        for t in inferred(of, data)
        if t.predicate.value in PROPERTIES and isinstance(t.object, ox.NamedNode)
    }


def excluded(feature: str) -> set[str]:
    """Return what excludes a feature, by the module alone."""
    pairs = [
        (compress(str(s)), compress(str(o))) for s, o in MODULE.subject_objects(ATLAS.excludes)
    ]
    return {one for pair in pairs if feature in pair for one in pair} - {feature}


@pytest.fixture(scope="module")
def small() -> Theory:
    """The rules about conditions without those about anything else."""
    return Theory.of(MODULE)


@pytest.mark.parametrize("feature", FEATURES)
@pytest.mark.parametrize("status", ["Accepted", "Tentative"])
def test_condition_gives_the_links_of_its_status(feature: str, status: str, small: Theory) -> None:
    def name(link: str) -> str:
        return f"atlas:{link if status == 'Accepted' else tentatively(link)}"

    ruled = {(name("ruledOutBy"), other) for other in excluded(feature)}
    required = links(small, condition("statesRequirement", feature, status))
    assert required == {(name("requires"), feature), *ruled}
    suitable = links(small, condition("statesSuitability", feature, status))
    assert suitable == {(name("suits"), feature)}


@pytest.mark.parametrize("status", ["Proposed", "Disputed", "Retracted"])
def test_condition_of_another_status_gives_nothing(status: str, small: Theory) -> None:
    for states in ("statesRequirement", "statesSuitability"):
        assert links(small, condition(states, "WithHumanLabelers", status)) == set()


def test_condition_of_a_mechanism_is_one_of_the_mechanism(small: Theory) -> None:
    data = condition("statesRequirement", "WithHumanLabelers", "Accepted", "Mechanism")
    assert links(small, data) == {
        ("atlas:requires", "atlas:WithHumanLabelers"),
        ("atlas:ruledOutBy", "atlas:WithoutHumanLabelers"),
    }


@pytest.mark.parametrize("placement", PLACEMENTS, ids=str)
def test_removed_placement_takes_its_link_along(placement: Placement) -> None:
    premises = dict(placement.premises)
    status = premises.pop("atlas:hasStatus")
    ((states, feature),) = premises.items()
    data = condition(states, feature, status.removeprefix("atlas:"))
    assert links(Theory.of(without(MODULE, placement)), data) == set()


def test_each_feature_has_its_four_placements() -> None:
    found = sorted((dict(p.premises)["atlas:hasStatus"], *p.conclusion) for p in PLACEMENTS)
    statuses = {"atlas:Accepted": "accepted", "atlas:Tentative": "tentative"}
    kinds = ("Requirement", "Suitability")
    assert found == sorted(
        (status, f"atlas:{word}{kind}", feature)
        for (status, word), kind, feature in product(statuses.items(), kinds, FEATURES)
    )


@pytest.mark.parametrize("chain", named(MODULE, OWL.propertyChainAxiom), ids=str)
def test_removed_chain_takes_its_links_along(chain: Axiom) -> None:
    data = frozenset(
        ox.Triple(ox.NamedNode(f"{t.subject.value}-{states}-{status}"), t.predicate, t.object)
        for states, status in product(
            ("statesRequirement", "statesSuitability"), ("Accepted", "Tentative")
        )
        for t in condition(states, "WithHumanLabelers", status)
        if isinstance(t.subject, ox.NamedNode)
    )
    whole = links(Theory.of(MODULE), data)
    assert len({name for name, _ in whole}) == len(PROPERTIES)
    left = links(Theory.of(without(MODULE, chain)), data)
    assert whole - left == {one for one in whole if one[0] == compress(str(chain.subject))}


@pytest.mark.parametrize("removed", ["hasCondition", "conditionsSolution"])
def test_nothing_follows_without_what_leads_to_the_condition(removed: str) -> None:
    (axiom,) = (
        a
        for a in named(MODULE, OWL.inverseOf, RDFS.subPropertyOf)
        if compress(str(a.subject)) == f"atlas:{removed}"
    )
    data = condition("statesRequirement", "WithHumanLabelers", "Accepted")
    assert links(Theory.of(without(MODULE, axiom)), data) == set()


def test_seed_rules_out_what_asks_for_people_where_there_are_none() -> None:
    found = {
        compress(t.subject.value)
        for t in inferred(theory(), literature())
        if t.predicate == atlas("tentativelyRuledOutBy")
        and t.object == atlas("WithoutHumanLabelers")
        and isinstance(t.subject, ox.NamedNode)
    }
    assert found == {
        "atlas-id:solution/direct-preference-optimization",
        "atlas-id:solution/reinforcement-learning-from-human-feedback",
    }


def test_module_says_the_same_within_the_whole_ontology() -> None:
    data = condition("statesRequirement", "NoAdditionalData", "Tentative")
    assert links(Theory.of(ontology()), data) == links(Theory.of(MODULE), data)
