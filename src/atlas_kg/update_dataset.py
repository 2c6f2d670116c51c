"""The dataset of an update as a request names it (SPARQL 1.1 Protocol, section 2.2.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from atlas_kg.sparql_text import QueryError, tokens

__all__ = ["with_dataset"]


def with_dataset(text: str, default: Iterable[str], named: Iterable[str]) -> str:
    """Return updates whose patterns see the named graphs.

    Each operation that has a pattern gets the clauses USING and USING NAMED.

    Args:
        text: The updates.
        default: The IRIs of the graphs whose union is the default graph.
        named: The IRIs of the graphs that GRAPH may name.

    Raises:
        QueryError: The updates name their dataset themselves, which the protocol forbids.

    >>> with_dataset("DELETE WHERE { ?s ?p ?o }", ["http://example.org/g"], [])
    'DELETE { ?s ?p ?o } USING <http://example.org/g> WHERE { ?s ?p ?o }'
    """
    clauses = " ".join(
        [*(f"USING <{iri}>" for iri in default), *(f"USING NAMED <{iri}>" for iri in named)]
    )
    parts = []
    written = 0
    for place, pattern in _patterns(text):
        parts += [text[written:place], *([f"{pattern} "] if pattern else []), f"{clauses} "]
        written = place
    return "".join(parts) + text[written:]


def _patterns(text: str) -> Iterator[tuple[int, str]]:
    """Yield where the pattern of each operation begins.

    Besides, the braces of a pattern that serves as its own template (DELETE WHERE).
    """
    depth = 0
    before = ""
    found = list(tokens(text))
    for number, token in enumerate(found):
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        word = token.group().upper() if token.lastgroup == "word" and not depth else ""
        if word in ("USING", "WITH"):
            raise QueryError(
                f"{word} cannot stand in an update to which the request names graphs by "
                "using-graph-uri= or using-named-graph-uri=."
            )
        if word == "WHERE":
            template = _braces(text, found[number + 1 :]) if before == "DELETE" else ""
            yield token.start(), template
        before = word


def _braces(text: str, following: Sequence[re.Match[str]]) -> str:
    """Return the text from the next opening brace to the one that closes it."""
    depth = 0
    for token in following:
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if not depth:
            return text[following[0].start() : token.end()]
    return ""
