"""Identified works as the page of screening lists them: filtered, and a page at a time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from math import ceil

from atlas_kg.corpus import Corpus, Work
from atlas_kg.web.problems import ProblemError

__all__ = ["PER_PAGE", "STATES", "Choice", "Listed", "ListedWorks"]

PER_PAGE = 50

STATES = ("unscreened", "included", "excluded", "differing")
"""What screeners said of a work."""

_LONGEST = 200
_NUMBER = re.compile("0*[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Choice:
    """Which works a reader wants to see.

    Attributes:
        source: The name of a list, or nothing for all.
        state: What was decided, one of `STATES`, or nothing for all.
        words: What title, authors and name must hold.
        page: The number of the page, from 1.
    """

    source: str = ""
    state: str = ""
    words: str = ""
    page: int = 1

    @classmethod
    def of(cls, parameters: Mapping[str, str], corpus: Corpus) -> Choice:
        """Read a choice from the parameters of an address.

        Raises:
            ProblemError: A parameter has a value that means nothing.
        """
        source, state = parameters.get("list", ""), parameters.get("state", "")
        words, page = parameters.get("q", ""), parameters.get("page", "1")
        if source and source not in corpus.lists:
            raise _bad("list", f"one of {', '.join(corpus.lists)}")
        if state and state not in STATES:
            raise _bad("state", f"one of {', '.join(STATES)}")
        if len(words) > _LONGEST:
            raise _bad("q", f"words of at most {_LONGEST} signs")
        if not _NUMBER.fullmatch(page):
            raise _bad("page", "a number from 1 on")
        return cls(source, state, words, int(page))

    def parameters(self, page: int | None = None) -> list[tuple[str, str]]:
        """Return the parameters of the address, of this page or of another one."""
        number = page or self.page
        named = (("list", self.source), ("state", self.state), ("q", self.words))
        return [*((k, v) for k, v in named if v), *([("page", str(number))] if number > 1 else [])]


def _bad(name: str, known: str) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, f"The parameter '{name}' takes {known}.")


@dataclass(frozen=True)
class Listed:
    """A work in the list.

    Attributes:
        work: The work.
        state: What screeners said of it.
        text: What words are looked for in.
    """

    work: Work
    state: str
    text: str

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists that name it."""
        return tuple(dict.fromkeys(name for name, _ in self.work.rows))

    def as_row(self) -> dict[str, str]:
        """Return the work as columns."""
        work = self.work
        return {
            "work": work.slug,
            "title": work.first("title"),
            "authors": work.first("authors"),
            "year": work.first("year"),
            "identifiers": " ".join(work.every("identifier")),
            "url": work.address or "",
            "lists": " ".join(self.lists),
            "state": self.state,
        }


class ListedWorks:
    """All identified works, ready to be filtered.

    Args:
        corpus: The identified works and their screening.
    """

    def __init__(self, corpus: Corpus) -> None:
        decided: dict[str, set[str]] = defaultdict(set)
        for decision in corpus.decisions:
            decided[decision["work"]].add(decision["decision"].lower())
        self._all = tuple(
            Listed(
                work,
                _state(decided.get(work.slug, ())),
                f"{work.label} {work.first('authors')} {work.slug}".casefold(),
            )
            for work in corpus.works.values()
        )

    def chosen(self, choice: Choice) -> list[Listed]:
        """Return the works that fit, of all pages."""
        words = choice.words.casefold().split()
        return [
            listed
            for listed in self._all
            if (not choice.state or listed.state == choice.state)
            and (not choice.source or choice.source in listed.lists)
            and all(word in listed.text for word in words)
        ]

    def untitled(self, choice: Choice) -> int:
        """Return how many works of a list and a state no words of a title can find."""
        return sum(not each.work.first("title") for each in self.chosen(replace(choice, words="")))

    @staticmethod
    def pages(found: list[Listed]) -> int:
        """Return how many pages works fill, at least one."""
        return max(1, ceil(len(found) / PER_PAGE))


def _state(outcomes: Iterable[str]) -> str:
    said = sorted(outcomes)
    return said[0] if len(said) == 1 else "differing" if said else STATES[0]
