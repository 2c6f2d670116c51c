"""Standing: the status that follows for a statement from what all coders and adjudications say.

The rule, where a coder wrote no status:

- A statement of a published consensus is accepted.
- A statement for which an adjudication decided is accepted; one that it decided against is
  disputed. See `atlas_kg.agreement.settlement` for which adjudications count.
- Else its unit decides, without what was decided against. Where another differs in one of the four
  variables, or says that there is no agency problem, it is disputed.
- Where another agrees, and one of those who agree is no program, it is accepted; a coding only if
  no variable has a Krippendorff's alpha below 0.667 in the corpus, measured among people wherever
  two of them have coded the same publication.
- Otherwise it is tentative.

The bound is Krippendorff's for tentative conclusions (Krippendorff, 2004, Reliability in Content
Analysis: Some Common Misconceptions and Recommendations, p. 429).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from atlas_kg.agreement.conditions import Condition, condition_standings
from atlas_kg.agreement.settlement import Adjudication, Settlement
from atlas_kg.agreement.statement import (
    ACCEPTED,
    DISPUTED,
    TENTATIVE,
    CoderKind,
    Standing,
    Statement,
    StatementKind,
)
from atlas_kg.agreement.units import FOUR, Unit, Variable, aligned

__all__ = ["LEAST_ALPHA", "Comparison", "Standing"]

LEAST_ALPHA = 0.667
"""The least Krippendorff's alpha with which agreement makes a coding accepted."""


@dataclass(frozen=True)
class Comparison:
    """The statements of a corpus, compared publication by publication.

    Attributes:
        statements: The statements, by publication.
        adjudications: The decisions.
        units: What became of the statements when they were aligned, by publication.
        coders: All coders and what they are, also those who have stated nothing yet.
        conditions: The conditions that coders read, by publication; nobody adjudicates them.
    """

    statements: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    adjudications: tuple[Adjudication, ...] = ()
    units: Mapping[str, tuple[Unit, ...]] = field(default_factory=dict)
    coders: Mapping[str, CoderKind] = field(default_factory=dict)
    conditions: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)

    def with_more(
        self,
        statements: Iterable[Statement],
        adjudications: Iterable[Adjudication] = (),
        coders: Mapping[str, CoderKind] | None = None,
        conditions: Iterable[Condition] = (),
    ) -> Comparison:
        """Return the comparison with more statements; only what they touch is aligned anew.

        Args:
            statements: Further statements, of which none is there already.
            adjudications: Further decisions.
            coders: Further coders.
            conditions: Further conditions.
        """
        by_publication: dict[str, list[Statement]] = defaultdict(list)
        for said in statements:
            by_publication[said.publication].append(said)
        conditioned = {key: list(read) for key, read in self.conditions.items()}
        for condition in conditions:
            conditioned.setdefault(condition.publication, []).append(condition)
        changed = {
            publication: (*self.statements.get(publication, ()), *more)
            for publication, more in by_publication.items()
        }
        anew: dict[str, list[Unit]] = {publication: [] for publication in changed}
        for unit in aligned(said for group in changed.values() for said in group):
            anew[unit.publication].append(unit)
        return Comparison(
            {**self.statements, **changed},
            (*self.adjudications, *adjudications),
            {**self.units, **{publication: tuple(units) for publication, units in anew.items()}},
            {**self.coders, **(coders or {})},
            {publication: tuple(read) for publication, read in conditioned.items()},
        )

    @cached_property
    def settlement(self) -> Settlement:
        """What the adjudications have decided."""
        return Settlement.of(self.adjudications, self.statements)

    @cached_property
    def weak(self) -> Mapping[Variable, float]:
        """The variables on which coders agree too little over all, with their alpha.

        Measured among people where two of them have coded the same publication, elsewhere among
        all but published consensuses.
        """
        paired = [
            list(_measured(unit, coders))
            for publication, units in self.units.items()
            if (coders := self._measured_in(publication))
            for unit in units
        ]
        paired = [group for group in paired if len(group) > 1]
        if not paired:
            return {}
        # Numbers are slow to import, and only needed where two coders made a statement.
        from atlas_kg.agreement.coefficients import alpha  # noqa: PLC0415

        width = max(map(len, paired))
        found = {}
        for variable in FOUR:
            # Who gave a value does not matter to alpha: the rows are as short as they can be.
            rows = (
                [unit.value(coder, variable) for unit, coder in group]
                + [None] * (width - len(group))
                for group in paired
            )
            value = alpha(rows).value
            if value is not None and value < LEAST_ALPHA:
                found[variable] = value
        return found

    @cached_property
    def reserve(self) -> str | None:
        """Why statements on which coders agree stay tentative, if they do."""
        if not self.weak:
            return None
        told = [f"{value:.3f} for the {variable}" for variable, value in self.weak.items()]
        return (
            "Coders agree too little over all: Krippendorff's alpha is "
            f"{' and '.join(filter(None, (', '.join(told[:-1]), told[-1])))}, below {LEAST_ALPHA}."
        )

    def held_back(self) -> int:
        """Count the statements that are tentative only since coders agree too little over all."""
        if self.reserve is None:
            return 0
        return sum(standing.why == self.reserve for standing in self.standings().values())

    def _measured_in(self, publication: str) -> frozenset[str]:
        """Return the coders who tell how reliable codings of a publication are."""
        said = [one for one in self.statements.get(publication, ()) if one.is_compared]
        people = frozenset(one.coder for one in said if one.coder_kind is CoderKind.PERSON)
        if len(people) > 1:
            return people
        return people.union(one.coder for one in said if one.coder_kind is CoderKind.SOFTWARE)

    def standings(self, publications: Iterable[str] | None = None) -> dict[str, Standing]:
        """Return how the statements stand, by their IRIs.

        Args:
            publications: The publications whose statements are asked for; all if there are none.
        """
        known = (*self.statements, *self.conditions)
        asked = list(dict.fromkeys(known if publications is None else publications))
        settled = self.settlement
        found: dict[str, Standing] = {}
        for publication in asked:
            found.update(condition_standings(self.conditions.get(publication, ())))
            statements = self.statements.get(publication, ())
            if len({said.coder for said in statements}) == 1:
                # Most publications have one coder, who can disagree with nobody.
                found.update((said.iri, self._alone(said, settled)) for said in statements)
            else:
                found.update(self._together(publication, statements, settled))
        return found

    def _alone(self, said: Statement, settled: Settlement) -> Standing:
        if said.status:
            return Standing(said.status, None)
        fixed = _fixed(said, settled)
        status, why = fixed or (TENTATIVE, "No second coder has coded the publication.")
        return Standing(status, why)

    def _together(
        self, publication: str, statements: Sequence[Statement], settled: Settlement
    ) -> Iterator[tuple[str, Standing]]:
        places: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units.get(publication, ()):
            for said in unit.statements:
                places[said.iri].append(unit)
        against = {said.iri: tuple(_against(said, places[said.iri])) for said in statements}
        open_to_dispute = {
            said.iri: [other for other in against[said.iri] if other.iri not in settled.overruled]
            for said in statements
        }
        disputed = {
            said.iri
            for said in statements
            if said.status == DISPUTED
            or (
                not said.status
                and (fixed := _fixed(said, settled) or ("", ""))[0] != ACCEPTED
                and (fixed[0] == DISPUTED or open_to_dispute[said.iri])
            )
        }
        for said in statements:
            disagrees = tuple(sorted({other.iri for other in against[said.iri]}))
            if said.status:
                yield said.iri, Standing(said.status, None, disagrees)
                continue
            status, why = _fixed(said, settled) or self._compared(
                said, places[said.iri], open_to_dispute[said.iri], disputed
            )
            yield said.iri, Standing(status, why, disagrees)

    def _compared(
        self,
        said: Statement,
        places: Sequence[Unit],
        against: Sequence[Statement],
        disputed: set[str],
    ) -> tuple[str, str]:
        """Return the status that units decide, and why."""
        if against:
            return DISPUTED, _otherwise(said, against[0])
        agreeing = [
            other
            for unit in places
            for other in unit.statements
            if other.coder != said.coder
            and other.iri not in disputed
            and said.says_the_same_as(other)
        ]
        if not agreeing:
            missing = [coder for unit in places for coder in unit.missing]
            return TENTATIVE, (
                f"{_name(missing[0])} coded the publication and did not say the same."
                if missing
                else "Nobody else who stands by it says the same."
            )
        if all(one.coder_kind is CoderKind.SOFTWARE for one in (said, *agreeing)):
            return TENTATIVE, "Only programs say so."
        if said.kind is StatementKind.CODING and self.reserve:
            return TENTATIVE, self.reserve
        return ACCEPTED, f"{_name(agreeing[0].coder)} says the same."


def _fixed(said: Statement, settled: Settlement) -> tuple[str, str] | None:
    """Return the status that needs no comparison, and why."""
    if said.coder_kind is CoderKind.CONSENSUS:
        return ACCEPTED, "It comes from a published consensus."
    if said.iri in settled.stands:
        return ACCEPTED, "An adjudication decided for it."
    if said.iri in settled.overruled:
        return DISPUTED, "It is overruled: an adjudication decided for another."
    if said.coder_kind is CoderKind.UNKNOWN:
        return TENTATIVE, "Nothing is recorded of its coder."
    return None


def _measured(unit: Unit, coders: frozenset[str]) -> Iterator[tuple[Unit, str]]:
    """Yield those of some coders whose agreement a unit tells.

    Reports of problems have values in none of the four variables.
    """
    if unit.kind is not StatementKind.REPORT and len(unit.statements) > 1:
        for coder in dict.fromkeys(said.coder for said in unit.statements):
            if coder in coders:
                yield unit, coder


def _against(said: Statement, units: Iterable[Unit]) -> Iterator[Statement]:
    """Yield the statements of others that say something else about the same."""
    for unit in units:
        for other in unit.statements:
            are_absences = said.kind is other.kind is StatementKind.ABSENCE
            if other.coder != said.coder and not are_absences and not said.says_the_same_as(other):
                yield other


def _otherwise(said: Statement, other: Statement) -> str:
    """Say how another statement differs."""
    if StatementKind.ABSENCE in (said.kind, other.kind):
        found = "no" if other.kind is StatementKind.ABSENCE else "an"
        return f"{_name(other.coder)} says that the publication holds {found} agency problem here."
    named = [v.value for v in FOUR if getattr(said, v.value) != getattr(other, v.value)]
    listed = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return f"{_name(other.coder)} codes another {listed}."


def _name(coder: str) -> str:
    return coder.rpartition("/")[2]
