"""Pages that are written in Markdown, as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["MarkdownPage", "render_markdown"]


@dataclass(frozen=True)
class MarkdownPage:
    """A page.

    Attributes:
        title: The text of its first heading.
        html: What stands below that heading.
    """

    title: str
    html: str


def render_markdown(text: str, link: Callable[[str], str | None]) -> MarkdownPage:
    """Render a page, CommonMark with tables. HTML in it is shown, not obeyed.

    Headings get the anchors that GitHub gives them.

    Args:
        text: The page; its first heading is its title.
        link: Where a link of the page leads, or None where it leads to nothing that is published;
            then only its words are shown.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    title = ""
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        title = _plain(tokens[1])
        tokens = tokens[3:]
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", _anchor(_plain(content)))
    for token in tokens:
        _relink(token, link)
    return MarkdownPage(title, parser.renderer.render(tokens, parser.options, {}))


def _relink(token: Token, link: Callable[[str], str | None]) -> None:
    kept, dropped = [], []
    for child in token.children or ():
        if child.type == "link_open":
            target = link(str(child.attrGet("href")))
            dropped.append(target is None)
            if target is None:
                continue
            child.attrSet("href", target)
        elif child.type == "link_close" and dropped.pop():
            continue
        kept.append(child)
    if token.children is not None:
        token.children = kept


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


def _anchor(heading: str) -> str:
    """Return the anchor of a heading.

    >>> _anchor("What is left out, and why")
    'what-is-left-out-and-why'
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
