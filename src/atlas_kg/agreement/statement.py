"""One coded statement, as far as comparing coders needs it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "ACCEPTED",
    "DISPUTED",
    "NOT_COMPARED",
    "TENTATIVE",
    "CoderKind",
    "Standing",
    "Statement",
    "StatementKind",
]

ACCEPTED, DISPUTED, TENTATIVE = "Accepted", "Disputed", "Tentative"
"""The statuses that follow where a coder wrote none."""

NOT_COMPARED = frozenset({"Proposed", "Retracted"})
"""The written statuses of statements that are not compared: drafts, and what was withdrawn."""


class CoderKind(StrEnum):
    """What a coder is."""

    PERSON = "person"
    CONSENSUS = "published consensus"
    SOFTWARE = "software"
    UNKNOWN = "unknown"


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
        """Whether it takes part in comparing.

        Drafts do not, nor what was withdrawn, nor what somebody says of whom nothing is recorded.
        """
        return self.status not in NOT_COMPARED and self.coder_kind is not CoderKind.UNKNOWN

    def says_the_same_as(self, other: Statement) -> bool:
        """Tell whether two statements about a publication say the same, as far as is compared."""
        return self._content == other._content

    def denies(self, other: Statement) -> bool:
        """Tell whether this says that there is no agency problem where another names one."""
        return (
            self.kind is StatementKind.ABSENCE
            and other.kind is not StatementKind.ABSENCE
            and self.phase in (None, other.phase)
        )

    @property
    def _content(self) -> tuple[str | None, ...]:
        if self.kind is StatementKind.REPORT:
            return self.kind, self.problem
        return self.kind, self.phase, self.target, self.mechanism, self.solution


@dataclass(frozen=True)
class Standing:
    """How a statement stands.

    Attributes:
        status: The name of its status.
        why: Why it has this status, in a sentence; None if the coder wrote the status.
        disagrees: The statements of other coders that say something else about the same.
    """

    status: str
    why: str | None
    disagrees: tuple[str, ...] = ()
