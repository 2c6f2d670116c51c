"""Answers as bytes, whoever found them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import IO, cast

import pyoxigraph as ox

__all__ = ["ROWS_WITHOUT_TRUTH", "write_answer"]

ROWS_WITHOUT_TRUTH = ("text/csv", "text/tab-separated-values")
"""Formats that have no form for yes and no."""


_LONGEST = 10_001
"""One more sign of a value than a page shows, by which it knows that there are more."""

_MOST = 2_000_000
"""How many signs of values a page may have at the most, of which it shows a part."""

_XML = ("application/rdf+xml", "application/sparql-results+xml")


class _Escaping:
    """Where the engine writes XML, in which it leaves carriage returns as they are.

    Whoever reads XML takes them for the ends of lines (XML 1.0, section 2.11), so that texts lose
    them. The engine writes none but those of texts.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        """Take a part of the answer."""
        self._file.write(data.replace(b"\r", b"&#xD;"))
        return len(data)

    def flush(self) -> None:
        """Pass on what is kept."""
        self._file.flush()


def write_answer(
    result: ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple],
    file: IO[bytes],
    media_type: str,
    page: int | None,
    prefixes: Mapping[str, str],
) -> None:
    """Write an answer as it is found.

    Args:
        result: The answer.
        file: Where it goes.
        media_type: Its media type.
        page: How many rows to give at most where a page shows them; None for all of them.
        prefixes: The prefixes for graphs in Turtle.
    """
    if media_type in _XML:
        file = cast("IO[bytes]", _Escaping(file))
    if not isinstance(result, ox.QuerySolutions | ox.QueryBoolean):
        form = ox.RdfFormat.from_media_type(media_type)
        ox.serialize(result, file, form, prefixes=dict(prefixes))
    elif page is not None:
        file.write(_page(result, page))
    elif isinstance(result, ox.QueryBoolean) and media_type in ROWS_WITHOUT_TRUTH:
        file.write(b"true\n" if result else b"false\n")
    else:
        result.serialize(file, ox.QueryResultsFormat.from_media_type(media_type))


def _page(result: ox.QuerySolutions | ox.QueryBoolean, count: int) -> bytes:
    """Return the first rows in the JSON form of results, and whether there are more."""
    if isinstance(result, ox.QueryBoolean):
        return json.dumps({"boolean": bool(result)}).encode()
    names = [variable.value for variable in result.variables]
    rows = []
    size = 0
    for row in islice(result, count):
        terms = [None if row[name] is None else _term(row[name]) for name in names]
        rows.append(terms)
        size += sum(len(term[1]) for term in terms if term)
        if size > _MOST:
            break
    is_cut = next(result, None) is not None
    return json.dumps({"variables": names, "rows": rows, "is_cut": is_cut}).encode()


def _term(node: object) -> tuple[str, str, str | None]:
    if isinstance(node, ox.NamedNode):
        return ("uri", node.value, None)
    if isinstance(node, ox.Literal):
        return ("literal", node.value[:_LONGEST], node.language)
    return ("other", str(node)[:_LONGEST], None)
