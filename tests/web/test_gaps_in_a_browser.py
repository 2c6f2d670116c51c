"""A researcher filters the map and finds its gaps in a real browser, and takes them along."""

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


@pytest.mark.parametrize("path", ["/", "/evidence"])
def test_solution_is_chosen_and_another_one_added(
    browser: Browser, address: str, path: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + path)
    page.get_by_text("Filter the evidence").click()
    page.get_by_label("Solution", exact=True).select_option("data-cards")
    page.get_by_role("button", name="Show").click()
    if path != "/":
        page.get_by_text("Filter the evidence").click()
    expect(page.get_by_label("Data cards")).to_be_checked()
    page.get_by_label("Solution to add").select_option("model-cards")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".chosen li")).to_have_count(2)
    expect(page.locator(".chosen")).to_contain_text("Solution: Data cards")
    expect(page.locator(".chosen")).to_contain_text("Solution: Model cards")
    context.close()


@pytest.mark.parametrize("path", ["/", "/evidence"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_words_stand_with_the_fields_of_the_years(
    browser: Browser, address: str, path: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address + path)
    page.get_by_text("Filter the evidence").click()
    for name in ("from", "to"):
        field = page.locator(f"#{name}").bounding_box()
        label = page.locator(f"label[for={name}]").bounding_box()
        assert field
        assert label
        # Above its field, and nothing between.
        assert abs(label["x"] - field["x"]) <= 1
        assert 0 <= field["y"] - label["y"] - label["height"] <= 6
    page.close()


def test_names_of_solutions_wrap_behind_their_marks(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    # A box of several lines would have its mark beside the last of them.
    boxes = page.locator(".map td li > a").evaluate_all(
        "links => links.map(a => [...a.getClientRects()].map(box => box.height))"
    )
    assert any(len(lines) > 1 for lines in boxes)
    assert max(height for lines in boxes for height in lines) < 40
    page.close()


def test_breadcrumbs_keep_their_distance(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/evidence?criterion=Honesty")
    before, behind = page.locator(".trail li").evaluate_all(
        """items => items.map(item => {
            const box = item.getBoundingClientRect();
            const mark = getComputedStyle(item, "::after");
            return {left: box.left, right: box.right - (parseFloat(mark.paddingRight) || 0)};
        })"""
    )
    assert behind["left"] - before["right"] >= 6
    page.close()


@pytest.mark.parametrize("path", ["/evidence", "/?state=gap&target=Model", "/evidence?q=nothing"])
def test_pages_of_evidence_have_no_barrier(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page()
    page.goto(address + path)
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []
    page.close()
