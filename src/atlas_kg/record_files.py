"""Writing contributed files: each whole or not at all, and none over another one."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from atlas_kg import resources
from atlas_kg.errors import UsageError

__all__ = ["ClashError", "create", "rewrite", "writable"]


class ClashError(UsageError):
    """Somebody else wrote the file meanwhile; it stays as they left it."""


def writable(data: Path) -> Path:
    """Return a folder of contributed literature into which records may be written.

    Args:
        data: The folder.

    Raises:
        UsageError: It belongs to an installed package.
    """
    if resources.is_installed(data):
        raise UsageError(
            f"{data} belongs to the installed atlas-kg, which does not change itself. Work on a "
            f"copy: cp -r {data} mydata, then add --data mydata."
        )
    return data


def create(file: Path, text: str) -> None:
    """Write a file that is not there yet; its folder is made if it is missing.

    Raises:
        ClashError: There is such a file already; it stays.
        UsageError: It cannot be written. Then nothing is written.
    """
    partial = _partial(file, text)
    try:
        # A link fails where a file is, also one that came a moment ago.
        os.link(partial, file)
    except FileExistsError as error:
        raise ClashError(f"{file} is there already. Edit it, or choose another name.") from error
    except OSError as error:
        raise _unwritable(file, error) from error
    finally:
        partial.unlink(missing_ok=True)


def rewrite(file: Path, old: bytes, text: str) -> None:
    """Write a new text in the place of the one that was read.

    Who rewrites a file keeps the others who do so out of its folder meanwhile, so that nobody
    replaces what was written after they compared.

    Args:
        file: The file.
        old: What it held when it was read.
        text: What it shall hold.

    Raises:
        ClashError: Somebody changed the file meanwhile; it stays as it is.
        UsageError: It cannot be written. Then it stays as well.
    """
    partial = _partial(file, text)
    try:
        # A power cut must not leave an empty file where one with content was.
        with partial.open("rb") as stream:
            os.fsync(stream.fileno())
        with _alone(file.parent):
            if file.read_bytes() != old:
                raise ClashError(f"{file} was changed meanwhile. Try again.")
            partial.replace(file)
    except OSError as error:
        raise _unwritable(file, error) from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a folder against other processes that rewrite files in it; no file is left behind."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        # The system lets go of the folder with this, as it does when the process dies.
        os.close(held)


def _partial(file: Path, text: str) -> Path:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    except OSError as error:
        raise _unwritable(file, error) from error
    partial = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        partial.chmod(0o644)
    except BaseException as error:
        # Neither a full disk nor an interruption leaves half a file behind.
        partial.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(file, error) from error
        raise
    return partial


def _unwritable(file: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{file} cannot be written: {error.strerror}. Name a folder of data that you may write to."
    )
