"""Backups: the data of a store in a folder of their own, whole and with digests.

    backup.json  what the folder is, when and from what it was made, and the digest of each file
    store/       a checkpoint of the engine

A backup gets its name when it is complete, so one that was broken off is never taken for one.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import pyoxigraph as ox

from atlas_kg import __version__
from atlas_kg.errors import UsageError
from atlas_kg.workers.checkpoints import copy, drop, sync

__all__ = ["Backup", "describe", "main", "read", "write"]

_FORMAT = "atlas-kg backup 1"
_MANIFEST = "backup.json"
_STORE = "store"
_PDEATHSIG = 1
_begun: list[Path] = []
"""What this process is filling, and must not leave behind unfinished."""


@dataclass(frozen=True)
class Backup:
    """What a backup says of itself.

    Attributes:
        time: When it was made, in UTC.
        generation: The generation of the data.
        quads: How many quads there are.
        sources: The fingerprint of the sources from which the data were last taken.
        version: The version of this software that made it.
        files: The SHA-256 digest of each file by its name.
        format: What it is, and by which rules.
    """

    time: str
    generation: int
    quads: int
    sources: str
    version: str = __version__
    files: dict[str, str] = field(default_factory=dict)
    format: str = _FORMAT


def write(checkpoint: Path, destination: Path, generation: int, sources: str) -> Backup:
    """Write a backup.

    Args:
        checkpoint: The data.
        destination: The folder to make.
        generation: The generation of the data.
        sources: The fingerprint of their sources.

    Returns:
        What was written.

    Raises:
        UsageError: It cannot be written.
    """
    if destination.exists() or destination.is_symlink():
        raise UsageError(f"{destination} is there already. Name a folder that is not there yet.")
    if not destination.parent.is_dir():
        raise UsageError(
            f"There is no folder {destination.parent} to write the backup to. Make it first."
        )
    # The name is known, so that the next backup clears away what one that was broken off left.
    partial = destination.with_name(f".{destination.name}.unfinished")
    with _told(destination), _alone(partial):
        backup = Backup(
            time=datetime.now(UTC).isoformat(timespec="seconds"),
            generation=generation,
            quads=_count(checkpoint),
            sources=sources,
            files=copy(checkpoint, partial / _STORE),
        )
        with (partial / _MANIFEST).open("w", encoding="utf-8") as file:
            json.dump(asdict(backup), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        sync(partial)
        partial.rename(destination)
        sync(destination.parent)
    return backup


def read(source: Path, target: Path) -> Backup:
    """Copy the data of a backup, and see that they are what was written.

    Args:
        source: The backup.
        target: The folder to make.

    Returns:
        What the backup says of itself.

    Raises:
        UsageError: It is no backup, it is damaged, or it cannot be copied.
    """
    backup = describe(source)
    drop(target)
    _begun.append(target)
    try:
        with _told(target):
            found = copy(source / _STORE, target)
            _check(source, backup, found, target)
    except BaseException:
        drop(target)
        raise
    finally:
        _begun.remove(target)
    return backup


def describe(source: Path) -> Backup:
    """Return what a backup says of itself.

    Raises:
        UsageError: It is no backup.
    """
    if not source.is_dir():
        raise UsageError(f"There is no folder {source}. Name one that 'atlas-kg backup' wrote.")
    try:
        fields = json.loads((source / _MANIFEST).read_text("utf-8"))
        known = isinstance(fields["files"], dict) and (source / _STORE).is_dir()
        backup = Backup(**fields)
    except (OSError, ValueError, TypeError, KeyError):
        known = False
    if not known:
        raise UsageError(
            f"{source} is no backup of a store. Name a folder that 'atlas-kg backup' wrote."
        )
    if backup.format != _FORMAT:
        raise UsageError(
            f"{source} is '{backup.format}', and this version reads '{_FORMAT}'. Use the version "
            f"that wrote it ({backup.version})."
        )
    return backup


def main() -> None:
    """Write or read a backup for a server, and print what came of it as JSON.

    The arguments are the process id of the server, ``write`` or ``read``, and what that takes.
    """
    server, verb, source, target, *more = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(server):
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _clear_away)
    os.nice(10)
    try:
        if verb == "write":
            told = asdict(write(Path(source), Path(target), int(more[0]), more[1]))
        else:
            told = asdict(read(Path(source), Path(target)))
    except UsageError as error:
        told = {"error": str(error)}
    sys.stdout.write(json.dumps(told))


def _clear_away(_signal: int, _frame: FrameType | None) -> None:
    """End this process, and leave nothing of what it has begun, whatever it is just doing."""
    for folder in _begun:
        drop(folder)
    os._exit(1)


@contextmanager
def _alone(partial: Path) -> Iterator[None]:
    """Make a folder that nobody else fills, and that is gone afterwards."""
    # It must not be stopped between making the folder and knowing that it has.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        partial.mkdir(exist_ok=True)
        handle = os.open(partial, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _begun.append(partial)
        except BlockingIOError as error:
            os.close(handle)
            raise UsageError(
                f"Another backup is just being written to {partial}. Name another folder."
            ) from error
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    try:
        for each in partial.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        yield
    finally:
        drop(partial)
        _begun.remove(partial)
        os.close(handle)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Tell in words why a folder could not be written."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        advice = "Make room on the disk." if full else "Name one that you may write to."
        reason = error.strerror or str(error)
        raise UsageError(f"{folder} cannot be written: {reason}. {advice}") from error


def _check(source: Path, backup: Backup, found: dict[str, str], copied: Path) -> None:
    for name in sorted({*found, *backup.files}):
        if found.get(name) != backup.files.get(name):
            raise UsageError(
                f"The backup {source} is damaged: its file {_STORE}/{name} is not what was "
                "written. Use another backup."
            )
    if (quads := _count(copied)) != backup.quads:
        raise UsageError(
            f"The backup {source} is damaged: it holds {quads} quads, and should hold "
            f"{backup.quads}. Use another backup."
        )


def _count(checkpoint: Path) -> int:
    return len(ox.Store.read_only(str(checkpoint)))


if __name__ == "__main__":
    main()
