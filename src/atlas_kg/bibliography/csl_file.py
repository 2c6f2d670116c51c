"""Bibliographies in CSL-JSON, which citation managers export."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from atlas_kg.bibliography.entry import Entry
from atlas_kg.errors import UsageError
from atlas_kg.reference.csl import from_csl

__all__ = ["read_csl"]

_BETWEEN = re.compile(r"[\s,]*")


def read_csl(text: str, source: str) -> Iterator[Entry]:
    """Yield the entries of a bibliography in the order of the file.

    Args:
        text: The bibliography: a list of items, or one item.
        source: The name of its file.

    Raises:
        UsageError: It is no JSON, or neither a list nor an item.
    """
    try:
        whole = json.loads(text)
    except RecursionError as error:
        raise UsageError(f"{source} is nested too deep to be CSL-JSON.") from error
    except ValueError as error:
        at = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        why = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise UsageError(f"{source}{at} is no JSON: {why}. Export it as CSL-JSON anew.") from error
    if isinstance(whole, dict):
        yield _entry(whole, 1, 1, source)
    elif isinstance(whole, list):
        for number, (item, line) in enumerate(_items(text), 1):
            yield _entry(item, number, line, source)
    else:
        raise UsageError(f"{source} is no CSL-JSON: it holds neither a list nor an item.")


def _items(text: str) -> Iterator[tuple[object, int]]:
    """Yield the items of a list, each with the line on which it begins."""
    decoder = json.JSONDecoder()
    end = text.index("[") + 1
    line, counted = 1, 0
    while True:
        begin = _BETWEEN.match(text, end).end()  # type: ignore[union-attr] # matches always
        if text[begin] == "]":
            return
        line, counted = line + text.count("\n", counted, begin), begin
        item, end = decoder.raw_decode(text, begin)
        yield item, line


def _entry(item: object, number: int, line: int, source: str) -> Entry:
    if not isinstance(item, dict):
        problem = "This is no item of CSL-JSON. Write an object with type, title and author."
        return Entry(f"entry {number}", line, problem=problem)
    name = str(item.get("id") or item.get("citation-key") or f"entry {number}")
    return Entry(name, line, from_csl(item, f"{source}, entry {name}"))
