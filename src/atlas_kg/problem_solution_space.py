"""The problem-solution map: what is hidden in each phase, and what theory and literature answer.

The states of its cells are derived by queries over the inferred links; nothing here decides them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from atlas_kg.queries import Row, rows
from atlas_kg.store import SparqlStore

__all__ = [
    "Cell",
    "Mechanism",
    "Phase",
    "Problem",
    "ProblemSolutionSpace",
    "State",
    "Statement",
    "Work",
    "each_once",
    "problem_solution_space",
]


class State(StrEnum):
    """How theory and literature meet in a cell."""

    SUPPORTED = "supported"
    GAP = "gap"
    UNPREDICTED = "unpredicted"
    NOT_APPLICABLE = "notApplicable"

    @property
    def words(self) -> str:
        """The state as people say it."""
        return "not applicable" if self is State.NOT_APPLICABLE else self.value

    @property
    def is_predicted(self) -> bool:
        """Whether theory predicts the mechanism there."""
        return self in (State.SUPPORTED, State.GAP)

    @property
    def is_applied(self) -> bool:
        """Whether the literature applies the mechanism there."""
        return self in (State.SUPPORTED, State.UNPREDICTED)

    @classmethod
    def of(cls, *, is_predicted: bool, is_applied: bool) -> State:
        """Return the state in which theory and literature meet."""
        if is_predicted:
            return cls.SUPPORTED if is_applied else cls.GAP
        return cls.UNPREDICTED if is_applied else cls.NOT_APPLICABLE


@dataclass(frozen=True, order=True)
class Work:
    """A publication, by IRI and label."""

    label: str
    iri: str


@dataclass(frozen=True)
class Problem:
    """An agency problem: what is hidden, and which works say so."""

    iri: str
    label: str
    definition: str
    target: str
    target_iri: str
    asymmetry: str
    reported_by: tuple[Work, ...]


@dataclass(frozen=True)
class Phase:
    """An adoption phase in its place, with its agency problems."""

    iri: str
    label: str
    definition: str
    note: str | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Mechanism:
    """A mechanism and the asymmetry that it mitigates."""

    iri: str
    label: str
    definition: str
    asymmetry: str


@dataclass(frozen=True)
class Statement:
    """A coded statement: what a publication says about a solution.

    Attributes:
        broader: The IRIs of more general solutions that stand in the same cell.
        transcriber: Who put the printed statement into data, if that was another than the coder.
        works: The publications that the text cites.
        status: The label of its status.
    """

    iri: str
    text: str
    problem: str
    solution: str
    solution_label: str
    solution_definition: str
    broader: tuple[str, ...]
    publication: Work
    section: str
    coder: Work
    transcriber: Work | None
    note: str | None
    works: tuple[Work, ...]
    status: str


@dataclass(frozen=True)
class Cell:
    """Where a phase meets a mechanism.

    Attributes:
        state: How theory and the accepted statements meet.
        statements: The accepted statements.
        tentative: The statements that are not accepted yet; they do not count for the state.
        disputed: The statements on which coders disagree; neither do they.
    """

    phase: Phase
    mechanism: Mechanism
    state: State
    statements: tuple[Statement, ...]
    tentative: tuple[Statement, ...] = ()
    disputed: tuple[Statement, ...] = ()

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """The works that the statements cite, each once."""
        return each_once(work for said in self.statements for work in said.works)

    @cached_property
    def solutions(self) -> tuple[str, ...]:
        """The labels of the solutions, each once."""
        return _solutions(self.statements)

    @cached_property
    def tentative_solutions(self) -> tuple[str, ...]:
        """The labels of the solutions for which there is tentative evidence, each once."""
        return _solutions(self.tentative)

    @cached_property
    def disputed_solutions(self) -> tuple[str, ...]:
        """The labels of the solutions on which coders disagree here, each once."""
        return _solutions(self.disputed)


@dataclass(frozen=True)
class ProblemSolutionSpace:
    """The whole map: phases in order, mechanisms in order, and a cell for each pair."""

    phases: tuple[Phase, ...]
    mechanisms: tuple[Mechanism, ...]
    cells: tuple[Cell, ...]

    def cell(self, phase: str, mechanism: str) -> Cell | None:
        """Return the cell of a phase and a mechanism, by their IRIs."""
        for cell in self.cells:
            if (cell.phase.iri, cell.mechanism.iri) == (phase, mechanism):
                return cell
        return None

    def row(self, phase: Phase) -> tuple[Cell, ...]:
        """Return the cells of a phase in the order of the mechanisms."""
        return tuple(cell for cell in self.cells if cell.phase.iri == phase.iri)

    def count(self, state: State) -> int:
        """Return how many cells are in a state."""
        return sum(cell.state is state for cell in self.cells)

    @property
    def tentative_cells(self) -> int:
        """How many cells have tentative evidence."""
        return sum(bool(cell.tentative) for cell in self.cells)

    @property
    def disputed_cells(self) -> int:
        """How many cells have statements in dispute."""
        return sum(bool(cell.disputed) for cell in self.cells)


def problem_solution_space(
    store: SparqlStore, *, with_statements: bool = True
) -> ProblemSolutionSpace:
    """Derive the map from a store that holds asserted and inferred graphs.

    Args:
        store: What answers the queries of the folder ``queries/map``.
        with_statements: Whether the cells are to hold their statements, or their states alone.
    """
    problems = [
        (row["phase"], _problem(group))
        for row, group in _grouped(rows(store, "map/problems"), "problem")
    ]
    phases = tuple(
        Phase(
            iri=row["phase"],
            label=row["label"],
            definition=row["definition"],
            note=row.get("scopeNote"),
            problems=tuple(problem for phase, problem in problems if phase == row["phase"]),
        )
        for row in rows(store, "map/phases")
    )
    mechanisms = tuple(
        Mechanism(row["mechanism"], row["label"], row["definition"], row["asymmetryLabel"])
        for row in rows(store, "map/mechanisms")
    )
    accepted, tentative, disputed = (
        _statements(rows(store, f"map/{query}") if with_statements else (), status)
        for query, status in (
            ("statements", "Accepted"),
            ("tentative-statements", "Tentative"),
            ("disputed-statements", "Disputed"),
        )
    )
    states = {
        (row["phase"], row["mechanism"]): State(row["state"]) for row in rows(store, "map/cells")
    }
    cells = tuple(
        Cell(
            phase,
            mechanism,
            states[phase.iri, mechanism.iri],
            *(
                tuple(found.get((phase.iri, mechanism.iri), ()))
                for found in (accepted, tentative, disputed)
            ),
        )
        for phase in phases
        for mechanism in mechanisms
    )
    return ProblemSolutionSpace(phases, mechanisms, cells)


def each_once(works: Iterable[Work]) -> tuple[Work, ...]:
    """Return works in the order of their labels, each once."""
    # Texts are compared much faster than works.
    by_iri = {work.iri: work for work in works}
    return tuple(sorted(by_iri.values(), key=lambda work: (work.label, work.iri)))


def _solutions(statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said.solution_label for said in statements))


def _grouped(found: Iterable[Row], key: str) -> list[tuple[Row, list[Row]]]:
    groups = [list(group) for _, group in groupby(found, key=lambda row: row[key])]
    return [(group[0], group) for group in groups]


def _works(group: list[Row]) -> tuple[Work, ...]:
    return tuple(sorted({Work(row["workLabel"], row["work"]) for row in group if "work" in row}))


def _problem(group: list[Row]) -> Problem:
    row = group[0]
    return Problem(
        iri=row["problem"],
        label=row["label"],
        definition=row["definition"],
        target=row["targetLabel"],
        target_iri=row["target"],
        asymmetry=row["asymmetryLabel"],
        reported_by=_works(group),
    )


def _statements(found: tuple[Row, ...], status: str) -> dict[tuple[str, str], list[Statement]]:
    """Return the statements of each cell, by the IRIs of its phase and mechanism."""
    solutions: dict[tuple[str, str], set[str]] = {}
    for row in found:
        solutions.setdefault((row["phase"], row["mechanism"]), set()).add(row["solution"])
    cells: dict[tuple[str, str], list[Statement]] = {}
    for row, group in _grouped(found, "coding"):
        place = row["phase"], row["mechanism"]
        cells.setdefault(place, []).append(_statement(group, solutions[place], status))
    return cells


def _statement(group: list[Row], solutions: set[str], status: str) -> Statement:
    row = group[0]
    broader = sorted({row["broader"] for row in group if row.get("broader") in solutions})
    return Statement(
        iri=row["coding"],
        text=row["text"],
        problem=row["problem"],
        solution=row["solution"],
        solution_label=row["solutionLabel"],
        solution_definition=row["solutionDefinition"],
        broader=tuple(broader),
        publication=Work(row["publicationLabel"], row["publication"]),
        section=row["section"],
        coder=Work(row["coderLabel"], row["coder"]),
        transcriber=(
            Work(row["transcriberLabel"], row["transcriber"]) if "transcriber" in row else None
        ),
        note=row.get("note"),
        works=_works(group),
        status=status,
    )
