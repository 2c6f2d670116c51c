"""Linking with DuckDB, in this process: the default, fit for files of millions of records.

DuckDB reads the files as streams and moves to disk what does not fit the memory it may take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas_kg.errors import UsageError
from atlas_kg.linking.bibliography_files import (
    OPENALEX_COLUMNS,
    FileForm,
    table_selection,
    unreadable,
)
from atlas_kg.linking.candidate_pairs import (
    COMPARED,
    RECORD_COLUMNS,
    REFERENCE_COLUMNS,
    levels,
    record_keys,
    reference_keys,
    steps,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

__all__ = ["compared_rows"]

_ROWS = 10_000
# Works of large collaborations list thousands of authors with their affiliations.
_LONGEST_LINE = 67_108_864
_FUNCTIONS: tuple[tuple[str, Callable[..., list[str] | None], list[Any]], ...] = (
    ("reference_keys", reference_keys, list(REFERENCE_COLUMNS.values())[1:]),
    ("record_keys", record_keys, list(RECORD_COLUMNS.values())[1:]),
    ("levels", levels, [*list(REFERENCE_COLUMNS.values())[1:], *list(RECORD_COLUMNS.values())[1:]]),
)


def compared_rows(
    references: Path, files: Mapping[FileForm, Sequence[Path]], folder: Path, memory: int
) -> Iterator[tuple[object, ...]]:
    """Yield the pairs that may be one work: `COMPARED`, in the order of references.

    Args:
        references: JSON Lines as `write_references` writes them.
        files: The files of the bibliography by their form.
        folder: An empty folder for what does not fit the memory.
        memory: The memory that DuckDB may take, in MiB.

    Raises:
        UsageError: DuckDB is not installed, or a file is not what its name says.
    """
    try:
        import duckdb  # noqa: PLC0415
        from duckdb import DuckDBPyRelation  # noqa: PLC0415
        from duckdb.func import FunctionNullHandling  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "DuckDB, which links references, is not installed. Install it: pip install duckdb."
        ) from error
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory}MiB",
        # Order is asked for where it matters; keeping it elsewhere would take memory.
        "preserve_insertion_order": False,
        "temp_directory": str(folder / "spilled"),
    }
    with duckdb.connect(folder / "linking.duckdb", config=settings) as connection:
        for name, function, types in _FUNCTIONS:
            connection.create_function(
                name, function, types, "VARCHAR[]", null_handling=FunctionNullHandling.SPECIAL
            )
        try:
            _json(connection, [references], REFERENCE_COLUMNS).create_view("reference")
            records = [_records(connection, *each) for each in files.items()]
            reduce(DuckDBPyRelation.union, records).create_view("record")
            for step in steps("unnest"):
                connection.sql(step.query).create(step.table)
            rows = connection.execute(COMPARED)
            while found := rows.fetchmany(_ROWS):
                yield from found
        except duckdb.Error as error:
            raise unreadable(files, str(error).splitlines()[0]) from error


def _records(
    connection: DuckDBPyConnection, form: FileForm, paths: Sequence[Path]
) -> DuckDBPyRelation:
    """Return the records of files of one form, read anew each time that they are used."""
    if form is FileForm.OPENALEX:
        return _json(connection, paths, OPENALEX_COLUMNS).project(
            "id, coalesce(title, display_name) AS title, "
            "[authorship.author.display_name FOR authorship IN authorships] AS authors, "
            "publication_year AS year, ['doi:' || substr(doi, 17)] AS identifiers"
        )
    if form is FileForm.RECORDS:
        return _json(connection, paths, RECORD_COLUMNS)
    names = list(map(str, paths))
    if form is FileForm.PARQUET:
        table = connection.read_parquet(names, union_by_name=True)
    else:
        table = connection.read_csv(names, header=True, all_varchar=True)
    lists = {
        name: str(kind).endswith("[]")
        for name, kind in zip(table.columns, table.types, strict=True)
    }
    return table.project(", ".join(table_selection(paths[0], lists, "string_split")))


def _json(
    connection: DuckDBPyConnection, paths: Sequence[Path], columns: dict[str, str]
) -> DuckDBPyRelation:
    """Return columns of JSON Lines; a line that is no object stops the run."""
    return connection.read_json(
        list(map(str, paths)),
        columns=columns,
        format="newline_delimited",
        maximum_object_size=_LONGEST_LINE,
    )
