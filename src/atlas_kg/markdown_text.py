"""Texts of others in Markdown (https://spec.commonmark.org/0.31.2/#backslash-escapes)."""

from __future__ import annotations

import re

__all__ = ["escaped"]

# Tables and struck words are those of https://github.github.com/gfm/.
_SIGNS = re.compile(r"[\\`*_\[\]<>|#~]|&(?=#?\w+;)")


def escaped(text: str) -> str:
    r"""Return a text on one line in which no sign is read as Markdown or as HTML.

    >>> print(escaped("<b> | [x](y)"))
    \<b\> \| \[x\](y)
    """
    return _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
