"""The folder of a static site: written whole or not at all, and over nothing else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from atlas_kg.errors import UsageError

__all__ = ["MANIFEST", "check_place", "files_below", "new_folder"]

MANIFEST = ".atlas-kg-site"
"""The file that lists the others; by it a folder is known as one that may be written anew."""


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which takes the place of another one when it is full.

    Args:
        folder: The place; what was written there before goes.

    Yields:
        The folder to fill. If that fails, the place stays as it was.

    Raises:
        UsageError: In the place lies what was not written so, or it cannot be written.
    """
    check_place(folder)
    # A link to a folder stays one, and the new folder lies on the same file system.
    place = folder.resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=place.parent, prefix=f".{place.name}-", ignore_cleanup_errors=True
        ) as name:
            fresh, old = Path(name) / "new", Path(name) / "old"
            fresh.mkdir()
            yield fresh
            listed = "".join(f"{one}\n" for one in files_below(fresh))
            (fresh / MANIFEST).write_text(listed, "utf-8")
            _exchange(place, fresh, old)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error.strerror} ({error.filename}). Name a folder that "
            "you may write to."
        ) from error


def check_place(folder: Path) -> None:
    """Refuse a place that holds something that a site was not.

    Args:
        folder: The place.

    Raises:
        UsageError: It is a file, or holds files that no earlier site left there; nobody may write
            there; or a file system begins there.
    """
    if not folder.exists():
        above = next(one for one in folder.resolve().parents if one.exists())
        if not above.is_dir() or not os.access(above, os.W_OK):
            raise UsageError(
                f"{folder} cannot be written: nothing can be put into {above}. Name a folder that "
                "you may write to."
            )
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file. Name a new folder, or one with an earlier site.")
    if folder.resolve().is_mount():
        raise UsageError(
            f"{folder} is where a file system begins, which cannot be replaced as a whole. Name a "
            f"folder in it, such as {folder / 'site'}."
        )
    found = files_below(folder)
    if not found:
        return
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise UsageError(
            f"{folder} holds files that are no site of atlas-kg, such as {found[0]}. Nothing was "
            "written: name a new or an empty folder."
        )
    known = {*manifest.read_text("utf-8").splitlines(), MANIFEST}
    foreign = [one for one in found if one not in known]
    if foreign:
        raise UsageError(
            f"{folder} holds files that were not written with the site, such as {foreign[0]}. "
            "They would be lost: take them away, or name another folder."
        )


def files_below(folder: Path) -> list[str]:
    """Return the files below a folder, by their paths from there, in order."""
    return sorted(
        file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()
    )


def _exchange(place: Path, fresh: Path, old: Path) -> None:
    if not place.exists():
        fresh.rename(place)
        return
    place.rename(old)
    try:
        fresh.rename(place)
    except OSError:
        old.rename(place)
        raise
