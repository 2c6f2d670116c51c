"""Labels of blank nodes in rows that some stores write as no standard knows."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

__all__ = ["mended", "mended_parts"]

# Virtuoso. In JSON the quotes around it cannot stand inside a text, where they would be escaped.
_LABEL = re.compile(rb'("type": ?"bnode", ?"value": ?")nodeID://')
_LONGEST = 80
"""More bytes than a label that is cut in two can have begun with."""


def mended(body: bytes) -> bytes:
    """Return rows in JSON with labels that a parser takes.

    >>> mended(b'{ "type": "bnode", "value": "nodeID://b10" }')
    b'{ "type": "bnode", "value": "b10" }'
    """
    return _LABEL.sub(rb"\1", body)


async def mended_parts(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield rows in JSON, as they come, with labels that a parser takes."""
    rest = b""
    async for part in parts:
        whole = mended(rest + part)
        rest = whole[-_LONGEST:]
        if len(whole) > _LONGEST:
            yield whole[:-_LONGEST]
    if rest:
        yield rest
