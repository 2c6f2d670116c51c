"""What would become of the graph with further records: of statements, of links, of the map."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from atlas_kg.findings import Finding
from atlas_kg.problem_solution_space import Cell, ProblemSolutionSpace, State

__all__ = ["CellChange", "Outlook", "StatusChange"]


@dataclass(frozen=True)
class CellChange:
    """A cell of the map that would change: its state, or its tentative evidence.

    Attributes:
        cell: The cell as it would be.
        before: Its state as it is.
        tentative_before: How many solutions have tentative evidence there.
    """

    cell: Cell
    before: State
    tentative_before: int = 0


@dataclass(frozen=True)
class StatusChange:
    """A statement that would stand otherwise, or the new one.

    Attributes:
        statement: Its IRI.
        before: The name of its status as it is; None for the new statement.
        after: The name of its status as it would be.
        why: Why it would stand so, in a sentence; None if it was written.
    """

    statement: str
    before: str | None
    after: str
    why: str | None


@dataclass(frozen=True)
class Outlook:
    """What would become of the graph with some records.

    Attributes:
        findings: What is wrong with them, or to be considered.
        space: The map as it would be; None where something blocks them.
        cells: The cells of the map that would change.
        statuses: The statements among them, and others that would stand otherwise.
        inferred: The links between terms and known things that would follow.
        withdrawn: Those that would follow no more.
    """

    findings: tuple[Finding, ...]
    space: ProblemSolutionSpace | None = None
    cells: tuple[CellChange, ...] = ()
    statuses: tuple[StatusChange, ...] = ()
    inferred: tuple[ox.Triple, ...] = ()
    withdrawn: tuple[ox.Triple, ...] = ()
