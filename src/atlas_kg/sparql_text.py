"""The text of SPARQL queries: what is refused before an engine sees it, and where it is wrong."""

from __future__ import annotations

import re
from itertools import pairwise

from atlas_kg.errors import UsageError

__all__ = ["QueryError", "checked_words", "malformed"]

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    | (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    | (?P<name>[?$]?[\w-]*:[\w.%\\/-]*|[?$]\w+)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])""",
    re.VERBOSE | re.DOTALL,
)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_FORMS = {"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"}
_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): ?(?P<what>.*)", re.DOTALL)
_MAX_LENGTH = 1_000_000
_MAX_DEPTH = 200
_MAX_TOKENS = 50_000


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


def checked_words(text: str) -> frozenset[str]:
    """Return the keywords of a query that the embedded store may be given.

    The engine follows SERVICE to any address, and deep nesting overflows the stack of the whole
    process, so that both are refused before it sees them.

    Args:
        text: The query.

    Raises:
        QueryError: The query is too long, nested too deeply, or asks another endpoint.
    """
    if len(text) > _MAX_LENGTH:
        raise QueryError(f"it is longer than {_MAX_LENGTH:,} characters.")
    words = set()
    depth = 0
    for number, token in enumerate(_TOKEN.finditer(text), 1):
        if token.lastgroup == "word":
            words.add(token.group().upper())
        elif token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
        if depth > _MAX_DEPTH or number > _MAX_TOKENS:
            line, column = _line_and_column(text, token.start())
            what = (
                f"nested deeper than {_MAX_DEPTH} levels"
                if depth > _MAX_DEPTH
                else (f"made of more than {_MAX_TOKENS:,} words")
            )
            raise QueryError(f"it is {what}.", line, column)
    if "SERVICE" in words:
        raise QueryError("SERVICE is not allowed: this endpoint sends no requests to others.")
    return frozenset(words)


def malformed(text: str, message: str) -> QueryError:
    """Tell a person where a query is wrong.

    Args:
        text: The query.
        message: What the engine said, which lists all that its grammar expected.
    """
    tokens = [token for token in _TOKEN.finditer(text) if token.lastgroup != "comment"]
    words = [token.group().upper() for token in tokens if token.lastgroup == "word"]
    if _UPDATES.intersection(words) and not _FORMS.intersection(words):
        return QueryError("it is an update, and this endpoint answers queries only.")
    declared = {token.group() for before, token in pairwise(tokens) if _is_prefix(before)}
    for before, token in pairwise(tokens):
        prefix = token.group().partition(":")[0] + ":"
        is_curie = token.lastgroup == "name" and prefix[0] not in "?$_"
        if is_curie and not _is_prefix(before) and prefix not in declared:
            problem = f"the prefix '{prefix}' is not declared. Add a line PREFIX {prefix} <…>."
            return QueryError(problem, *_line_and_column(text, token.start()))
    bracket = _unmatched(tokens)
    if bracket:
        problem = f"the bracket '{bracket.group()}' has no other half."
        return QueryError(problem, *_line_and_column(text, bracket.start()))
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
        *_line_and_column(text, last.start()),
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


def _line_and_column(text: str, place: int) -> tuple[int, int]:
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
