"""The text of SPARQL queries: what is refused before an engine sees it, and where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from atlas_kg.errors import UsageError

__all__ = [
    "QueryError",
    "checked_update",
    "checked_words",
    "could_hold",
    "malformed",
    "readings",
    "tokens",
]

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
    _TOKENS.replace("NAME", r"[?$]?[\w-]{0,254}:[\w.%\\/-]*|[?$]\w+"), re.VERBOSE | re.DOTALL
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
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_FORMS = {"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"}
_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): ?(?P<what>.*)", re.DOTALL)
_MAX_LENGTH = 1_000_000
_MAX_DEPTH = 200
_MAX_TOKENS = 5_000
_MAX_BRACKETS = 20
_MAX_JOINS = 128
_PLAIN_LENGTH = 2_000
_BRACKET = re.compile(r"[(\[]")
_HINTS = ("from", "service", "now", "rand", "uuid", "bnode")
_TELLING = re.compile(r"from|service|\b(?:now|rand|uuid|struuid|bnode)\b")
# What stands before the brace of triples that are not matched.
_DATA = {"DATA", "CONSTRUCT", "INSERT", "DELETE"}
# What stands before the brace of a group that is not joined with those before it.
_SEPARATE = {"UNION", "MINUS", "EXISTS", "WHERE"}


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
    """Return the telling keywords of a query that the embedded store may be given.

    The engine follows SERVICE to any address, deep nesting overflows the stack of the whole
    process, and planning takes time that grows with the cube of the joins; all of it is refused.

    Args:
        text: The query.

    Returns:
        Those of FROM, SERVICE, NOW, RAND, UUID, STRUUID and BNODE that it holds, maybe with others.

    Raises:
        QueryError: The query is too long, nested too deeply, joins too much, or asks another
            endpoint.
    """
    if _is_plain(text):
        return frozenset()
    words = _checked(text)
    if _may_call_others(text):
        raise QueryError("SERVICE is not allowed: this endpoint sends no requests to others.")
    return words


def checked_update(text: str) -> frozenset[str]:
    """Return the keywords of updates that the embedded store may be given.

    Args:
        text: The updates. Data to be inserted or deleted may be as long as any.

    Raises:
        QueryError: They are nested too deeply, join too much, or ask others.
    """
    words = _checked(text, is_update=True)
    small = text.lower()
    for keyword in ("load", "service"):
        if keyword in small and any(could_hold(token, keyword) for token in readings(text)):
            raise QueryError(
                f"{keyword.upper()} is not allowed: this endpoint sends no requests to others. "
                "Nor may a prefix hold this word."
            )
    return words


def _is_plain(text: str) -> bool:
    """Tell whether nothing of a text can be harmful or telling, at the cost of microseconds."""
    if len(text) > _PLAIN_LENGTH or sum(map(text.count, ".;,/[{")) > _MAX_JOINS:
        return False
    if sum(map(text.count, ("(", "[", "{", "<<"))) > _MAX_DEPTH:
        return False
    small = text.lower()
    # Far cheaper than the expression, which few texts then come to.
    return not any(word in small for word in _HINTS) or not _TELLING.search(small)


def _checked(text: str, *, is_update: bool = False) -> frozenset[str]:
    if len(text) > _MAX_LENGTH and not is_update:
        raise QueryError(f"it is longer than {_MAX_LENGTH:,} characters.")
    words = set()
    measure = _Measure()
    for token in _EXACT_TOKEN.finditer(text):
        if token.lastgroup == "word":
            words.add(token.group().upper())
        problem = measure.problem(token)
        if problem:
            raise QueryError(problem, *_line_and_column(text, token.start()))
    return frozenset(words)


class _Measure:
    """How much the tokens so far ask of the engine."""

    def __init__(self) -> None:
        self.count = self.depth = self.signs = 0
        self.before = ""
        # Of each open brace: how much is joined in it, and how many parentheses are open in it.
        self.groups = [[0, 0]]
        # The depth at which data or a template began, in which nothing is joined.
        self.data: int | None = None

    def problem(self, token: re.Match[str]) -> str | None:
        """Take a token; return what is wrong since then."""
        kind, word = token.lastgroup, token.group()
        if kind == "comment":
            return None
        self.signs = self.signs + 1 if kind == "sign" else 0
        if kind == "open":
            self._open(word)
        elif kind == "close":
            self._close(word)
        elif kind == "sign" and word in ".;,/" and not self.groups[-1][1]:
            self.groups[-1][0] += 1
        self.before = word.upper() if kind == "word" else ""
        if self.data is not None:
            return self._too_deep(0)
        self.count += 1
        if self.count > _MAX_TOKENS:
            return f"it is made of more than {_MAX_TOKENS:,} words and signs."
        if self.groups[-1][0] > _MAX_JOINS:
            return f"it joins more than {_MAX_JOINS} patterns in one group."
        # A comparison without spaces may look like an IRI.
        return self._too_deep(len(_BRACKET.findall(word)) if kind == "iri" else 0)

    def _open(self, word: str) -> None:
        self.depth += 1
        if word == "{":
            if self.data is None and self.before in _DATA:
                self.data = self.depth
            self.groups[-1][0] += self.before not in _SEPARATE
            self.groups.append([0, 0])
        elif word == "(":
            self.groups[-1][1] += 1
        elif word == "[":
            self.groups[-1][0] += 1

    def _close(self, word: str) -> None:
        if self.data == self.depth:
            self.data = None
        self.depth -= 1
        if word == "}" and len(self.groups) > 1:
            self.groups.pop()
        elif word == ")":
            self.groups[-1][1] -= 1

    def _too_deep(self, hidden: int) -> str | None:
        if max(self.depth, self.signs) > _MAX_DEPTH or hidden > _MAX_BRACKETS:
            return f"it is nested deeper than {_MAX_DEPTH} levels."
        return None


def tokens(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of a query, without comments.

    The name of the group that matched is ``iri``, ``text``, ``name`` (of a variable, or prefixed),
    ``word``, ``number``, ``open``, ``close`` or ``sign``.
    """
    return (token for token in _EXACT_TOKEN.finditer(text) if token.lastgroup != "comment")


def readings(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of all ways in which an engine could read a query or an update.

    A "<" begins an IRI or compares, which only a full parser can tell; so both ways of reading on
    from it are followed.
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
            yield token
            if token.group()[0] == "<":
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
