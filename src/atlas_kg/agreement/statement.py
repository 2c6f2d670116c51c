"""One coded statement, as far as comparing coders needs it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["NOT_COMPARED", "CoderKind", "Statement", "StatementKind"]

NOT_COMPARED = frozenset({"Proposed", "Retracted"})
"""The written statuses of statements that are not compared: drafts, and what was withdrawn."""


class CoderKind(StrEnum):
    """What a coder is."""

    PERSON = "person"
    CONSENSUS = "published consensus"
    SOFTWARE = "software"


class StatementKind(StrEnum):
    """What a statement is."""

    CODING = "coding"
    REPORT = "problem report"
    ABSENCE = "absence"


@dataclass(frozen=True)
class Statement:
    """What one coder says about one publication.

    All values but the section and the status are IRIs, or any other names that are the same for
    the same thing.

    Attributes:
        iri: The statement itself.
        publication: Where it was read.
        coder: Who says it.
        coder_kind: What the coder is.
        kind: Whether it codes a solution, reports a problem, or says that there is none.
        phase: The phase of a coding; of a report, the phase in which its problem arises; of an
            absence, the phase in which it holds, or None for the whole publication.
        target: What the solution of a coding is applied to.
        mechanism: What the solution of a coding implements.
        solution: What a coding is about.
        problem: The agency problem of a report.
        section: The place in the publication.
        status: The name of the status that the coder wrote, such as ``Retracted``, or None.
    """

    iri: str
    publication: str
    coder: str
    coder_kind: CoderKind
    kind: StatementKind
    phase: str | None = None
    target: str | None = None
    mechanism: str | None = None
    solution: str | None = None
    problem: str | None = None
    section: str | None = None
    status: str | None = None

    @property
    def is_compared(self) -> bool:
        """Whether it takes part in comparing: neither a draft nor withdrawn."""
        return self.status not in NOT_COMPARED
