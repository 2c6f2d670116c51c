"""Forms: in which formats a store writes its answers as the standards say.

A store is asked, once, for a row and a graph whose terms are known, in each format. What it writes
well is passed on as it comes; what it does not is translated here from a format that it does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pyoxigraph as ox

from atlas_kg.workers.reply import UnansweredError

__all__ = ["JSON", "Forms", "probe"]

JSON = "application/sparql-results+json"
_XML = "application/sparql-results+xml"
_CSV = "text/csv"
_TSV = "text/tab-separated-values"
_GRAPHS = (
    "application/n-triples",
    "text/turtle",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
)
_THING = "http://example.org/é"
_TEXT = 'a\\tb \\"c\\" é'
_ROW = f"""SELECT ?thing ?text ?tagged ?number ?blank ?none WHERE {{
  VALUES (?thing ?text ?tagged ?number) {{ (<{_THING}> "{_TEXT}" "x"@en 5) }}
  BIND(BNODE() AS ?blank)
}}"""
# Virtuoso loses languages in JSON-LD, but not everywhere.
_GRAPH = f"""CONSTRUCT {{
  <{_THING}> <{_THING}> "{_TEXT}", "x"@en, "y"@de, 5, [] .
  <{_THING}#one> <{_THING}> "z"@fr .
  <{_THING}#two> <{_THING}> "v"@nl, "w"@nl
}}
WHERE {{ VALUES ?one {{ 1 }} }}"""
_NAMES = ["thing", "text", "tagged", "number", "blank", "none"]
_TERMS = [f"<{_THING}>", f'"{_TEXT}"', '"x"@en', f'"5"^^<{ox.Literal(5).datatype.value}>', "_:", ""]
_VALUES = [_THING, 'a\tb "c" é', "x", "5", "_:", ""]
_OBJECTS = sorted([*_TERMS[1:5], '"y"@de', '"z"@fr', '"v"@nl', '"w"@nl'])

Asked = Callable[[str, str], Awaitable[bytes]]
"""Gives the answer to a query in a media type."""


@dataclass(frozen=True)
class Forms:
    """How a store writes its answers.

    Attributes:
        direct: The media types that it writes as the standards say.
    """

    direct: frozenset[str]

    @property
    def graph(self) -> str:
        """The media type in which to ask for a graph that is to be translated."""
        return next((name for name in _GRAPHS if name in self.direct), _GRAPHS[0])


async def probe(asked: Asked) -> Forms:
    """Find out how a store writes its answers.

    Args:
        asked: Asks the store.

    Raises:
        StoppedError: The store takes too long.
        OverloadError: The store cannot be reached, or is busy.
    """
    rows = [name for name in (JSON, _XML, _CSV, _TSV) if await _holds(asked, _ROW, name, _is_row)]
    graphs = [name for name in _GRAPHS if await _holds(asked, _GRAPH, name, _is_graph)]
    return Forms(frozenset(rows + graphs))


async def _holds(
    asked: Asked, query: str, media_type: str, is_known: Callable[[bytes, str], bool]
) -> bool:
    try:
        return is_known(await asked(query, media_type), media_type)
    except (UnansweredError, SyntaxError, ValueError):
        return False


def _is_row(body: bytes, media_type: str) -> bool:
    if media_type == _CSV:
        lines = list(csv.reader(io.StringIO(body.decode(), newline="")))
        return len(lines) > 1 and lines[0] == _NAMES and _agree(lines[1], _VALUES)
    # What SPARQL 1.0 had, and parsers still take.
    if b"typed-literal" in body or (media_type == _TSV and not body.startswith(b"?")):
        return False
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.from_media_type(media_type))
    if not isinstance(found, ox.QuerySolutions):
        return False
    rows = [["" if term is None else str(term) for term in row] for row in found]
    return (
        [v.value for v in found.variables] == _NAMES and len(rows) == 1 and _agree(rows[0], _TERMS)
    )


def _is_graph(body: bytes, media_type: str) -> bool:
    form = ox.RdfFormat.from_media_type(media_type)
    found = sorted(str(quad.object) for quad in ox.parse(body, form))
    return len(found) == len(_OBJECTS) and _agree(found, _OBJECTS)


def _agree(found: list[str], expected: list[str]) -> bool:
    pairs = zip(found, expected, strict=True)
    return all(a == b or (b == "_:" and a.startswith(b)) for a, b in pairs)
