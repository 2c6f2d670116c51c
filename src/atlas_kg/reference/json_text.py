"""What JSON can write and no text can hold: lone surrogates (RFC 8259, section 8.2)."""

from __future__ import annotations

import json

__all__ = ["is_text"]


def is_text(content: object) -> bool:
    """Tell whether all texts of what was read from JSON can be written.

    >>> is_text(["\U0001f34b"]), is_text(["\ud83c"])
    (True, False)

    Raises:
        RecursionError: It nests too deep.
    """
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
