"""Settlement: what adjudications have decided, and what they leave to decide.

Everything that lists differences, or derives a status, asks here, so that all say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from atlas_kg.agreement.statement import CoderKind, Statement
from atlas_kg.agreement.units import Unit

__all__ = ["Adjudication", "Settlement", "State"]

_JUDGES = frozenset({CoderKind.PERSON, CoderKind.CONSENSUS})
"""Who may decide; what programs decide has no effect."""


@dataclass(frozen=True)
class Adjudication:
    """A decision between statements.

    Attributes:
        publication: The publication whose statements differ.
        adjudicates: The statements that differ.
        decides_for: The statement that stands; several, or none, only where the file is wrong.
        by: What the adjudicator is.
    """

    publication: str
    adjudicates: frozenset[str]
    decides_for: frozenset[str]
    by: CoderKind


class State(StrEnum):
    """What is left to decide about a unit."""

    OPEN = "open"
    SETTLED = "settled"
    ONE_SIDED = "one-sided"
    AGREED = "agreed"


@dataclass(frozen=True)
class Settlement:
    """What adjudications have decided.

    An adjudication counts if a person or a published consensus decided it, and if the statement
    that it decides for is compared: neither a draft nor withdrawn. It decides against nothing that
    a published consensus states.

    Attributes:
        stands: The statements that an adjudication decided for.
        overruled: The statements that one decided against: it names them, and they say something
            else than the statement that it decides for, or they are absences that this denies.
    """

    stands: frozenset[str] = frozenset()
    overruled: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, adjudications: Iterable[Adjudication], statements: Mapping[str, Sequence[Statement]]
    ) -> Settlement:
        """Return what adjudications have decided.

        Args:
            adjudications: The adjudications.
            statements: The statements about which they may be, by publication.
        """
        by_publication: dict[str, list[Adjudication]] = defaultdict(list)
        for one in adjudications:
            if one.by in _JUDGES:
                by_publication[one.publication].append(one)
        stands: set[str] = set()
        overruled: set[str] = set()
        for publication, decided in by_publication.items():
            said = {each.iri: each for each in statements.get(publication, ()) if each.is_compared}
            for one in decided:
                chosen = [said[iri] for iri in one.decides_for if iri in said]
                stands.update(each.iri for each in chosen)
                overruled.update(each.iri for each in _against(one, chosen, said.values()))
        return cls(frozenset(stands), frozenset(overruled - stands))

    def left(self, unit: Unit) -> Unit:
        """Return a unit without what was decided against."""
        return replace(
            unit, statements=tuple(s for s in unit.statements if s.iri not in self.overruled)
        )

    def state(self, unit: Unit) -> State:
        """Return what is left to decide about a unit.

        It is open while statements differ of which none was decided against. It is one-sided while
        others who coded the publication do not state it, or stated something else that was decided
        against, and no adjudication decided for it.
        """
        left = self.left(unit)
        if left.differing:
            return State.OPEN
        if not left.statements or any(said.iri in self.stands for said in left.statements):
            return State.SETTLED
        is_alone = len({said.coder for said in left.statements}) == 1
        if left.missing and (is_alone or left == unit):
            return State.ONE_SIDED
        return State.AGREED if left == unit else State.SETTLED

    def can_be_accepted(self, unit: Unit) -> bool:
        """Tell whether a decision would accept what nobody contradicts and is tentative so far.

        It is where one coder alone states it, where only programs do, or where coders agree too
        little over all.
        """
        left = self.left(unit)
        state = self.state(unit)
        coders = {said.coder for said in left.statements}
        return (
            (state is State.ONE_SIDED or (state is State.AGREED and len(coders) > 1))
            and all(said.status in (None, "Tentative") for said in left.statements)
            and all(said.coder_kind is not CoderKind.CONSENSUS for said in left.statements)
        )


def _against(
    decided: Adjudication, chosen: Sequence[Statement], statements: Iterable[Statement]
) -> Iterator[Statement]:
    if not chosen:
        return
    for said in statements:
        if said.coder_kind is CoderKind.CONSENSUS:
            continue
        is_named = said.iri in decided.adjudicates
        if any(said.denies(one) for one in chosen) or (
            is_named and not any(said.says_the_same_as(one) for one in chosen)
        ):
            yield said
