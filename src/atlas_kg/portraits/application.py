"""A mechanism in a phase: what the accepted statements of a cell come to."""

from __future__ import annotations

from dataclasses import dataclass

from atlas_kg.portraits.solution import SolutionUse, solution_uses
from atlas_kg.portraits.statements import Placed
from atlas_kg.problem_solution_space import Cell

__all__ = ["Application", "application"]


@dataclass(frozen=True)
class Application:
    """A mechanism in a phase.

    Attributes:
        cell: Its cell of the map.
        solutions: The solutions of the accepted statements.
        works: How many works these cite, each counted once.
    """

    cell: Cell
    solutions: tuple[SolutionUse, ...]
    works: int


def application(cell: Cell) -> Application:
    """Return what the accepted statements of a cell come to, which takes a while if they are many.

    Args:
        cell: The cell.
    """
    uses = solution_uses(Placed(cell, said) for said in cell.statements)
    return Application(cell, uses, len(cell.works))
