"""The map for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from textwrap import wrap

from atlas_kg.evidence import MapView
from atlas_kg.map_formats.layout import (
    DISPUTED,
    MEANINGS,
    SIGNS,
    TENTATIVE,
    Listed,
    column_groups,
    counted,
    disputed,
    left_out,
    listed,
    tally,
    tentative,
)
from atlas_kg.problem_solution_space import Cell, Phase, ProblemSolutionSpace, State

__all__ = ["map_text"]

_FIRST = 26
_COLUMN = 16
_WIDTH = 98


def map_text(space: ProblemSolutionSpace, view: MapView) -> str:
    """Return the map as aligned columns, with the solutions of each cell below."""
    return "\n".join(_lines(space, view)) + "\n"


def _lines(space: ProblemSolutionSpace, view: MapView) -> Iterator[str]:
    yield f"LLM ATLAS: {len(space.phases)} phases, {counted(len(space.mechanisms), 'mechanism')}"
    yield f"Cells: {tally(space)}"
    yield ""
    yield _row("", *_group_heads(space))
    yield _row("phase: what is hidden", *(mechanism.label for mechanism in space.mechanisms))
    rule = _row("-" * _FIRST, *("-" * _COLUMN for _ in space.mechanisms))
    yield rule
    for number, phase in enumerate(space.phases, 1):
        blocks = [
            _phase_block(number, phase),
            *(_cell_block(cell, view) for cell in space.row(phase)),
        ]
        for parts in zip_longest(*blocks, fillvalue=""):
            yield _row(*parts)
        yield rule
    yield from _solutions(space, view)
    yield ""
    for state in State:
        yield f"{SIGNS[state]} {state.words}: {MEANINGS[state]}"
    if space.tentative_cells:
        yield f"+ tentative: {TENTATIVE}"
    if space.disputed_cells:
        yield f"+ disputed: {DISPUTED}"


def _row(first: str, *rest: str) -> str:
    cells = (f"{text:<{_COLUMN}}" for text in rest)
    return "  ".join((f"{first:<{_FIRST}}", *cells)).rstrip()


def _group_heads(space: ProblemSolutionSpace) -> Iterator[str]:
    for group in column_groups(space):
        # A head runs on over the gaps between its columns.
        yield f"{group.asymmetry + ':':<{len(group.mechanisms) * (_COLUMN + 2) - 2}}"


def _phase_block(number: int, phase: Phase) -> list[str]:
    lines = wrap(f"{number} {phase.label}", _FIRST, subsequent_indent="  ")
    for problem in phase.problems:
        lines += wrap(problem.label, _FIRST, initial_indent="  > ", subsequent_indent="    ")
    return lines


def _cell_block(cell: Cell, view: MapView) -> list[str]:
    if not view.shows(cell):
        return []
    lines = [f"{SIGNS[cell.state]} {cell.state.words}"]
    if cell.solutions:
        lines.append(f"  {counted(len(cell.solutions), 'solution')}")
        lines.append(f"  {counted(len(cell.works), 'work')}")
    elif left_out(cell):
        lines += wrap(left_out(cell), _COLUMN, initial_indent="  ", subsequent_indent="  ")
    if cell.tentative:
        lines.append(f"+ {tentative(cell)}")
    if cell.disputed:
        lines.append(f"+ {disputed(cell)}")
    return lines


def _solutions(space: ProblemSolutionSpace, view: MapView) -> Iterator[str]:
    for number, phase in enumerate(space.phases, 1):
        cells = [
            cell
            for cell in space.row(phase)
            if view.shows(cell)
            and (cell.state is not State.NOT_APPLICABLE or cell.tentative or cell.disputed)
        ]
        if not cells:
            continue
        yield ""
        yield f"{number} {phase.label}"
        for cell in cells:
            states = (cell.state.words, tentative(cell), disputed(cell))
            head = f"  {cell.mechanism.label} ({', '.join(filter(None, states))})"
            names = [_named(solution) for solution in listed(cell)]
            names += [f"{label} (tentative)" for label in cell.tentative_solutions]
            names += [f"{label} (disputed)" for label in cell.disputed_solutions]
            line = f"{head}: {'; '.join(names)}" if names else head
            yield from wrap(line, _WIDTH, subsequent_indent="    ")


def _named(solution: Listed) -> str:
    kinds = ", ".join(_named(kind) for kind in solution.kinds)
    return f"{solution.label} ({kinds})" if kinds else solution.label
