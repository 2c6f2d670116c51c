"""The guard before the engine: what is refused in queries and updates before it sees them."""

from __future__ import annotations

import re

from atlas_kg.sparql_text import QueryError, could_hold, may_hold, position, readings, tokens

__all__ = ["check_update", "checked_words"]

_MAX_LENGTH = 1_000_000
_MAX_DEPTH = 200
_MAX_TOKENS = 5_000
_MAX_TEMPLATE = 100_000
_MAX_BRACKETS = 20
_MAX_JOINS = 128
_PLAIN_LENGTH = 2_000
_BRACKET = re.compile(r"[(\[]")
_CALLS = ("now", "rand", "uuid", "bnode")
_CALL = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b")
# What stands before the brace of triples that are not matched.
_DATA = {"DATA", "CONSTRUCT", "INSERT", "DELETE"}
# What stands before the brace of a group that is not joined with those before it.
_SEPARATE = {"UNION", "MINUS", "EXISTS", "WHERE"}


def checked_words(text: str, *, may_call: bool = False) -> frozenset[str]:
    """Return the telling keywords of a query that the embedded store may be given.

    The engine follows SERVICE to any address, deep nesting overflows the stack of the whole
    process, and planning takes time that grows with the cube of the joins; all of it is refused.

    Args:
        text: The query.
        may_call: Whether it may hold SERVICE, since its calls are led to a gateway.

    Returns:
        Those of FROM, SERVICE, NOW, RAND, UUID, STRUUID and BNODE that it holds, maybe with others.

    Raises:
        QueryError: The query is too long, nested too deeply, joins too much, or asks another
            endpoint.
    """
    if _is_plain(text):
        return frozenset()
    words = _checked(text)
    _check_calls(text, may_call=may_call)
    if may_hold(text, "from") and any(could_hold(token, "from") for token in readings(text)):
        return words | {"FROM"}
    return words


def check_update(text: str, *, may_call: bool = False) -> None:
    """Check that updates may be given to the embedded store.

    Args:
        text: The updates.
        may_call: Whether they may hold SERVICE, since their calls are led to a gateway.

    Raises:
        QueryError: They are too long, nested too deeply, ask another endpoint, or load a document.
    """
    _checked(text, is_update=True)
    _check_calls(text, may_call=may_call)
    if not may_hold(text, "load"):
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


def _is_plain(text: str) -> bool:
    """Tell whether nothing of a text can be harmful or telling, at the cost of microseconds."""
    if len(text) > _PLAIN_LENGTH or sum(map(text.count, ".;,/[{")) > _MAX_JOINS:
        return False
    if sum(map(text.count, ("(", "[", "{", "<<"))) > _MAX_DEPTH:
        return False
    small = text.lower()
    if "service" in small or ("from" in small and _names_graphs(small)):
        return False
    # Far cheaper than the expression, which few texts then come to.
    return not any(word in small for word in _CALLS) or not _CALL.search(small)


def _names_graphs(small: str) -> bool:
    """Tell whether a text in small letters could hold FROM other than within a name."""
    place = small.find("from")
    while place >= 0:
        before = small[place - 1 : place]
        is_inside = before.isalnum() or (before and before in "_?$:.-")
        if not is_inside or small.endswith("ask", 0, place):
            return True
        place = small.find("from", place + 4)
    return False


def _checked(text: str, *, is_update: bool = False) -> frozenset[str]:
    if len(text) > _MAX_LENGTH and not is_update:
        raise QueryError(f"it is longer than {_MAX_LENGTH:,} characters.")
    words = set()
    measure = _Measure()
    for token in tokens(text):
        if token.lastgroup == "word":
            words.add(token.group().upper())
        problem = measure.problem(token)
        if problem:
            raise QueryError(problem, *position(text, token.start()))
        if not is_update and measure.all > _MAX_TEMPLATE:
            raise QueryError(f"it is made of more than {_MAX_TEMPLATE:,} words and signs.")
    return frozenset(words)


def _check_calls(text: str, *, may_call: bool) -> None:
    if may_call or not may_hold(text, "service"):
        return
    if any(could_hold(token, "service") for token in readings(text)):
        raise QueryError("SERVICE is not allowed: this endpoint sends no requests to others.")


class _Measure:
    """How much the tokens so far ask of the engine."""

    def __init__(self) -> None:
        self.all = self.count = self.depth = self.signs = 0
        self.before = ""
        # Of each open brace: how much is joined in it, and how many parentheses are open in it.
        self.groups = [[0, 0]]
        # The depth at which data or a template began, in which nothing is joined.
        self.data: int | None = None

    def problem(self, token: re.Match[str]) -> str | None:
        """Take a token; return what is wrong since then."""
        kind, word = token.lastgroup, token.group()
        self.all += 1
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
