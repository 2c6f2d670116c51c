"""Mending: the patches of findings written into contributed files."""

from __future__ import annotations

import difflib
import errno
import os
import shutil
import stat
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.findings import Finding, Patch
from atlas_kg.record_files import writable
from atlas_kg.repairs import BYTE_ORDER_MARK, patched
from atlas_kg.verification import Verification

__all__ = ["Change", "changes", "mend"]

_ROUNDS = 5
"""A file that could not be read shows its other faults only when that is mended."""


@dataclass(frozen=True)
class Change:
    """A file before and after its patches."""

    file: Path
    old: bytes
    new: bytes
    patches: tuple[Patch, ...]

    def diff(self, name: str) -> str:
        """Return the change as a unified diff.

        Args:
            name: What the diff calls the file.
        """
        old, new = (
            [f"{line}\n" for line in content.decode("utf-8").split("\n")]
            for content in (self.old, self.new)
        )
        lines = difflib.unified_diff(_ended(old), _ended(new), f"a/{name}", f"b/{name}")
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in lines
        )


def changes(findings: Iterable[Finding], data: Path) -> tuple[Change, ...]:
    """Return what the patches of findings change.

    Args:
        findings: The findings.
        data: The folder of contributed literature; files outside it are left alone.

    Raises:
        UsageError: The folder belongs to an installed package.
    """
    writable(data)
    by_file: dict[Path, list[Patch]] = defaultdict(list)
    for finding in findings:
        if finding.patch:
            by_file[finding.patch.location.file].append(finding.patch)
    made = (_change(file, patches, data) for file, patches in sorted(by_file.items()))
    return tuple(change for change in made if change)


def mend(
    verify: Callable[[], Verification], progress: Callable[[str], None] = lambda _: None
) -> Verification:
    """Write patches into files until none is left.

    Args:
        verify: Tells what is wrong in the sources.
        progress: Gets a line for each text that was replaced, and for each file left alone.

    Returns:
        What remains.

    Raises:
        UsageError: The files belong to an installed package.
    """
    for _ in range(_ROUNDS):
        found = verify()
        written = [_write(change, progress) for change in changes(found.findings, found.data)]
        if not any(written):
            return found
    return verify()


def _change(file: Path, patches: list[Patch], data: Path) -> Change | None:
    try:
        if not file.resolve().is_relative_to(data.resolve()):
            return None
        old = file.read_bytes()
        whole = old.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    text = whole.removeprefix(BYTE_ORDER_MARK)
    mark = whole[: len(whole) - len(text)]
    new = (mark + patched(text, patches)).encode()
    return Change(file, old, new, tuple(dict.fromkeys(patches))) if new != old else None


def _write(change: Change, progress: Callable[[str], None]) -> bool:
    """Put the new text in the place of the old one, whole or not at all."""
    # A link to another file of the folder stays a link.
    file = change.file.resolve()
    partial: Path | None = None
    try:
        # To replace a file takes the right to write into its folder only, and root may always.
        if not file.stat().st_mode & stat.S_IWUSR:
            raise PermissionError(errno.EACCES, "it is read-only")
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        partial = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(change.new)
        shutil.copymode(file, partial)
        if file.read_bytes() != change.old:
            progress(f"Left alone, since somebody else changes it: {change.file}")
            return False
        partial.replace(file)
    except OSError as error:
        progress(f"Left alone, since it cannot be written ({error.strerror}): {change.file}")
        return False
    finally:
        if partial is not None:
            partial.unlink(missing_ok=True)
    for patch in change.patches:
        progress(f"Mended {patch.location}: {_told(patch)}")
    return True


def _told(patch: Patch) -> str:
    old = patch.old.strip()
    if not patch.new:
        return f"removed '{old}'"
    added = patch.new.removesuffix(patch.old).strip()
    return f"'{added}' before '{old}'" if added != patch.new else f"'{patch.new}' for '{old}'"


def _ended(lines: list[str]) -> list[str]:
    """Return the lines of a text that was split at each line feed."""
    *whole, last = lines
    return [*whole, last.removesuffix("\n")] if last != "\n" else whole
