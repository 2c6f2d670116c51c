"""The base of relative IRIs, which the store would take from its own address."""

from __future__ import annotations

import re

__all__ = ["with_base"]

_RELATIVE = re.compile(r"""<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>"{}|^`\\\s]*>""")


def with_base(text: str, base: str | None) -> str:
    """Return a query or updates whose relative IRIs mean what they mean to whoever sent them.

    A text that seems to have none stays as it is.

    Args:
        text: The query or the updates.
        base: The address to which they were sent, if that is known.

    >>> with_base("ASK { <a> ?p ?o }", "http://example.org/sparql")
    'BASE <http://example.org/sparql> ASK { <a> ?p ?o }'
    """
    return f"BASE <{base}> {text}" if base and _RELATIVE.search(text) else text
