"""The map and its cells as pages."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from atlas_kg.map_formats import render_map
from atlas_kg.problem_solution_space import ProblemSolutionSpace, State
from atlas_kg.web.links import SiteLinks, local_name


def words(text: str) -> str:
    """Return the text of a page without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_map_links_every_cell(client: TestClient, space: ProblemSolutionSpace) -> None:
    page = client.get("/").text
    for cell in space.cells:
        assert f'href="{SiteLinks().cell(cell)}"' in page
    for phase in space.phases:
        for problem in phase.problems:
            assert problem.definition in html.unescape(page)


@pytest.mark.parametrize("form", ["csv", "json", "md"])
def test_map_downloads_are_those_of_the_command(
    client: TestClient, space: ProblemSolutionSpace, form: str
) -> None:
    assert client.get(f"/map.{form}").content == render_map(space, form).encode()


def test_every_cell_tells_its_statements(client: TestClient, space: ProblemSolutionSpace) -> None:
    for cell in space.cells:
        page = client.get(SiteLinks().cell(cell))
        assert page.status_code == 200
        text = words(page.text)
        assert f"{cell.state.words} :" in text
        for said in cell.statements:
            assert said.text in text
            assert f"section {said.section}" in text


def test_gap_says_what_theory_expects(client: TestClient, space: ProblemSolutionSpace) -> None:
    gaps = [cell for cell in space.cells if cell.state is State.GAP]
    assert gaps
    for cell in gaps:
        text = words(client.get(SiteLinks().cell(cell)).text)
        assert f"Theory predicts that {cell.mechanism.label.lower()} helps here, because" in text
        assert "No accepted coding applies" in text


def test_unpredicted_says_that_theory_does_not_expect_it(
    client: TestClient, space: ProblemSolutionSpace
) -> None:
    cells = [cell for cell in space.cells if cell.state is State.UNPREDICTED]
    assert cells
    for cell in cells:
        text = words(client.get(SiteLinks().cell(cell)).text)
        assert "Theory does not predict" in text
        assert f"in {len(cell.statements)} statements" in text


def test_proofs_of_a_cell_hold(client: TestClient, space: ProblemSolutionSpace) -> None:
    for cell in space.cells:
        page = client.get(SiteLinks().cell(cell)).text
        proofs = [html.unescape(link) for link in re.findall(r'href="(/explain[^"]+)"', page)]
        # Of each problem: what theory predicts or not, and what literature does or not.
        assert len(proofs) == 2 * len(cell.phase.problems) + len(cell.statements)
        held = 0
        for proof in proofs:
            answer = client.get(f"{proof}&format=json")
            assert answer.status_code == 200
            held += answer.json()["holds"]
        predicted = cell.state in {State.SUPPORTED, State.GAP}
        applied = cell.state in {State.SUPPORTED, State.UNPREDICTED}
        assert held == predicted + applied + len(cell.statements)


def test_each_gap_of_the_map_leads_to_what_is_missing(
    client: TestClient, space: ProblemSolutionSpace
) -> None:
    page = client.get("/").text
    links = [html.unescape(link) for link in re.findall(r'href="(/explain[^"]+)"', page)]
    assert len(links) == space.count(State.GAP)
    for link in links:
        assert "No accepted coding applies" in client.get(link).text


def test_cell_as_rows(client: TestClient, space: ProblemSolutionSpace) -> None:
    for cell in space.cells:
        phase, mechanism = local_name(cell.phase.iri), local_name(cell.mechanism.iri)
        answer = client.get(f"/cells/{phase}/{mechanism}.csv")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert len(answer.text.splitlines()) == len(cell.statements) + 1
