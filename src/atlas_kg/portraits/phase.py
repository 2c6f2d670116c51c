"""An adoption phase in its order, with its row of the map."""

from __future__ import annotations

from dataclasses import dataclass

from atlas_kg.portraits.application import Application, application
from atlas_kg.problem_solution_space import Phase, ProblemSolutionSpace

__all__ = ["PhasePortrait", "phase_portrait"]


@dataclass(frozen=True)
class PhasePortrait:
    """An adoption phase.

    Attributes:
        phase: The phase, with its problems.
        position: Its place in the order, from 1.
        before: The phase before it, if there is one.
        after: The phase after it, if there is one.
        applications: Its row of the map.
    """

    phase: Phase
    position: int
    before: Phase | None
    after: Phase | None
    applications: tuple[Application, ...]


def phase_portrait(space: ProblemSolutionSpace, iri: str) -> PhasePortrait | None:
    """Return the portrait of a phase, or None if the map has none of this name.

    Args:
        space: The map.
        iri: The phase.
    """
    phases = (None, *space.phases, None)
    for position, phase in enumerate(phases):
        if phase and phase.iri == iri:
            before, after = phases[position - 1], phases[position + 1]
            row = tuple(application(cell) for cell in space.row(phase))
            return PhasePortrait(phase, position, before, after, row)
    return None
