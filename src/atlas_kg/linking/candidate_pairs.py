"""The queries that find and compare candidate pairs, in SQL that DuckDB and Spark both run.

They read two tables, ``reference`` and ``record``, and call three functions that either engine has
from this package: ``reference_keys``, ``record_keys`` and ``levels``. So both engines follow one
rule, and neither holds all pairs at once: keys that are common are dropped before anything is
joined, and each reference keeps a fixed number of candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from atlas_kg.linking import blocking
from atlas_kg.linking.comparison import compare

__all__ = [
    "COMPARED",
    "RECORD_COLUMNS",
    "REFERENCE_COLUMNS",
    "Step",
    "levels",
    "record_keys",
    "reference_keys",
    "steps",
]

# Texts of a row, of which each may be missing.
_Texts: TypeAlias = Sequence[str | None] | None

# Column and type; the types are those of DuckDB, and Spark's follow from them.
REFERENCE_COLUMNS = {
    "number": "BIGINT",
    "title": "VARCHAR",
    "authors": "VARCHAR[]",
    "year": "BIGINT",
    "raw": "VARCHAR",
    "identifiers": "VARCHAR[]",
}
RECORD_COLUMNS = {
    "id": "VARCHAR",
    "title": "VARCHAR",
    "authors": "VARCHAR[]",
    "year": "BIGINT",
    "identifiers": "VARCHAR[]",
}


@dataclass(frozen=True)
class Step:
    """One intermediate table.

    Attributes:
        table: Its name.
        query: What fills it.
    """

    table: str
    query: str


def steps(explode: str) -> tuple[Step, ...]:
    """Return what has to be done before the pairs can be read, in order.

    Args:
        explode: What the engine calls the function that makes a row of each element of a list.
    """
    return tuple(Step(table, query.replace("EXPLODE", explode)) for table, query in _STEPS.items())


_STEPS = {
    "reference_key": """
        SELECT number, EXPLODE(reference_keys(title, authors, year, raw, identifiers)) AS key
        FROM reference
        """,
    "record_key": """
        SELECT id, key
        FROM (
          SELECT id, EXPLODE(record_keys(title, authors, year, identifiers)) AS key FROM record
        )
        WHERE key IN (SELECT key FROM reference_key)
        """,
    "candidate": """
        SELECT number, id
        FROM (
          SELECT number, id,
            row_number() OVER (PARTITION BY number ORDER BY count(*) DESC, id) AS place
          FROM reference_key JOIN record_key USING (key)
          WHERE key IN (SELECT key FROM record_key GROUP BY key HAVING count(*) <= COMMON_KEY)
          GROUP BY number, id
        )
        WHERE place <= CANDIDATES
        """.replace("COMMON_KEY", str(blocking.COMMON_KEY)).replace(
        "CANDIDATES", str(blocking.CANDIDATES)
    ),
    "compared": """
        SELECT number, record.id AS id, record.title AS title, record.authors AS authors,
          record.year AS year, record.identifiers AS identifiers,
          levels(reference.title, reference.authors, reference.year, reference.raw,
            reference.identifiers, record.title, record.authors, record.year,
            record.identifiers) AS levels
        FROM candidate JOIN reference USING (number) JOIN record ON record.id = candidate.id
        """,
}
# The pairs, all of one reference in a row.
COMPARED = """
    SELECT number, id, title, authors, year, identifiers, levels
    FROM compared WHERE levels IS NOT NULL ORDER BY number
    """


def reference_keys(
    title: str | None,
    authors: _Texts,
    year: int | None,
    raw: str | None,
    identifiers: _Texts,
) -> list[str]:
    """Return the blocking keys of a row of ``reference``."""
    return blocking.reference_keys(
        title or "", _texts(authors), year, raw or "", _texts(identifiers)
    )


def record_keys(
    title: str | None, authors: _Texts, year: int | None, identifiers: _Texts
) -> list[str]:
    """Return the blocking keys of a row of ``record``."""
    return blocking.record_keys(title or "", _texts(authors), year, _texts(identifiers))


def levels(  # noqa: PLR0913, PLR0917
    title: str | None,
    authors: _Texts,
    year: int | None,
    raw: str | None,
    identifiers: _Texts,
    record_title: str | None,
    record_authors: _Texts,
    record_year: int | None,
    record_identifiers: _Texts,
) -> list[str] | None:
    """Compare a row of ``reference`` with one of ``record``.

    Returns:
        The levels of `Comparison`, or nothing when the two cannot be one work.
    """
    found = compare(
        (title or "", _texts(authors), year, raw or "", _texts(identifiers)),
        (record_title or "", _texts(record_authors), record_year, _texts(record_identifiers)),
    )
    return None if found is None else list(found)


def _texts(values: _Texts) -> tuple[str, ...]:
    """Return those texts that are there."""
    return tuple(value for value in values or () if value)
