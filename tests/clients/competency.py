"""The published competency queries, and whether a client got the rows that they must give."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from atlas_kg.queries import PublishedQuery, published_queries

__all__ = ["COMPETENCY", "Table", "expected", "name_of"]

COMPETENCY = [query for query in published_queries() if query.group == "competency"]


@dataclass(frozen=True)
class Table:
    """The answer to a query: values as CSV writes them, empty where there is none."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Table:
        return cls(tuple(columns), tuple(tuple(value or "" for value in row) for row in rows))


def expected(query: PublishedQuery) -> Table:
    """Return the rows that a query must give; each of them is ordered."""
    assert query.expected
    with query.expected.open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)
    return Table.of(columns, rows)


def name_of(query: PublishedQuery) -> str:
    return query.name
