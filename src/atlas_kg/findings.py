"""Findings: what is wrong in a source, where, and what to write instead."""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from pathlib import Path
from typing import Any

__all__ = ["Finding", "Location", "Severity", "blocks", "sort_key"]


class Severity(StrEnum):
    """How much a finding matters; the levels are those of SHACL."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclasses.dataclass(frozen=True)
class Location:
    """A place in a source file; line and column count from 1."""

    file: Path
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclasses.dataclass(frozen=True)
class Finding:
    """One breach of a rule.

    Attributes:
        problem: What is wrong, in a sentence.
        advice: What to write instead, in a sentence.
        location: Where, if the finding belongs to a file.
        field: The key of the field in the file, if it belongs to one.
        focus: The IRI of the thing that breaks the rule, if there is one.
        shape: The IRI of the shape that was broken, if it was one.
        severity: How much it matters.
    """

    problem: str
    advice: str
    location: Location | None = None
    field: str | None = None
    focus: str | None = None
    shape: str | None = None
    severity: Severity = Severity.VIOLATION

    def as_text(self) -> str:
        """Return the block that a person reads: place and field, problem, advice."""
        place = str(self.location) if self.location else (self.focus or "the graph")
        head = f"{place}: {self.field}" if self.field else place
        level = "" if self.severity is Severity.VIOLATION else f"{self.severity.lower()}: "
        return f"{head}\n  {level}{self.problem}\n  {self.advice}"

    def as_json(self) -> dict[str, Any]:
        """Return the finding as a JSON object with the keys of this class."""
        place = self.location
        return {
            "severity": self.severity.value,
            "file": str(place.file) if place else None,
            "line": place.line if place else None,
            "column": place.column if place else None,
            "field": self.field,
            "problem": self.problem,
            "advice": self.advice,
            "focus": self.focus,
            "shape": self.shape,
        }


def blocks(findings: tuple[Finding, ...]) -> bool:
    """Tell whether any of the findings forbids building a graph from the sources."""
    return any(finding.severity is Severity.VIOLATION for finding in findings)


def sort_key(finding: Finding) -> tuple[str, int, str, str]:
    """Return the key that puts findings in the order of files and lines."""
    place = finding.location
    return (
        str(place.file) if place else "",
        place.line if place else 0,
        finding.focus or "",
        finding.field or "",
    )
