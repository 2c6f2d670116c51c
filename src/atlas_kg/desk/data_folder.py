"""Files that waited, written into the folder of contributed literature: all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.desk.refusal import RefusedError
from atlas_kg.desk.waiting_file import joined
from atlas_kg.errors import UsageError
from atlas_kg.literature import read_proposal
from atlas_kg.record_files import create, rewrite, writable
from atlas_kg.record_shapes import RecordShapes

__all__ = ["Written", "write"]


@dataclass(frozen=True)
class Written:
    """Files that were written.

    Attributes:
        before: What each held before, by where it lies; None where there was none.
        after: What each holds now.
    """

    before: Mapping[Path, bytes | None]
    after: Mapping[Path, str]

    def undo(self) -> None:
        """Put everything back as it was; what somebody changed meanwhile stays as they left it."""
        for file, text in reversed(tuple(self.after.items())):
            before = self.before[file]
            with suppress(UsageError, OSError):
                if before is not None:
                    rewrite(file, text.encode(), before.decode())
                elif file.read_bytes() == text.encode():
                    file.unlink()


def write(data: Path, files: Mapping[Path, str], shapes: RecordShapes) -> Written:
    """Write files into a folder of contributed literature.

    Args:
        data: The folder.
        files: The texts, by where they are to lie in it, each after those that it needs.
        shapes: All kinds of record.

    Returns:
        What was written, which can be undone.

    Raises:
        UsageError: A file is there already, or cannot be written. Then nothing is written.
    """
    writable(data)
    before: dict[Path, bytes | None] = {}
    after: dict[Path, str] = {}
    try:
        for path, text in files.items():
            file = data / path
            old = file.read_bytes() if file.is_file() else None
            whole = text if old is None else _grown(path, old, text, shapes)
            if old is None:
                create(file, whole)
            else:
                rewrite(file, old, whole)
            before[file], after[file] = old, whole
    except BaseException:
        Written(before, after).undo()
        raise
    return Written(before, after)


def _grown(path: Path, old: bytes, text: str, shapes: RecordShapes) -> str:
    """Return a file of decisions with further ones; other files are whole as they are."""
    kind = next((s for s in shapes.by_kind.values() if s.directory == path.parts[0]), None)
    grown = joined(old.decode(), text, kind.section) if kind and kind.section else None
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
