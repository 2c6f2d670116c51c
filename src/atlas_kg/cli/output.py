"""What the commands print: results on standard output, all else on standard error."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
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
        stream = sys.stdout.buffer
        stream.write(data)
        stream.flush()
        return
    partial: str | None = None
    try:
        handle, partial = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        with os.fdopen(handle, "wb") as stream_to_file:
            stream_to_file.write(data)
        Path(partial).chmod(0o644)
        Path(partial).replace(file)
    except OSError as error:
        if partial:
            Path(partial).unlink(missing_ok=True)
        raise UsageError(
            f"{file} cannot be written: {error.strerror}. Name a file in a folder that you may "
            "write to."
        ) from error


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
