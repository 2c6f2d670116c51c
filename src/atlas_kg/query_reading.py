"""The parts of a query that rewriting needs: its columns, and its blocks of triples.

This reads the patterns of SPARQL 1.1 (section 19.8, from QueryUnit on) without judging them: what
is no query is for the engine to refuse, and what this cannot follow is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Block", "Reading", "UnreadError", "read_query"]

_TRIPLE_WORDS = {"a", "TRUE", "FALSE"}
_PATTERN_WORDS = {
    *("BIND", "FILTER", "GRAPH", "LATERAL", "MINUS"),
    *("OPTIONAL", "SERVICE", "UNION", "VALUES"),
}
_MAX_DEPTH = 50

Token = re.Match[str]
Variables = dict[str, None]
"""Names of variables in the order in which they appear."""


class UnreadError(Exception):
    """The query holds what this does not follow."""


@dataclass(frozen=True)
class Block:
    """Triples that stand together.

    Attributes:
        tokens: What they are written with.
        is_plain: Whether they are matched in the default graph, whatever else is matched: not in
            GRAPH and LATERAL.
    """

    tokens: Sequence[Token]
    is_plain: bool


@dataclass(frozen=True)
class Reading:
    """What was read of a query.

    Attributes:
        star: The "*" for its columns, if it has one and no groups.
        columns: The variables that "*" stands for, in the order in which they appear.
        prologue: The declarations of prefixes and of the base.
        dataset: The clauses FROM.
        blocks: The blocks of triples in all its patterns.
    """

    star: Token | None
    columns: tuple[str, ...]
    prologue: str
    dataset: str
    blocks: tuple[Block, ...]


def read_query(tokens: Sequence[Token]) -> Reading:
    """Read a query.

    Args:
        tokens: Its tokens, without comments.

    Raises:
        UnreadError: It holds what this does not follow, or is no query.
    """
    reader = _Reader(tokens)
    star, columns = reader.query()
    return Reading(star, tuple(columns), *reader.head, tuple(reader.blocks))


class _Reader:
    """A place in the tokens of a query, which moves on as they are read."""

    def __init__(self, found: Sequence[Token]) -> None:
        self.tokens = found
        self.place = 0
        self.blocks: list[Block] = []
        self.depth = 0
        self.is_plain = True
        self.head: tuple[str, str] = ("", "")
        self._patterns = {
            "OPTIONAL": self._group,
            "LATERAL": self._group_apart,
            "MINUS": self._minus,
            "GRAPH": self._graph,
            "FILTER": self._filter,
            "BIND": self._bind,
            "VALUES": self._values,
        }

    def query(self) -> tuple[Token | None, Variables]:
        while self._takes("PREFIX", "BASE", "VERSION"):
            while self._kind() in ("name", "iri", "text"):
                self._next()
        self.head = (self._text(0), "")
        form = self._next().group().upper()
        if form == "SELECT":
            return self._select()
        if form == "CONSTRUCT" and self._sees("{"):
            self._skip_to_close()
        elif form == "DESCRIBE":
            while self._kind() in ("name", "iri") or self._sees("*"):
                self._next()
        elif form not in ("ASK", "CONSTRUCT"):
            raise UnreadError
        self._dataset()
        if form != "DESCRIBE" or self._sees("{") or self._sees("WHERE"):
            self._where()
            self._modifiers()
        self._end()
        return None, {}

    def _select(self) -> tuple[Token | None, Variables]:
        star, columns = self._projected()
        self._dataset()
        columns |= self._rest_of_select(columns, star)
        self._end()
        return star, columns

    def _projected(self) -> tuple[Token | None, Variables]:
        self._takes("DISTINCT", "REDUCED")
        if self._sees("*"):
            return self._next(), {}
        named: Variables = {}
        while True:
            if self._sees("("):
                named |= _variable(self._skip_expression())
            elif self._is_variable():
                named |= _variable(self._next())
            else:
                return None, named

    def _rest_of_select(self, named: Variables, star: Token | None) -> Variables:
        """Read on from the pattern; return the columns, those with names or what "*" stands for."""
        visible = self._where()
        grouped = self._modifiers()
        if self._takes("VALUES"):
            visible |= self._values()
        if star and grouped:
            raise UnreadError
        return visible if star else named

    def _dataset(self) -> None:
        start = self.place
        while self._takes("FROM"):
            self._takes("NAMED")
            self._next()
        self.head = (self.head[0], self._text(start))

    def _where(self) -> Variables:
        self._takes("WHERE")
        return self._group()

    def _modifiers(self) -> bool:
        """Read on to the end or to VALUES; tell whether the rows are grouped."""
        grouped = False
        while not self._ends() and not self._sees("}") and not self._sees("VALUES"):
            grouped = grouped or self._sees("GROUP") or self._sees("HAVING")
            if self._sees("("):
                self._skip_expression()
            elif self._kind() == "open":
                raise UnreadError
            else:
                self._next()
        return grouped

    def _group(self) -> Variables:
        self._expect("{")
        self.depth += 1
        if self._sees("|") or self.depth > _MAX_DEPTH:
            raise UnreadError
        visible: Variables = {}
        if self._takes("SELECT"):
            star, named = self._projected()
            visible = self._rest_of_select(named, star)
        while not self._sees("}"):
            visible |= self._element()
        self._expect("}")
        self.depth -= 1
        return visible

    def _element(self) -> Variables:
        word = self._peek().group().upper() if self._kind() == "word" else ""
        if self._sees("{"):
            return self._alternatives()
        if word not in _PATTERN_WORDS:
            return self._triples()
        if word not in self._patterns:
            raise UnreadError
        self._next()
        return self._patterns[word]()

    def _minus(self) -> Variables:
        self._group()
        return {}

    def _graph(self) -> Variables:
        name = self._next()
        return _variable(name) | self._group_apart()

    def _bind(self) -> Variables:
        return _variable(self._skip_expression())

    def _alternatives(self) -> Variables:
        visible = self._group()
        while self._takes("UNION"):
            visible |= self._group()
        return visible

    def _group_apart(self) -> Variables:
        was_plain, self.is_plain = self.is_plain, False
        visible = self._group()
        self.is_plain = was_plain
        return visible

    def _filter(self) -> Variables:
        if self._takes("NOT", "EXISTS"):
            self._takes("EXISTS")
            self._group()
            return {}
        if not self._sees("("):
            self._next()
        self._skip_expression()
        return {}

    def _values(self) -> Variables:
        named: Variables = {}
        if self._is_variable():
            named = _variable(self._next())
        else:
            self._expect("(")
            while not self._sees(")"):
                named |= _variable(self._next())
            self._expect(")")
        self._skip_to_close()
        return named

    def _triples(self) -> Variables:
        start = self.place
        visible: Variables = {}
        depth = 0
        while not self._sees("{") and not self._sees("}"):
            token, kind = self._peek(), self._kind()
            if kind == "word" and token.group() != "a":
                word = token.group().upper()
                if word in _PATTERN_WORDS:
                    break
                if word not in _TRIPLE_WORDS and self.tokens[self.place - 1].group() not in "@-":
                    raise UnreadError
            depth += (kind == "open") - (kind == "close")
            visible |= _variable(self._next())
        if depth or self.place == start:
            raise UnreadError
        self.blocks.append(Block(self.tokens[start : self.place], self.is_plain))
        return visible

    def _skip_expression(self) -> Token:
        """Skip what is in parentheses; return the last token in them."""
        self._expect("(")
        depth, last = 1, self._peek()
        while True:
            token = self._next()
            # Compared things may look like an IRI, behind which a pattern hides.
            if token.lastgroup == "iri" and ")" in token.group():
                raise UnreadError
            depth += (token.group() == "(") - (token.group() == ")")
            if depth == 0:
                return last
            if token.group() == "{":
                self.place -= 1
                self._group()
            last = token

    def _skip_to_close(self) -> None:
        self._expect("{")
        while not self._sees("}"):
            self._next()
        self._expect("}")

    def _text(self, start: int) -> str:
        """Return what was read since a place."""
        if start == self.place:
            return ""
        first, last = self.tokens[start], self.tokens[self.place - 1]
        return first.string[first.start() : last.end()]

    def _end(self) -> None:
        if self._takes("VALUES"):
            self._values()
        if not self._ends():
            raise UnreadError

    def _ends(self) -> bool:
        return self.place >= len(self.tokens)

    def _peek(self) -> Token:
        if self._ends():
            raise UnreadError
        return self.tokens[self.place]

    def _next(self) -> Token:
        token = self._peek()
        self.place += 1
        return token

    def _kind(self) -> str:
        return "" if self._ends() else self.tokens[self.place].lastgroup or ""

    def _sees(self, word: str) -> bool:
        return not self._ends() and self.tokens[self.place].group().upper() == word

    def _takes(self, *words: str) -> bool:
        found = any(self._sees(word) for word in words)
        self.place += found
        return found

    def _expect(self, word: str) -> None:
        if not self._takes(word):
            raise UnreadError

    def _is_variable(self) -> bool:
        return self._kind() == "name" and self._peek().group()[0] in "?$"


def _variable(token: Token) -> Variables:
    word = token.group()
    return {word[1:]: None} if token.lastgroup == "name" and word[0] in "?$" else {}
