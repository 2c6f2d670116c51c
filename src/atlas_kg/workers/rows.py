"""How many rows an answer has, counted in its bytes: the engine does not tell."""

from __future__ import annotations

import re

__all__ = ["RowCounter"]

_JSON = "application/sparql-results+json"
_XML = "application/sparql-results+xml"
_CSV = "text/csv"
_TAIL = 16
_ESCAPED = rb"\"}}"
# A quotation mark within a text follows an odd number of backslashes, one that ends it an even one.
_ROW = re.compile(rb'(?<!\\)(?:\\\\)*"\}\}')
# One that begins a text follows the key of its member.
_BEGUN = re.compile(rb'[a-z]":"\}\}')


class RowCounter:
    """Counts the rows of an answer that passes by in parts.

    In JSON, a row without any value is not counted.

    Args:
        media_type: The media type of the answer, one of the four formats of SPARQL results.
    """

    def __init__(self, media_type: str) -> None:
        self._media_type = media_type
        self._rows = 0 if media_type in (_JSON, _XML) else -1
        self._tail = b""
        self._is_quoted = False

    @property
    def rows(self) -> int:
        """How many rows there were so far."""
        return max(self._rows, 0)

    def add(self, part: bytes) -> None:
        """Take a part of the answer."""
        if self._media_type == _CSV:
            self._rows += self._lines(part)
        elif self._media_type in (_JSON, _XML):
            tail, self._tail = self._tail, (self._tail + part)[-_TAIL:]
            self._rows += self._ends(tail + part) - self._ends(tail)
        else:
            self._rows += part.count(b"\n")

    def _ends(self, text: bytes) -> int:
        if self._media_type == _XML:
            return text.count(b"</result>")
        ends = len(_ROW.findall(text)) if _ESCAPED in text else text.count(b'"}}')
        return ends - len(_BEGUN.findall(text)) if b'":"}}' in text else ends

    def _lines(self, part: bytes) -> int:
        """Return how many lines end outside of quotation marks."""
        if b'"' not in part:
            return 0 if self._is_quoted else part.count(b"\n")
        pieces = part.split(b'"')
        outside = pieces[self._is_quoted :: 2]
        self._is_quoted ^= len(pieces) % 2 == 0
        return sum(piece.count(b"\n") for piece in outside)
