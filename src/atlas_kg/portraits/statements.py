"""The statements of the map by all that they are about, so that no page has to look for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from atlas_kg.problem_solution_space import Cell, ProblemSolutionSpace, Statement

__all__ = ["Placed", "StatementIndex", "index_statements"]


@dataclass(frozen=True)
class Placed:
    """A statement in its cell of the map."""

    cell: Cell
    said: Statement

    @property
    def is_accepted(self) -> bool:
        """Whether inference rests on it."""
        return self.said.status == "Accepted"


Index = Mapping[str, tuple[Placed, ...]]


@dataclass(frozen=True)
class StatementIndex:
    """The statements that answer an agency problem, in the order of the map.

    Attributes:
        by_iri: By the statement itself.
        by_problem: By the agency problem that is answered.
        by_solution: By the solution.
        by_publication: By the publication that says it.
        by_work: By the publication that it cites as evidence.
        by_coder: By the coder.
        by_transcriber: By who put the printed statement into data.
    """

    by_iri: Index
    by_problem: Index
    by_solution: Index
    by_publication: Index
    by_work: Index
    by_coder: Index
    by_transcriber: Index


def index_statements(space: ProblemSolutionSpace) -> StatementIndex:
    """Return the index of the statements of a map.

    Args:
        space: The map, with its statements.
    """
    found: dict[str, dict[str, list[Placed]]] = defaultdict(lambda: defaultdict(list))
    for cell in space.cells:
        for said in (*cell.statements, *cell.tentative, *cell.disputed):
            placed = Placed(cell, said)
            for name, iri in _aspects(said):
                found[name][iri].append(placed)
    names = StatementIndex.__dataclass_fields__
    return StatementIndex(
        **{name: {iri: tuple(group) for iri, group in found[name].items()} for name in names}
    )


def _aspects(said: Statement) -> Iterator[tuple[str, str]]:
    yield "by_iri", said.iri
    yield "by_problem", said.problem
    yield "by_solution", said.solution
    yield "by_publication", said.publication.iri
    yield "by_coder", said.coder.iri
    if said.transcriber:
        yield "by_transcriber", said.transcriber.iri
    for work in said.works:
        yield "by_work", work.iri
