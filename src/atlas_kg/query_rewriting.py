"""Queries rewritten so that the embedded engine answers them as SPARQL says.

Where the engine errs and the text can mend it, the text is changed before the engine reads it; a
query that needs no mending stays as it is, and so does one that is not understood. What no text can
mend is told in docs/engine.md.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from atlas_kg.query_reading import Reading, UnreadError, read_query
from atlas_kg.sparql_text import tokens
from atlas_kg.zero_length_paths import with_zero_lengths

__all__ = ["answered", "rewritten"]

Result = TypeVar("Result")

_IRI = r"""<[^<>"{}|^`\\\s]*>"""
_TEXT = r"""\"(?!\"\")[^"\\\n]*\"(?!\")|'(?!'')[^'\\\n]*'(?!')"""
_STAR = re.compile(
    # No more than triples and what may stand behind them, so that each variable is a column.
    rf"""\s*(?:(?:prefix\s+[\w.-]*:|base)\s*{_IRI}\s*)*+
    select\s+(?:(?:distinct|reduced)\s+)?(?P<star>\*)\s*(?:where\s*)?
    \{{(?P<triples>(?:[^{{}}()"'\\#<]++|{_IRI}|{_TEXT})*+)\}}(?P<rest>[^{{}}()"'\\#]*+)""",
    re.IGNORECASE | re.VERBOSE,
)
_VARIABLE = re.compile(rf"{_IRI}|{_TEXT}|[?$](?P<name>\w+)")
_GROUPED = re.compile(r"\b(?:group|having|values)\b", re.IGNORECASE)
_ALL = re.compile(r"\bselect\b[^{}()?$]*\*", re.IGNORECASE)
# A step of a path and what repeats it; a variable also begins with a question mark.
_NULLABLE = re.compile(r"[\w>)\-]\s*(?:\*|\?(?!\w))")

Token = re.Match[str]
Edit = tuple[int, int, str]
"""From where to where the text is replaced, and by what."""


def answered(text: str, evaluate: Callable[[str], Result]) -> Result:
    """Have a query answered by the embedded engine as SPARQL says.

    Args:
        text: The query.
        evaluate: Gives a query to the engine.

    Returns:
        The answer.

    Raises:
        SyntaxError: The text is no query; the message tells of this text and not of the rewritten.
    """
    mended = rewritten(text, lambda query: bool(evaluate(query)))
    if mended != text:
        with contextlib.suppress(SyntaxError):
            return evaluate(mended)
    return evaluate(text)


def rewritten(text: str, asks: Callable[[str], bool]) -> str:
    """Return a query as the embedded engine is to read it.

    * The columns of ``SELECT *`` stand in the order in which the query names them, where the engine
      sorts them by name.
    * ``<x> <p>* ?o`` and ``?s <p>? <x>`` have the solution of length zero also if <x> is in no
      triple; see `atlas_kg.zero_length_paths`. Not in GRAPH and LATERAL.
    * ``TRUE`` and ``FALSE`` are booleans in capitals, too.
    * GROUP_CONCAT gives a string without language, whatever it joins.

    Args:
        text: The query.
        asks: Answers a query of the form ASK about the dataset.
    """
    small = text.lower()
    has_words = "group_concat" in small or _has_capitals(text, small)
    has_stars = "*" in text or _NULLABLE.search(text) is not None
    if not has_words and not has_stars:
        return text
    if not has_words:
        simple = _STAR.fullmatch(text)
        if simple and not _NULLABLE.search(simple["triples"]):
            return _with_columns(text, simple)
        if not simple and not _ALL.search(text) and not _NULLABLE.search(text):
            return text
    found = tuple(tokens(text))
    if has_words:
        text = _edited(text, [*_truths(found), *_joined(found)])
        found = tuple(tokens(text))
    with contextlib.suppress(UnreadError):
        reading = read_query(found)
        return _edited(text, [*_columns(reading), *_zero_lengths(reading, asks)])
    return text


def _has_capitals(text: str, small: str) -> bool:
    """Tell whether a boolean may be written with capitals."""
    return any(small.count(word) != text.count(word) for word in ("true", "false"))


def _with_columns(text: str, query: re.Match[str]) -> str:
    if _GROUPED.search(query["rest"]):
        return text
    names = dict.fromkeys(match["name"] for match in _VARIABLE.finditer(query["triples"]))
    names.pop(None, None)
    return _edited(text, _star(query.start("star"), tuple(names)))


def _star(place: int, names: Sequence[str]) -> list[Edit]:
    # A query without variables has no columns, which only "*" can say.
    return [(place, place + 1, " ".join(f"?{name}" for name in names))] if names else []


def _columns(reading: Reading) -> list[Edit]:
    return _star(reading.star.start(), reading.columns) if reading.star else []


def _zero_lengths(reading: Reading, asks: Callable[[str], bool]) -> Iterator[Edit]:
    def is_node(term: str) -> bool:
        pattern = f"{{ {{ {term} ?p ?o }} UNION {{ ?s ?p {term} }} }}"
        return asks(f"{reading.prologue} ASK {reading.dataset} {pattern}")

    for block in reading.blocks:
        if not block.is_plain:
            continue
        # A term with a prefix that is not declared is for the engine to refuse.
        with contextlib.suppress(UnreadError, SyntaxError):
            mended = with_zero_lengths(block.tokens, is_node)
            if mended:
                yield block.tokens[0].start(), block.tokens[-1].end(), mended


def _truths(found: Sequence[Token]) -> Iterator[Edit]:
    for before, token in pairwise(found):
        word = token.group()
        is_truth = token.lastgroup == "word" and word.lower() in ("true", "false")
        # A language may have the same name.
        if is_truth and before.group() not in "@-":
            yield token.start(), token.end(), word.lower()


def _joined(found: Sequence[Token]) -> Iterator[Edit]:
    """Give the function STR what GROUP_CONCAT yields, where it has not got it."""
    opened: list[bool] = []
    for place, (before, token) in enumerate(pairwise(found)):
        if token.group() == "(":
            is_joined = before.lastgroup == "word" and before.group().upper() == "GROUP_CONCAT"
            given = [each.group().upper() for each in found[max(place - 2, 0) : place]]
            is_joined = is_joined and given != ["STR", "("]
            opened.append(is_joined)
            if is_joined:
                yield before.start(), before.start(), "STR("
        elif token.group() == ")" and opened and opened.pop():
            yield token.end(), token.end(), ")"


def _edited(text: str, edits: list[Edit]) -> str:
    parts = []
    place = 0
    for start, end, new in sorted(edits):
        parts += [text[place:start], new]
        place = end
    return "".join([*parts, text[place:]])
