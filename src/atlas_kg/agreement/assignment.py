"""Assignment: pairs of the greatest weight in all, each partner used once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

__all__ = ["best_pairs"]

Pair = tuple[int, int]


def best_pairs(weights: Mapping[Pair, int]) -> tuple[Pair, ...]:
    """Return the pairs of a row and a column whose weights have the greatest sum.

    Solved as a linear sum assignment (Kuhn, 1955, in the form of Crouse, 2016, that SciPy has),
    in each part of the graph on its own, since most parts leave no choice. Among assignments of
    the same weight the one that keeps to the order of rows and columns is taken.

    Args:
        weights: The weights, greater than 0, of the pairs that may be; what is not named may not.

    Returns:
        The pairs, by row.

    >>> best_pairs({(0, 0): 3, (0, 1): 2, (1, 0): 2})
    ((0, 1), (1, 0))
    """
    return tuple(sorted(pair for part in _parts(weights) for pair in _solved(part, weights)))


def _parts(weights: Mapping[Pair, int]) -> Iterator[list[Pair]]:
    """Yield the pairs of each connected part; each row and each column is looked at once."""
    of_row: dict[int, list[Pair]] = defaultdict(list)
    of_column: dict[int, list[Pair]] = defaultdict(list)
    for pair in sorted(weights):
        of_row[pair[0]].append(pair)
        of_column[pair[1]].append(pair)
    rows: set[int] = set()
    columns: set[int] = set()
    for first in of_row:
        if first in rows:
            continue
        part: list[Pair] = []
        waiting = [first]
        rows.add(first)
        while waiting:
            pairs = of_row[waiting.pop()]
            part += pairs
            new = [column for _, column in pairs if column not in columns]
            columns.update(new)
            near = {row for column in new for row, _ in of_column[column]} - rows
            rows |= near
            waiting += near
        yield sorted(part)


def _solved(part: list[Pair], weights: Mapping[Pair, int]) -> list[Pair]:
    if len(part) == 1:
        return part
    # Slow to import, and most data never need it.
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    rows = sorted({row for row, _ in part})
    columns = sorted({column for _, column in part})
    place = {(r, c): (i, j) for i, r in enumerate(rows) for j, c in enumerate(columns)}
    size = max(len(rows), len(columns))
    # No sum of what breaks ties comes up to one unit of weight.
    scale = size * size * size + 1
    matrix = np.zeros((len(rows), len(columns)))
    for pair in part:
        i, j = place[pair]
        matrix[i, j] = weights[pair] * scale + size * size - (i - j) ** 2
    chosen = zip(*linear_sum_assignment(matrix, maximize=True), strict=True)
    return [(rows[i], columns[j]) for i, j in chosen if (rows[i], columns[j]) in weights]
