"""The search as one types, by keyboard alone, without scripts, and without a server."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.search import search_index
from atlas_kg.web import Settings
from tests.web.watched_page import watched

BUILT = pytest.mark.skipif(not Settings().has_editor, reason="the scripts have not been built")

STATIC_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Search</title>
<script defer src="page.js"></script></head><body><main><h1>Search</h1>
<form class="search" action="search.html" data-index="search-index.js" role="search">
<label for="q">Search</label>
<span class="field-with-list"><input id="q" name="q" type="search"></span>
<button>Search</button></form>
<section data-search-results aria-label="Results"></section>
<button type="button" class="copy" data-copy="copied text" hidden>Copy</button>
</main></body></html>"""


@BUILT
def test_results_come_as_one_types_and_are_chosen_by_keyboard(
    browser: Browser, address: str
) -> None:
    with watched(browser, f"{address}/search") as page:
        field = page.locator("#search-words")
        field.press_sequentially("dat car")
        options = page.get_by_role("option")
        expect(options.first).to_contain_text("Data cards")
        expect(field).to_have_attribute("aria-expanded", "true")
        expect(field).not_to_have_attribute("aria-activedescendant", "suggestions-1-0")
        field.press("ArrowDown")
        active = field.get_attribute("aria-activedescendant")
        assert active
        expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
        violations = Axe().run(page).response["violations"]
        assert [found["id"] for found in violations] == []
        field.press("Escape")
        expect(field).to_have_attribute("aria-expanded", "false")
        assert field.input_value() == "dat car"
        field.press("ArrowDown")
        expect(options.first).to_be_visible()
        field.press("ArrowUp")
        expect(options.last).to_have_attribute("aria-selected", "true")
        field.press("ArrowDown")
        field.press("Enter")
        page.wait_for_url("**/id/solution/data-cards")


@BUILT
def test_enter_without_a_choice_goes_to_the_page_of_results(browser: Browser, address: str) -> None:
    with watched(browser, f"{address}/search") as page:
        page.locator("#search-words").fill("hidden action")
        page.locator("#search-words").press("Enter")
        page.wait_for_url("**/search?q=hidden+action")
        expect(page.get_by_text("results for hidden action")).to_be_visible()


@BUILT
def test_late_answers_do_not_replace_newer_ones(browser: Browser, address: str) -> None:
    with watched(browser, f"{address}/search") as page:
        field = page.locator("#search-words")
        field.press_sequentially("monitoring", delay=40)
        expect(page.get_by_role("option").first).to_contain_text("Monitoring")
        field.fill("")
        expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/search?q=alignment", "/search?q=qqqqzz", "/search?q=a&page=2"])
def test_page_fits_and_has_no_barrier(
    browser: Browser, address: str, path: str, width: int
) -> None:
    with watched(browser, address + path, width=width, scheme="dark") as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        violations = Axe().run(page).response["violations"]
        assert [found["id"] for found in violations] == []


def test_search_works_without_scripts(browser: Browser, address: str) -> None:
    with watched(browser, f"{address}/search", scripts=False) as page:
        page.locator("#search-words").fill("adversrial atacks")
        page.locator("#search-words").press("Enter")
        page.get_by_role("link", name="Adversarial attacks", exact=True).click()
        page.wait_for_url("**/id/solution/adversarial-attacks")


@BUILT
def test_folder_without_a_server_is_searched(
    browser: Browser, graph: KnowledgeGraph, tmp_path: Path
) -> None:
    def where(target: str) -> str:
        return "card.html" if target.endswith("/solution/data-cards") else "other.html"

    (tmp_path / "search.html").write_text(STATIC_PAGE, "utf-8")
    (tmp_path / "card.html").write_text("<!doctype html><title>Card</title>", "utf-8")
    (tmp_path / "search-index.js").write_bytes(search_index(graph, where, as_script=True))
    shutil.copy(Settings().static / "page.js", tmp_path)
    with watched(browser, f"{tmp_path.as_uri()}/search.html?q=dat+cards") as page:
        expect(page.locator("[data-search-results] a").first).to_have_text("Data cards")
        expect(page.get_by_text("3 results.")).to_be_visible()
        field = page.locator("#q")
        field.fill("datacards")
        expect(page.get_by_role("option").first).to_contain_text("Data cards")
        field.press("ArrowDown")
        field.press("Enter")
        page.wait_for_url("**/card.html")


@BUILT
def test_buttons_copy(browser: Browser, address: str) -> None:
    with watched(browser, f"{address}/sparql") as page:
        button = page.get_by_role("button", name="Copy link")
        button.click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"{address}/sparql?query=")
