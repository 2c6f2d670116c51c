"""The map is derived: take out a fact, a coding or an axiom, and what rested on it goes."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import OWL

from atlas_kg.namespaces import ATLAS, compress, expand
from tests.reasoning.axioms import FACTS, Axiom, Placement, named, placements, uses, without
from tests.reasoning.oracle import Statement, evidence, expected, problems_at, statements
from tests.reasoning.seed import (
    DERIVED,
    Theory,
    Triples,
    inferred,
    links,
    literature,
    ontology,
    tentative,
    theory,
)

ONTOLOGY = ontology()
LITERATURE = literature() | tentative()
WHOLE = theory().triples | LITERATURE
BEFORE = links(inferred(theory(), LITERATURE))
EVIDENCE = evidence(WHOLE)
CODINGS = statements(LITERATURE)
STATUS = ox.NamedNode(ATLAS.hasStatus)
IMPLEMENTS = {
    "atlas:acceptedForMechanism": "atlas:implements",
    "atlas:tentativeForMechanism": "atlas:tentativelyImplements",
}
ANSWERED: dict[str, tuple[str, ...]] = {
    "atlas:acceptedForSituation": ("atlas:appliedAgainst", "atlas:addresses"),
    "atlas:tentativeForSituation": (
        "atlas:tentativelyAppliedAgainst",
        "atlas:tentativelyAddresses",
    ),
}
STATUSES = ("Proposed", "Tentative", "Disputed", "Retracted")
CHAINS = [a for a in named(ONTOLOGY, OWL.propertyChainAxiom) if compress(str(a.subject)) in DERIVED]
INVERSES = [
    a for a in named(ONTOLOGY, OWL.inverseOf) if set(uses(ONTOLOGY, a.subject)) & set(DERIVED)
]
OF_CONDITIONS = ("Requirement", "Suitability")
PLACEMENTS = [p for p in placements(ONTOLOGY) if not p.conclusion[0].endswith(OF_CONDITIONS)]
"""The axioms about codings; those about conditions are tried in ``test_applicability.py``."""


def coding_id(said: Statement) -> str:
    """Name a coding in the report of a test."""
    return said.coding.rpartition(".")[2]


def without_coding(said: Statement) -> Triples:
    """Return the literature without all triples of a coding."""
    coding = ox.NamedNode(expand(said.coding))
    rest = frozenset(t for t in LITERATURE if coding not in (t.subject, t.object))
    assert len(rest) < len(LITERATURE)
    return rest


def with_status(said: Statement, status: str) -> Triples:
    """Return the literature in which a coding has another status."""
    coding = ox.NamedNode(expand(said.coding))
    rest = {t for t in LITERATURE if (t.subject, t.predicate) != (coding, STATUS)}
    return frozenset(rest | {ox.Triple(coding, STATUS, ox.NamedNode(ATLAS[status]))})


def test_engine_and_oracle_agree_on_the_seed_graph() -> None:
    assert expected(WHOLE) == BEFORE
    assert {prop for _, prop, _ in BEFORE} == set(DERIVED)


@pytest.mark.parametrize("fact", named(ONTOLOGY, *FACTS), ids=str)
def test_removed_fact_takes_its_links_along(fact: Axiom) -> None:
    changed = Theory.of(without(ONTOLOGY, fact))
    after = links(inferred(changed, LITERATURE))
    assert after == expected(changed.triples | LITERATURE)
    assert after < BEFORE


@pytest.mark.parametrize("said", CODINGS, ids=coding_id)
def test_removed_coding_takes_along_what_rested_on_it_alone(said: Statement) -> None:
    rest = without_coding(said)
    after = links(inferred(theory(), rest))
    assert after == expected(theory().triples | rest)
    alone = {found for found, codings in EVIDENCE.items() if codings == {said.coding}}
    assert BEFORE - after == alone


def test_some_links_rest_on_one_coding_and_some_on_several() -> None:
    assert {len(codings) > 1 for codings in EVIDENCE.values()} == {True, False}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    "said", [said for said in CODINGS if said.status == "atlas:Accepted"], ids=coding_id
)
def test_coding_that_is_not_accepted_counts_for_nothing(said: Statement, status: str) -> None:
    changed = with_status(said, status)
    after = links(inferred(theory(), changed))
    assert after == links(inferred(theory(), without_coding(said)))
    assert after == expected(theory().triples | changed)


def test_without_literature_only_theory_speaks() -> None:
    after = links(inferred(theory(), frozenset()))
    assert after == {found for found in BEFORE if found[1] == "atlas:counters"}


@pytest.mark.parametrize("chain", CHAINS, ids=str)
def test_removed_chain_takes_all_links_of_its_property_along(chain: Axiom) -> None:
    after = links(inferred(Theory.of(without(ONTOLOGY, chain)), LITERATURE))
    kept = {found for found in BEFORE if expand(found[1]) != str(chain.subject)}
    assert after == kept
    assert after < BEFORE


@pytest.mark.parametrize("inverse", INVERSES, ids=str)
def test_removed_inverse_takes_along_what_is_chained_over_it(inverse: Axiom) -> None:
    after = links(inferred(Theory.of(without(ONTOLOGY, inverse)), LITERATURE))
    lost = set(uses(ONTOLOGY, inverse.subject))
    assert after == {found for found in BEFORE if found[1] not in lost}
    assert after < BEFORE


@pytest.mark.parametrize("placement", PLACEMENTS, ids=str)
def test_removed_placement_takes_along_what_it_placed(placement: Placement) -> None:
    after = links(inferred(Theory.of(without(ONTOLOGY, placement)), LITERATURE))
    assert BEFORE - after == resting_on(placement)
    assert after < BEFORE


def resting_on(placement: Placement) -> frozenset[tuple[str, str, str]]:
    """Return the links that need an axiom about what has certain values."""
    premises = dict(placement.premises)
    match placement.conclusion[0]:
        case "atlas:acceptedForMechanism" | "atlas:tentativeForMechanism" as name:
            mechanism = premises["atlas:codesMechanism"]
            implements = IMPLEMENTS[name]
            return frozenset(f for f in BEFORE if f[1:] == (implements, mechanism))
        case "atlas:acceptedForSituation" | "atlas:tentativeForSituation" as name:
            cell = premises["atlas:codesPhase"], premises["atlas:codesTarget"]
            answered = ANSWERED[name]
        case "atlas:situatedIn":
            cell = premises["atlas:arisesIn"], premises["atlas:concernsTarget"]
            answered = tuple(name for names in ANSWERED.values() for name in names)
        case other:
            pytest.fail(f"No link is known to rest on axioms that conclude {other}.")
    problems = problems_at(WHOLE, cell)
    return frozenset(f for f in BEFORE if f[1] in answered and f[2] in problems)
