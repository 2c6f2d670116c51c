"""Paths of length zero from and to what the query names.

``<x> <p>* ?o`` has the solution ?o = <x> whatever the data say (SPARQL 1.1, section 18.4), and the
embedded engine gives it only where <x> is the subject or the object of a triple. Where it is
neither, there is no other solution, so that ``VALUES ?o { <x> }`` says the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from atlas_kg.query_reading import UnreadError

__all__ = ["with_zero_lengths"]

_LANGUAGE = re.compile(r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?")
_MAX_DEPTH = 50

Token = re.Match[str]


@dataclass(frozen=True)
class _Term:
    """A subject or an object as it is written.

    Attributes:
        text: Its text.
        kind: Whether it is a ``variable``, a ``constant`` or something ``else``.
    """

    text: str
    kind: str


@dataclass
class _Statement:
    """A subject and what is said of it: each verb with its objects."""

    subject: _Term
    verbs: list[tuple[str, list[_Term]]] = field(default_factory=list)

    def written(self) -> str:
        said = "; ".join(
            f"{path} {', '.join(term.text for term in objects)}" for path, objects in self.verbs
        )
        return f"{self.subject.text} {said} ."


def with_zero_lengths(tokens: Sequence[Token], is_node: Callable[[str], bool]) -> str | None:
    """Write a block of triples so that the engine gives the paths of length zero.

    Args:
        tokens: The block.
        is_node: Tells whether a term, as the query writes it, is subject or object of a triple.

    Returns:
        The triples, and what takes the place of some of them; None if none needs it.

    Raises:
        UnreadError: The block holds what this does not follow.
    """
    if not any(token.group() in ("*", "?") for token in tokens):
        return None
    # A label may not stand on both sides of what is put in.
    if any(token.group().startswith("_:") for token in tokens):
        raise UnreadError
    reader = _BlockReader(tokens, is_node)
    statements = reader.statements()
    if not reader.zeros:
        return None
    return " ".join([*(statement.written() for statement in statements), *reader.zeros])


class _BlockReader:
    """A place in a block, which moves on as its triples are read."""

    def __init__(self, tokens: Sequence[Token], is_node: Callable[[str], bool]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0
        self.zeros: list[str] = []
        self._is_node = is_node

    def statements(self) -> list[_Statement]:
        found = []
        while self.place < len(self.tokens):
            statement = _Statement(self._term())
            while self._here() not in (".", ""):
                self._verb(statement)
                while self._takes(";"):
                    pass
            self._takes(".")
            if statement.verbs or statement.subject.kind == "else":
                found.append(statement)
        return found

    def _verb(self, statement: _Statement) -> None:
        start = self.place
        if self._kind() == "name" and self._here()[0] in "?$":
            self.place += 1
            count = 0
        else:
            count = self._path()
        path = self._text(start)
        kept = []
        while True:
            target = self._term()
            zero = self._zero(statement.subject, target) if count else None
            if zero:
                self.zeros.append(" UNION ".join([f"{{ {zero} }}"] * count))
            else:
                kept.append(target)
            if not self._takes(","):
                break
        if kept:
            statement.verbs.append((path, kept))

    def _zero(self, subject: _Term, target: _Term) -> str | None:
        """Return what takes the place of a path that can only have the length zero."""
        match subject.kind, target.kind:
            case "constant", "variable" if not self._is_node(subject.text):
                return f"VALUES {target.text} {{ {subject.text} }}"
            case "variable", "constant" if not self._is_node(target.text):
                return f"VALUES {subject.text} {{ {target.text} }}"
            case "constant", "constant" if not self._is_node(subject.text):
                return f"FILTER(sameTerm({subject.text}, {target.text}))"
        return None

    def _path(self) -> int:
        """Read a path; return how often it matches from a term to itself with length zero."""
        count = self._sequence()
        while self._takes("|"):
            count += self._sequence()
        return count

    def _sequence(self) -> int:
        count = self._step()
        while self._takes("/"):
            self._step()
            # What is between two steps is a variable, and for them only nodes count.
            count = 0
        return count

    def _step(self) -> int:
        self._takes("^")
        count = 0
        if self._takes("("):
            self.depth += 1
            if self.depth > _MAX_DEPTH:
                raise UnreadError
            count = self._path()
            self._expect(")")
            self.depth -= 1
        elif self._takes("!"):
            self._negated()
        elif self._is_predicate():
            self.place += 1
        else:
            raise UnreadError
        if self._takes("*") or self._takes("?"):
            return 1
        return min(count, 1) if self._takes("+") else count

    def _negated(self) -> None:
        if self._takes("("):
            while not self._takes(")"):
                if not (self._is_predicate() or self._here() in ("^", "|")):
                    raise UnreadError
                self.place += 1
            return
        self._takes("^")
        if not self._is_predicate():
            raise UnreadError
        self.place += 1

    def _is_predicate(self) -> bool:
        word = self._here()
        return word == "a" or (self._kind() in ("iri", "name") and word[0] not in "?$")

    def _term(self) -> _Term:
        start, kind, word = self.place, self._kind(), self._here()
        what = "constant"
        if kind == "name" and word[0] in "?$":
            what = "variable"
        if kind in ("name", "iri") or word.upper() in ("TRUE", "FALSE"):
            self.place += 1
        elif kind == "number" or word in ("+", "-"):
            self._number()
        elif kind == "text":
            self._literal()
        elif word in ("[", "("):
            what = "else"
            self._skip_brackets()
        else:
            raise UnreadError
        return _Term(self._text(start), what)

    def _number(self) -> None:
        if self._kind() != "number":
            self.place += 1
        # The dot behind it may end the statement, and the token does not tell.
        if self._kind() != "number" or self._here().endswith("."):
            raise UnreadError
        self.place += 1

    def _literal(self) -> None:
        end = self.tokens[self.place].end()
        self.place += 1
        tag = _LANGUAGE.match(self.tokens[0].string, end)
        if tag:
            while self._kind() and self.tokens[self.place].start() < tag.end():
                self.place += 1
        elif self._takes("^"):
            self._expect("^")
            if self._kind() not in ("iri", "name"):
                raise UnreadError
            self.place += 1

    def _skip_brackets(self) -> None:
        depth = 0
        while True:
            kind = self._kind()
            if not kind:
                raise UnreadError
            depth += (kind == "open") - (kind == "close")
            self.place += 1
            if depth == 0:
                return

    def _text(self, start: int) -> str:
        """Return what was read since a place."""
        first, last = self.tokens[start], self.tokens[self.place - 1]
        return first.string[first.start() : last.end()]

    def _kind(self) -> str:
        return (self.tokens[self.place].lastgroup or "") if self._here() else ""

    def _here(self) -> str:
        return self.tokens[self.place].group() if self.place < len(self.tokens) else ""

    def _takes(self, word: str) -> bool:
        found = self._here() == word
        self.place += found
        return found

    def _expect(self, word: str) -> None:
        if not self._takes(word):
            raise UnreadError
