"""Files that hold a bibliography: what columns they have, and how these become records.

An engine reads the file itself, as a stream; here stands what it selects. Three forms are known:
the works of OpenAlex (https://developers.openalex.org), JSON Lines of our own form, and tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from enum import Enum
from pathlib import Path

from atlas_kg.errors import UsageError
from atlas_kg.linking.json_lines import first_object, mistake
from atlas_kg.linking.records import BibliographicRecord, Reference

__all__ = [
    "OPENALEX_COLUMNS",
    "FileForm",
    "files_by_form",
    "table_selection",
    "unreadable",
    "write_records",
    "write_references",
]

# The fields of a work that are read; a work has about fifty. In the types of DuckDB.
OPENALEX_COLUMNS = {
    "id": "VARCHAR",
    "doi": "VARCHAR",
    "title": "VARCHAR",
    "display_name": "VARCHAR",
    "publication_year": "BIGINT",
    "authorships": "STRUCT(author STRUCT(display_name VARCHAR))[]",
}
_KNOWN = ".jsonl, .jsonl.gz, .parquet, .csv or .csv.gz"


class FileForm(Enum):
    """The forms of a file."""

    OPENALEX = "works of OpenAlex"
    RECORDS = "JSON Lines with id, title, authors, year and identifiers"
    PARQUET = "Parquet"
    CSV = "CSV"


def files_by_form(path: Path) -> dict[FileForm, tuple[Path, ...]]:
    """Return the files of a bibliography by their form.

    Args:
        path: A file, or a folder with all files below it, such as ``data/works`` of an OpenAlex
            snapshot. Suffix and, for JSON Lines, the first line tell the form; JSON Lines and CSV
            may be compressed (``.gz``).

    Raises:
        UsageError: There is no such file, or its form is not known.
    """
    if path.is_dir():
        found = sorted(each for each in path.rglob("*") if _suffix(each) is not None)
    else:
        found = [path]
    if not found or not found[0].is_file():
        raise UsageError(f"{path} holds no bibliography. Name a file, or a folder with {_KNOWN}.")
    forms: dict[FileForm, tuple[Path, ...]] = {}
    for each in found:
        form = _form(each)
        forms[form] = (*forms.get(form, ()), each)
    return forms


def _suffix(path: Path) -> str | None:
    """Return the suffix that tells the form, if it is one that is known."""
    suffix = Path(path.name.removesuffix(".gz")).suffix
    if suffix == "" and path.suffix == ".gz":
        # The parts of an OpenAlex snapshot are named so.
        return ".jsonl"
    known = suffix in {".jsonl", ".ndjson", ".csv"} or path.suffix == ".parquet"
    return suffix if known else None


def _form(path: Path) -> FileForm:
    """Return the form of a file."""
    suffix = _suffix(path)
    if suffix is None:
        raise UsageError(f"{path} has no suffix that tells what it holds. Name it {_KNOWN}.")
    if suffix == ".parquet":
        return FileForm.PARQUET
    if suffix == ".csv":
        return FileForm.CSV
    return FileForm.OPENALEX if "authorships" in first_object(path) else FileForm.RECORDS


def unreadable(files: Mapping[FileForm, Sequence[Path]], why: str) -> UsageError:
    """Return the error of a bibliography that an engine cannot read.

    Args:
        files: Its files by their form.
        why: What the engine says, in which the name of a file may stand.
    """
    lines = [path for form in (FileForm.OPENALEX, FileForm.RECORDS) for path in files.get(form, ())]
    named = [path for path in lines if str(path) in why]
    return mistake(named or lines) or UsageError(f"The bibliography cannot be read: {why}")


def table_selection(path: Path, lists: Mapping[str, bool], split: str) -> tuple[str, ...]:
    """Return the expressions of SQL that make records of the rows of a table.

    Args:
        path: The file, for messages.
        lists: The columns of the table, and whether each holds lists.
        split: What the engine calls the function that splits a text.

    Raises:
        UsageError: The table lacks a column that it needs.
    """
    if not {"id", "title"} <= lists.keys():
        raise UsageError(
            f"{path} has the columns {', '.join(lists)}. A bibliography needs 'id' and 'title', "
            "and may have 'authors', 'year' and 'identifiers', the names separated by '; '."
        )
    year = "TRY_CAST(year AS BIGINT)" if "year" in lists else "CAST(NULL AS BIGINT)"
    authors, identifiers = (_names(name, lists, split) for name in ("authors", "identifiers"))
    return "id", "title", authors, f"{year} AS year", identifiers


def _names(column: str, lists: Mapping[str, bool], split: str) -> str:
    """Return what is selected to get a list."""
    if column not in lists:
        return f"{split}(NULL, '; ') AS {column}"
    return column if lists[column] else f"{split}({column}, '; ') AS {column}"


def write_references(references: Iterable[Reference], path: Path) -> tuple[str, ...]:
    """Write references for an engine to read, numbered in their order.

    Returns:
        Their identifiers.
    """
    identifiers = []
    with path.open("w", encoding="utf-8", errors="replace") as file:
        for number, reference in enumerate(references):
            identifiers.append(reference.id)
            file.write(_line({"number": number} | asdict(reference)))
    return tuple(identifiers)


def write_records(records: Iterable[BibliographicRecord], path: Path) -> None:
    """Write records for an engine to read, without keeping them."""
    with path.open("w", encoding="utf-8", errors="replace") as file:
        file.writelines(_line(asdict(record)) for record in records)


def _line(fields: Mapping[str, object]) -> str:
    """Return a line of JSON Lines."""
    return json.dumps(fields, ensure_ascii=False) + "\n"
