"""The plan: phase by phase, what is hidden, what theory and literature offer, and what applies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from atlas_kg.planner.adoption import Adoption
from atlas_kg.planner.conditions import Conditions, Link, read_conditions
from atlas_kg.planner.verdict import Reason, Verdict, judged
from atlas_kg.planner.vocabulary import Aspect, Vocabulary, read_vocabulary
from atlas_kg.problem_solution_space import (
    Cell,
    Phase,
    ProblemSolutionSpace,
    State,
    Statement,
    Work,
)
from atlas_kg.store import SparqlStore

__all__ = ["Evidence", "MechanismPlan", "PhasePlan", "Plan", "Planner", "Use", "open_planner"]


@dataclass(frozen=True)
class Evidence:
    """How strong the literature is about a solution in a cell of the map.

    Attributes:
        statements: How many statements there are of each status, by the label of the status.
        works: The works on which the statements rest.
        problems: The IRIs of the agency problems against which the statements set it.
        coded: The IRIs of the statements, those that are accepted first.
    """

    statements: Mapping[str, int]
    works: tuple[Work, ...]
    problems: tuple[str, ...]
    coded: tuple[str, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether an accepted statement is among them."""
        return "Accepted" in self.statements


@dataclass(frozen=True)
class Use:
    """A solution as it implements a mechanism in a phase, and the verdict on it.

    Attributes:
        reasons: What bears on the verdict; nothing where the literature does not say.
        silent: Aspects in which the adoption is described, and of which no condition of the
            solution speaks, though conditions of others do.
    """

    solution: Work
    definition: str
    evidence: Evidence
    verdict: Verdict
    reasons: tuple[Reason, ...]
    silent: tuple[Aspect, ...]

    @property
    def is_tentative(self) -> bool:
        """Whether the verdict rests on a tentative condition."""
        return any(reason.link.is_tentative for reason in self.reasons)


@dataclass(frozen=True)
class MechanismPlan:
    """What a mechanism does for a phase.

    Attributes:
        cell: The cell of the map, with what theory predicts and literature does.
        uses: The solutions that implement it there, those that apply first.
        links: What is inferred of the mechanism itself, whatever solution implements it.
    """

    cell: Cell
    uses: tuple[Use, ...]
    links: tuple[Link, ...]

    @property
    def is_predicted(self) -> bool:
        """Whether theory predicts that the mechanism helps here."""
        return self.cell.state in (State.SUPPORTED, State.GAP)

    def with_verdict(self, verdict: Verdict) -> tuple[Use, ...]:
        """Return the uses on which the verdict is this."""
        return tuple(use for use in self.uses if use.verdict is verdict)


@dataclass(frozen=True)
class PhasePlan:
    """What lies ahead in a phase.

    Attributes:
        position: The number of the phase.
        mechanisms: Those that theory predicts or literature applies, in the order of the map.
    """

    position: int
    phase: Phase
    mechanisms: tuple[MechanismPlan, ...]

    @property
    def gaps(self) -> tuple[MechanismPlan, ...]:
        """The mechanisms that theory predicts and no accepted coding applies."""
        return tuple(one for one in self.mechanisms if one.cell.state is State.GAP)

    def count(self, verdict: Verdict) -> int:
        """Return how many uses have a verdict."""
        return sum(len(one.with_verdict(verdict)) for one in self.mechanisms)


@dataclass(frozen=True)
class Plan:
    """The plan of an adoption.

    Attributes:
        described: The aspects of which the description speaks.
        undescribed: The others.
        unspoken: Aspects of which the description speaks and no condition of the literature does.
    """

    adoption: Adoption
    phases: tuple[PhasePlan, ...]
    described: tuple[Aspect, ...]
    undescribed: tuple[Aspect, ...]
    unspoken: tuple[Aspect, ...]

    def count(self, verdict: Verdict) -> int:
        """Return how many uses have a verdict."""
        return sum(phase.count(verdict) for phase in self.phases)


@dataclass(frozen=True)
class _Offer:
    """A solution in a cell, before anybody asks."""

    solution: Work
    definition: str
    evidence: Evidence


@dataclass(frozen=True)
class Planner:
    """What plans are made from: the map, the words of adoptions, and the conditions."""

    space: ProblemSolutionSpace
    vocabulary: Vocabulary
    conditions: Conditions

    def plan(self, adoption: Adoption) -> Plan:
        """Return the plan of an adoption."""
        described = tuple(a for a in self.vocabulary.aspects if adoption.answers(a))
        return Plan(
            adoption,
            tuple(
                self._phase(position, phase, adoption, described)
                for position, phase in enumerate(self.space.phases, 1)
                if phase.iri in adoption.phases
            ),
            described,
            tuple(a for a in self.vocabulary.aspects if a not in described),
            tuple(a for a in described if a.iri not in self.conditions.aspects),
        )

    def _phase(
        self, position: int, phase: Phase, adoption: Adoption, described: tuple[Aspect, ...]
    ) -> PhasePlan:
        spoken = tuple(a for a in described if a.iri in self.conditions.aspects)
        mechanisms = [
            MechanismPlan(
                cell,
                self._uses(cell, adoption, spoken),
                tuple(self.conditions.of(cell.mechanism.iri)),
            )
            for cell in self.space.row(phase)
            if cell.state is not State.NOT_APPLICABLE
            or self._offers[cell.phase.iri, cell.mechanism.iri]
        ]
        return PhasePlan(position, phase, tuple(mechanisms))

    def _uses(self, cell: Cell, adoption: Adoption, spoken: tuple[Aspect, ...]) -> tuple[Use, ...]:
        features = adoption.names
        uses = []
        for offer in self._offers[cell.phase.iri, cell.mechanism.iri]:
            links = tuple(self.conditions.of(offer.solution.iri, cell.mechanism.iri))
            verdict, reasons = judged(links, features)
            told = {link.feature.aspect for link in links}
            silent = tuple(a for a in spoken if a.iri not in told) if told else spoken
            uses.append(
                Use(offer.solution, offer.definition, offer.evidence, verdict, reasons, silent)
            )
        order = list(Verdict)
        # Offers stand by the strength of their evidence, which a stable sort keeps.
        return tuple(sorted(uses, key=lambda use: order.index(use.verdict)))

    @cached_property
    def _offers(self) -> Mapping[tuple[str, str], tuple[_Offer, ...]]:
        return {
            (cell.phase.iri, cell.mechanism.iri): tuple(_offers(cell)) for cell in self.space.cells
        }


def open_planner(store: SparqlStore, space: ProblemSolutionSpace) -> Planner:
    """Read what plans are made from, once.

    Args:
        store: What answers the queries of the folder ``queries/plan``.
        space: The map that was derived from it, with its statements.
    """
    vocabulary = read_vocabulary(store, space.phases)
    return Planner(space, vocabulary, read_conditions(store, vocabulary))


def _offers(cell: Cell) -> list[_Offer]:
    """Return the solutions of a cell, those with the strongest evidence first."""
    said: dict[str, list[Statement]] = {}
    for statement in (*cell.statements, *cell.tentative):
        said.setdefault(statement.solution, []).append(statement)
    offers = [
        _Offer(
            Work(group[0].solution_label, solution),
            group[0].solution_definition,
            _evidence(group),
        )
        for solution, group in said.items()
    ]
    return sorted(
        offers,
        key=lambda one: (
            -one.evidence.statements.get("Accepted", 0),
            -len(one.evidence.works),
            one.solution.label,
        ),
    )


def _evidence(group: Iterable[Statement]) -> Evidence:
    said = list(group)
    return Evidence(
        Counter(one.status for one in {each.iri: each for each in said}.values()),
        tuple(sorted({work for one in said for work in one.works})),
        tuple(dict.fromkeys(one.problem for one in said)),
        tuple(dict.fromkeys(one.iri for one in said)),
    )
