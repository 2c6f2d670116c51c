"""The text of SPARQL queries: its tokens, and where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from atlas_kg.errors import UsageError

__all__ = [
    "QueryError",
    "could_hold",
    "malformed",
    "position",
    "readings",
    "tokens",
]

# Longer prefixes are read in parts: looking for the colon of each would take quadratic time.
_TOKENS = r"""(?P<comment>\#[^\n\r]*)
    | (?P<iri><(?:[^<>"{}|^`\\\s]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<name>NAME)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<open>[({\[]|<<)
    | (?P<close>[)}\]]|>>)
    | (?P<number>\d[\w.]*)
    | (?P<sign>[^\s])"""
# Names as wide as can be, for those who must not overlook what an engine could find in a text.
_TOKEN = re.compile(
    _TOKENS.replace("NAME", r"[?$]?[\w-]{0,100}:[\w.%\\/-]*|[?$]\w+"), re.VERBOSE | re.DOTALL
)
# Names as the grammar has them: of variables, of blank nodes, and with a prefix.
_EXACT_TOKEN = re.compile(
    _TOKENS.replace(
        "NAME",
        r"""[?$]\w+
        |(?:_|[^\W\d_](?:[\w.-]{0,254}[\w-])?)?:(?:\.*(?:[\w:\xb7-]|%[0-9A-Fa-f]{2}|\\.))*""",
    ),
    re.VERBOSE | re.DOTALL,
)
_PLAIN_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9]*://[^<]*>")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_FORMS = {"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"}
_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): ?(?P<what>.*)", re.DOTALL)
_MAX_READ = 50_000
"""How many places of a text may begin a token, in all ways of reading it; spaces count."""


class QueryError(UsageError):
    """A query that cannot be answered.

    Attributes:
        line: The line of the query, from 1, where it is wrong, if that is known.
        column: The column of the line, from 1, if that is known.
    """

    def __init__(self, problem: str, line: int | None = None, column: int | None = None) -> None:
        place = f" (line {line}, column {column})" if line else ""
        super().__init__(f"The query cannot be answered{place}: {problem}")
        self.problem = problem
        self.line = line
        self.column = column


def tokens(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """Yield the tokens of a query, without comments.

    The name of the group that matched is ``iri``, ``text``, ``name`` (of a variable, or prefixed),
    ``word``, ``number``, ``open``, ``close`` or ``sign``.

    Args:
        text: The query.
        start: Where to begin.
    """
    return (token for token in _EXACT_TOKEN.finditer(text, start) if token.lastgroup != "comment")


def readings(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of all ways in which an engine could read a query or an update.

    A "<" begins an IRI or compares, which only a full parser can tell; so both ways of reading on
    from it are followed. Two slashes stand nowhere but in IRIs, texts and comments, so that what
    begins like ``<https://`` is an IRI.

    Raises:
        QueryError: There are too many.
    """
    todo, seen = [0], set()
    while todo:
        place = todo.pop()
        while place < len(text) and place not in seen:
            seen.add(place)
            token = _TOKEN.match(text, place)
            if token is None:
                place += 1
                continue
            if len(seen) > _MAX_READ:
                raise QueryError("it can be read in too many ways: put a space after each '<'.")
            yield token
            if token.group()[0] == "<" and not _PLAIN_IRI.match(token.group()):
                todo.append(place + 1)
            place = token.end()


def could_hold(token: re.Match[str], keyword: str) -> bool:
    """Tell whether an engine could read a keyword in a token.

    Grammars of this kind need no space around keywords: in ``SERVICEex:a`` an engine finds the
    prefix ``ex:`` where ``SERVICEex:`` is none.

    Args:
        token: The token.
        keyword: The keyword in small letters.
    """
    word, kind = token.group().lower(), token.lastgroup
    if kind in ("word", "number"):
        return keyword in word
    if kind != "name" or word[0] in "?$":
        return False
    prefix, _, local = word.partition(":")
    return keyword in prefix or f".{keyword}" in local


def malformed(text: str, message: str, *, is_update: bool = False) -> QueryError:
    """Tell a person where a query is wrong.

    Args:
        text: The query.
        message: What the engine said, which lists all that its grammar expected.
        is_update: Whether it was to be an update.
    """
    tokens = [token for token in _TOKEN.finditer(text) if token.lastgroup != "comment"]
    words = [token.group().upper() for token in tokens if token.lastgroup == "word"]
    if not is_update and _UPDATES.intersection(words) and not _FORMS.intersection(words):
        return QueryError("it is an update: send it by POST, as update= and not as query=.")
    declared = {token.group() for before, token in pairwise(tokens) if _is_prefix(before)}
    for before, token in pairwise(tokens):
        prefix = token.group().partition(":")[0] + ":"
        is_curie = token.lastgroup == "name" and prefix[0] not in "?$_"
        if is_curie and not _is_prefix(before) and prefix not in declared:
            problem = f"the prefix '{prefix}' is not declared. Add a line PREFIX {prefix} <…>."
            return QueryError(problem, *position(text, token.start()))
    bracket = _unmatched(tokens)
    if bracket:
        problem = f"the bracket '{bracket.group()}' has no other half."
        return QueryError(problem, *position(text, bracket.start()))
    found = _POSITION.search(message)
    if not found:
        return QueryError(f"{message}.")
    line, column = int(found["line"]), int(found["column"])
    place = sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + column - 1
    last = max((t for t in tokens if t.start() < place), key=lambda t: t.start(), default=None)
    if last is None:
        return QueryError("it is empty.")
    return QueryError(
        f"it is not SPARQL after '{last.group()[:30]}': check this word and what follows.",
        *position(text, last.start()),
    )


def _is_prefix(token: re.Match[str]) -> bool:
    return token.group().upper() == "PREFIX"


def _unmatched(tokens: list[re.Match[str]]) -> re.Match[str] | None:
    opened: list[re.Match[str]] = []
    for token in tokens:
        if token.lastgroup == "open":
            opened.append(token)
        elif token.lastgroup == "close":
            if not opened or opened[-1].group() + token.group() not in ("()", "{}", "[]"):
                return token
            opened.pop()
    return opened[-1] if opened else None


def position(text: str, place: int) -> tuple[int, int]:
    """Return the line and the column of a place in a text, both from 1."""
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
