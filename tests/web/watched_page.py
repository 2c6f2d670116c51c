"""A page in a real browser, watched: nothing comes from elsewhere, and the console stays silent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Page


@contextmanager
def watched(  # noqa: PLR0913 - what a reader may have set
    browser: Browser,
    url: str,
    *,
    refused: bool = False,
    scripts: bool = True,
    scheme: Literal["light", "dark"] = "light",
    width: int = 1280,
) -> Iterator[Page]:
    """Open a page and see to it that it loads nothing from elsewhere and reports no error.

    Args:
        browser: The browser.
        url: The address.
        refused: Whether the server may refuse requests, which the console tells.
        scripts: Whether scripts run.
        scheme: The colours that the reader prefers.
        width: How wide the window is.
    """
    opened = browser.new_context(
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = opened.new_page()
    complaints: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requested.append(request.url))
    page.goto(url)
    yield page
    host = "/".join(url.split("/")[:3])
    assert [found for found in requested if not found.startswith((host, "data:"))] == []
    told = [text for text in complaints if not (refused and "status of 4" in text)]
    assert told == []
    opened.close()
