"""The written site in a real browser, opened from its folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page, which must report no error and ask nothing of any host."""
    context = browser.new_context(java_script_enabled=request.param)
    page = context.new_page()
    complaints: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: requested.append(asked.url))
    yield page
    assert complaints == []
    assert [url for url in requested if not url.startswith("file://")] == []
    context.close()


def test_from_the_map_to_who_says_so(page: Page, written: Path) -> None:
    page.goto((written / "index.html").as_uri())
    page.locator("table.map a[href*='ModelSelection/Screening']").first.click()
    expect(page.locator("h1")).to_have_text("Screening in model selection")
    page.locator(".statements a[href*='publication/']").first.click()
    expect(page.locator("h1")).to_contain_text("Kaltenpoth")
    page.goto(page.url.partition("/id/")[0] + "/cells/ModelSelection/Screening.html")
    page.get_by_role("link", name="why?").first.click()
    expect(page.locator("h1")).to_contain_text("Why: ")


def test_search_leads_to_a_publication(browser: Browser, written: Path) -> None:
    page = browser.new_page()
    page.goto((written / "search.html").as_uri())
    page.locator("main form.search input[name=q]").fill("Zou")
    page.locator("main form.search input[name=q]").press("Enter")
    expect(page.locator("[data-search-results] [role=status]")).to_contain_text("result")
    page.locator("[data-search-results] a[href*='Zou2023']").first.click()
    expect(page.locator("h1")).to_contain_text("Zou")
    page.close()


def test_names_are_listed_without_scripts(page: Page, written: Path) -> None:
    page.goto((written / "search.html").as_uri())
    page.locator("main details a", has_text="Data cards").first.click()
    expect(page.locator("h1")).to_have_text("Data cards")
