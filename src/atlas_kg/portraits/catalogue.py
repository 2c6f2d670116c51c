"""Lists of publications, solutions and coders, with what is counted of each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from atlas_kg.portraits.solution import solution_portrait
from atlas_kg.portraits.statements import StatementIndex
from atlas_kg.queries import Row, rows
from atlas_kg.store import SparqlStore

__all__ = ["Entry", "coders", "publications", "solutions"]

_BEFORE_YEAR = re.compile(r"^(.*?) \((?:\d{4}|n\.d\.)\)\. ")


@dataclass(frozen=True)
class Entry:
    """A thing in a list.

    Attributes:
        iri: The thing.
        label: Its name.
        text: What it is: a title or a definition.
        people: Who wrote it, if anybody did.
        year: When it appeared, if that is known.
        counts: What is counted of it, by name.
    """

    iri: str
    label: str
    text: str = ""
    people: str = ""
    year: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def searched(self) -> str:
        """What words are looked for in."""
        return f"{self.label} {self.text} {self.people}".casefold()


def publications(store: SparqlStore) -> Iterator[Entry]:
    """Yield all publications in the order of their labels.

    Args:
        store: What answers the queries ``pages/publications`` and ``pages/publication-uses``.
    """
    uses: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows(store, "pages/publication-uses"):
        uses[row["publication"]][row["use"]] = int(row["count"])
    for row in _once(rows(store, "pages/publications"), "publication"):
        used = uses.get(row["publication"], {})
        people = _BEFORE_YEAR.match(row.get("citation", ""))
        yield Entry(
            row["publication"],
            row["label"],
            row.get("title", ""),
            people[1] if people else "",
            int(row["year"]) if row.get("year", "").isdecimal() else None,
            {name: used.get(name, 0) for name in ("statements", "evidence", "cited")},
        )


def solutions(store: SparqlStore, index: StatementIndex) -> Iterator[Entry]:
    """Yield all solutions in the order of their labels.

    Args:
        store: What answers the query ``pages/solutions``.
        index: The statements about them.
    """
    for row in _once(rows(store, "pages/solutions"), "solution"):
        found = solution_portrait(index, row["solution"])
        counts = {
            "statements": len(found.said),
            "works": found.works,
            "problems": found.problems,
        }
        yield Entry(row["solution"], row["label"], row.get("definition", ""), counts=counts)


def coders(store: SparqlStore) -> Iterator[Entry]:
    """Yield all coders in the order of their labels.

    Args:
        store: What answers the query ``pages/coder-counts``.
    """
    for row in _once(rows(store, "pages/coder-counts"), "coder"):
        counts = {"statements": int(row["statements"]), "publications": int(row["publications"])}
        yield Entry(row["coder"], row["label"], row.get("description", ""), counts=counts)


def _once(found: tuple[Row, ...], key: str) -> Iterator[Row]:
    """Yield the first row of each thing, of which something may be said twice."""
    seen: set[str] = set()
    for row in found:
        if row[key] not in seen:
            seen.add(row[key])
            yield row
