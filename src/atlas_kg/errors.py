"""Errors that a reader can act on.

AtlasError           anything this software reports instead of a traceback
├── UsageError       wrong use: an unknown name, a port in use, a malformed query
└── FindingsError    the contributed data or the ontology break a rule
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atlas_kg.findings import Finding

__all__ = ["AtlasError", "FindingsError", "UsageError"]


class AtlasError(Exception):
    """An expected failure, told in one message that says what is wrong and what to do."""

    exit_code = 2


class UsageError(AtlasError):
    """The software was asked for something that it cannot do."""


class FindingsError(AtlasError):
    """The sources break rules, so that nothing may be built from them.

    Attributes:
        findings: What was found, in the order of files and lines.
    """

    exit_code = 1

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        count = len(findings)
        super().__init__(f"{count} finding{'s' if count != 1 else ''} in the sources")
