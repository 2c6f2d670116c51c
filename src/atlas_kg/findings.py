"""Findings: what is wrong in a source, where, and what to write instead."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

__all__ = [
    "Finding",
    "Location",
    "Patch",
    "Result",
    "Rule",
    "Severity",
    "advice",
    "blocks",
    "sort_key",
]

_LISTED = 12
"""More words than this are not read; their field says where they stand."""


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
class Rule:
    """What was checked.

    Attributes:
        id: The name of the rule, which stays the same from release to release.
        about: What the rule is about, in a sentence.
        help: What the rule asks for, in a sentence.
    """

    id: str
    about: str
    help: str


@dataclasses.dataclass(frozen=True)
class Patch:
    """The repair of a finding, where it is determined: one text that takes the place of another.

    Attributes:
        location: Where the old text begins.
        old: The text that has to stand there.
        new: The text to write instead.
    """

    location: Location
    old: str
    new: str

    @property
    def end(self) -> tuple[int, int]:
        """The line and the column just behind the old text."""
        *before, last = self.old.split("\n")
        column = self.location.column if not before else 1
        return self.location.line + len(before), column + len(last)

    def as_json(self) -> dict[str, Any]:
        """Return the patch as a JSON object."""
        line, column = self.end
        return {
            "line": self.location.line,
            "column": self.location.column,
            "end_line": line,
            "end_column": column,
            "old": self.old,
            "new": self.new,
        }


@dataclasses.dataclass(frozen=True)
class Result:
    """What SHACL reports of a finding; see https://www.w3.org/TR/shacl/#results-validation-result.

    Attributes:
        component: The IRI of the constraint component.
        path: The IRI of the property, if the result is about one.
        value: The value that breaks the rule, in the syntax of N-Triples, if there is one.
    """

    component: str
    path: str | None = None
    value: str | None = None


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
        kind: The kind of record that holds the field, if it is one of a record.
        entry: Which entry of the field it is, from 1, if the field holds a list.
        label: The name of the thing for people.
        value: What is written, if that is wrong.
        allowed: The words that the field takes, if contributors cannot add to them.
        suggestion: The word among them that was probably meant.
        determined: Whether nothing else but the suggestion can have been meant.
        rule: What was checked.
        result: What SHACL reports.
        patch: The repair, if it is determined.
    """

    problem: str
    advice: str
    location: Location | None = None
    field: str | None = None
    focus: str | None = None
    shape: str | None = None
    severity: Severity = Severity.VIOLATION
    kind: str | None = None
    entry: int | None = None
    label: str | None = None
    value: str | None = None
    allowed: tuple[str, ...] = ()
    suggestion: str | None = None
    determined: bool = False
    rule: Rule | None = None
    result: Result | None = None
    patch: Patch | None = None

    @property
    def path(self) -> str | None:
        """The field, with the number of the entry in brackets if it holds a list."""
        return f"{self.field}[{self.entry}]" if self.field and self.entry else self.field

    def as_text(self) -> str:
        """Return the block that a person reads: place and field, problem, advice."""
        place = str(self.location) if self.location else (self.focus or "the graph")
        head = f"{place}: {self.path}" if self.path else place
        level = "" if self.severity is Severity.VIOLATION else f"{self.severity.lower()}: "
        return f"{head}\n  {level}{self.problem}\n  {self.advice}"

    def as_json(self) -> dict[str, Any]:
        """Return the finding as a JSON object; ``docs/findings.schema.json`` describes it."""
        place = self.location
        return {
            "severity": self.severity.value,
            "file": str(place.file) if place else None,
            "line": place.line if place else None,
            "column": place.column if place else None,
            "kind": self.kind,
            "field": self.field,
            "path": self.path,
            "value": self.value,
            "problem": self.problem,
            "advice": self.advice,
            "suggestion": self.suggestion,
            "allowed": list(self.allowed),
            "focus": self.focus,
            "label": self.label,
            "shape": self.shape,
            "rule": self.rule.id if self.rule else None,
            "patch": self.patch.as_json() if self.patch else None,
        }


def advice(message: str, suggestion: str | None = None, allowed: Iterable[str] = ()) -> str:
    """Return what to write instead: the word that was probably meant, then what is asked for.

    >>> advice("Name one mechanism.", "Bonding", ["Bonding", "Monitoring"])
    "Did you mean 'Bonding'? Name one mechanism. Known are: Bonding, Monitoring."
    """
    known = list(allowed)
    parts = [f"Did you mean '{suggestion}'?"] if suggestion else []
    parts.append(message)
    if 0 < len(known) <= _LISTED and not all(word in message for word in known):
        parts.append(f"Known are: {', '.join(known)}.")
    return " ".join(parts)


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
