"""The text of SPARQL queries: what is refused before an engine sees it, and where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from atlas_kg.errors import UsageError

__all__ = [
    "QueryError",
    "check_update",
    "checked_words",
    "could_hold",
    "malformed",
    "position",
    "readings",
    "tokens",
]

# Longer prefixes are read in parts: looking for the colon of each would take quadratic time.
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<name>[?$]?[\w-]{0,100}:[\w.%\\/-]*|[?$]\w+)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<open>[({\[]|<<)
    | (?P<close>[)}\]]|>>)
    | (?P<number>\d[\w.]*)
    | (?P<sign>[^\s])""",
    re.VERBOSE | re.DOTALL,
)
_PLAIN_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9]*://[^<]*>")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_FORMS = {"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"}
_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): ?(?P<what>.*)", re.DOTALL)
_MAX_LENGTH = 1_000_000
_MAX_DEPTH = 200
_MAX_TOKENS = 5_000
_MAX_BRACKETS = 20
_MAX_PLAIN = 4_000
_MATTERS = ("BNODE", "FROM", "LOAD", "NOW", "RAND", "SERVICE", "UUID")
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


def checked_words(text: str, *, may_call: bool = False) -> frozenset[str]:
    """Return the keywords of a query that the embedded store may be given.

    Those of a query that holds none that matters to this software are left out.

    The engine follows SERVICE to any address, and deep nesting overflows the stack of the whole
    process, so that both are refused before it sees them.

    Args:
        text: The query.
        may_call: Whether it may hold SERVICE, since its calls are led to a gateway.

    Raises:
        QueryError: The query is too long, nested too deeply, or asks another endpoint.
    """
    if _is_plain(text):
        return frozenset()
    if len(text) > _MAX_LENGTH:
        raise QueryError(f"it is longer than {_MAX_LENGTH:,} characters.")
    words = set()
    depth = signs = 0
    for number, token in enumerate(_TOKEN.finditer(text), 1):
        kind = token.lastgroup
        if kind == "word":
            words.add(token.group().upper())
        depth += (kind == "open") - (kind == "close")
        signs = signs + 1 if kind == "sign" else 0
        hidden = kind == "iri" and len(re.findall(r"[(\[]", token.group())) > _MAX_BRACKETS
        if max(depth, signs) > _MAX_DEPTH or hidden:
            problem = f"it is nested deeper than {_MAX_DEPTH} levels."
            raise QueryError(problem, *position(text, token.start()))
        if number > _MAX_TOKENS:
            problem = f"it is made of more than {_MAX_TOKENS:,} words and signs."
            raise QueryError(problem, *position(text, token.start()))
    if not may_call and _may_call_others(text):
        raise QueryError("SERVICE is not allowed: this endpoint sends no requests to others.")
    return frozenset(words)


def _is_plain(text: str) -> bool:
    """Tell whether a text is too short for harm, and holds no keyword that matters to anybody.

    This costs a twentieth of reading its tokens.
    """
    if len(text) > _MAX_PLAIN:
        return False
    upper = text.upper()
    for word in _MATTERS:
        if word in upper:
            return False
    return sum(map(text.count, "([{!-+")) <= _MAX_BRACKETS


def check_update(text: str, *, may_call: bool = False) -> None:
    """Check that updates may be given to the embedded store.

    Args:
        text: The updates.
        may_call: Whether they may hold SERVICE, since their calls are led to a gateway.

    Raises:
        QueryError: They are too long, nested too deeply, ask another endpoint, or load a document.
    """
    checked_words(text, may_call=may_call)
    if "load" not in text.lower():
        return
    for token in readings(text):
        is_name = token.lastgroup == "name" and token.group()[0] not in "?$"
        # An operation begins after a semicolon or an IRI, so that nothing stands before LOAD.
        if (token.lastgroup == "word" or is_name) and token.group().lower().startswith("load"):
            raise QueryError(
                "LOAD is not allowed: this server fetches no documents. Fetch it yourself and send "
                "it to /rdf-graph-store. (No prefix may begin with this word.)",
                *position(text, token.start()),
            )


def tokens(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """Yield the tokens of a query, without comments.

    The name of the group that matched is ``iri``, ``text``, ``name`` (of a variable, or prefixed),
    ``word``, ``number``, ``open``, ``close`` or ``sign``.

    Args:
        text: The query.
        start: Where to begin.
    """
    return (token for token in _TOKEN.finditer(text, start) if token.lastgroup != "comment")


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


def _may_call_others(text: str) -> bool:
    if "service" not in text.lower():
        return False
    return any(could_hold(token, "service") for token in readings(text))


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
