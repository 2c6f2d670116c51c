"""A researcher finds the gaps of the map in a real browser, and takes them along."""

from __future__ import annotations

import csv

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from atlas_kg.problem_solution_space import ProblemSolutionSpace, State


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_researcher_finds_the_gaps_and_downloads_them(
    browser: Browser, address: str, space: ProblemSolutionSpace, *, scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(address)
    page.get_by_text("Filter the evidence").click()
    page.get_by_label("Gap", exact=True).check()
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/?*state=gap*")
    gaps = [cell for cell in space.cells if cell.state is State.GAP]
    expect(page.locator("td.state-gap")).to_have_count(len(gaps))
    expect(page.locator("td.state-supported")).to_have_count(0)
    for cell in gaps:
        name = f"{cell.mechanism.label} in {cell.phase.label.lower()}"
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.locator(".selected").get_by_role("link", name="CSV").click()
    text = download.value.path().read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["phase"], row["mechanism"]) for row in rows] == [
        (cell.phase.iri, cell.mechanism.iri) for cell in gaps
    ]
    page.get_by_role("link", name="Take all filters back").click()
    expect(page.locator("td.state-supported")).to_have_count(space.count(State.SUPPORTED))
    context.close()


@pytest.mark.parametrize("path", ["/evidence", "/?state=gap&target=Model", "/evidence?q=nothing"])
def test_pages_of_evidence_have_no_barrier(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page()
    page.goto(address + path)
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []
    page.close()
