"""Every page can be used by keyboard alone: all is reached in order, seen, and left again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from benchmarks.addresses import ADDRESSES, Address
from tests.web.matrix.conftest import Visit, Visitor

WALKED = 60
"""How many links and controls are walked at the beginning and at the end of a long page."""

# Numbers what can have the focus, in the order in which it stands, and gives how many there are.
NUMBER = """
() => {
  const reachable = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]"
  )].filter((node) => {
    // An editable text is reached, although browsers tell another index.
    const index = node.isContentEditable ? 0 : node.tabIndex;
    if (index < 0 || node.disabled || node.type === "hidden") return false;
    if (node.type === "radio" && !node.checked) {
      const group = [...document.getElementsByName(node.name)];
      if (group.some((one) => one.checked) || group[0] !== node) return false;
    }
    return node.checkVisibility({ visibilityProperty: true });
  });
  window.numbered = reachable;
  return reachable.length;
}
"""

# What has the focus: its number, and what is wrong with how it is shown.
FOCUSED = """
() => {
  const node = document.activeElement, style = getComputedStyle(node);
  const number = window.numbered.indexOf(node);
  const box = node.getBoundingClientRect();
  const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  // A link that fills a cell is marked by the outline of the cell, an editor by that of its frame.
  const marked = outlined(style) || style.boxShadow !== "none"
    || outlined(getComputedStyle(node, "::after"))
    || [node.closest("td"), node.closest(".cm-editor")].some(
      (frame) => frame && outlined(getComputedStyle(frame)));
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const name = `${node.tagName} ${node.textContent.trim().slice(0, 40)} ${node.name || ""}`;
  return [number, name, marked, seen];
}
"""

IN_EDITOR = "() => Boolean(document.activeElement.closest('.cm-content'))"


def walk(visitor: Visitor, first: int, steps: int) -> None:
    """Press Tab so often, and see that each time the next one has the focus and is marked."""
    for number in range(first, first + steps):
        # In the editor Tab indents; it says that Escape comes first.
        if visitor.ask(IN_EDITOR):
            visitor.page.keyboard.press("Escape")
        visitor.page.keyboard.press("Tab")
        if visitor.ask(IN_EDITOR):
            # It marks itself a moment later.
            expect(visitor.page.locator(".cm-focused")).to_be_visible()
        found, name, marked, seen = visitor.ask(FOCUSED)
        assert found == number, f"{name} is reached as number {number}, and stands as {found}"
        assert marked, f"nothing marks the focus of {name}"
        assert seen, f"{name} has the focus and cannot be seen"


@pytest.mark.parametrize("visited", ADDRESSES, ids=lambda visited: visited.path)
def test_all_is_reached_by_keyboard(visitors: Visit, visited: Address) -> None:
    visitor = visitors(color_scheme="light")
    page = visitor.go(visited)
    editor = page.locator(".cm-editor")
    if page.locator("#sparql-query").count() and page.locator("script[src*=editor]").count():
        expect(editor).to_be_visible()
    number = visitor.ask(NUMBER)
    walk(visitor, 0, min(number, WALKED))
    if number > WALKED:
        begin = max(WALKED, number - WALKED)
        visitor.ask(f"() => numbered[{begin - 1}].focus()")
        walk(visitor, begin, number - begin)
    # Nothing keeps the focus: the next key leaves the page, or begins anew.
    page.keyboard.press("Tab")
    assert visitor.ask(FOCUSED)[0] in {-1, 0}


@pytest.mark.parametrize("visited", ADDRESSES, ids=lambda visited: visited.path)
def test_content_is_skipped_to(visitors: Visit, visited: Address) -> None:
    visitor = visitors(color_scheme="light")
    page = visitor.go(visited)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = "document.querySelector('main').contains(document.activeElement)"
    after = "document.querySelector('footer').contains(document.activeElement)"
    assert visitor.ask(inside) or (visitor.ask(after) and not page.locator("main a").count())
