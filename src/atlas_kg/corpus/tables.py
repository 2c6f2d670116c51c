"""Tables of contributors: CSV files of which every field keeps its place."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.documents import UnreadableError
from atlas_kg.findings import Finding, Location, advice
from atlas_kg.source_rules import FIELDS, FORM, PLACES, READABLE, SYNTAX
from atlas_kg.suggestions import nearest

__all__ = ["Row", "read_table"]

_MOST_BYTES = 100_000_000
"""About a million works."""

_LONGEST = 20_000
"""Longer than any title or list of authors; a quote that is not closed swallows what follows."""

# What XML cannot carry, as in the other contributed files.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FIELD = re.compile(r'"(?:[^"]|"")*"|[^,"]*')


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Attributes:
        table: The file.
        line: The line at which the row begins.
        fields: The texts of the row, in the order of the columns.
    """

    table: Path
    line: int
    fields: tuple[str, ...]

    def place(self, column: int = 0) -> Location:
        """Return where a field stands; the file is read again, since few rows are wrong."""
        lines = self.table.read_text("utf-8-sig").split("\n")
        text = "\n".join(lines[self.line - 1 :])
        start = 0
        for _ in range(column):
            start += len(found[0]) + 1 if (found := _FIELD.match(text, start)) else 0
        before = text[:start].split("\n")
        return Location(self.table, self.line + len(before) - 1, len(before[-1]) + 1)


def read_table(path: Path, columns: Sequence[str]) -> Iterator[Row | Finding]:
    """Read a table.

    Args:
        path: The file: UTF-8, with a first line of the names of the columns (RFC 4180).
        columns: The names that they must have, in this order.

    Yields:
        The rows, and a finding for each row, or for the file, that cannot be read.
    """
    try:
        lines = _lines(path)
        yield from _rows(path, lines, columns)
    except UnreadableError as error:
        yield error.finding


def _lines(path: Path) -> list[str]:
    if path.is_symlink():
        raise UnreadableError(
            Location(path),
            "This is a symbolic link, which may lead out of the data.",
            "Put the file itself here.",
            rule=PLACES,
        )
    try:
        if not path.is_file():
            problem, what = "This is not a file.", "Put a file of text here, or remove it."
            raise UnreadableError(Location(path), problem, what, rule=READABLE)
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        problem = f"The file cannot be read: {error.strerror}."
        raise UnreadableError(
            Location(path), problem, "Check its permissions.", rule=READABLE
        ) from error
    if len(content) > _MOST_BYTES:
        problem = f"The file is larger than {_MOST_BYTES:,} bytes."
        raise UnreadableError(Location(path), problem, "Divide it.", rule=READABLE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problem = "The file is not UTF-8 text."
        raise UnreadableError(
            Location(path, line), problem, "Save the file as UTF-8.", rule=READABLE
        ) from error
    if found := _UNPRINTABLE.search(text):
        before = text[: found.start()]
        raise UnreadableError(
            Location(path, before.count("\n") + 1, len(before) - before.rfind("\n")),
            f"The file holds the sign U+{ord(found[0]):04X}, which no text can show.",
            "Remove it, or save the file as UTF-8 text.",
            rule=READABLE,
        )
    return text.splitlines(keepends=True) if "\n" not in text else _split(text)


def _split(text: str) -> list[str]:
    # Not at the other signs at which str.splitlines breaks: a title may hold them.
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")]


def _rows(path: Path, lines: list[str], columns: Sequence[str]) -> Iterator[Row | Finding]:
    if long := next((n for n, line in enumerate(lines, 1) if len(line) > 4 * _LONGEST), None):
        raise UnreadableError(
            Location(path, long),
            f"The line holds more than {4 * _LONGEST:,} signs.",
            "Shorten its texts, or end the line where the row ends.",
            rule=FORM,
        )
    reader = csv.reader(lines, strict=True)
    begin = 1
    try:
        _check_head(path, next(reader, []), columns)
        begin = reader.line_num + 1
        for fields in reader:
            if fields:
                yield _row(path, begin, fields, columns)
            begin = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(
            Location(path, begin),
            f"The row that begins here is not CSV: {error}.",
            'Put a text that holds a comma or a quote into quotes, and write " as "" inside them.',
            rule=SYNTAX,
        ) from error


def _check_head(path: Path, head: list[str], columns: Sequence[str]) -> None:
    if head == list(columns):
        return
    place = Location(path)
    named = ",".join(columns)
    strange = next((name for name in head if name not in columns), None)
    guess = nearest(strange, [c for c in columns if c not in head]) if strange else None
    raise UnreadableError(
        place,
        f"'{strange[:80]}' is not a column of this table."
        if strange
        else "The first line does not name the columns, in their order.",
        advice(f"Begin the file with the line {named}", guess),
        strange,
        rule=FIELDS,
    )


def _row(path: Path, line: int, fields: list[str], columns: Sequence[str]) -> Row | Finding:
    if len(fields) != len(columns):
        return Finding(
            f"The row has {len(fields)} fields, and the table has {len(columns)} columns.",
            "Put a text that holds a comma into quotes, and leave what is unknown empty between "
            "two commas.",
            Location(path, line),
            rule=FORM,
        )
    stripped = tuple(map(str.strip, fields))
    longest = max(stripped, key=len)
    if len(longest) > _LONGEST:
        name = columns[stripped.index(longest)]
        return Finding(
            f"The field '{name}' holds {len(longest):,} signs.",
            f"Shorten it to at most {_LONGEST:,}; perhaps a quote is not closed.",
            Location(path, line),
            name,
            rule=FORM,
        )
    return Row(path, line, stripped)
