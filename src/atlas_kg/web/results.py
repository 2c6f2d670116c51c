"""Answers to queries as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atlas_kg.namespaces import compress
from atlas_kg.web.description import Value
from atlas_kg.web.links import SiteLinks

__all__ = ["Shown", "show_page"]

_MOST = 1_000_000
"""How many characters of values a page shows; downloads hold all."""
_LONGEST = 10_000
"""How many it shows of one value."""


@dataclass(frozen=True)
class Shown:
    """An answer for a page: a table, a yes or no, or the text of a graph.

    Attributes:
        variables: The heads of the columns.
        rows: The values of each row; None where a variable has no value.
        is_cut: Whether there are more rows than these, or longer values.
        truth: The answer to a yes-or-no question.
        text: A graph in Turtle.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Value | None, ...], ...] = ()
    is_cut: bool = False
    truth: bool | None = None
    text: str | None = None


def show_page(page: Mapping[str, Any], links: SiteLinks) -> Shown:
    """Return the page of an answer that a query worker gives.

    Args:
        page: Its ``boolean``, or its ``variables`` and ``rows``, and whether it ``is_cut``.
        links: Where the things in it lead.
    """
    if "boolean" in page:
        return Shown(truth=page["boolean"])
    rows: list[tuple[Value | None, ...]] = []
    is_cut, left = page["is_cut"], _MOST
    for row in page["rows"]:
        if left <= 0:
            is_cut = True
            break
        values: list[Value | None] = []
        for term in row:
            most = min(_LONGEST, left)
            is_cut = is_cut or (term is not None and len(term[1]) > most)
            values.append(None if term is None else _worded(*_cut(most, *term), links=links))
            left -= min(most, len(term[1])) if term else 0
        rows.append(tuple(values))
    return Shown(tuple(page["variables"]), tuple(rows), is_cut=is_cut)


def _cut(most: int, kind: str, value: str, language: str | None) -> tuple[str, str, str | None]:
    if len(value) <= most:
        return kind, value, language
    # The beginning of an IRI is another IRI, and leads elsewhere.
    return "other" if kind == "uri" else kind, f"{value[:most]}…", language


def _worded(kind: str, value: str, language: str | None, *, links: SiteLinks) -> Value:
    match kind:
        case "uri":
            return Value(compress(value), links.value(value), value)
        case "literal":
            return Value(value, links.literal("", value), language=language)
        case _:
            return Value(value)
