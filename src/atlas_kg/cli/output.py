"""What the commands print: results on standard output, all else on standard error."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click
import pyoxigraph as ox

from atlas_kg.errors import UsageError
from atlas_kg.findings import Finding, Severity
from atlas_kg.namespaces import compress

__all__ = [
    "counted",
    "format_of",
    "from_here",
    "print_findings",
    "progress",
    "shown",
    "table",
    "write",
]


def progress(line: str) -> None:
    """Tell on standard error what is being done."""
    click.echo(line, err=True)


def from_here(file: Path) -> Path:
    """Return a file as seen from the folder in which one works, if it lies below it."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file


def shown(finding: Finding) -> Finding:
    """Return the finding with its file as seen from the folder in which one works."""
    place, patch = finding.location, finding.patch
    if place is None:
        return finding
    file = from_here(place.file)
    moved = patch and replace(patch, location=replace(patch.location, file=file))
    return replace(finding, location=replace(place, file=file), patch=moved)


def print_findings(findings: Iterable[Finding], *, err: bool) -> None:
    """Print one block for each finding, and their number; what has to be mended comes last.

    Warnings about many files would otherwise hide the one for which a command stopped.
    """
    found = [shown(finding) for finding in findings]
    found.sort(key=lambda finding: finding.severity is Severity.VIOLATION)
    for finding in found:
        click.echo(f"{finding.as_text()}\n", err=err)
    click.echo(counted(found), err=err)


def counted(findings: Iterable[Finding]) -> str:
    """Return the sentence that counts findings by their severity."""
    counts = Counter(finding.severity for finding in findings)
    named = [
        f"{counts[level]} {level.lower()}{'s' if counts[level] != 1 else ''}"
        for level in Severity
        if counts[level]
    ]
    return f"Found {', '.join(named)}." if named else "Found nothing to mend."


def format_of(given: str | None, file: Path | None, known: Iterable[str], default: str) -> str:
    """Choose a format: the one given, else the one that the suffix names, else the default.

    Raises:
        UsageError: The given format or the suffix is not a known one.
    """
    names = list(known)
    suffix = file.suffix.removeprefix(".") if file and str(file) != "-" else ""
    name = given or {"txt": "text"}.get(suffix, suffix) or default
    if name not in names:
        raise UsageError(f"'{name}' is not a format here. Choose one of {', '.join(names)}.")
    return name


def write(content: bytes | str, file: Path | None) -> None:
    """Write a result to a file, whole or not at all, or to standard output.

    Symbolic links are followed; into a pipe or a device the result is written as it is.

    Args:
        content: The result.
        file: The file; None or ``-`` for standard output.

    Raises:
        UsageError: The file cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    # The last line of a text ends; a picture, which holds zeros, stays as it is.
    if data and not data.endswith(b"\n") and b"\0" not in data:
        data += b"\n"
    if file is None or str(file) == "-":
        _print(data)
        return
    try:
        _write_to(file, data)
    except OSError as error:
        raise UsageError(
            f"{file} cannot be written: {error.strerror}. Name a file in a folder that you may "
            "write to, on a disk with room."
        ) from error


def _print(data: bytes) -> None:
    stream = sys.stdout.buffer
    try:
        stream.write(data)
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # Python must not try once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise UsageError(
            f"Standard output cannot be written: {error.strerror}. Lead it to a file on a disk "
            "with room, or to another program."
        ) from error


def _write_to(file: Path, data: bytes) -> None:
    """Write into what is there already if it is no file: a pipe, a device; else replace the file.

    Raises:
        OSError: It cannot be written.
    """
    try:
        there = file.stat()
    except FileNotFoundError:
        _replace(file, data, 0o644)
        return
    if (own := _own_stream(there)) is not None:
        # It may be a file that grows, as /dev/stdout is after >>; nothing of it is to be lost.
        with os.fdopen(os.dup(own), "wb") as stream:
            stream.write(data)
    elif stat.S_ISREG(there.st_mode) or stat.S_ISDIR(there.st_mode):
        _replace(file, data, there.st_mode & 0o777)
    else:
        with file.open("wb") as stream:
            stream.write(data)


def _own_stream(there: os.stat_result) -> int | None:
    """Return the descriptor of this program's own output that is the same file, if one is."""
    for descriptor in (1, 2):
        # It may be closed.
        with suppress(OSError):
            if os.path.samestat(there, os.fstat(descriptor)):
                return descriptor
    return None


def _replace(file: Path, data: bytes, mode: int) -> None:
    # What a symbolic link leads to is replaced, and the link stays.
    target = Path(os.path.realpath(file))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        partial.chmod(mode)
        partial.replace(target)
    except BaseException:
        # Neither a full disk nor an interruption leaves half a file behind.
        partial.unlink(missing_ok=True)
        raise


def table(answer: ox.QuerySolutions) -> str:
    """Return rows as columns of text, with a line that counts them."""
    names = [variable.value for variable in answer.variables]
    rows = [[_cell(row[name]) for name in names] for row in answer]
    widths = [max([len(name), *(len(row[i]) for row in rows)]) for i, name in enumerate(names)]
    lines = [names, ["-" * width for width in widths], *rows]
    text = "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
    return f"{text}\n\n{len(rows)} row{'s' if len(rows) != 1 else ''}"


def _cell(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return compress(term.value)
    return str(getattr(term, "value", "") or "")
