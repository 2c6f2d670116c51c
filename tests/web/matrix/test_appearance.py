"""Every page fits, light and dark, on a phone, a tablet and a desk, and has no barrier."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from benchmarks.addresses import ADDRESSES, Address
from tests.web.matrix.conftest import WIDTHS, Visit, Visitor

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = {"serious", "critical"}

# What is cut off, or lies beyond the edge with no way to scroll there.
CUT = """
() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  const says = (node) =>
    `${node.tagName}.${node.className}: ${node.textContent.trim().slice(0, 60)}`;
  const isAside = (style, box) => style.clipPath !== "none" || style.visibility === "hidden"
    || box.width <= 1 || box.height <= 1 || box.right <= 0;
  const scrolls = (node) => {
    for (let at = node; at && at !== document.body; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const isHidden = (node) => {
    for (let at = node; at && at !== document.body; at = at.parentElement) {
      if (isAside(getComputedStyle(at), at.getBoundingClientRect())) return true;
    }
    return false;
  };
  for (const node of document.body.querySelectorAll("*")) {
    if (!node.textContent.trim() || node.closest("svg") || node.closest(".cm-editor")) continue;
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    if (node.clientWidth > 1 && /hidden|clip/.test(style.overflowX)
        && node.scrollWidth > node.clientWidth + 1 && !isHidden(node)) found.push(says(node));
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.data.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (box.width && box.right > width + 1 && !scrolls(text.parentElement)
        && !isHidden(text.parentElement)) found.push(says(text.parentElement));
  }
  if (document.documentElement.scrollWidth > width) found.push("the page is wider than the window");
  return found;
}
"""

# Of the hundreds of terms of the ontology a few are looked at: axe takes a minute for all of them.
# They are laid out, since what is left out of sight lies over what follows when it is measured.
THIN_OUT = """
() => document.querySelectorAll("section.term").forEach((node, number) => {
  if (number % 25) node.remove();
  else node.style.contentVisibility = "visible";
})
"""


def barriers(visitor: Visitor, kind: str, *values: str) -> list[str]:
    """Return what axe takes for grave, with the elements that it names."""
    found = (
        Axe()
        .run(visitor.page, options={"runOnly": {"type": kind, "values": values}})
        .response["violations"]
    )
    return [
        f"{rule['id']}: {node['target']}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"][:3]
    ]


@pytest.mark.parametrize("visited", ADDRESSES, ids=lambda visited: visited.path)
def test_page_fits_and_has_no_barrier(visitors: Visit, visited: Address) -> None:
    visitor = visitors(color_scheme="light")
    visitor.go(visited)
    for width in WIDTHS:
        assert visitor.ask(CUT, width) == []
    visitor.ask(THIN_OUT)
    for width in WIDTHS:
        visitor.widen(width)
        assert barriers(visitor, "tag", *WCAG) == []
    visitor.check_quiet(visited)


@pytest.mark.parametrize("visited", ADDRESSES, ids=lambda visited: visited.path)
def test_dark_page_fits_and_can_be_read(visitors: Visit, visited: Address) -> None:
    visitor = visitors(color_scheme="dark")
    visitor.go(visited)
    for width in WIDTHS:
        assert visitor.ask(CUT, width) == []
    visitor.ask(THIN_OUT)
    for width in WIDTHS:
        visitor.widen(width)
        assert barriers(visitor, "rule", "color-contrast") == []
    visitor.check_quiet(visited)
