"""Answers that were given before, within a bound of memory."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from itertools import count

__all__ = ["AnswerCache", "CachedAnswer", "is_repeatable"]

_OVERHEAD = 500
"""About how many bytes an answer takes besides its own and those of its question."""
_PROCESS = secrets.token_hex(6)
_NUMBERS = count()
_CHANGING = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE"))


@dataclass(frozen=True)
class CachedAnswer:
    """A whole answer.

    Attributes:
        family: ``rows`` or ``graph``.
        body: Its bytes.
        etag: A strong entity tag: the same only for the same bytes (RFC 9110, section 8.8.3).
        rows: How many rows it has; None where nobody counted.
    """

    family: str
    body: bytes
    etag: str
    rows: int | None = None

    @staticmethod
    def of(family: str, body: bytes, rows: int | None = None) -> CachedAnswer:
        """Return an answer with its tag."""
        # No other answer ever gets it, so that the same tag means the same bytes.
        tag = f'"{_PROCESS}-{next(_NUMBERS):x}"'
        return CachedAnswer(family, body, tag, rows)


def is_repeatable(words: frozenset[str]) -> bool:
    """Tell whether a query has the same answer as long as the graph is the same.

    Args:
        words: The keywords of the query.
    """
    return not words & _CHANGING


class AnswerCache:
    """The answers that were asked for last, all of one state of the data.

    Args:
        size: How many bytes they may take together; one alone may take a sixteenth of it.
    """

    def __init__(self, size: int) -> None:
        self.largest = size // 16
        self._size = size
        self._taken = 0
        self._generation: int | None = None
        self._answers: OrderedDict[bytes, CachedAnswer] = OrderedDict()

    def get(self, generation: int | None, key: bytes) -> CachedAnswer | None:
        """Return the answer to a question, if it is known of this state of the data.

        Args:
            generation: The state that the data are in now; None where nobody can tell.
            key: The question, as bytes.
        """
        self._keep(generation)
        answer = self._answers.get(key)
        if answer:
            self._answers.move_to_end(key)
        return answer

    def put(self, generation: int | None, key: bytes, answer: CachedAnswer) -> None:
        """Remember an answer; those longest unasked for go.

        Args:
            generation: The state of the data from which it comes.
            key: The question.
            answer: The answer.
        """
        is_older = generation is None or generation != self._generation
        if is_older or _taken(key, answer) > self.largest:
            return
        known = self._answers.pop(key, None)
        self._taken += _taken(key, answer) - (_taken(key, known) if known else 0)
        self._answers[key] = answer
        while self._taken > self._size:
            self._taken -= _taken(*self._answers.popitem(last=False))

    def _keep(self, generation: int | None) -> None:
        if generation != self._generation:
            self._answers.clear()
            self._taken = 0
            self._generation = generation


def _taken(key: bytes, answer: CachedAnswer) -> int:
    return len(key) + len(answer.body) + _OVERHEAD
