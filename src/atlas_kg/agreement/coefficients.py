"""Coefficients of agreement between coders, for values without an order.

Each follows from sums over units, so that resampling needs to weigh the sums only; see
`atlas_kg.agreement.intervals`. What goes in is a table with a row for each unit and a column for
each coder; a value is None where a coder gave none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Coefficient",
    "Table",
    "Tally",
    "alpha",
    "alpha_of",
    "alpha_tally",
    "defined",
    "kappa",
    "kappa_tally",
    "pairs_of_coders",
    "percent_agreement",
    "percent_tally",
]

Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]

NO_PAIR = "no unit has values of two coders"
NO_VARIATION = "all values are the same, so that chance alone would agree as well"


@dataclass(frozen=True)
class Coefficient:
    """A coefficient, or why there is none.

    Attributes:
        value: Its value, or None if it is undefined.
        undefined: Why it is undefined, in words; None if it is defined.
    """

    value: float | None
    undefined: str | None = None


@dataclass(frozen=True)
class Table:
    """Values by unit and coder, as numbers.

    Attributes:
        codes: A row for each unit and a column for each coder: the number of a value, or -1.
        size: How many different values there are.
    """

    codes: Codes
    size: int

    @classmethod
    def of(cls, rows: Iterable[Sequence[Hashable | None]]) -> Table:
        """Return the table of rows of values, None where one is missing."""
        number: dict[Hashable, int] = {}
        coded = [
            [-1 if value is None else number.setdefault(value, len(number)) for value in row]
            for row in rows
        ]
        codes = np.array(coded, dtype=np.int64)
        return cls(
            codes.reshape(len(coded), -1) if coded else np.empty((0, 0), np.int64), len(number)
        )

    @property
    def is_paired(self) -> NDArray[np.bool_]:
        """Which units have values of two coders at least."""
        paired: NDArray[np.bool_] = (self.codes >= 0).sum(axis=1) > 1
        return paired


@dataclass(frozen=True)
class Tally:
    """Sums from which a coefficient follows, by the unit that adds to them.

    Attributes:
        unit: The unit of each amount.
        column: The sum to which each amount belongs.
        amount: The amounts.
        columns: How many sums there are.
        formula: Returns the coefficients for columns of sums; not a number where one is undefined.
    """

    unit: Codes
    column: Codes
    amount: Numbers
    columns: int
    formula: Callable[[Numbers], Numbers]

    @property
    def value(self) -> float:
        """The coefficient of all units; not a number if it is undefined."""
        sums = np.bincount(self.column, self.amount, self.columns).astype(np.float64)
        return float(self.formula(sums[:, None])[0])


def percent_tally(table: Table) -> Tally:
    """Tally the share of agreeing pairs among all pairs of values that coders gave to a unit."""
    unit, _, count = _counts(table)
    agreeing = count * (count - 1)
    total = (table.codes >= 0).sum(axis=1).astype(np.float64)
    units = np.arange(len(total))
    return Tally(
        unit=np.concatenate([unit, units]),
        column=np.concatenate([np.zeros_like(unit), np.ones_like(units)]),
        amount=np.concatenate([agreeing, total * (total - 1)]),
        columns=2,
        formula=lambda sums: _ratio(sums[0], sums[1]),
    )


def percent_agreement(rows: Iterable[Sequence[Hashable | None]]) -> Coefficient:
    """Return the share of agreeing pairs among all pairs of values that coders gave to a unit.

    With two coders this is the share of units in which they agree.
    """
    table = Table.of(rows)
    return defined(percent_tally(table).value, table)


def alpha_tally(table: Table) -> Tally:
    """Tally Krippendorff's alpha for nominal values.

    Sum 0 is the disagreement in units, each further one the number of pairable values of a kind.
    """
    unit, code, count = _counts(table)
    total = (table.codes >= 0).sum(axis=1).astype(np.float64)
    is_paired = total[unit] > 1
    unit, code, count = unit[is_paired], code[is_paired], count[is_paired]
    others = total[unit] - 1
    return Tally(
        unit=np.concatenate([unit, unit]),
        column=np.concatenate([np.zeros_like(code), code + 1]),
        # The values of a unit are compared with each other, once for each of them but one.
        amount=np.concatenate([count * (total[unit] - count) / others, count]),
        columns=table.size + 1,
        formula=_alpha,
    )


def _alpha(sums: Numbers) -> Numbers:
    total = sums[1:].sum(axis=0)
    expected = total**2 - (sums[1:] ** 2).sum(axis=0)
    return 1 - _ratio((total - 1) * sums[0], expected)


def alpha(rows: Iterable[Sequence[Hashable | None]]) -> Coefficient:
    """Return Krippendorff's alpha for nominal values, any number of coders and missing values.

    Units with one value are left out, since it can be compared with nothing. Source: Krippendorff
    (2011), Computing Krippendorff's Alpha-Reliability, section C.

    >>> alpha([("a", "a"), ("b", "b"), ("a", None)]).value
    1.0
    >>> alpha([("a", "a")]).undefined
    'all values are the same, so that chance alone would agree as well'
    """
    return alpha_of(Table.of(rows))


def alpha_of(table: Table) -> Coefficient:
    """Return Krippendorff's alpha of a table; see `alpha`."""
    return defined(alpha_tally(table).value, table)


def kappa_tally(table: Table, one: int, other: int) -> Tally:
    """Tally Cohen's kappa of two coders over the units to which both gave a value.

    Sum 0 is the number of units, sum 1 that of agreements; the others say how often each of the
    two used each value. Values that one of them alone used agree with nothing, not even by chance.

    Args:
        table: The values.
        one: The column of one coder.
        other: The column of the other.
    """
    ours, theirs = table.codes[:, one], table.codes[:, other]
    unit = np.flatnonzero((ours >= 0) & (theirs >= 0))
    ours, theirs = ours[unit], theirs[unit]
    shared = np.intersect1d(ours, theirs)
    our_use, their_use = np.isin(ours, shared), np.isin(theirs, shared)
    columns = [
        np.zeros_like(unit),
        np.ones_like(unit),
        np.searchsorted(shared, ours[our_use]) + 2,
        np.searchsorted(shared, theirs[their_use]) + 2 + len(shared),
    ]
    agrees = (ours == theirs).astype(np.float64)
    used = int(our_use.sum() + their_use.sum())
    return Tally(
        unit=np.concatenate([unit, unit, unit[our_use], unit[their_use]]),
        column=np.concatenate(columns),
        amount=np.concatenate([np.ones(len(unit)), agrees, np.ones(used)]),
        columns=2 + 2 * len(shared),
        formula=_kappa,
    )


def _kappa(sums: Numbers) -> Numbers:
    units, agreeing = sums[0], sums[1]
    size = len(sums) // 2 - 1
    by_chance = (sums[2 : 2 + size] * sums[2 + size :]).sum(axis=0)
    return _ratio(units * agreeing - by_chance, units**2 - by_chance)


def kappa(rows: Iterable[Sequence[Hashable | None]]) -> Coefficient:
    """Return Cohen's kappa of two coders over the units to which both gave a value.

    Source: Cohen (1960), A Coefficient of Agreement for Nominal Scales.

    >>> kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "a")]).value
    0.0
    """
    table = Table.of(rows)
    has_two = table.codes.shape[1] == len(("one", "other"))
    return defined(kappa_tally(table, 0, 1).value if has_two else np.nan, table)


def pairs_of_coders(table: Table) -> tuple[tuple[int, int], ...]:
    """Return the columns of each two coders who gave a value to the same unit."""
    given = (table.codes >= 0).astype(np.int64)
    shared = given.T @ given
    return tuple((i, j) for i, j in combinations(range(len(shared)), 2) if shared[i, j])


def _counts(table: Table) -> tuple[Codes, Codes, Numbers]:
    """Return how often each unit has each value: units, values, and counts."""
    unit, column = np.nonzero(table.codes >= 0)
    keys = unit * max(table.size, 1) + table.codes[unit, column]
    found, count = np.unique(keys, return_counts=True)
    return found // max(table.size, 1), found % max(table.size, 1), count.astype(np.float64)


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    result: Numbers = np.full(len(whole), np.nan)
    np.divide(part, whole, out=result, where=whole > 0)
    return result


def defined(value: float, table: Table) -> Coefficient:
    """Return a coefficient of a table, with the reason if it is not a number.

    >>> defined(float("nan"), Table.of([("a", None)])).undefined
    'no unit has values of two coders'
    """
    if not np.isnan(value):
        return Coefficient(float(value))
    return Coefficient(None, NO_VARIATION if table.is_paired.any() else NO_PAIR)
