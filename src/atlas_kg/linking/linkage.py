"""Linking references with a bibliography: one function, on either engine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Protocol, cast

from atlas_kg.errors import UsageError
from atlas_kg.linking import duckdb_engine, spark_engine
from atlas_kg.linking.bibliography_files import (
    FileForm,
    files_by_form,
    write_records,
    write_references,
)
from atlas_kg.linking.comparison import Comparison
from atlas_kg.linking.decision import Outcome, decide
from atlas_kg.linking.records import BibliographicRecord, Reference

__all__ = ["DEFAULT_ENGINE", "ENGINES", "link", "outcomes"]


class _Engine(Protocol):
    """What finds and compares candidate pairs."""

    def __call__(
        self, references: Path, files: Mapping[FileForm, Sequence[Path]], folder: Path, memory: int
    ) -> Iterator[tuple[object, ...]]: ...


DEFAULT_ENGINE = "duckdb"
ENGINES: Mapping[str, _Engine] = {
    DEFAULT_ENGINE: duckdb_engine.compared_rows,
    "spark": spark_engine.compared_rows,
}


def link(
    references: Iterable[Reference],
    records: Path | Iterable[BibliographicRecord],
    engine: str = DEFAULT_ENGINE,
    memory: int = 1024,
) -> tuple[Outcome, ...]:
    """Find the record of each reference.

    Args:
        references: What is sought.
        records: The bibliography: records, or a file or folder of files, which may be larger than
            the memory.
        engine: A key of `ENGINES`; all give the same answers.
        memory: What the engine may keep in memory, in MiB; the rest goes to a temporary folder.

    Returns:
        One answer for each reference, in their order: a match with its probability, no match, or
        the works among which a person must choose.

    Raises:
        UsageError: The engine is not known or not installed, or a file is not what its name says.
    """
    return tuple(outcomes(references, records, engine, memory))


def outcomes(
    references: Iterable[Reference],
    records: Path | Iterable[BibliographicRecord],
    engine: str = DEFAULT_ENGINE,
    memory: int = 1024,
) -> Iterator[Outcome]:
    """Yield what `link` returns, without keeping it."""
    if engine not in ENGINES:
        raise UsageError(f"There is no engine '{engine}'. Choose one of {', '.join(ENGINES)}.")
    with tempfile.TemporaryDirectory(prefix="atlas-kg-linking-") as name:
        folder = Path(name)
        sought = folder / "references.jsonl"
        identifiers = write_references(references, sought)
        if isinstance(records, Path):
            files = files_by_form(records)
        else:
            known = folder / "records.jsonl"
            write_records(records, known)
            files = {FileForm.RECORDS: (known,)}
        rows = ENGINES[engine](sought, files, folder, memory) if identifiers else iter(())
        answered = 0
        for number, group in groupby(rows, key=itemgetter(0)):
            place = cast("int", number)
            # A reference without candidates has no rows.
            yield from (decide(missing, ()) for missing in identifiers[answered:place])
            yield decide(identifiers[place], map(_pair, group))
            answered = place + 1
        yield from (decide(missing, ()) for missing in identifiers[answered:])


def _pair(row: tuple[object, ...]) -> tuple[BibliographicRecord, Comparison]:
    """Return the record of a row, and in what it agrees with the reference."""
    _, key, title, authors, year, identifiers, levels = row
    record = BibliographicRecord(
        id=cast("str", key),
        title=cast("str | None", title) or "",
        authors=_texts(authors),
        year=cast("int | None", year),
        identifiers=_texts(identifiers),
    )
    return record, Comparison(*cast("Sequence[str]", levels))


def _texts(values: object) -> tuple[str, ...]:
    """Return those texts of a column that are there."""
    return tuple(value for value in cast("Sequence[str | None] | None", values) or () if value)
