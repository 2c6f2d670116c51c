"""Units: statements of different coders that are about the same thing in a publication.

The rule is described, with an example, in ``docs/agreement.md``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from atlas_kg.agreement.assignment import best_pairs
from atlas_kg.agreement.statement import Statement, StatementKind

__all__ = ["FOUR", "NOT_STATED", "NO_PROBLEM", "Unit", "Variable", "aligned"]

NO_PROBLEM = "no agency problem"
"""The value in each variable of a coder who says that there is no agency problem."""

NOT_STATED = "not stated"
"""The overall value of a coder who coded the publication and did not make the statement."""


class Variable(StrEnum):
    """What is compared in a unit of codings."""

    PHASE = "phase"
    TARGET = "target"
    MECHANISM = "mechanism"
    SOLUTION = "solution"
    OVERALL = "overall"


FOUR = (Variable.PHASE, Variable.TARGET, Variable.MECHANISM, Variable.SOLUTION)
"""The variables of a coding; `Variable.OVERALL` is all of them together."""

Value = str | tuple[str | None, ...]


@dataclass(frozen=True)
class Unit:
    """Statements that different coders made about the same thing.

    Attributes:
        publication: The publication in which they were read.
        kind: What the unit is about: a coding, the report of a problem, or an absence.
        statements: The statements, by coder and IRI. In a unit of codings each coder has one at
            most; one who reports the same problem twice has two in the unit of that problem. An
            absence stands in each unit in which it contradicts another coder.
        coders: All who coded the publication, whether or not they have a statement here.
    """

    publication: str
    kind: StatementKind
    statements: tuple[Statement, ...]
    coders: tuple[str, ...]

    def of(self, coder: str) -> Statement | None:
        """Return the first statement of a coder, if there is one; absences come last."""
        own = [said for said in self.statements if said.coder == coder]
        stated = (said for said in own if said.kind is not StatementKind.ABSENCE)
        return next(stated, own[0] if own else None)

    def value(self, coder: str, variable: Variable) -> Value | None:
        """Return what a coder says in a variable, or None where the value is missing.

        Missing is the value of a coder who did not code the publication, and for single variables
        of one who did not make the statement. A coder who coded the publication and did not make
        the statement has the overall value `NOT_STATED`.
        """
        said = self.of(coder)
        if said is None:
            is_seen = variable is Variable.OVERALL and coder in self.coders
            return NOT_STATED if is_seen else None
        return _value(said, variable)

    @property
    def differing(self) -> tuple[Variable, ...]:
        """The variables of the four in which statements differ, in order."""
        values = (
            {_value(said, variable) for said in self.statements} - {None} for variable in FOUR
        )
        return tuple(v for v, found in zip(FOUR, values, strict=True) if len(found) > 1)

    @property
    def missing(self) -> tuple[str, ...]:
        """The coders who coded the publication and made no statement here."""
        by = {said.coder for said in self.statements}
        return tuple(coder for coder in self.coders if coder not in by)


def _value(said: Statement, variable: Variable) -> Value | None:
    if said.kind is StatementKind.ABSENCE:
        return NO_PROBLEM
    if variable is Variable.OVERALL:
        return said.phase, said.target, said.mechanism, said.solution, said.problem
    value: str | None = getattr(said, variable.value)
    return value


def aligned(statements: Iterable[Statement]) -> tuple[Unit, ...]:
    """Align the statements of different coders about the same publication.

    Drafts and statements that were withdrawn are left out. Codings of the same solution go
    together first; codings of different solutions do only if they share the section and at least
    two of phase, target and mechanism. Among what may go together the assignment with the most
    agreement is taken. Each coder, in the order of their ids, is joined to the units so far.

    Args:
        statements: The statements, in any order.

    Returns:
        The units, by publication, then codings before reports before absences, each by the IRI of
        its first statement. The result does not depend on the order of what goes in.
    """
    by_publication: dict[str, list[Statement]] = defaultdict(list)
    for said in sorted(set(statements), key=lambda said: (said.coder, said.iri)):
        if said.is_compared:
            by_publication[said.publication].append(said)
    return tuple(
        unit
        for publication, found in sorted(by_publication.items())
        for unit in _units(publication, found)
    )


def _units(publication: str, statements: Sequence[Statement]) -> Iterator[Unit]:
    coders = tuple(dict.fromkeys(said.coder for said in statements))
    by_kind: dict[StatementKind, list[Statement]] = {kind: [] for kind in StatementKind}
    for said in statements:
        by_kind[said.kind].append(said)
    absences = by_kind[StatementKind.ABSENCE]
    placed: set[str] = set()
    groups = [
        *((StatementKind.CODING, group) for group in _joined(by_kind[StatementKind.CODING])),
        *((StatementKind.REPORT, group) for group in _by_problem(by_kind[StatementKind.REPORT])),
    ]
    for kind, group in groups:
        against = list(_against(group, absences))
        placed.update(said.iri for said in against)
        yield _unit(publication, kind, (*group, *against), coders)
    by_scope: dict[str, list[Statement]] = defaultdict(list)
    for said in absences:
        by_scope[said.phase or ""].append(said)
    for _, same in sorted(by_scope.items()):
        # What contradicts others stands with them already.
        if any(said.iri not in placed for said in same):
            yield _unit(publication, StatementKind.ABSENCE, same, coders)


def _unit(
    publication: str, kind: StatementKind, group: Iterable[Statement], coders: tuple[str, ...]
) -> Unit:
    ordered = sorted(group, key=lambda said: (said.coder, said.iri))
    return Unit(publication, kind, tuple(ordered), coders)


def _joined(codings: Iterable[Statement]) -> list[list[Statement]]:
    """Return the codings of one publication in groups, coder after coder."""
    by_coder: dict[str, list[Statement]] = defaultdict(list)
    for said in codings:
        by_coder[said.coder].append(said)
    groups: list[list[Statement]] = []
    for own in by_coder.values():
        weights = {
            (row, column): weight
            for row, group in enumerate(groups)
            for column, said in enumerate(own)
            if (weight := max(_nearness(other, said) for other in group)) > 0
        }
        partner = {column: row for row, column in best_pairs(weights)}
        for column, said in enumerate(own):
            if column in partner:
                groups[partner[column]].append(said)
            else:
                groups.append([said])
    return sorted(groups, key=lambda group: group[0].iri)


_SAME_SOLUTION = 1_000_000
"""More than all agreement in other variables that one publication can hold."""

_LEAST_SHARED = 2
"""In how many of phase, target and mechanism codings of different solutions must agree."""


def _nearness(one: Statement, other: Statement) -> int:
    """Return how much speaks for two codings being about the same thing; 0 if they cannot be."""
    pairs = (
        (one.phase, other.phase),
        (one.target, other.target),
        (one.mechanism, other.mechanism),
    )
    shared = sum(a is not None and a == b for a, b in pairs)
    has_place = one.section is not None and _place(one.section) == _place(other.section)
    if one.solution is not None and one.solution == other.solution:
        return _SAME_SOLUTION + shared + has_place
    return shared + 1 if has_place and shared >= _LEAST_SHARED else 0


def _place(section: str | None) -> str:
    return " ".join((section or "").casefold().split())


def _by_problem(reports: Iterable[Statement]) -> list[list[Statement]]:
    groups: dict[str, list[Statement]] = defaultdict(list)
    for said in reports:
        groups[said.problem or said.iri].append(said)
    return sorted(groups.values(), key=lambda group: group[0].iri)


def _against(group: Sequence[Statement], absences: Iterable[Statement]) -> Iterator[Statement]:
    """Yield the absences that deny what another coder states in a group."""
    for said in absences:
        if any(said.coder != other.coder and said.denies(other) for other in group):
            yield said
