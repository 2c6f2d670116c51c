"""Conditions: what coders read about when a solution can be applied, and how that stands.

The rule, where a coder wrote no status, within one publication:

- A condition of a published consensus is accepted.
- One that cannot be so where a condition of another coder is so is disputed: this one requires what
  the other one does without.
- Where another coder states the same, and one of those who do is no program, it is accepted.
- Otherwise it is tentative.

Who states no condition says nothing against those of others, since a text is read for conditions by
few. Agreement over all is not measured, and no adjudication is about conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from atlas_kg.agreement.statement import (
    ACCEPTED,
    DISPUTED,
    NOT_COMPARED,
    TENTATIVE,
    CoderKind,
    Standing,
)

__all__ = ["Condition", "condition_standings"]


@dataclass(frozen=True)
class Condition:
    """What one coder says about when a solution or a mechanism can be applied.

    All values but the status are IRIs.

    Attributes:
        iri: The statement itself.
        publication: Where it was read.
        coder: Who says it.
        coder_kind: What the coder is.
        about: The solution or the mechanism; None where none is named.
        feature: The feature of an adoption.
        required: Whether nothing else will do, or the feature only will do.
        excluded: The features that an adoption cannot have beside it.
        status: The name of the status that the coder wrote, or None.
    """

    iri: str
    publication: str
    coder: str
    coder_kind: CoderKind
    about: str | None
    feature: str
    required: bool
    excluded: frozenset[str]
    status: str | None = None

    @property
    def is_compared(self) -> bool:
        """Whether it takes part in comparing: drafts do not, nor what was withdrawn."""
        return self.status not in NOT_COMPARED and self.coder_kind is not CoderKind.UNKNOWN

    def says_the_same_as(self, other: Condition) -> bool:
        """Tell whether two conditions from a publication say the same."""
        mine, theirs = ((c.about, c.feature, c.required) for c in (self, other))
        return mine == theirs

    def contradicts(self, other: Condition) -> bool:
        """Tell whether one of two conditions requires what the other one does without."""
        return (
            self.about == other.about
            and (self.required or other.required)
            and other.feature in self.excluded
        )


def condition_standings(conditions: Sequence[Condition]) -> Iterator[tuple[str, Standing]]:
    """Yield how conditions from one publication stand, by their IRIs.

    Args:
        conditions: What all coders read in it.
    """
    for read in conditions:
        others = [o for o in conditions if o.coder != read.coder and o.is_compared]
        against = [o for o in others if read.is_compared and read.contradicts(o)]
        disagrees = tuple(sorted(other.iri for other in against))
        if read.status:
            yield read.iri, Standing(read.status, None, disagrees)
        else:
            agreeing = [other for other in others if read.says_the_same_as(other)]
            yield read.iri, Standing(*_status(read, agreeing, against), disagrees)


def _status(
    read: Condition, agreeing: Sequence[Condition], against: Sequence[Condition]
) -> tuple[str, str]:
    if read.coder_kind is CoderKind.CONSENSUS:
        return ACCEPTED, "It comes from a published consensus."
    if read.coder_kind is CoderKind.UNKNOWN:
        return TENTATIVE, "Nothing is recorded of its coder."
    if against:
        return DISPUTED, f"{_name(against[0])} reads that it can be applied otherwise."
    if not agreeing:
        return TENTATIVE, "Nobody else has read the same."
    if all(one.coder_kind is CoderKind.SOFTWARE for one in (read, *agreeing)):
        return TENTATIVE, "Only programs say so."
    return ACCEPTED, f"{_name(agreeing[0])} reads the same."


def _name(condition: Condition) -> str:
    return condition.coder.rpartition("/")[2]
