"""Disagreements: units in which coders differ, and whether an adjudication has settled them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from atlas_kg.agreement.statement import Statement, StatementKind
from atlas_kg.agreement.units import FOUR, Unit

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
    """

    iri: str
    about: frozenset[str]
    decided: str
    adjudicator: str
    reason: str


@dataclass(frozen=True)
class Disagreement:
    """A unit in which coders differ.

    Attributes:
        unit: The unit.
        decision: What settled it, or None while it is open.
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


def disagreements(units: Iterable[Unit], decisions: Sequence[Decision]) -> Disagreements:
    """Sort out where coders differ.

    A difference is settled when an adjudication is about one of its statements and leaves none
    out that says something else than the statement for which it decides. Absences need not be
    named: who decides that a statement stands has decided against them.

    Args:
        units: Units of aligned statements.
        decisions: The adjudications.
    """
    by_statement: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        for iri in decision.about | {decision.decided}:
            by_statement[iri].append(decision)
    open_: list[Disagreement] = []
    settled: list[Disagreement] = []
    one_sided: list[Disagreement] = []
    for unit in units:
        if unit.differing:
            found = _settling(unit, by_statement)
            (settled if found else open_).append(Disagreement(unit, found))
        elif unit.missing:
            found = _accepting(unit, by_statement)
            (settled if found else one_sided).append(Disagreement(unit, found))
    return Disagreements(tuple(open_), tuple(settled), tuple(one_sided))


def _settling(unit: Unit, by_statement: dict[str, list[Decision]]) -> Decision | None:
    said = [each for each in unit.statements if each.kind is not StatementKind.ABSENCE]
    candidates = {
        decision.iri: decision
        for each in unit.statements
        for decision in by_statement.get(each.iri, ())
    }
    for _, decision in sorted(candidates.items()):
        named = decision.about | {decision.decided}
        stands = next((each for each in unit.statements if each.iri == decision.decided), None)
        left_out = [each for each in said if each.iri not in named]
        if not left_out or (stands and all(_values(each) == _values(stands) for each in left_out)):
            return decision
    return None


def _accepting(unit: Unit, by_statement: dict[str, list[Decision]]) -> Decision | None:
    """Return the decision for a statement that others did not make."""
    found = (
        decision
        for each in unit.statements
        for decision in by_statement.get(each.iri, ())
        if decision.decided == each.iri
    )
    return min(found, key=lambda decision: decision.iri, default=None)


def _values(said: Statement) -> tuple[str | None, ...]:
    return tuple(getattr(said, variable.value) for variable in FOUR)
