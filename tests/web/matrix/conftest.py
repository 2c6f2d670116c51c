"""Visitors of the site: browser contexts that stay open for all pages, since opening takes time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from benchmarks.addresses import Address

WIDTHS = (360, 768, 1280)
HEIGHT = 900

Visit = Callable[..., "Visitor"]


@dataclass
class Visitor:
    """Somebody with a browser, on one page after the other.

    Attributes:
        page: What is open.
        site: The address of the site.
        complaints: What the browser complained about on the page.
        foreign: What the page asked of other hosts.
    """

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda told: self._note(told.type, told.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: self._asked(asked.url))

    def go(self, address: Address) -> Page:
        """Open a page and see that it is the one."""
        self.complaints.clear()
        self.foreign.clear()
        self.widen(WIDTHS[-1])
        answer = self.page.goto(self.site + address.path)
        assert isinstance(answer, Response)
        assert answer.status == address.status
        assert address.heading in self.page.locator("h1").inner_text()
        return self.page

    def ask(self, script: str, width: int | None = None) -> Any:  # noqa: ANN401 - of any kind
        """Return what a script finds on the page, at a width."""
        if width:
            self.widen(width)
        return self.page.evaluate(script)

    def widen(self, width: int) -> None:
        """Give the window a width."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def check_quiet(self, address: Address) -> None:
        """See that the page asked nothing of others, and that the browser had no complaint."""
        # Of the page itself, if it is told that there is none.
        allowed = "Failed to load resource" if address.status >= 400 else None
        assert [text for text in self.complaints if not allowed or allowed not in text] == []
        assert self.foreign == []

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.site, "data:", "blob:")):
            self.foreign.append(url)


@pytest.fixture(scope="session")
def visitors(browser: Browser, address: str) -> Iterator[Visit]:
    """Visitors by what sets them apart, each opened once."""
    found: dict[tuple[tuple[str, object], ...], Visitor] = {}

    def visitor(**options: Any) -> Visitor:  # noqa: ANN401 - as a browser takes them
        key = tuple(sorted(options.items()))
        if key not in found:
            found[key] = Visitor(browser.new_context(**options).new_page(), address)
        return found[key]

    yield visitor
    for one in found.values():
        one.page.context.close()
