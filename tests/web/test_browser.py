"""The pages in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Literal
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from atlas_kg.problem_solution_space import ProblemSolutionSpace, State

Scheme = Literal["light", "dark"]
Open = Callable[..., AbstractContextManager[Page]]

WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
QUERY = "SELECT ?s WHERE { ?s a <https://w3id.org/llm-atlas/ontology#Mechanism> } ORDER BY ?s"
PATHS = [
    "/",
    "/cells/ModelDevelopment/Screening",
    "/id/publication/Zou2023",
    "/ontology",
    "/queries",
    "/contribute",
    "/contribute/publication",
    "/contribute/solution",
    "/validation",
    "/agreement",
    "/queries/cq02-answers-in-each-phase",
    "/queries/comparisons-in-orkg",
    "/explain?s=atlas:Screening&p=atlas:appliedAgainst&o=atlas:HiddenActionInModelDevelopment",
    f"/sparql?{urlencode({'query': QUERY})}",
]

# How strongly text stands out, after WCAG 2: the least contrast of any text on the page.
LEAST_CONTRAST = """
() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    pen.clearRect(0, 0, 1, 1);
    for (const colour of colours) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const grounds = (node) =>
    node ? [...grounds(node.parentElement), getComputedStyle(node).backgroundColor] : [];
  let least = 21;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || node.getClientRects().length === 0) continue;
    const under = grounds(node);
    const [low, high] = [paint(under), paint([...under, getComputedStyle(node).color])]
      .map(light).sort((a, b) => a - b);
    least = Math.min(least, (high + 0.05) / (low + 0.05));
  }
  return least;
}
"""


@pytest.fixture
def open_page(browser: Browser, address: str) -> Open:
    """Opens pages and sees to it that they load nothing from elsewhere and report no error."""

    @contextmanager
    def open_(
        path: str,
        *,
        scheme: Scheme = "light",
        viewport: ViewportSize = WIDE,
        scripts: bool = True,
    ) -> Iterator[Page]:
        context = browser.new_context(
            color_scheme=scheme, viewport=viewport, java_script_enabled=scripts
        )
        page = context.new_page()
        complaints: list[str] = []
        requested: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requested.append(request.url))
        page.goto(address + path)
        yield page
        assert [url for url in requested if not url.startswith(address)] == []
        assert complaints == []
        context.close()

    return open_


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("path", PATHS)
def test_page_fits_and_can_be_read(
    open_page: Open, path: str, viewport: ViewportSize, scheme: Scheme
) -> None:
    with open_page(path, scheme=scheme, viewport=viewport) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert page.evaluate(LEAST_CONTRAST) >= 4.5


@pytest.mark.parametrize("path", ["/", "/queries", "/queries/comparisons-in-orkg"])
def test_page_has_no_barrier(open_page: Open, path: str) -> None:
    with open_page(path) as page:
        assert [found["id"] for found in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_map_shows_every_phase_and_state(
    open_page: Open, space: ProblemSolutionSpace, viewport: ViewportSize, scheme: Scheme
) -> None:
    with open_page("/", scheme=scheme, viewport=viewport) as page:
        for phase in space.phases:
            expect(page.get_by_role("rowheader", name=phase.label)).to_be_visible()
        for state in State:
            cells = page.locator(f"td.state-{state.value}")
            expect(cells).to_have_count(space.count(state))
            for cell in cells.all():
                expect(cell).to_contain_text(state.words)


def test_whole_cell_is_a_link(open_page: Open) -> None:
    with open_page("/") as page:
        cell = page.locator("td.state-gap").first
        box = cell.bounding_box()
        assert box
        cell.click(position={"x": box["width"] - 8, "y": box["height"] - 8})
        page.wait_for_url("**/cells/**")


def test_map_is_walked_by_keyboard(open_page: Open) -> None:
    with open_page("/") as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_query_form_works_without_scripts(open_page: Open) -> None:
    with open_page("/sparql", scripts=False) as page:
        page.get_by_label("SPARQL query").fill(QUERY)
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#sparql-results tbody tr")).to_have_count(4)
        assert page.get_by_label("SPARQL query").input_value() == QUERY


def test_example_loads_without_scripts(open_page: Open) -> None:
    with open_page("/sparql", scripts=False) as page:
        page.get_by_label("Begin with").select_option("cq04-gaps")
        page.get_by_role("button", name="Load").click()
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#sparql-results tbody tr")).not_to_have_count(0)
