"""Ratings: the values that coders gave to units, as tables for the coefficients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from atlas_kg.agreement.coefficients import Table
from atlas_kg.agreement.statement import CoderKind, Statement, StatementKind
from atlas_kg.agreement.units import Unit, Variable

__all__ = ["Ratings", "independent", "rated", "reported"]

_Cell = tuple[int, int, Hashable]


@dataclass(frozen=True)
class Ratings:
    """The values of one variable.

    Attributes:
        coders: The coders, a column for each.
        publications: The publication of each unit.
        table: A row for each unit.
    """

    coders: tuple[str, ...]
    publications: tuple[str, ...]
    table: Table


def independent(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Return the coders whose agreement can be measured, by id.

    A published consensus is none of them: it stands for people who have settled their differences.
    """
    found = (said for said in statements if said.is_compared)
    return tuple(
        sorted({said.coder for said in found if said.coder_kind is not CoderKind.CONSENSUS})
    )


def rated(units: Iterable[Unit], variable: Variable, coders: Sequence[str]) -> Ratings:
    """Return the values that coders gave in a variable to units of codings and of absences.

    Args:
        units: The units; those of problem reports have values in no variable.
        variable: The variable.
        coders: The coders to compare; values of others are left out.
    """
    compared = [unit for unit in units if unit.kind is not StatementKind.REPORT]
    column = {coder: place for place, coder in enumerate(coders)}

    def cells() -> Iterator[_Cell]:
        for row, unit in enumerate(compared):
            for coder in unit.coders:
                value = unit.value(coder, variable) if coder in column else None
                if value is not None:
                    yield row, column[coder], value

    publications = tuple(unit.publication for unit in compared)
    return Ratings(tuple(coders), publications, _table(cells(), len(compared), len(coders)))


def reported(
    statements: Iterable[Statement], problems: Sequence[str], coders: Sequence[str]
) -> Ratings:
    """Return which coder reports which problem, in each publication that two of them coded.

    Where nobody said anything about problems, neither a report nor an absence, nobody need have
    looked for any, so that such a publication has no units. In the others each problem is one:
    were it those alone that somebody reports, hardly a value would be no, and what chance explains
    could not be told.

    Args:
        statements: The statements.
        problems: All problems that can be reported.
        coders: The coders to compare.
    """
    coded: dict[str, dict[str, set[str]]] = defaultdict(dict)
    looked_for: set[str] = set()
    for said in statements:
        if said.is_compared and said.coder in coders:
            found = coded[said.publication].setdefault(said.coder, set())
            if said.kind is not StatementKind.CODING:
                looked_for.add(said.publication)
            if said.problem is not None:
                found.add(said.problem)
    shared = sorted(key for key in looked_for if len(coded[key]) > 1)
    column = {coder: place for place, coder in enumerate(coders)}
    units = [(publication, problem) for publication in shared for problem in problems]
    cells = (
        (row, column[coder], problem in found)
        for row, (publication, problem) in enumerate(units)
        for coder, found in coded[publication].items()
    )
    publications = tuple(publication for publication, _ in units)
    return Ratings(tuple(coders), publications, _table(cells, len(units), len(coders)))


def _table(cells: Iterable[_Cell], rows: int, columns: int) -> Table:
    number: dict[Hashable, int] = {}
    codes = np.full((rows, columns), -1, dtype=np.int64)
    for row, column, value in cells:
        codes[row, column] = number.setdefault(value, len(number))
    return Table(codes, len(number))
