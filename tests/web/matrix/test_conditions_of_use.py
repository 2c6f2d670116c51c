"""Every page without scripts, on paper, with little motion, and as large as it may be."""

from __future__ import annotations

import gzip

import pytest
from starlette.testclient import TestClient

from atlas_kg.web import Settings
from benchmarks.addresses import ADDRESSES, Address
from benchmarks.pages import SIZE
from tests.web.matrix.conftest import Visit

PAPER = 718
"""The width of A4 between margins of 1 cm, in pixels of CSS."""

EDITOR = 250.0
"""Kilobytes that the editor may have, compressed."""

# Forms that nobody could send, and what could not be named.
UNUSABLE = """
() => [...document.forms].flatMap((form) => {
  // What is folded up can be unfolded.
  const shown = (node) => node.checkVisibility({ visibilityProperty: true })
    || node.closest("details:not([open])");
  const sends = [...form.querySelectorAll("button, input[type=submit]")]
    .some((node) => node.type === "submit" && shown(node));
  const unnamed = [...form.elements]
    .filter((node) => /INPUT|SELECT|TEXTAREA/.test(node.tagName) && shown(node))
    .filter((node) => !node.labels?.length && !node.ariaLabel && !node.closest("label"))
    .map((node) => `no label: ${node.name}`);
  return sends ? unnamed : [`no way to send: ${form.action}`, ...unnamed];
})
"""

# Tables and blocks that end beyond the paper, or are cut where one would scroll.
CUT_ON_PAPER = """
(width) => {
  const found = [];
  for (const node of document.querySelectorAll("main *")) {
    if (!node.checkVisibility({ visibilityProperty: true }) || node.closest("svg")) continue;
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    if (box.width <= 1 || style.clipPath !== "none") continue;
    const name = `${node.tagName}.${node.className}: ${node.textContent.trim().slice(0, 50)}`;
    if (/TABLE|PRE|IMG|TEXTAREA/.test(node.tagName) && box.right > width + 1) found.push(name);
    if (/auto|scroll|hidden/.test(style.overflowX) && node.scrollWidth > node.clientWidth + 1) {
      found.push(`cut: ${name}`);
    }
  }
  return found;
}
"""

MOVING = """
() => document.getAnimations().filter((one) => one.playState === "running").length
  + [...document.querySelectorAll("*")].filter((node) => {
    const style = getComputedStyle(node);
    return style.transitionDuration.split(",").some((time) => parseFloat(time) > 0.01)
      || (document.documentElement === node && style.scrollBehavior === "smooth");
  }).length
"""


@pytest.mark.parametrize("visited", ADDRESSES, ids=lambda visited: visited.path)
def test_page_works_without_scripts(visitors: Visit, visited: Address) -> None:
    visitor = visitors(color_scheme="light", java_script_enabled=False)
    page = visitor.go(visited)
    assert len(page.locator("main").inner_text()) > 40
    assert visitor.ask(UNUSABLE) == []
    # What only a script can do is not offered.
    assert page.locator("button[data-copy]:visible").count() == 0
    visitor.check_quiet(visited)


@pytest.mark.parametrize("visited", ADDRESSES, ids=lambda visited: visited.path)
def test_page_is_whole_on_paper_and_keeps_still(visitors: Visit, visited: Address) -> None:
    visitor = visitors(color_scheme="light", reduced_motion="reduce")
    page = visitor.go(visited)
    assert visitor.ask(MOVING) == 0
    page.emulate_media(media="print")
    try:
        page.set_viewport_size({"width": PAPER, "height": 1000})
        assert page.evaluate(CUT_ON_PAPER, PAPER) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
        assert not page.locator("header.site nav").is_visible()
    finally:
        page.emulate_media(media="screen")


@pytest.mark.parametrize("visited", ADDRESSES, ids=lambda visited: visited.path)
def test_page_is_small(client: TestClient, visited: Address) -> None:
    answer = client.get(visited.path, headers={"Accept": "text/html"})
    assert answer.status_code == visited.status
    assert len(gzip.compress(answer.content, 5)) / 1e3 < SIZE


@pytest.mark.skipif(not Settings().has_editor, reason="the editor has not been built")
def test_editor_is_small() -> None:
    files = [path for path in Settings().static.iterdir() if path.suffix in {".js", ".css"}]
    assert files
    assert sum(len(gzip.compress(path.read_bytes(), 5)) for path in files) / 1e3 < EDITOR
