"""JSON Lines (https://jsonlines.org) read line by line, to tell in which line something stands."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from atlas_kg.errors import UsageError
from atlas_kg.reference.json_text import is_text

__all__ = ["first_object", "mistake", "place_of"]


_HALF = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
"""What a lone surrogate looks like, alone or with the one that makes it whole."""


def first_object(path: Path) -> Mapping[str, object]:
    """Return the first object of a file, empty if the file is.

    Raises:
        UsageError: There is something else, or the file cannot be read.
    """
    return next((found for _, found in _objects(path)), {})


def mistake(paths: Iterable[Path]) -> UsageError | None:
    """Return what is wrong with the first line that is no object; None if all lines are one.

    An engine counts the lines of a file by its parts, and one too far where it stopped.
    """
    for path in paths:
        try:
            for _ in _objects(path):
                pass
        except UsageError as error:
            return error
    return None


def place_of(identifier: str, paths: Iterable[Path]) -> str | None:
    """Return the file and the line of the record of an identifier; None if it is in none."""
    for path in paths:
        for number, found in _objects(path):
            if found.get("id") == identifier:
                return f"{path}, line {number}"
    return None


def _objects(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in _lines(path):
        try:
            found = json.loads(line)
        except RecursionError as error:
            raise _unreadable(path, number, "it nests too deep") from error
        except json.JSONDecodeError as error:
            raise _unreadable(path, number, f"{error.msg} at sign {error.colno}") from error
        except UnicodeDecodeError as error:
            raise _unreadable(path, number, "it is not UTF-8 text") from error
        except ValueError as error:
            # A number of thousands of digits, for instance.
            raise _unreadable(path, number, str(error)) from error
        if not isinstance(found, dict):
            raise _unreadable(path, number, "it is no JSON object")
        if _HALF.search(line) and not is_text(found):
            raise _unreadable(path, number, "a text in it holds half a sign (a lone surrogate)")
        yield number, found


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, with their numbers."""
    is_packed = path.suffix == ".gz"
    try:
        with gzip.open(path) if is_packed else path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, zlib.error) as error:
        what = "is no whole gzip file" if is_packed else "cannot be read"
        raise UsageError(f"{path} {what} ({error}). Copy it here anew.") from error


def _unreadable(path: Path, number: int, why: str) -> UsageError:
    return UsageError(
        f"{path}, line {number} cannot be read: {why}. Write one JSON object on each line."
    )
