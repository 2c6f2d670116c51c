"""Confidence intervals by the bootstrap, with publications resampled as wholes.

Statements of one publication are read by the same coders from the same text, so they are not
independent of each other; resampling single units would make intervals too narrow. For clustered
data the cluster bootstrap is the consistent one (Field & Welsh, 2007, Bootstrapping clustered data;
for kappa: Kang et al., 2013). Percentile intervals of resampled units come close to what they
promise for nominal alpha (Zapf et al., 2016), where asymptotic ones do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atlas_kg.agreement.coefficients import Numbers, Tally

__all__ = ["CONFIDENCE", "RESAMPLES", "SEED", "Interval", "interval", "resampled"]

RESAMPLES = 1_000
SEED = 1
"""With the same statements, the same intervals."""

CONFIDENCE = 0.95

_BATCH = 100
"""Resamples that are in memory at once."""

_UNDEFINED = 0.05
"""The share of resamples without a coefficient above which the others tell too little."""


@dataclass(frozen=True)
class Interval:
    """A confidence interval, or why there is none.

    Attributes:
        low: Its lower end.
        high: Its upper end.
        missing: Why there is none, in words; None if there is one.
    """

    low: float | None
    high: float | None
    missing: str | None = None


def resampled(
    tallies: Sequence[Tally],
    cluster: NDArray[np.int64],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[Numbers, ...]:
    """Return the coefficients of resamples of clusters, drawn with replacement.

    Args:
        tallies: Coefficients of the same units.
        cluster: The number of the cluster of each unit.
        resamples: How many resamples to draw.
        seed: What makes them the same each time.

    Returns:
        For each tally its coefficient in each resample, not a number where it is undefined. All
        tallies have the same resamples.
    """
    # Slow to import, and without data to resample never needed.
    from scipy.sparse import coo_array  # noqa: PLC0415

    clusters = int(cluster.max()) + 1 if len(cluster) else 0
    sums = [
        coo_array(
            (tally.amount, (tally.column, cluster[tally.unit])), shape=(tally.columns, clusters)
        ).tocsr()
        for tally in tallies
    ]
    found: list[list[Numbers]] = [[] for _ in tallies]
    for weights in _weights(clusters, resamples, seed):
        for place, (tally, matrix) in enumerate(zip(tallies, sums, strict=True)):
            found[place].append(tally.formula(matrix @ weights))
    return tuple(np.concatenate(parts) for parts in found)


def _weights(clusters: int, resamples: int, seed: int) -> Iterator[Numbers]:
    """Yield how often each cluster is in each resample, a column for each resample."""
    chance = np.random.default_rng(seed)
    for begin in range(0, resamples, _BATCH):
        size = min(_BATCH, resamples - begin)
        drawn = chance.integers(clusters, size=(size, clusters))
        drawn += np.arange(size)[:, None] * clusters
        counts = np.bincount(drawn.ravel(), minlength=size * clusters)
        yield counts.reshape(size, clusters).T.astype(np.float64)


def interval(values: Numbers, clusters: int) -> Interval:
    """Return the percentile interval of resampled coefficients.

    Args:
        values: The coefficients of the resamples.
        clusters: How many clusters were there to resample.
    """
    if clusters == 1:
        return Interval(None, None, "one publication alone cannot be resampled")
    known = values[~np.isnan(values)]
    if len(known) < (1 - _UNDEFINED) * len(values):
        return Interval(None, None, "too many resamples leave the coefficient undefined")
    outside = (1 - CONFIDENCE) / 2
    low, high = (float(end) for end in np.quantile(known, [outside, 1 - outside]))
    if low == high:
        return Interval(None, None, "all resamples give the same value")
    return Interval(low, high)
