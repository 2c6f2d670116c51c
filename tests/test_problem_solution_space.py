"""The map: derived from the coded literature, and changed by it alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import build
from atlas_kg.namespaces import expand
from atlas_kg.problem_solution_space import (
    Cell,
    ProblemSolutionSpace,
    State,
    problem_solution_space,
)
from atlas_kg.store import EmbeddedStore

PHASES = (
    "BusinessProblemDefinition",
    "DataAcquisitionAndPreparation",
    "ModelSelection",
    "ModelDevelopment",
    "ModelDeploymentAndMonitoring",
)
MECHANISMS = ("Screening", "Signaling", "Bonding", "Monitoring")
# As section 4 of the paper yields them, in the order of the mechanisms above.
STATES = {
    "BusinessProblemDefinition": ("notApplicable",) * 4,
    "DataAcquisitionAndPreparation": ("supported", "supported", "notApplicable", "notApplicable"),
    "ModelSelection": ("supported", "supported", "notApplicable", "notApplicable"),
    "ModelDevelopment": ("unpredicted", "notApplicable", "supported", "gap"),
    "ModelDeploymentAndMonitoring": ("notApplicable", "notApplicable", "gap", "supported"),
}
SOLUTIONS_AND_WORKS = {
    ("DataAcquisitionAndPreparation", "Screening"): (1, 3),
    ("DataAcquisitionAndPreparation", "Signaling"): (2, 4),
    ("ModelSelection", "Screening"): (2, 2),
    ("ModelSelection", "Signaling"): (7, 7),
    ("ModelDevelopment", "Screening"): (2, 0),
    ("ModelDevelopment", "Bonding"): (8, 9),
    ("ModelDeploymentAndMonitoring", "Monitoring"): (5, 4),
}
STATEMENT = """\
# yaml-language-server: $schema=../../schemas/coding.json
schema: 1
codings:
  - id: added
    statement: 'The work says so.'
    phase: {phase}
    target: {target}
    mechanism: {mechanism}
    solution: fact-checking
    section: '1'
    status: {status}
"""


def cell(space: ProblemSolutionSpace, phase: str, mechanism: str) -> Cell:
    found = space.cell(expand(f"atlas:{phase}"), expand(f"atlas:{mechanism}"))
    assert found is not None
    return found


def with_coding(data: Path, name: str = "Du2023", **fields: str) -> ProblemSolutionSpace:
    """Code a statement of another publication, and derive the map anew."""
    fields = {
        "phase": "ModelDevelopment",
        "target": "Model",
        "mechanism": "Monitoring",
        "status": "Accepted",
    } | fields
    file = data / "codings" / "seed-paper-authors" / f"{name}.yaml"
    file.write_text(STATEMENT.format(**fields), "utf-8")
    graph = build(replace(Sources.carried(), data=data))
    return problem_solution_space(EmbeddedStore(graph.store))


def changes(before: ProblemSolutionSpace, after: ProblemSolutionSpace) -> dict[str, str]:
    return {
        f"{new.phase.label}, {new.mechanism.label}": f"{old.state} -> {new.state}"
        for old, new in zip(before.cells, after.cells, strict=True)
        if old.state is not new.state
    }


def test_phases_stand_in_their_order(space: ProblemSolutionSpace) -> None:
    assert [phase.iri for phase in space.phases] == [expand(f"atlas:{name}") for name in PHASES]


def test_mechanisms_before_the_contract_come_first(space: ProblemSolutionSpace) -> None:
    assert [found.iri for found in space.mechanisms] == [
        expand(f"atlas:{name}") for name in MECHANISMS
    ]
    assert [found.asymmetry for found in space.mechanisms] == [
        "Hidden characteristics",
        "Hidden characteristics",
        "Hidden action",
        "Hidden action",
    ]


@pytest.mark.parametrize("phase", PHASES)
def test_states_of_a_phase(phase: str, space: ProblemSolutionSpace) -> None:
    found = tuple(cell(space, phase, mechanism).state.value for mechanism in MECHANISMS)
    assert found == STATES[phase]


def test_counts_of_states(space: ProblemSolutionSpace) -> None:
    assert {state.value: space.count(state) for state in State} == {
        "supported": 6,
        "gap": 2,
        "unpredicted": 1,
        "notApplicable": 11,
    }
    assert len(space.cells) == 20


def test_solutions_and_works_of_cells(space: ProblemSolutionSpace) -> None:
    found = {
        (phase, mechanism): (len(at.solutions), len(at.works))
        for phase in PHASES
        for mechanism in MECHANISMS
        if (at := cell(space, phase, mechanism)).statements
    }
    assert found == SOLUTIONS_AND_WORKS


def test_four_phases_hold_one_problem_each(space: ProblemSolutionSpace) -> None:
    assert [len(phase.problems) for phase in space.phases] == [0, 1, 1, 1, 1]
    reporters = [len(phase.problems[0].reported_by) for phase in space.phases[1:]]
    assert reporters == [1, 1, 6, 2]


def test_statements_tell_where_they_were_taken_from(space: ProblemSolutionSpace) -> None:
    said = [statement for at in space.cells for statement in at.statements]
    assert len(said) == 27
    assert {statement.publication.label for statement in said} == {"Kaltenpoth & Müller (2024)"}
    assert {statement.section for statement in said} == {"4.1", "4.2", "4.3", "4.4"}
    assert all(statement.text.endswith(".") for statement in said)


def test_every_statement_stands_once(space: ProblemSolutionSpace) -> None:
    iris = [statement.iri for at in space.cells for statement in at.statements]
    assert len(iris) == len(set(iris))


def test_row_holds_the_cells_of_its_phase(space: ProblemSolutionSpace) -> None:
    for phase in space.phases:
        row = space.row(phase)
        assert [at.mechanism for at in row] == list(space.mechanisms)
        assert {at.phase for at in row} == {phase}


def test_unknown_cell_is_none(space: ProblemSolutionSpace) -> None:
    assert space.cell(expand("atlas:Screening"), expand("atlas:ModelSelection")) is None


def test_coding_turns_a_gap_into_supported(data: Path, space: ProblemSolutionSpace) -> None:
    after = with_coding(data)
    assert changes(space, after) == {"Model development, Monitoring": "gap -> supported"}
    assert cell(after, "ModelDevelopment", "Monitoring").solutions == ("Fact-checking",)


def test_coding_makes_an_unpredicted_use(data: Path, space: ProblemSolutionSpace) -> None:
    after = with_coding(data, phase="ModelSelection", mechanism="Bonding")
    assert changes(space, after) == {"Model selection, Bonding": "notApplicable -> unpredicted"}


@pytest.mark.parametrize("status", ["Tentative", "Proposed", "Disputed", "Retracted"])
def test_only_accepted_codings_count(status: str, data: Path, space: ProblemSolutionSpace) -> None:
    after = with_coding(data, status=status)
    assert changes(space, after) == {}
    gap = cell(after, "ModelDevelopment", "Monitoring")
    assert gap.statements == ()
    # What is tentative or in dispute is told apart.
    assert [said.status for said in gap.tentative] == ["Tentative"] * (status == "Tentative")
    assert [said.status for said in gap.disputed] == ["Disputed"] * (status == "Disputed")
    assert after.tentative_cells == (status == "Tentative")


def test_coding_of_another_target_answers_nothing(data: Path, space: ProblemSolutionSpace) -> None:
    after = with_coding(data, target="Dataset")
    assert changes(space, after) == {}
    assert cell(after, "ModelDevelopment", "Monitoring").statements == ()


def test_taking_a_coding_back_opens_a_gap(data: Path, space: ProblemSolutionSpace) -> None:
    file = data / "codings" / "seed-paper-authors" / "Kaltenpoth2024.yaml"
    text = file.read_text("utf-8")
    head, screening = text.split("  - id: dataset-analysis-screens-datasets\n")
    file.write_text(head + "  - id: " + screening.split("  - id: ", 1)[1], "utf-8")
    graph = build(replace(Sources.carried(), data=data))
    after = problem_solution_space(EmbeddedStore(graph.store))
    assert changes(space, after) == {
        "Data acquisition and preparation, Screening": "supported -> gap"
    }


def test_statement_of_a_second_work_joins_the_first(
    data: Path, space: ProblemSolutionSpace
) -> None:
    place = {"phase": "ModelDeploymentAndMonitoring", "target": "ModelOutput"}
    after = cell(with_coding(data, **place), place["phase"], "Monitoring")
    before = cell(space, place["phase"], "Monitoring")
    assert len(after.statements) == len(before.statements) + 1
    assert after.solutions == before.solutions


def test_states_are_the_same_without_the_statements(
    store: EmbeddedStore, space: ProblemSolutionSpace
) -> None:
    bare = problem_solution_space(store, with_statements=False)
    assert [cell.state for cell in bare.cells] == [cell.state for cell in space.cells]
    assert {cell.statements for cell in bare.cells} == {()}
