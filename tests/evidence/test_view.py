"""The map with the evidence of a selection."""

from __future__ import annotations

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.evidence import Evidence, MapView, Selection, selected_space, states_of
from atlas_kg.map_formats.layout import left_out, literature_words
from atlas_kg.problem_solution_space import ProblemSolutionSpace, State

EVERYTHING = Selection(begin=1000)


def test_all_of_the_evidence_gives_the_inferred_map(
    contested_space: ProblemSolutionSpace, contested_evidence: Evidence
) -> None:
    shown = selected_space(contested_space, contested_evidence, EVERYTHING)
    assert shown.cells == contested_space.cells


def test_filters_change_no_state(space: ProblemSolutionSpace, evidence: Evidence) -> None:
    none = selected_space(space, evidence, Selection(words="no such words"))
    for before, after in zip(space.cells, none.cells, strict=True):
        assert after.state is before.state
        assert not after.statements


def test_a_status_changes_no_state(
    contested_space: ProblemSolutionSpace, contested_evidence: Evidence
) -> None:
    shown = selected_space(contested_space, contested_evidence, Selection(status=("Tentative",)))
    assert [cell.state for cell in shown.cells] == [cell.state for cell in contested_space.cells]
    assert not any(cell.statements or cell.disputed for cell in shown.cells)
    assert any(cell.tentative for cell in shown.cells)


def test_phases_and_mechanisms_choose_rows_and_columns(
    space: ProblemSolutionSpace, evidence: Evidence
) -> None:
    chosen = Selection(phase=("ModelSelection",), mechanism=("Screening", "Signaling"))
    shown = selected_space(space, evidence, chosen)
    assert [phase.label for phase in shown.phases] == ["Model selection"]
    assert [cell.mechanism.label for cell in shown.cells] == ["Screening", "Signaling"]


@pytest.mark.parametrize(
    "selection", [Selection(), Selection(target=("Model",)), Selection(criterion=("none",))]
)
def test_numbers_of_a_cell_are_those_of_the_statements_behind_them(
    selection: Selection, contested_space: ProblemSolutionSpace, contested_evidence: Evidence
) -> None:
    shown = selected_space(contested_space, contested_evidence, selection)
    view = MapView(selection)
    for cell in shown.cells:
        for status, group in (
            ("Accepted", cell.statements),
            ("Tentative", cell.tentative),
            ("Disputed", cell.disputed),
        ):
            if group:
                behind = contested_evidence.selected(view.behind(cell, status))
                assert {said.iri for said in behind} == {said.iri for said in group}
        for said in cell.statements:
            behind = contested_evidence.selected(view.behind(cell, "Accepted", said.solution))
            assert said.iri in {each.iri for each in behind}
            assert {each.solution.iri for each in behind} == {said.solution}


def test_states_are_read_from_an_address() -> None:
    assert states_of(["gap", "", "supported"]) == (State.SUPPORTED, State.GAP)
    with pytest.raises(UsageError, match="Did you mean 'gap'"):
        states_of(["gaps"])


def test_cell_tells_what_a_status_leaves_out(
    contested_space: ProblemSolutionSpace, contested_evidence: Evidence
) -> None:
    shown = selected_space(contested_space, contested_evidence, Selection(status=("Tentative",)))
    told = {bool(cell.tentative): literature_words(cell) for cell in shown.cells if left_out(cell)}
    assert told == {
        True: "applies it; nothing accepted in this selection",
        False: "applies it; nothing in this selection",
    }
