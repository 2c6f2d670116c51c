"""Text in which LaTeX stands, as bibliographies have it, made plain."""

from __future__ import annotations

import re
from functools import cache

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

__all__ = ["TooDeepError", "decoded", "verbatim"]

_COMMAND = re.compile(r"[\\{}$~%^]|--|``|''")
_COMMENT = re.compile(r"(?<!\\)%")
_WRAPPED = re.compile(r"\\(?:url|href|path|nolinkurl)\s*\{([^{}]*)\}")
_ESCAPED = re.compile(r"\\([_%&#$~{}])")
_BRACE = re.compile(r"(?<!\\)[{}]")
_DEEPEST = 30
"""Titles have two or three levels; more than this is no title, and costs a parser its stack."""

_LONGEST = 20_000


class TooDeepError(ValueError):
    """A text with more braces inside each other, or longer, than any reference has."""


def decoded(text: str) -> str:
    r"""Return a text without LaTeX, on one line.

    >>> decoded(r"{\"O}zt{\"u}rk \& the {LLM}")
    'Öztürk & the LLM'

    Args:
        text: The text.

    Raises:
        TooDeepError: It is nested too deep, or too long.
    """
    if len(text) > _LONGEST:
        raise TooDeepError(f"it is longer than {_LONGEST:,} signs")
    if _COMMAND.search(text):
        depth = 0
        for brace in _BRACE.finditer(text):
            depth += 1 if brace[0] == "{" else -1
            if depth > _DEEPEST:
                raise TooDeepError(f"it has more than {_DEEPEST} braces inside each other")
        # A percent sign in a bibliography is one; only in a document it begins a comment.
        text = _decoder().latex_to_text(_COMMENT.sub(r"\\%", text))
    return " ".join(text.split())


def verbatim(text: str) -> str:
    r"""Return a DOI or an address as it is meant: signs escaped for LaTeX stand for themselves.

    >>> verbatim(r"\url{https://example.org/a\_b}")
    'https://example.org/a_b'
    """
    inside = _WRAPPED.search(text)
    bare = _BRACE.sub("", _ESCAPED.sub(r"\1", inside[1] if inside else text))
    return "".join(bare.replace("\\textasciitilde", "~").split())


@cache
def _decoder() -> LatexNodes2Text:
    known = get_default_latex_context_db()
    # Addresses are not told from the text around by brackets.
    url = MacroTextSpec("url", simplify_repl="%s")
    known.add_context_category("bibliography", prepend=True, macros=[url])
    return LatexNodes2Text(latex_context=known, math_mode="text", keep_comments=True)
