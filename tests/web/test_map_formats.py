"""The map in the formats in which people take it along."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.map_formats import MAP_FORMATS, listed, render_map
from atlas_kg.namespaces import term
from atlas_kg.problem_solution_space import Cell, ProblemSolutionSpace, State


def test_text_fits_a_terminal_and_tells_every_cell(space: ProblemSolutionSpace) -> None:
    text = render_map(space, "text")
    assert max(map(len, text.splitlines())) <= 100
    assert all(phase.label.split()[-1] in text for phase in space.phases)
    table = text.split("\n\n")[1]
    for state in State:
        assert table.count(state.words) == space.count(state)
    assert "8 solutions" in table
    assert "9 works" in table


def test_csv_has_a_row_for_each_cell(space: ProblemSolutionSpace) -> None:
    found = list(csv.DictReader(render_map(space, "csv").splitlines()))
    assert len(found) == len(space.cells)
    states = {(row["phase"], row["mechanism"]): row["state"] for row in found}
    assert states == {(cell.phase.iri, cell.mechanism.iri): cell.state for cell in space.cells}
    works = {(row["phase"], row["mechanism"]): int(row["works"]) for row in found}
    assert works == {(cell.phase.iri, cell.mechanism.iri): len(cell.works) for cell in space.cells}


def test_json_holds_the_statements(space: ProblemSolutionSpace) -> None:
    document = json.loads(render_map(space, "json"))
    assert document["counts"] == {state.value: space.count(state) for state in State}
    cells = [cell for phase in document["phases"] for cell in phase["cells"]]
    said = {statement["iri"] for cell in cells for statement in cell["statements"]}
    assert said == {said.iri for cell in space.cells for said in cell.statements}


def test_markdown_is_one_table(space: ProblemSolutionSpace) -> None:
    rows = [line for line in render_map(space, "md").splitlines() if line.startswith("|")]
    assert len(rows) == len(space.phases) + 2
    assert len({row.count("|") for row in rows}) == 1


class Outline(HTMLParser):
    """Counts the cells of a table by their class, and notes what the page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.states: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "td" and (values.get("class") or "").startswith("state-"):
            self.states.append((values["class"] or "").split()[0].removeprefix("state-"))
        if tag in {"link", "script", "img"}:
            self.loaded.append(tag)


def test_html_stands_alone(space: ProblemSolutionSpace) -> None:
    outline = Outline()
    outline.feed(render_map(space, "html"))
    assert sorted(outline.states) == sorted(cell.state.value for cell in space.cells)
    assert not outline.loaded


def test_narrower_solutions_stand_under_broader_ones(space: ProblemSolutionSpace) -> None:
    cell = space.cell(term("ModelSelection").value, term("Signaling").value)
    assert cell
    kinds = {solution.label: [kind.label for kind in solution.kinds] for solution in listed(cell)}
    assert kinds["Model cards"] == []
    assert "Harmlessness benchmarks" in kinds["Alignment benchmarks"]
    assert "Harmlessness benchmarks" not in kinds


def with_others(space: ProblemSolutionSpace, status: str) -> ProblemSolutionSpace:
    """Return the map as if a coding of each gap, and of an answered cell, had another status."""
    said = replace(space.cells[4].statements[0], status=status)

    def other(cell: Cell) -> Cell:
        if status == "Tentative":
            return replace(cell, tentative=(said,))
        return replace(cell, disputed=(said,))

    cells = (
        other(cell) if cell.state is State.GAP or number == 4 else cell
        for number, cell in enumerate(space.cells)
    )
    return replace(space, cells=tuple(cells))


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        ("Tentative", "rests on one coder, on programs only, or on low agreement"),
        ("Disputed", "rests on codings that differ while nobody has decided between them"),
    ],
)
def test_other_evidence_is_told_apart_in_every_format(
    status: str, meaning: str, space: ProblemSolutionSpace
) -> None:
    word, others = status.lower(), with_others(space, status)
    for form in ("text", "md", "html"):
        assert word not in strip_style(render_map(space, form))
        shown = render_map(others, form)
        assert strip_style(shown).count(f"1 {word}") >= 3
        assert meaning in shown
    assert max(map(len, render_map(others, "text").splitlines())) <= 100
    rows = list(csv.DictReader(render_map(others, "csv").splitlines()))
    assert sum(int(row[word]) for row in rows) == 3
    assert all(row[f"{word}Labels"] for row in rows if row[word] == "1")
    assert {row["state"] for row in rows if row[word] == "1"} == {"supported", "gap"}
    document = json.loads(render_map(others, "json"))
    cells = [cell for phase in document["phases"] for cell in phase["cells"]]
    assert [said["status"] for cell in cells for said in cell[word]] == [status] * 3
    assert document["counts"] == {state.value: space.count(state) for state in State}


def strip_style(text: str) -> str:
    return text.rsplit("</style>", maxsplit=1)[-1]


def test_unknown_format_names_the_known_ones(space: ProblemSolutionSpace) -> None:
    with pytest.raises(UsageError) as told:
        render_map(space, "pdf")
    assert all(form in str(told.value) for form in MAP_FORMATS)
