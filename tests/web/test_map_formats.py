"""The map in the formats in which people take it along."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from struct import unpack
from xml.etree import ElementTree as ET

import pytest
import resvg_py

from atlas_kg.errors import UsageError
from atlas_kg.map_formats import MAP_FORMATS, listed, render_map
from atlas_kg.map_formats.layout import MOST
from atlas_kg.map_formats.typesetting import width_of
from atlas_kg.namespaces import term
from atlas_kg.problem_solution_space import Cell, ProblemSolutionSpace, State

SVG = "{http://www.w3.org/2000/svg}"


def as_text(space: ProblemSolutionSpace, form: str) -> str:
    drawn = render_map(space, form)
    assert isinstance(drawn, str)
    return drawn


def test_text_fits_a_terminal_and_tells_every_cell(space: ProblemSolutionSpace) -> None:
    text = as_text(space, "text")
    assert max(map(len, text.splitlines())) <= 100
    assert all(phase.label.split()[-1] in text for phase in space.phases)
    table = text.split("\n\n")[1]
    for state in State:
        assert table.count(state.words) == space.count(state)
    assert "8 solutions" in table
    assert "9 works" in table


def test_csv_has_a_row_for_each_cell(space: ProblemSolutionSpace) -> None:
    found = list(csv.DictReader(as_text(space, "csv").splitlines()))
    assert len(found) == len(space.cells)
    states = {(row["phase"], row["mechanism"]): row["state"] for row in found}
    assert states == {(cell.phase.iri, cell.mechanism.iri): cell.state for cell in space.cells}
    works = {(row["phase"], row["mechanism"]): int(row["works"]) for row in found}
    assert works == {(cell.phase.iri, cell.mechanism.iri): len(cell.works) for cell in space.cells}


def test_json_holds_the_statements(space: ProblemSolutionSpace) -> None:
    document = json.loads(as_text(space, "json"))
    assert document["counts"] == {state.value: space.count(state) for state in State}
    cells = [cell for phase in document["phases"] for cell in phase["cells"]]
    said = {statement["iri"] for cell in cells for statement in cell["statements"]}
    assert said == {said.iri for cell in space.cells for said in cell.statements}


def test_markdown_is_one_table(space: ProblemSolutionSpace) -> None:
    rows = [line for line in as_text(space, "md").splitlines() if line.startswith("|")]
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
    outline.feed(as_text(space, "html"))
    assert sorted(outline.states) == sorted(cell.state.value for cell in space.cells)
    assert not outline.loaded


def test_narrower_solutions_stand_under_broader_ones(space: ProblemSolutionSpace) -> None:
    cell = space.cell(term("ModelSelection").value, term("Signaling").value)
    assert cell
    kinds = {solution.label: [kind.label for kind in solution.kinds] for solution in listed(cell)}
    assert kinds["Model cards"] == []
    assert "Harmlessness benchmarks" in kinds["Alignment benchmarks"]
    assert "Harmlessness benchmarks" not in kinds


def test_solution_stands_once_under_the_nearest_broader_one(space: ProblemSolutionSpace) -> None:
    cell = space.cell(term("ModelDevelopment").value, term("Bonding").value)
    assert cell
    kinds = {solution.label: [kind.label for kind in solution.kinds] for solution in listed(cell)}
    assert kinds["Prompting"] == ["Chain-of-thought prompting"]
    assert kinds["Explainable AI"] == []
    assert len(kinds) + sum(map(len, kinds.values())) == len(cell.solutions)
    # A broader one that is itself broader than another one is farther away.
    chain = next(said for said in cell.statements if said.solution_label.startswith("Chain"))
    wide, near = (said for said in cell.statements if said.solution in chain.broader)
    for top, middle in ((wide, near), (near, wide)):
        below = replace(middle, broader=(top.solution,))
        (found,) = listed(replace(cell, statements=(top, below, chain)))
        assert [kind.label for kind in found.kinds] == [middle.solution_label]
        assert [kind.label for kind in found.kinds[0].kinds] == [chain.solution_label]


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
        assert word not in strip_style(as_text(space, form))
        shown = as_text(others, form)
        assert strip_style(shown).count(f"1 {word}") >= 3
        assert meaning in shown
    assert max(map(len, as_text(others, "text").splitlines())) <= 100
    rows = list(csv.DictReader(as_text(others, "csv").splitlines()))
    assert sum(int(row[word]) for row in rows) == 3
    assert all(row[f"{word}Labels"] for row in rows if row[word] == "1")
    assert {row["state"] for row in rows if row[word] == "1"} == {"supported", "gap"}
    document = json.loads(as_text(others, "json"))
    cells = [cell for phase in document["phases"] for cell in phase["cells"]]
    assert [said["status"] for cell in cells for said in cell[word]] == [status] * 3
    assert document["counts"] == {state.value: space.count(state) for state in State}


def strip_style(text: str) -> str:
    return text.rsplit("</style>", maxsplit=1)[-1]


def crowded(space: ProblemSolutionSpace) -> ProblemSolutionSpace:
    """Return the map as if many solutions with long names had been coded in one cell."""
    said = space.cells[4].statements[0]
    many = tuple(
        replace(
            said,
            iri=f"{said.iri}-{number}",
            solution=f"{said.solution}-{number}",
            solution_label=f"An unusually long name of a solution, number {number}",
        )
        for number in range(40)
    )
    cells = (*space.cells[:4], replace(space.cells[4], statements=many), *space.cells[5:])
    return replace(space, cells=cells)


def test_drawing_stands_alone_and_tells_every_cell(space: ProblemSolutionSpace) -> None:
    root = ET.fromstring(as_text(space, "svg"))  # noqa: S314 - made here
    told = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    for state in State:
        assert told.count(state.words) >= space.count(state)
    for solution in ("Dataset analysis", "Model cards"):
        assert solution in told
    assert not [node for node in root.iter() if any("href" in name for name in node.attrib)]


def test_no_text_of_the_drawing_leaves_its_cell(space: ProblemSolutionSpace) -> None:
    root = ET.fromstring(as_text(crowded(space), "svg"))  # noqa: S314 - made here
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for text in root.iter(f"{SVG}text"):
        size = float(text.attrib.get("font-size", 13))
        assert float(text.attrib["x"]) + width_of(text.text or "", size) <= width
        assert float(text.attrib["y"]) <= height
    assert "and 28 more" in as_text(crowded(space), "svg")


def test_many_solutions_are_counted_and_not_listed(space: ProblemSolutionSpace) -> None:
    assert len(listed(crowded(space).cells[4])) == MOST


def test_pixels_show_text_without_a_font_of_the_system(space: ProblemSolutionSpace) -> None:
    drawn = render_map(space, "png")
    assert isinstance(drawn, bytes)
    width, height = unpack(">II", drawn[16:24])
    assert width > 1500
    assert height > 1000
    # Without glyphs, no more than boxes would be left.
    bare = re.sub(r"<text.*?</text>", "", as_text(space, "svg"))
    without = resvg_py.svg_to_bytes(svg_string=bare, zoom=1.5, skip_system_fonts=True)
    assert len(drawn) > 2 * len(without)


def test_unknown_format_names_the_known_ones(space: ProblemSolutionSpace) -> None:
    with pytest.raises(UsageError) as told:
        render_map(space, "pdf")
    assert all(form in str(told.value) for form in MAP_FORMATS)
