"""The questions that the servers are asked, each with many constants.

The texts stand in ``questions/*.rq``; ``$constant`` is what changes from one request to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.literature_at_scale import Scale, coding, publication, solution, venue

__all__ = ["GRAPH", "ROWS", "Question", "questions"]

ROWS = "application/sparql-results+json"
GRAPH = "application/n-triples"

_TEXTS = Path(__file__).parent / "queries"
_REPEATED = 60


@dataclass(frozen=True)
class Question:
    """A query with many constants.

    Attributes:
        name: Its short name in tables, as Q1.
        what: What it is, in words.
        text: The query, with ``$constant`` where the constants go.
        constants: What goes there in turn.
        accept: The media type of the answer.
        is_heavy: Whether an engine needs tens of milliseconds for it.
        repeats: Whether the same few requests come again and again, as a cache likes them.
    """

    name: str
    what: str
    text: str
    constants: tuple[str, ...]
    accept: str = ROWS
    is_heavy: bool = False
    repeats: bool = False

    def queries(self, first: int = 0) -> Iterator[str]:
        """Yield queries without end, from a certain one on.

        A comment makes each unlike all others, since there are more requests than constants, and
        an answer that is remembered would tell nothing about the engine.

        Args:
            first: The number of the first of them. It has no meaning if the question repeats.
        """
        for number in count(0 if self.repeats else first):
            query = self.text.replace("$constant", self.constants[number % len(self.constants)])
            yield query if self.repeats else f"{query}#{number}"

    def repeated(self) -> Question:
        """Return the same question with few constants that come again and again."""
        few = self.constants[:_REPEATED]
        return Question(
            f"{self.name}r", f"{self.what}, repeated", self.text, few, self.accept, repeats=True
        )


def questions(scale: Scale) -> tuple[Question, ...]:
    """Return the questions for a literature of a scale."""
    point = Question(
        "Q1",
        "point lookup",
        _text("point"),
        tuple(publication(number) for number in range(scale.publications)),
    )
    star = Question(
        "Q2",
        "star join",
        _text("star"),
        tuple(solution(number) for number in range(scale.solutions)),
    )
    optional = Question(
        "Q5",
        "two OPTIONALs, 200 rows",
        _text("optional"),
        tuple(venue(number) for number in range(scale.venues)),
    )
    return (
        point,
        point.repeated(),
        star,
        star.repeated(),
        Question(
            "Q3",
            "property paths and grouping",
            _text("path"),
            tuple(solution(number) for number in range(6, 31)),
            is_heavy=True,
        ),
        Question("Q4", "grouping of all codings", _text("group"), ("",), is_heavy=True),
        optional,
        optional.repeated(),
        Question(
            "Q6",
            "regular expression over titles",
            _text("regex"),
            ("feedback.*safety", "(audit|trust).*model", "^data", "tuning [0-9]+$", "re.*re.*re"),
            is_heavy=True,
        ),
        Question(
            "Q7",
            "CONSTRUCT of one thing",
            _text("construct"),
            tuple(coding(number) for number in range(scale.codings)),
            accept=GRAPH,
        ),
        Question("Q8", "100,000 rows", _text("rows"), ("100000",), is_heavy=True),
    )


def _text(name: str) -> str:
    return (_TEXTS / f"{name}.rq").read_text("utf-8").strip()
