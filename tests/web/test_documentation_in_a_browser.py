"""The documentation in a real browser: from the disk, on a phone, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def documents(folder: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("docs")
    for name, data in folder.items():
        file = place / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    return place


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Literal["light", "dark"]:
    return "light" if request.param == "light" else "dark"


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def page(
    request: pytest.FixtureRequest, browser: Browser, scheme: Literal["light", "dark"]
) -> Iterator[Page]:
    """A page without network; it must not ask for anything but files."""
    context = browser.new_context(color_scheme=scheme, viewport=request.param, offline=True)
    page = context.new_page()
    requested: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda asked: requested.append(asked.url))
    page.on("console", lambda message: complaints.append(message.text))
    yield page
    assert [url for url in requested if not url.startswith("file:")] == []
    assert complaints == []
    context.close()


@pytest.mark.parametrize("name", ["index", "ontology", "house-style", "not-represented", "queries"])
def test_page_fits(page: Page, documents: Path, name: str) -> None:
    page.goto((documents / f"{name}.html").as_uri())
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_anchor_of_a_term_leads_to_it(page: Page, documents: Path) -> None:
    page.goto(f"{(documents / 'ontology.html').as_uri()}#AgencyProblem")
    page.wait_for_function(
        "Math.abs(document.getElementById('AgencyProblem').getBoundingClientRect().top) < 60"
    )
    assert page.locator("#AgencyProblem h4").inner_text() == "Agency problem"


def test_text_of_diagrams_stays_within_its_boxes(page: Page, documents: Path) -> None:
    page.goto((documents / "ontology.html").as_uri())
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".diagram .box")].flatMap((box) => {
          const rect = box.querySelector("rect").getBBox();
          return [...box.querySelectorAll("text")].filter((text) => {
            const own = text.getBBox();
            return own.x < rect.x || own.x + own.width > rect.x + rect.width
              || own.y < rect.y || own.y + own.height > rect.y + rect.height;
          }).map((text) => text.textContent);
        })"""
    )
    assert outside == []


@pytest.mark.parametrize("name", ["index", "ontology", "house-style", "not-represented", "queries"])
def test_page_has_no_barriers(browser: Browser, documents: Path, name: str) -> None:
    page = browser.new_page()
    page.goto((documents / f"{name}.html").as_uri())
    # What stands out how strongly is measured for all pages in test_browser.py, a hundred times
    # as fast on so long a page.
    options = {"rules": {"color-contrast": {"enabled": False}}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
    page.close()


def test_print_shows_everything_but_navigation(browser: Browser, documents: Path) -> None:
    page = browser.new_page()
    page.goto((documents / "ontology.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator("nav.contents").is_visible()
    assert not page.locator("header.site").is_visible()
    assert page.locator("#Screening details li").first.is_visible()
    widths = page.evaluate(
        "[...document.querySelectorAll('.diagram svg')].map((svg) =>"
        " svg.getBoundingClientRect().width - svg.parentElement.getBoundingClientRect().width)"
    )
    assert max(widths) <= 1
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.close()
