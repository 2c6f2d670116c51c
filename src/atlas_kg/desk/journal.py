"""The journal of a publication: what is about to change in a folder of data, kept until it has.

It stands in the folder itself before the first file changes (a redo log: Mohan et al. 1992, ARIES,
https://doi.org/10.1145/128765.128770). A server that is killed meanwhile finishes at its next start
what the journal says. It is never taken back then, since the store may hold the change already.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from atlas_kg.desk.refusal import RefusedError
from atlas_kg.errors import UsageError
from atlas_kg.record_files import create, rewrite

__all__ = ["Entry", "Journal", "finish"]

_NAME = ".publishing.json"


@dataclass(frozen=True)
class Entry:
    """A file that changes.

    Attributes:
        path: Where it lies, from the folder of the data on.
        before: What it holds before; None where there is none.
        after: What it is to hold.
    """

    path: Path
    before: str | None
    after: str

    def place(self, data: Path) -> None:
        """Write it.

        Args:
            data: The folder of the data.

        Raises:
            UsageError: It cannot be written, or somebody changed it meanwhile.
        """
        if self.before is None:
            create(data / self.path, self.after)
        else:
            rewrite(data / self.path, self.before.encode(), self.after)


class Journal:
    """The journal of a publication that is under way; no other one can begin meanwhile.

    Args:
        data: The folder of the data.
        entries: All that is about to change.

    Raises:
        UsageError: Something else is being published there, or was cut off and is not finished yet,
            or nothing can be written. Then nothing is.
    """

    def __init__(self, data: Path, entries: Sequence[Entry]) -> None:
        self._data = data
        self._held = _hold(data)
        try:
            _write(data, entries)
        except BaseException:
            os.close(self._held)
            raise

    def close(self, changed: Iterable[Path] = ()) -> None:
        """Remove it, once all of its files are as they shall stay.

        Args:
            changed: The files that have changed, from the folder of the data on.

        Raises:
            OSError: The disk fails. Then it stays, and the next start goes through it again.
        """
        try:
            _remove(self._data, changed)
        finally:
            self.leave()

    def leave(self) -> None:
        """Leave it as it is, for the next start to finish; let others have the folder."""
        if self._held >= 0:
            os.close(self._held)
            self._held = -1


def finish(data: Path, tell: Callable[[str], None]) -> None:
    """Finish a publication that was cut off, if there is one.

    Args:
        data: The folder of the data.
        tell: Told by one line what is done.

    Raises:
        UsageError: Another server is at it, somebody has changed a file meanwhile, or it cannot be
            written. Then the journal stays, and nothing may be served from the folder.
    """
    if not _file(data).is_file():
        return
    held = _hold(data)
    try:
        entries = _read(data)
        # All are looked at before the first one is written.
        missing = [entry for entry in entries if not _is_placed(data, entry)]
        tell(f"Finishing a publication that was cut off: {len(entries)} files in {data} …")
        for entry in missing:
            _sweep(data, entry)
            entry.place(data)
        _remove(data, (entry.path for entry in entries))
    except OSError as error:
        raise UsageError(
            f"A publication into {data} was cut off and cannot be finished: {error.strerror}. See "
            "to it that the folder can be written, and start the server again."
        ) from error
    finally:
        os.close(held)


def _is_placed(data: Path, entry: Entry) -> bool:
    file = data / entry.path
    found = file.read_bytes() if file.exists() else None
    if found == entry.after.encode():
        return True
    if found != (None if entry.before is None else entry.before.encode()):
        raise UsageError(
            f"{file} was changed after a publication was cut off, which {_file(data)} describes. "
            "Bring the file back to what stands there as 'before' or 'after', and start the server "
            "again, which finishes the publication."
        )
    return False


def _sweep(data: Path, entry: Entry) -> None:
    """Remove what a killed process had begun of a new file, which nobody else writes."""
    if entry.before is None:
        for begun in (data / entry.path).parent.glob(f".{entry.path.name}.*"):
            begun.unlink(missing_ok=True)


def _write(data: Path, entries: Iterable[Entry]) -> None:
    files = [
        {"path": entry.path.as_posix(), "before": entry.before, "after": entry.after}
        for entry in entries
    ]
    begun = data / f"{_NAME}.new"
    if _file(data).exists():
        raise RefusedError(
            "An earlier publication was cut off. Whoever runs the server has to start it again, "
            "which finishes that one; nothing can be published before."
        )
    try:
        with begun.open("w", encoding="utf-8", newline="") as stream:
            json.dump({"files": files}, stream, ensure_ascii=False, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        begun.replace(_file(data))
        _sync(data)
    except OSError as error:
        for file in (begun, _file(data)):
            with suppress(OSError):
                file.unlink(missing_ok=True)
        raise UsageError(f"{data} cannot be written: {error.strerror}.") from error


def _read(data: Path) -> list[Entry]:
    try:
        held = json.loads(_file(data).read_text("utf-8"))
        entries = [Entry(Path(e["path"]), e["before"], e["after"]) for e in held["files"]]
        for entry in entries:
            _check(entry)
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(
            f"{_file(data)} is not the journal of a publication, which a server writes. Compare "
            "the folder with your last copy, remove this file, and start the server again."
        ) from error
    return entries


def _check(entry: Entry) -> None:
    """See to it that an entry names a file inside: the folder may have come from elsewhere."""
    path = PurePosixPath(entry.path.as_posix())
    is_inside = not path.is_absolute() and not any(part.startswith(".") for part in path.parts)
    texts = [entry.after] if entry.before is None else [entry.before, entry.after]
    if not is_inside or path.suffix != ".yaml" or not all(isinstance(t, str) for t in texts):
        raise ValueError(path)


def _remove(data: Path, changed: Iterable[Path]) -> None:
    """Remove the journal when a power cut can no longer undo what it says."""
    folders = {data}
    for path in changed:
        file = data / path
        folders.update(data / folder for folder in path.parents)
        if file.exists():
            _sync(file)
    for folder in folders:
        if folder.exists():
            _sync(folder)
    _file(data).unlink(missing_ok=True)
    _sync(data)


def _sync(path: Path) -> None:
    held = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _hold(data: Path) -> int:
    """Keep other processes from publishing into a folder; the system lets go of it with ours."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        held = os.open(data, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise UsageError(f"{data} cannot be read: {error.strerror}.") from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(held)
        raise RefusedError(
            "Another server publishes into the same folder of data at this moment. Try again in a "
            "minute."
        ) from error
    return held


def _file(data: Path) -> Path:
    return data / _NAME
