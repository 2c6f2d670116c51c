"""Bibliographies as files, in whichever format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from atlas_kg.bibliography.bibtex import read_bibtex
from atlas_kg.bibliography.csl_file import read_csl
from atlas_kg.bibliography.entry import Entry
from atlas_kg.bibliography.ris import read_ris
from atlas_kg.errors import UsageError

__all__ = ["FORMATS", "format_of_name", "read_bibliography"]

FORMATS: Mapping[str, Callable[[str, str], Iterator[Entry]]] = {
    "bib": read_bibtex,
    "json": read_csl,
    "ris": read_ris,
}
"""What reads a bibliography, by format, which is the suffix of its file."""

_MOST_BYTES = 100_000_000
"""A hundred thousand entries have about as many."""


def format_of_name(name: str) -> str | None:
    """Return the format that the suffix of a file names; None if it is no known one."""
    suffix = name.rpartition(".")[2].lower()
    return {"bibtex": "bib", "csl": "json"}.get(suffix, suffix if suffix in FORMATS else None)


def read_bibliography(content: bytes, form: str, source: str) -> tuple[Entry, ...]:
    """Return the entries of a bibliography in the order of the file.

    Args:
        content: The file.
        form: One of `FORMATS`.
        source: The name of the file, as messages and records tell it.

    Raises:
        UsageError: It is too large, no UTF-8, or not of the format, or it has no entry.
    """
    if len(content) > _MOST_BYTES:
        raise UsageError(
            f"{source} is larger than {_MOST_BYTES // 1_000_000:,} MB. Divide it into several."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{source}:{line} is not UTF-8 text. Save the file as UTF-8, such as by "
            "'iconv -f latin1 -t utf8'."
        ) from error
    entries = tuple(FORMATS[form](text, source))
    if not entries:
        raise UsageError(
            f"{source} holds no entry that reads as {form}. Name its format by --format: "
            f"{', '.join(FORMATS)}."
        )
    return entries
