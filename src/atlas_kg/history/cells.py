"""Cells of the map that changed their state, each with the statements that made it so.

The reasons come from proofs of the links on which the cell rests: what appeared is proven in the
new release, what vanished in the old one, and of each proof that is told which the other release
lacks. Proofs are searched for the cells alone that changed, so that their number does not depend on
the size of the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from atlas_kg.explanation import proofs
from atlas_kg.history.links import links
from atlas_kg.history.reasons import Reasons
from atlas_kg.history.releases import Release
from atlas_kg.namespaces import ATLAS
from atlas_kg.problem_solution_space import Cell, ProblemSolutionSpace, problem_solution_space
from atlas_kg.store import EmbeddedStore

__all__ = ["CellChange", "changed_cells"]

_NONE = "no cell"
_LOOKED_AT = 12
"""How many proofs of a link are looked at; those of one coding may be several."""
_TOLD = 3
"""How many reasons are told for a link; that there are more is told, too."""
_OF_CELLS = tuple(ox.NamedNode(str(name)) for name in (ATLAS.counters, ATLAS.appliedAgainst))


@dataclass(frozen=True)
class CellChange:
    """A cell of the map that changed its state.

    Attributes:
        phase: The IRI of its phase.
        mechanism: The IRI of its mechanism.
        label: What both are called.
        before: The state it was in; ``no cell`` where there was none.
        after: The state it is in.
        reasons: Why, in the order of the links that appeared and vanished.
    """

    phase: str
    mechanism: str
    label: str
    before: str
    after: str
    reasons: tuple[str, ...]


def changed_cells(before: Release, after: Release) -> tuple[CellChange, ...]:
    """Return the cells that changed their state, in the order of the map."""
    old, new = (
        problem_solution_space(EmbeddedStore(side.store), with_statements=False)
        for side in (before, after)
    )
    places = dict.fromkeys(
        (cell.phase.iri, cell.mechanism.iri) for space in (new, old) for cell in space.cells
    )
    return tuple(
        _change(was, now, (before, old), (after, new))
        for place in places
        for was, now in [(old.cell(*place), new.cell(*place))]
        if _state(was) != _state(now)
    )


_Side = tuple[Release, ProblemSolutionSpace]


def _state(cell: Cell | None) -> str:
    return cell.state.words if cell else _NONE


def _change(was: Cell | None, now: Cell | None, before: _Side, after: _Side) -> CellChange:
    cell = now or was
    if cell is None:
        raise ValueError("A cell is on one side at least.")
    old, new = _links(was, before), _links(now, after)
    appeared, vanished = (sorted(found, key=str) for found in (new - old, old - new))
    reasons = [
        *_reasons(appeared, after[0], before[0], appeared=True),
        *_reasons(vanished, before[0], after[0], appeared=False),
    ]
    return CellChange(
        cell.phase.iri,
        cell.mechanism.iri,
        f"{cell.phase.label} × {cell.mechanism.label}",
        _state(was),
        _state(now),
        tuple(dict.fromkeys(reasons)),
    )


def _links(cell: Cell | None, side: _Side) -> frozenset[ox.Triple]:
    """Return the links between the mechanism of a cell and the problems of its phase."""
    if cell is None:
        return frozenset()
    problems = {problem.iri for problem in cell.phase.problems}
    return frozenset(
        link
        for link in links(side[0].store, _OF_CELLS)
        if isinstance(link.subject, ox.NamedNode) and link.subject.value == cell.mechanism.iri
        if isinstance(link.object, ox.NamedNode) and link.object.value in problems
    )


def _reasons(
    found: Iterable[ox.Triple], here: Release, there: Release, *, appeared: bool
) -> Iterator[str]:
    """Yield why links hold here and not there."""
    told = Reasons(here, there, appeared=appeared)
    for link in found:
        seen: dict[str, None] = {}
        subject, value = (str(node)[1:-1] for node in (link.subject, link.object))
        tried = islice(proofs(here, subject, link.predicate.value, value), _LOOKED_AT)
        for proof in tried:
            seen.update(dict.fromkeys(told.of(proof)))
            if len(seen) > _TOLD:
                break
        yield from list(seen)[:_TOLD]
        if len(seen) > _TOLD:
            yield "there are more reasons of the kind"
