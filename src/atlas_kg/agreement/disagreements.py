"""Disagreements: units in which coders differ, and whether an adjudication has settled them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from atlas_kg.agreement.settlement import Settlement, State
from atlas_kg.agreement.units import Unit

__all__ = ["Decision", "Disagreement", "Disagreements", "disagreements"]


@dataclass(frozen=True)
class Decision:
    """An adjudication.

    Attributes:
        iri: The adjudication itself.
        about: The statements that it is about.
        decided: The statement that stands after it.
        adjudicator: Who decided.
        reason: Why.
        date: When; empty where nobody says.
    """

    iri: str
    about: frozenset[str]
    decided: str
    adjudicator: str
    reason: str
    date: str = ""


@dataclass(frozen=True)
class Disagreement:
    """A unit in which coders differ.

    Attributes:
        unit: The unit.
        decision: What settled it; None while it is open, or where a decision for what is stated
            elsewhere settled this as well.
    """

    unit: Unit
    decision: Decision | None = None


@dataclass(frozen=True)
class Disagreements:
    """Where coders differ.

    Attributes:
        open: Units in which values differ and nobody has decided.
        settled: Units in which values differ, or that only some state, and an adjudication has
            decided.
        one_sided: Units that some who coded the publication state and others do not.
    """

    open: tuple[Disagreement, ...]
    settled: tuple[Disagreement, ...]
    one_sided: tuple[Disagreement, ...]


def disagreements(
    units: Iterable[Unit], decisions: Sequence[Decision], settled: Settlement
) -> Disagreements:
    """Sort out where coders differ.

    Args:
        units: Units of aligned statements.
        decisions: The adjudications, with who decided and why.
        settled: What they have decided, as far as they count.
    """
    by_statement: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.decided in settled.stands:
            for iri in decision.about | {decision.decided}:
                by_statement[iri].append(decision)
    sorted_out: dict[State, list[Disagreement]] = {state: [] for state in State}
    for unit in units:
        state = settled.state(unit)
        is_over = state is State.SETTLED
        # What was one coder's alone is a difference only where it needed a decision.
        if not is_over or unit.differing or unit.missing:
            found = _settling(unit, by_statement) if is_over else None
            sorted_out[state].append(Disagreement(unit, found))
    return Disagreements(
        tuple(sorted_out[State.OPEN]),
        tuple(sorted_out[State.SETTLED]),
        tuple(sorted_out[State.ONE_SIDED]),
    )


def _settling(unit: Unit, by_statement: Mapping[str, Sequence[Decision]]) -> Decision | None:
    """Return the decision that settled a unit: the one for a statement of it, if there is one."""
    touching = {
        decision.iri: decision
        for said in unit.statements
        for decision in by_statement.get(said.iri, ())
    }
    own = {said.iri for said in unit.statements}
    found = sorted(touching.values(), key=lambda one: (one.decided not in own, one.iri))
    return next(iter(found), None)
