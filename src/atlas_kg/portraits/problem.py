"""An agency problem: what is hidden, what is done about it, and what is not."""

from __future__ import annotations

from dataclasses import dataclass

from atlas_kg.portraits.solution import SolutionUse, solution_uses
from atlas_kg.portraits.statements import StatementIndex
from atlas_kg.portraits.theory import Theory
from atlas_kg.problem_solution_space import Cell, Phase, Problem, ProblemSolutionSpace, State

__all__ = ["Answer", "ProblemPortrait", "problem_portrait"]


@dataclass(frozen=True)
class Answer:
    """What a mechanism does about a problem.

    Attributes:
        cell: The cell of the map in which the mechanism meets the phase of the problem.
        state: How theory and literature meet for this problem.
        solutions: The solutions that implement the mechanism against it.
    """

    cell: Cell
    state: State
    solutions: tuple[SolutionUse, ...]


@dataclass(frozen=True)
class ProblemPortrait:
    """An agency problem in its phase, with an answer for each mechanism."""

    problem: Problem
    phase: Phase
    answers: tuple[Answer, ...]

    @property
    def gaps(self) -> tuple[Answer, ...]:
        """The mechanisms that theory predicts and no accepted coding applies."""
        return tuple(answer for answer in self.answers if answer.state is State.GAP)


def problem_portrait(
    space: ProblemSolutionSpace, index: StatementIndex, theory: Theory, iri: str
) -> ProblemPortrait | None:
    """Return the portrait of an agency problem, or None if the map has none of this name.

    Args:
        space: The map.
        index: Its statements.
        theory: What theory says.
        iri: The problem.
    """
    for phase in space.phases:
        for problem in phase.problems:
            if problem.iri == iri:
                about = index.by_problem.get(iri, ())
                answers = tuple(
                    Answer(
                        cell,
                        theory.state(cell.mechanism.iri, iri),
                        solution_uses(placed for placed in about if placed.cell is cell),
                    )
                    for cell in space.row(phase)
                )
                return ProblemPortrait(problem, phase, answers)
    return None
