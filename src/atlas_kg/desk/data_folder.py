"""Files that waited, written into the folder of contributed literature: all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.desk.journal import Entry, Journal
from atlas_kg.desk.refusal import RefusedError
from atlas_kg.desk.waiting_file import joined
from atlas_kg.literature import read_proposal
from atlas_kg.record_files import ClashError, rewrite, writable
from atlas_kg.record_shapes import RecordShapes

__all__ = ["OccupiedError", "Written", "write"]


class OccupiedError(RefusedError):
    """Files of the published data stand in the way.

    Attributes:
        paths: Which ones, from the folder of the data on.
    """

    def __init__(self, told: Mapping[Path, str]) -> None:
        super().__init__(" ".join(told.values()))
        self.paths = tuple(told)


@dataclass(frozen=True)
class Written:
    """Files that were written; their journal stays until it is said what becomes of them.

    Attributes:
        data: The folder in which they lie.
        entries: What each held before, and holds now.
    """

    data: Path
    entries: tuple[Entry, ...]
    _journal: Journal

    def keep(self) -> None:
        """Leave them as they are.

        Raises:
            OSError: The disk fails. The next start makes sure of them.
        """
        self._journal.close(entry.path for entry in self.entries)

    def undo(self) -> None:
        """Put everything back as it was; what somebody changed meanwhile stays as they left it.

        Raises:
            UsageError: Something cannot be put back. The next start writes all of it again.
            OSError: Likewise.
        """
        _undo(self.data, self.entries, self._journal)

    def leave(self) -> None:
        """Leave it to the next start to make sure of them, where nobody knows what became of it."""
        self._journal.leave()


def _undo(data: Path, entries: Sequence[Entry], journal: Journal) -> None:
    try:
        for entry in reversed(entries):
            _put_back(data / entry.path, entry)
        journal.close(entry.path for entry in entries)
    finally:
        journal.leave()


def _put_back(file: Path, entry: Entry) -> None:
    if not file.is_file() or file.read_bytes() != entry.after.encode():
        return
    if entry.before is None:
        file.unlink()
        return
    with suppress(ClashError):
        rewrite(file, entry.after.encode(), entry.before)


def write(data: Path, files: Mapping[Path, str], shapes: RecordShapes) -> Written:
    """Write files into a folder of contributed literature.

    Whenever this process is killed, `finish` makes all of it stand there, or nothing was written.

    Args:
        data: The folder.
        files: The texts, by where they are to lie in it, each after those that it needs.
        shapes: All kinds of record.

    Returns:
        What was written, which is to be kept or undone.

    Raises:
        OccupiedError: Files are there already. Then nothing is written.
        UsageError: A file cannot be written. Then nothing is written.
    """
    writable(data)
    entries = _planned(data, files, shapes)
    journal = Journal(data, entries)
    try:
        for entry in entries:
            entry.place(data)
    except BaseException:
        _undo(data, entries, journal)
        raise
    return Written(data, entries, journal)


def _planned(data: Path, files: Mapping[Path, str], shapes: RecordShapes) -> tuple[Entry, ...]:
    told: dict[Path, str] = {}
    entries = []
    for path, text in files.items():
        file = data / path
        old = file.read_bytes().decode() if file.is_file() else None
        try:
            whole = text if old is None else _grown(path, old, text, shapes)
        except RefusedError as error:
            told[path] = str(error)
        else:
            entries.append(Entry(path, old, whole))
    if told:
        raise OccupiedError(told)
    return tuple(entries)


def _grown(path: Path, old: str, text: str, shapes: RecordShapes) -> str:
    """Return a file of decisions with further ones; other files are whole as they are."""
    kind = next((s for s in shapes.by_kind.values() if s.directory == path.parts[0]), None)
    grown = joined(old, text, kind.section) if kind and kind.section else None
    if grown is None or path.parts[0] != "adjudications":
        raise RefusedError(
            f"There is a file {path.as_posix()} among the published data already. Compare the two "
            "and join them by hand."
        )
    if read_proposal(path, grown.encode(), shapes).findings:
        raise RefusedError(
            f"What is decided in {path.as_posix()} does not fit beside what the published file "
            "says. Join the two by hand."
        )
    return grown
