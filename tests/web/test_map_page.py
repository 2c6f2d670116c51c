"""The map and its cells as pages."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyoxigraph as ox
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from atlas_kg.map_formats import MAP_STYLE_HASH, render_map
from atlas_kg.namespaces import term
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


@pytest.mark.parametrize("form", ["csv", "json", "md", "svg", "png"])
def test_map_downloads_are_those_of_the_command(
    client: TestClient, space: ProblemSolutionSpace, form: str
) -> None:
    drawn = render_map(space, form)
    assert client.get(f"/map.{form}").content == (
        drawn if isinstance(drawn, bytes) else drawn.encode()
    )


def test_filters_choose_the_evidence_and_not_the_theory(
    client: TestClient, space: ProblemSolutionSpace
) -> None:
    page = client.get("/?target=Dataset").text
    text = words(page)
    assert "Target: Dataset take back" in text
    assert text.count("Theory predicts it") == sum(cell.state.is_predicted for cell in space.cells)
    assert "3 statements in the map" in text
    table = page[page.index('<table class="map"') :]
    cells = re.findall(r'class="whole" href="([^"]+)"', table)
    assert len(cells) == len(space.cells)
    assert all(cell.endswith("?target=Dataset") for cell in cells)
    data = re.findall(r'href="(/map\.[^"]+)"', page)
    assert data
    assert all(address.endswith("?target=Dataset") for address in data)


def test_gaps_alone_are_shown_and_downloaded(
    client: TestClient, space: ProblemSolutionSpace
) -> None:
    page = client.get("/?state=gap").text
    assert page.count('<td role="cell" class="state-') == space.count(State.GAP)
    assert f"{space.count(State.GAP)} cells" in words(page)
    rows = list(csv.DictReader(client.get("/map.csv?state=gap").text.splitlines()))
    assert [row["state"] for row in rows] == ["gap"] * space.count(State.GAP)
    assert {row["predicted"] for row in rows} == {"true"}
    told = client.get("/map.json?state=gap").json()
    assert told["filters"] == {"state": ["gap"]}
    assert sum(len(phase["cells"]) for phase in told["phases"]) == space.count(State.GAP)


def test_selection_without_statements_says_what_to_do(client: TestClient) -> None:
    text = words(client.get("/?q=nosuchword").text)
    assert "No statement fits these filters , so the cells name none" in text
    assert "Take all filters back" in text


@pytest.mark.parametrize("filters", ["from=2025", "q=zzz", "criterion=Honesty&target=Dataset"])
def test_empty_selection_is_no_empty_corpus(
    client: TestClient, space: ProblemSolutionSpace, filters: str
) -> None:
    page = client.get(f"/?{filters}").text
    text = words(page)
    assert "Nothing has been coded yet" not in text
    assert "No statement fits these filters" in text
    assert '<a href="/">take all of them back</a>' in page
    assert text.count("Theory predicts it") == sum(cell.state.is_predicted for cell in space.cells)


@pytest.mark.parametrize("filters", ["target=Dataset", "q=zzz", "status=Tentative", "state=gap"])
def test_no_filter_makes_a_gap(
    client: TestClient, space: ProblemSolutionSpace, filters: str
) -> None:
    page = client.get(f"/?{filters}").text
    asked = re.findall(r'href="(/explain[^"]+)">Why is this a gap', page)
    assert len(asked) == space.count(State.GAP)
    states = {(cell.phase.iri, cell.mechanism.iri): cell.state for cell in space.cells}
    rows = list(csv.DictReader(client.get(f"/map.csv?{filters}").text.splitlines()))
    told = client.get(f"/map.json?{filters}").json()
    assert told["counts"] == {state.value: space.count(state) for state in State}
    kept = {(row["phase"], row["mechanism"]): State(row["state"]) for row in rows}
    assert kept.items() <= states.items()
    for phase in told["phases"]:
        for cell in phase["cells"]:
            assert cell["state"] == kept[phase["iri"], cell["mechanism"]]
    drawn = client.get(f"/map.svg?{filters}").text
    if filters != "state=gap":
        assert "The states are those of the whole literature." in drawn
        assert len(rows) == len(space.cells)
        # In words, the drawing and the table say the same of cells without selected statements.
        without = sum(row["applied"] == "true" and row["solutions"] == "0" for row in rows)
        assert without
        table = words(page[page.index('<table class="map"') :])
        told_in_table = table.count("applies it; nothing in this selection")
        assert told_in_table == drawn.count("applies it; nothing in this selection") == without


def test_cell_outside_a_selection_says_so(client: TestClient, space: ProblemSolutionSpace) -> None:
    whole = space.cell(term("ModelSelection").value, term("Signaling").value)
    assert whole
    text = words(client.get("/cells/ModelSelection/Signaling?q=zzz").text)
    assert "supported : theory predicts the mechanism here, and the literature applies it" in text
    assert f"none of {len(whole.statements)} accepted statements of this cell" in text
    assert "none of which is in this selection" in text
    assert "No accepted coding" not in text
    assert "why is this a gap?" not in text
    told = client.get("/cells/ModelSelection/Signaling.json?q=zzz").json()
    assert (told["state"], told["applied"], told["solutions"]) == ("supported", True, [])


def test_status_filter_is_told_in_words(client: TestClient) -> None:
    for address in ("/?status=Tentative", "/cells/ModelSelection/Signaling?status=Tentative"):
        text = words(client.get(address).text)
        assert "Your filter by status leaves out the accepted statements" in text
    assert "Your filter by status" not in words(client.get("/?status=Accepted").text)


@pytest.mark.parametrize(
    "filters",
    [
        "criterion=Honesty",
        "solution=direct-preference-optimization",
        "solution=chain-of-thought-prompting",
        "solution=fact-checking",
        "q=factual",
    ],
)
def test_every_solution_counted_is_named(client: TestClient, filters: str) -> None:
    for phase in client.get(f"/map.json?{filters}").json()["phases"]:
        for cell in phase["cells"]:
            named = list(_named(cell["solutions"]))
            assert sorted(named) == sorted({said["solution"] for said in cell["statements"]})


def _named(solutions: list[dict[str, Any]]) -> Iterator[str]:
    for solution in solutions:
        yield solution["iri"]
        yield from _named(solution["kinds"])


def test_pictures_of_a_view(client: TestClient) -> None:
    drawn = client.get("/map.svg?target=Dataset")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert MAP_STYLE_HASH in drawn.headers["content-security-policy"]
    assert "Selected: target Dataset" in drawn.text
    pixels = client.get("/", headers={"Accept": "image/png"})
    assert pixels.headers["content-type"] == "image/png"
    assert pixels.content.startswith(b"\x89PNG")


def test_turtle_holds_the_statements_of_the_cells(
    client: TestClient, space: ProblemSolutionSpace
) -> None:
    triples = ox.parse(client.get("/map.ttl").content, format=ox.RdfFormat.TURTLE)
    subjects = {str(quad.subject).strip("<>") for quad in triples}
    assert {said.iri for cell in space.cells for said in cell.statements} <= subjects


def test_queries_behind_the_pages_run(client: TestClient) -> None:
    for address in ("/?target=Dataset", "/cells/ModelSelection/Screening", "/evidence?q=model"):
        page = client.get(address).text
        asked = [html.unescape(link) for link in re.findall(r'href="(/sparql\?query[^"]+)"', page)]
        assert asked
        for link in asked:
            answer = client.get(link, headers={"Accept": "text/csv"})
            assert answer.status_code == 200
            assert len(answer.text.splitlines()) > 1


def test_cell_keeps_the_filters(client: TestClient) -> None:
    page = client.get("/cells/ModelSelection/Signaling?criterion=Honesty").text
    text = words(page)
    assert "In this selection, the literature applies signaling here" in text
    assert "in 2 statements about 2 solutions" in text
    assert 'href="/cells/ModelSelection/Signaling.csv?criterion=Honesty"' in page
    rows = client.get("/cells/ModelSelection/Signaling.csv?criterion=Honesty").text
    assert len(rows.splitlines()) == 3
    text = words(client.get("/cells/ModelSelection/Signaling?criterion=none&q=nothing").text)
    assert "Its state is that of the whole literature" in text


def test_page_tells_how_to_read_it(client: TestClient) -> None:
    page = client.get("/").text
    assert 'href="#how-to-read"' in page
    text = words(page[page.index('id="how-to-read"') :])
    for state in State:
        assert f"{state.words} " in text
    for word in ("accepted", "tentative", "disputed"):
        assert word in text.lower()


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


def test_many_pictures_at_once_hold_nobody_up(client: TestClient) -> None:
    def ask(year: int) -> Response:
        return client.get(f"/map.png?from={year}")

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(ask, range(1900, 1916)))
    drawn = [answer for answer in answers if answer.status_code == 200]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert len(drawn) + len(refused) == len(answers)
    assert drawn
    assert all(answer.content.startswith(b"\x89PNG") for answer in drawn)
    assert refused
    assert all(answer.headers["Retry-After"] == "3" for answer in refused)
