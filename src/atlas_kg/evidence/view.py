"""The map as a reader looks at it: with the evidence of a selection, and the cells of some states.

The states of the cells stay as they are, whatever is selected.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from atlas_kg.errors import UsageError
from atlas_kg.evidence.facets import DISPUTED, UNDECIDED, name_of
from atlas_kg.evidence.index import Evidence
from atlas_kg.evidence.selection import Selection
from atlas_kg.problem_solution_space import Cell, ProblemSolutionSpace, State
from atlas_kg.suggestions import nearest

__all__ = ["MapView", "selected_space", "states_of"]


@dataclass(frozen=True)
class MapView:
    """What of the map is shown.

    Attributes:
        selection: Whose statements the cells hold.
        states: The states of the cells that are shown; all of them where there is none.
    """

    selection: Selection = field(default_factory=Selection)
    states: tuple[State, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.selection.is_empty and not self.states

    def shows(self, cell: Cell) -> bool:
        """Tell whether a cell is shown."""
        return not self.states or cell.state in self.states

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters of the address that gives this view."""
        return [*self.selection.parameters(), *(("state", state.value) for state in self.states)]

    def behind(self, cell: Cell, status: str, solution: str | None = None) -> Selection:
        """Return the selection of the statements behind a number of a cell.

        Args:
            cell: The cell.
            status: The name of the status that they have. Of what is disputed, a cell shows what
                nobody has decided on.
            solution: The IRI of the one solution that they are about, if it is one.
        """
        targets = {problem.target_iri for problem in cell.phase.problems}
        wanted = tuple(sorted(name_of(iri) for iri in targets))
        if self.selection.target:
            wanted = tuple(name for name in self.selection.target if name in wanted) or wanted
        found = self.selection.with_values(
            phase=name_of(cell.phase.iri),
            mechanism=name_of(cell.mechanism.iri),
            target=wanted,
            status=UNDECIDED if status == DISPUTED else status,
        )
        return found.with_values(solution=name_of(solution)) if solution else found


def states_of(values: Iterable[str]) -> tuple[State, ...]:
    """Read the states of cells from an address.

    Raises:
        UsageError: One of them is no state.
    """
    known = {state.value: state for state in State}
    wanted = [value for value in values if value]
    for value in wanted:
        if value not in known:
            guess = nearest(value, known)
            hint = f" Did you mean '{guess}'?" if guess else ""
            raise UsageError(
                f"'{value}' is no state of a cell.{hint} Write one of {', '.join(known)}."
            )
    return tuple(state for value, state in known.items() if value in wanted)


def selected_space(
    space: ProblemSolutionSpace, evidence: Evidence, selection: Selection
) -> ProblemSolutionSpace:
    """Return the map with the statements of a selection in its cells.

    The state of a cell is that of the whole literature: a selection shows less of what applies a
    mechanism, and makes no gap of it.

    Args:
        space: The whole map.
        evidence: All coded statements.
        selection: What is selected; its phases and mechanisms choose the rows and columns.
    """
    if selection.is_empty:
        return space
    found = {said.iri for said in evidence.selected(selection)}

    def kept(cell: Cell) -> Cell:
        accepted, tentative, disputed = (
            tuple(said for said in group if said.iri in found)
            for group in (cell.statements, cell.tentative, cell.disputed)
        )
        return replace(cell, statements=accepted, tentative=tentative, disputed=disputed)

    phases = tuple(
        phase
        for phase in space.phases
        if not selection.phase or name_of(phase.iri) in selection.phase
    )
    mechanisms = tuple(
        mechanism
        for mechanism in space.mechanisms
        if not selection.mechanism or name_of(mechanism.iri) in selection.mechanism
    )
    cells = tuple(
        kept(cell) for cell in space.cells if cell.phase in phases and cell.mechanism in mechanisms
    )
    return ProblemSolutionSpace(phases, mechanisms, cells)
