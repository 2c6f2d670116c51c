"""Checkpoints: folders of the engine that hold one state of a store and are never written again.

The engine makes them of hard links where it can. Its sorted tables are written once; all other
files it changes in place, so a copy that is to be written shares the tables alone.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

__all__ = ["clone", "copy", "drop", "size", "sync"]

_TABLE = ".sst"
_CHUNK = 1 << 20


def clone(checkpoint: Path, target: Path) -> None:
    """Make a folder that a store can be opened in, at the cost of a few links.

    Args:
        checkpoint: What it is to hold.
        target: The folder to make, on the same file system.

    Raises:
        OSError: It cannot be made.
    """
    target.mkdir()
    for file in checkpoint.iterdir():
        if file.suffix == _TABLE:
            (target / file.name).hardlink_to(file)
        else:
            shutil.copyfile(file, target / file.name)


def copy(checkpoint: Path, target: Path) -> dict[str, str]:
    """Copy a checkpoint to any file system, so that it survives a loss of power.

    Args:
        checkpoint: What to copy.
        target: The folder to make.

    Returns:
        The SHA-256 digest of each file by its name.

    Raises:
        OSError: It cannot be copied.
    """
    target.mkdir()
    digests = {}
    for file in sorted(checkpoint.iterdir()):
        digest = hashlib.sha256()
        with file.open("rb") as source, (target / file.name).open("xb") as sink:
            while part := source.read(_CHUNK):
                digest.update(part)
                sink.write(part)
            sink.flush()
            os.fsync(sink.fileno())
        digests[file.name] = digest.hexdigest()
    sync(target)
    return digests


def drop(folder: Path) -> None:
    """Remove a folder; what cannot be removed now is removed when the store is next opened."""
    shutil.rmtree(folder, ignore_errors=True)


def size(folder: Path) -> int:
    """Return how many bytes a folder takes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def sync(folder: Path) -> None:
    """Have the names in a folder survive a loss of power.

    Raises:
        OSError: They cannot be written.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
