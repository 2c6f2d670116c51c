"""The names of files on the desk, as requests bring them."""

from __future__ import annotations

from atlas_kg.literature import SLUG

__all__ = ["is_name"]

_LONGEST = 200
"""File systems take 255 bytes, with what a file is called while it is being written."""


def is_name(text: str) -> bool:
    """Tell whether a file or a folder can have a name, which then leads nowhere else.

    >>> is_name("Zou2023"), is_name("../Zou2023")
    (True, False)
    """
    return len(text) <= _LONGEST and bool(SLUG.fullmatch(text))
