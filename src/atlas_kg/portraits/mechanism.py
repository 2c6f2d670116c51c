"""A mechanism: what it mitigates, and what becomes of it in each phase."""

from __future__ import annotations

from dataclasses import dataclass

from atlas_kg.portraits.application import Application, application
from atlas_kg.portraits.solution import SolutionUse, solution_uses
from atlas_kg.portraits.statements import Placed, StatementIndex
from atlas_kg.portraits.theory import Prediction, Theory
from atlas_kg.problem_solution_space import Mechanism, ProblemSolutionSpace

__all__ = ["MechanismPortrait", "mechanism_portrait"]


@dataclass(frozen=True)
class MechanismPortrait:
    """A mechanism.

    Attributes:
        mechanism: The mechanism.
        predictions: What it mitigates, and who says so.
        applications: What becomes of it in each phase, in their order.
        solutions: What implements it, in whatever phase.
    """

    mechanism: Mechanism
    predictions: tuple[Prediction, ...]
    applications: tuple[Application, ...]
    solutions: tuple[SolutionUse, ...]


def mechanism_portrait(
    space: ProblemSolutionSpace, index: StatementIndex, theory: Theory, iri: str
) -> MechanismPortrait | None:
    """Return the portrait of a mechanism, or None if the map has none of this name.

    Args:
        space: The map.
        index: Its statements.
        theory: What theory says.
        iri: The mechanism.
    """
    mechanism = next((known for known in space.mechanisms if known.iri == iri), None)
    if mechanism is None:
        return None
    row = tuple(application(cell) for cell in space.cells if cell.mechanism.iri == iri)
    said: list[Placed] = [
        placed
        for about in index.by_problem.values()
        for placed in about
        if placed.cell.mechanism.iri == iri
    ]
    return MechanismPortrait(mechanism, theory.predictions.get(iri, ()), row, solution_uses(said))
