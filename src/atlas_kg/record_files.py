"""Writing contributed files: each whole or not at all, and none over another one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from atlas_kg import resources
from atlas_kg.errors import UsageError

__all__ = ["create", "rewrite", "writable"]


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
        UsageError: There is such a file already, or it cannot be written. Then nothing is written.
    """
    partial = _partial(file, text)
    try:
        # A link fails where a file is, also one that came a moment ago.
        os.link(partial, file)
    except FileExistsError as error:
        raise UsageError(f"{file} is there already. Edit it, or choose another name.") from error
    except OSError as error:
        raise _unwritable(file, error) from error
    finally:
        partial.unlink(missing_ok=True)


def rewrite(file: Path, old: bytes, text: str) -> None:
    """Write a new text in the place of the one that was read.

    Args:
        file: The file.
        old: What it held when it was read.
        text: What it shall hold.

    Raises:
        UsageError: Somebody changed the file meanwhile, or it cannot be written. Then it stays.
    """
    partial = _partial(file, text)
    try:
        if file.read_bytes() != old:
            raise UsageError(f"{file} was changed meanwhile. Try again.")
        partial.replace(file)
    except OSError as error:
        raise _unwritable(file, error) from error
    finally:
        partial.unlink(missing_ok=True)


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
