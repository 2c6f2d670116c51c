"""How the map is laid out, whatever it is written in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from atlas_kg.problem_solution_space import Cell, Mechanism, ProblemSolutionSpace, State, Statement

__all__ = [
    "APPLIED",
    "DISPUTED",
    "MEANINGS",
    "MOST",
    "PREDICTED",
    "SIGNS",
    "TENTATIVE",
    "ColumnGroup",
    "Listed",
    "column_groups",
    "counted",
    "disputed",
    "few",
    "left_out",
    "listed",
    "literature_words",
    "tally",
    "tentative",
    "theory_words",
    "unlisted",
]

SIGNS = {
    State.SUPPORTED: "●",
    State.GAP: "○",
    State.UNPREDICTED: "▲",
    State.NOT_APPLICABLE: "–",
}
"""The sign of each state, for those who do not see its colour."""

MEANINGS = {
    State.SUPPORTED: "theory predicts the mechanism here, and the literature applies it",
    State.GAP: "theory predicts the mechanism here, but no accepted coding applies it",
    State.UNPREDICTED: "the literature applies the mechanism here, but theory does not predict it",
    State.NOT_APPLICABLE: (
        "neither theory nor an accepted coding sets the mechanism against a problem here"
    ),
}
"""What each state says."""

PREDICTED = {True: "◆", False: "◇"}
"""The mark of what theory predicts, and of what it does not."""

APPLIED = {True: "■", False: "□"}
"""The mark of what accepted statements of the literature apply, and of what they do not."""

MOST = 12
"""How many solutions are named in one cell; the rest is counted."""

TENTATIVE = "rests on one coder, on programs only, or on low agreement; it changes no state"
"""What tentative evidence is."""

DISPUTED = "rests on codings that differ while nobody has decided between them; it changes no state"
"""What evidence in dispute is."""


@dataclass(frozen=True)
class ColumnGroup:
    """Mechanisms that stand side by side because they mitigate the same asymmetry."""

    asymmetry: str
    mechanisms: tuple[Mechanism, ...]


@dataclass(frozen=True)
class Listed:
    """A solution in the list of a cell, with the narrower ones that stand in the same cell."""

    iri: str
    label: str
    kinds: tuple[Listed, ...]


def column_groups(space: ProblemSolutionSpace) -> tuple[ColumnGroup, ...]:
    """Return the columns, grouped under the asymmetry that their mechanisms mitigate."""
    groups = groupby(space.mechanisms, key=lambda mechanism: mechanism.asymmetry)
    return tuple(ColumnGroup(asymmetry, tuple(found)) for asymmetry, found in groups)


def listed(cell: Cell) -> tuple[Listed, ...]:
    """Return the solutions of a cell, each once: narrower ones under the nearest broader one.

    A solution none of whose broader ones stands in the cell stands by itself.
    Of more than `MOST` those come that most statements are about; `unlisted` counts the others.
    """
    if len(cell.solutions) > MOST:
        counts = Counter((said.solution, said.solution_label) for said in cell.statements)
        return tuple(Listed(iri, label, ()) for (iri, label), _ in counts.most_common(MOST))
    solutions = {said.solution: said for said in cell.statements}
    kinds: dict[str | None, list[Statement]] = defaultdict(list)
    for said in solutions.values():
        kinds[_nearest(said, solutions)].append(said)

    def under(broader: str | None) -> tuple[Listed, ...]:
        return tuple(
            Listed(said.solution, said.solution_label, under(said.solution))
            for said in kinds[broader]
        )

    return under(None)


def _nearest(said: Statement, solutions: Mapping[str, Statement]) -> str | None:
    """Return the solution under which that of a statement stands, or None for none.

    Of several that are equally near, it is the one whose name its own name repeats most of.
    """
    broader = [solutions[iri] for iri in said.broader if iri in solutions]
    farther = {iri for each in broader for iri in _above(each, solutions)}
    near = [each for each in broader if each.solution not in farther]
    own = set(said.solution_label.casefold().split())

    def repeated(each: Statement) -> float:
        words = set(each.solution_label.casefold().split())
        return len(words & own) / len(words)

    return max(near, key=repeated).solution if near else None


def _above(said: Statement, solutions: Mapping[str, Statement]) -> set[str]:
    """Return all solutions of a cell that are broader than that of a statement."""
    found: set[str] = set()
    ahead = [said]
    while ahead:
        new = {iri for iri in ahead.pop().broader if iri in solutions} - found
        found |= new
        ahead += [solutions[iri] for iri in new]
    return found


def unlisted(cell: Cell) -> int:
    """Return how many solutions of a cell `listed` leaves out."""
    return max(0, len(cell.solutions) - MOST)


def few(labels: Sequence[str]) -> str:
    """Return names with commas between them; of many the first ones, and how many others.

    >>> few(["a", "b"])
    'a, b'
    """
    more = len(labels) - MOST
    return ", ".join(labels[:MOST]) + (f" and {more} more" if more > 0 else "")


def theory_words(cell: Cell) -> str:
    """Return what theory says of a cell."""
    return "predicts it" if cell.state.is_predicted else "does not predict it"


def literature_words(cell: Cell) -> str:
    """Return what the accepted statements show in a cell; of a selection, those that it holds."""
    if cell.statements:
        solutions = counted(len(cell.solutions), "solution")
        return f"{solutions}, {counted(len(cell.works), 'work')}"
    return f"applies it; {left_out(cell)}" if cell.state.is_applied else "nothing accepted"


def left_out(cell: Cell) -> str:
    """Return that a selection holds none of the accepted statements of a cell, or nothing."""
    if cell.statements or not cell.state.is_applied:
        return ""
    nothing = "nothing accepted" if cell.tentative or cell.disputed else "nothing"
    return f"{nothing} in this selection"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it has to be.

    >>> counted(1, "work"), counted(2, "work")
    ('1 work', '2 works')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def tentative(cell: Cell) -> str:
    """Return how many solutions of a cell have tentative evidence only there; empty for none."""
    number = len(cell.tentative_solutions)
    return f"{number} tentative" if number else ""


def disputed(cell: Cell) -> str:
    """Return on how many solutions of a cell coders disagree; empty for none."""
    number = len(cell.disputed_solutions)
    return f"{number} disputed" if number else ""


def tally(space: ProblemSolutionSpace) -> str:
    """Return how many cells are in each state, and have other evidence, as a line."""
    states = ", ".join(f"{space.count(state)} {state.words}" for state in State)
    others = (
        (space.tentative_cells, "with tentative evidence"),
        (space.disputed_cells, "with evidence in dispute"),
    )
    return "; ".join((states, *(f"{number} {what}" for number, what in others if number)))
