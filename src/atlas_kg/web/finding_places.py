"""Where findings stand, as a repository calls the place, and not the machine that serves it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from atlas_kg.findings import Finding
from atlas_kg.literature import DATA
from atlas_kg.record_shapes import RecordShapes

__all__ = ["from_root"]

_DEPTH = 3
"""How many parts of a path name a file below the folder of contributed literature, at most."""


def from_root(findings: Iterable[Finding], shapes: RecordShapes) -> tuple[Finding, ...]:
    """Return findings whose files are named from the root of a repository on.

    Args:
        findings: The findings.
        shapes: The kinds of record, whose folders tell contributed files.
    """
    folders = {shape.directory for shape in shapes.by_kind.values()}
    return tuple(
        replace(
            finding,
            location=replace(finding.location, file=_shortened(finding.location.file, folders)),
        )
        if finding.location
        else finding
        for finding in findings
    )


def _shortened(file: Path, folders: set[str | None]) -> Path:
    last = file.parts[-_DEPTH:]
    for number, part in enumerate(last[:-1]):
        if part in folders:
            return Path(DATA, *last[number:])
    return Path(*file.parts[-2:])
