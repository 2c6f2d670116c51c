"""All coded statements, and those of a selection."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from atlas_kg.evidence import NAMES, STATUSES, Evidence, Selection, sparql_of
from atlas_kg.namespaces import ATLAS
from atlas_kg.store import EmbeddedStore

SELECTIONS = [
    [],
    [("phase", "ModelSelection"), ("mechanism", "Screening")],
    [("target", "Dataset"), ("target", "ModelOutput")],
    [("criterion", "Honesty"), ("criterion", "Harmlessness")],
    [("criterion", "HelpfulnessHonestyHarmlessness")],
    [("criterion", "Rice")],
    [("criterion", "none"), ("phase", "ModelSelection")],
    [("criterion", "none"), ("criterion", "Honesty")],
    [("solution", "adversarial-attacks")],
    [("status", "Accepted"), ("to", "2024")],
    [("status", "Tentative")],
    [("status", "Disputed"), ("from", "2019")],
    [("status", "Overruled")],
    [("status", "Overruled"), ("status", "Accepted")],
    [("status", "Overruled"), ("status", "Disputed")],
    [("status", "Undecided"), ("status", "Tentative")],
    [("status", "Undecided"), ("status", "Overruled"), ("status", "Accepted")],
    [("from", "2019"), ("to", "2020")],
    [("q", "Model CARDS")],
    [("q", 'say "so')],
]


def test_every_coding_is_there(evidence: Evidence, store: EmbeddedStore) -> None:
    solution = ox.NamedNode(str(ATLAS.codesSolution))
    coded = {str(quad.subject) for quad in store.store.quads_for_pattern(None, solution, None)}
    assert {f"<{said.iri}>" for said in evidence.statements} == coded
    assert len(evidence.statements) == len(coded)


def test_statement_says_what_the_graph_says(evidence: Evidence) -> None:
    name = "alignment-datasets-signal-datasets"
    said = next(said for said in evidence.statements if said.iri.endswith(name))
    assert said.text.startswith("Alignment datasets hold demonstrations")
    assert (said.phase.name, said.mechanism.name, said.target.name) == (
        "DataAcquisitionAndPreparation",
        "Signaling",
        "Dataset",
    )
    assert (said.year, said.section, said.status) == (2024, "4.1", "Accepted")
    assert said.reason == "It comes from a published consensus."
    assert said.transcriber
    assert said.transcriber.label == "atlas-kg transcriber (software)"
    assert said.problem == str(ATLAS.HiddenCharacteristicsOfDatasets)


def test_criteria_are_those_that_the_solution_assesses(evidence: Evidence) -> None:
    by_solution = {
        said.solution.name: [each.name for each in said.criteria] for said in evidence.statements
    }
    assert by_solution["honesty-benchmarks"] == ["Honesty"]
    assert by_solution["data-cards"] == []


@pytest.mark.parametrize("pairs", SELECTIONS)
@pytest.mark.parametrize("kind", ["", "contested_"])
def test_query_behind_a_selection_gives_the_same(
    pairs: list[tuple[str, str]], kind: str, request: pytest.FixtureRequest
) -> None:
    evidence: Evidence = request.getfixturevalue(f"{kind}evidence")
    store: EmbeddedStore = request.getfixturevalue("contested" if kind else "store")
    selection = Selection.of(pairs, evidence.facets)
    answer = store.query(sparql_of(selection, evidence.facets))
    assert isinstance(answer, ox.QuerySolutions)
    asked = {row["coding"].value for row in answer}
    assert asked == {said.iri for said in evidence.selected(selection)}


def test_statuses_come_with_their_reasons(contested_evidence: Evidence) -> None:
    reasons = {
        status: {said.reason for said in contested_evidence.selected(Selection(status=(status,)))}
        for status in STATUSES
    }
    assert "An adjudication decided for it." in reasons["Accepted"]
    assert reasons["Overruled"] == {"It is overruled: an adjudication decided for another."}
    assert any("codes another" in reason for reason in reasons["Disputed"])
    # What a coder wrote has no other reason.
    assert "" in reasons["Tentative"]


def test_counts_are_those_of_the_selections(contested_evidence: Evidence) -> None:
    evidence = contested_evidence
    chosen = Selection(target=("Model",), criterion=("none",))
    for facet in NAMES:
        counts = evidence.count(facet, chosen)
        for name, number in counts.items():
            assert number == len(evidence.selected(chosen.with_values(**{facet: name})))


def test_order_is_that_of_the_map(evidence: Evidence) -> None:
    phases = list(evidence.facets.labels["phase"])
    places = [phases.index(said.phase.name) for said in evidence.statements]
    assert places == sorted(places)
