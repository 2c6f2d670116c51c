"""The text of SPARQL queries: its tokens, and where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from atlas_kg.errors import UsageError

__all__ = [
    "QueryError",
    "could_hold",
    "malformed",
    "may_hold",
    "position",
    "readings",
    "tokens",
]

_IRI = r"""<(?:[^<>"{}|^`\\\s]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>"""
_LONG = r"""\"\"\"(?:[^"\\]|\\.|"(?!""))*+|'''(?:[^'\\]|\\.|'(?!''))*+"""
_TEXT = (
    r"""\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''"""
    r"""|"(?!"")(?:[^"\\\n\r]|\\.)*+"|'(?!'')(?:[^'\\\n\r]|\\.)*+'"""
)
_REST = r"""(?P<word>[A-Za-z_]\w*)
    | (?P<open>[({\[]|<<)
    | (?P<close>[)}\]]|>>)
    | (?P<number>\d[\w.]*)
    | (?P<sign>[^\s])"""
# Names as wide as can be, for those who must not overlook what an engine could find in a text.
# Longer prefixes are read in parts: looking for the colon of each would take quadratic time.
_WIDE_TOKEN = re.compile(
    rf"""(?P<comment>\#[^\n\r]*) | (?P<iri>{_IRI}) | (?P<text>{_TEXT}) | (?P<unclosed>{_LONG})
    | (?P<name>[?$]?[\w-]{{0,100}}+:(?:[\w.%/-]|\\.)*+|[?$]\w+) | {_REST}""",
    re.VERBOSE | re.DOTALL,
)
# Names as the grammar has them: of variables, of blank nodes, and with a prefix. What is no name or
# text to its end is taken at once and then split, lest its end be looked for from each place in it.
_EXACT_TOKEN = re.compile(
    rf"""(?P<comment>\#[^\n\r]*) | (?P<iri>{_IRI}) | (?P<text>{_TEXT})
    | (?P<unclosed>{_LONG}|"(?:[^"\\\n\r]|\\.)*+|'(?:[^'\\\n\r]|\\.)*+)
    | (?P<name>[?$]\w+|(?:_|[^\W\d_][\w.-]*+(?<=[\w-]))?:
        (?:\.*+(?:[\w:\xb7-]|%[0-9A-Fa-f]{{2}}|\\.))*)
    | (?P<run>[^\W\d_]\w*+[.-][\w.-]*+)
    | {_REST}""",
    re.VERBOSE | re.DOTALL,
)
_PART = re.compile(rf"(?P<iri>{_IRI}) | (?P<name>[?$]\w+) | {_REST}", re.VERBOSE)
_PLAIN = r"""<[A-Za-z][A-Za-z0-9]*://[^<>"{}|^`\\\s]*+>"""
_PLAIN_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9]*://[^<]*>")
# What can be read in one way; and IRIs after which all ways of reading them go on alike.
_CERTAIN = re.compile(
    rf"""(?P<passed>{_PLAIN}|{_TEXT}|\#[^\n\r]*)|<[^<>"'{{}}|^`\\\s\#]*>|(?P<unsure>{_IRI}|["'\\])""",
    re.DOTALL,
)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_FORMS = {"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"}
_PROLOGUE = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
_BEGINNING = "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after its prefixes."
_NEVER_AFTER = {",": ",;.", ".": ",;.", ";": ",", ">": ")", "=": ")", "&": ")", "|": ")", "!": ")"}
_BAD_IRI = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*://|urn:)[^<>\n]*>")
_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+)")
# What the engine says in words of its own stands among what its grammar expected.
_SENTENCE = re.compile(r"(?:expected |one of |, )(?P<said>[A-Z][A-Za-z]* [A-Za-z ]{12,})(?=,|$)")
_MAX_READ = 100_000
"""How many places of a text may begin a token, in all ways of reading it; longer texts may more."""
_MAX_LENGTHS = 4
"""How often a text may be read in all."""


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
    """Yield the tokens of a query, without comments, in time linear in its length.

    The name of the group that matched is ``iri``, ``text``, ``name`` (of a variable, or prefixed),
    ``word``, ``number``, ``open``, ``close`` or ``sign``.

    Args:
        text: The query.
        start: Where to begin.
    """
    for token in _EXACT_TOKEN.finditer(text, start):
        kind = token.lastgroup
        if kind in ("run", "unclosed"):
            yield from _PART.finditer(text, token.start(), token.end())
        elif kind != "comment":
            yield token


def may_hold(text: str, keyword: str) -> bool:
    """Tell whether a keyword may stand elsewhere than in texts, comments and addresses.

    Args:
        text: A query or an update.
        keyword: The keyword in small letters.
    """
    small = text.lower()
    if keyword not in small:
        return False
    if len(small) != len(text):
        return True
    place = 0
    for found in _CERTAIN.finditer(text):
        if found.lastgroup == "unsure":
            return keyword in small[place:]
        if found.lastgroup == "passed":
            if small.find(keyword, place, found.start()) >= 0:
                return True
            place = found.end()
    return small.find(keyword, place) >= 0


def readings(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of all ways in which an engine could read a query or an update.

    A "<" begins an IRI or compares, which only a full parser can tell; so both ways of reading on
    from it are followed. Two slashes stand nowhere but in IRIs, texts and comments, so that what
    begins like ``<https://`` is an IRI.

    Raises:
        QueryError: There are too many.
    """
    todo, seen = [0], set()
    most, length = max(_MAX_READ, len(text) // 6), 0
    while todo:
        place = todo.pop()
        while place not in seen:
            seen.add(place)
            token = _WIDE_TOKEN.search(text, place)
            if token is None:
                break
            start = token.start()
            if start != place and start in seen:
                break
            seen.add(start)
            length += token.end() - start
            if len(seen) > most or length > _MAX_LENGTHS * len(text):
                raise QueryError("it can be read in too many ways: put a space after each '<'.")
            yield token
            if token.group()[0] == "<" and not _PLAIN_IRI.match(token.group()):
                todo.append(start + 1)
            # A quote that opens no text is read on from.
            place = start + 1 if token.lastgroup == "unclosed" else token.end()


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
    found = list(islice(tokens(text), _MAX_READ))
    if not found:
        return QueryError("it is empty.")
    words = {token.group().upper() for token in found if token.lastgroup == "word"}
    if not is_update and _UPDATES & words and not _FORMS & words:
        return QueryError("it is an update: send it by POST, as update= and not as query=.")
    seen = _seen(text, found, is_update=is_update)
    if seen:
        token, problem = seen
        return QueryError(problem, *position(text, token.start()))
    said = _SENTENCE.search(message)
    if said:
        sentence = said["said"]
        return QueryError(f"{sentence[0].lower()}{sentence[1:]}.")
    where = _POSITION.search(message)
    if not where:
        return QueryError(f"{message}.")
    line, column = int(where["line"]), int(where["column"])
    place = sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + column - 1
    last = found[0]
    for token in found:
        if token.start() >= place:
            break
        last = token
    return QueryError(
        f"it is not SPARQL at '{last.group()[:30]}': check this word and what is around it.",
        *position(text, last.start()),
    )


def _seen(
    text: str, found: list[re.Match[str]], *, is_update: bool
) -> tuple[re.Match[str], str] | None:
    """Return what is wrong as far as the tokens show it, and where."""
    first = _after_prologue(found)
    if not is_update and first and first.group().upper() not in _FORMS:
        return first, f"it is not SPARQL at '{first.group()[:30]}': {_BEGINNING}"
    for token in found:
        if token.lastgroup == "sign" and token.group() in "\"'":
            return token, "the string that begins here has no end."
        if token.group() == "<" and _BAD_IRI.match(text, token.start()):
            return token, "the IRI that begins here holds a blank or a sign that no IRI may hold."
    declared = {token.group() for before, token in pairwise(found) if _is_prefix(before)}
    for before, token in pairwise(found):
        prefix = token.group().partition(":")[0] + ":"
        is_curie = token.lastgroup == "name" and prefix[0] not in "?$_"
        if is_curie and not _is_prefix(before) and prefix not in declared:
            problem = f"the prefix '{prefix}' is not declared. Add a line PREFIX {prefix} <…>."
            return token, problem
    bracket = _unmatched(found) if len(found) < _MAX_READ else None
    if bracket:
        return bracket, f"the bracket '{bracket.group()}' has no other half."
    return _bad_pair(found)


def _bad_pair(found: list[re.Match[str]]) -> tuple[re.Match[str], str] | None:
    for before, token in pairwise(found):
        if before.lastgroup == "sign" and token.group() in _NEVER_AFTER.get(before.group(), ""):
            return token, f"'{token.group()}' cannot stand after '{before.group()}'."
    return None


def _after_prologue(found: list[re.Match[str]]) -> re.Match[str] | None:
    place = 0
    while place < len(found):
        word = found[place].group().upper()
        if word not in _PROLOGUE:
            return found[place]
        place += _PROLOGUE[word]
    return None


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
