"""Confidence intervals resample publications, and say where there is none."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.agreement.coefficients import (
    Table,
    alpha,
    alpha_tally,
    kappa,
    kappa_tally,
    percent_agreement,
    percent_tally,
)
from atlas_kg.agreement.intervals import _weights, interval, resampled

Rows = list[tuple[int | None, int | None]]
values = st.one_of(st.none(), st.integers(0, 2))


def drawn(rows: Rows, clusters: list[int], resample: int, resamples: int, seed: int) -> Rows:
    """Return the rows of a resample, each as often as its cluster was drawn."""
    weights = np.concatenate(list(_weights(max(clusters) + 1, resamples, seed)), axis=1)
    return [
        row
        for row, cluster in zip(rows, clusters, strict=True)
        for _ in range(int(weights[cluster, resample]))
    ]


@given(st.lists(st.tuples(values, values, st.integers(0, 3)), min_size=1, max_size=12))
def test_weighing_sums_is_the_same_as_repeating_units(
    units: list[tuple[int | None, int | None, int]],
) -> None:
    rows = [(one, other) for one, other, _ in units]
    numbers = sorted({cluster for _, _, cluster in units})
    clusters = [numbers.index(cluster) for _, _, cluster in units]
    table = Table.of(rows)
    tallies = (percent_tally(table), alpha_tally(table), kappa_tally(table, 0, 1))
    found = resampled(tallies, np.array(clusters), resamples=5, seed=7)
    for resample in range(5):
        chosen = drawn(rows, clusters, resample, 5, 7)
        for coefficient, series in zip((percent_agreement, alpha, kappa), found, strict=True):
            expected = coefficient(chosen).value
            if expected is None:
                assert np.isnan(series[resample])
            else:
                assert series[resample] == pytest.approx(expected, abs=1e-9)


def test_each_resample_draws_as_many_publications_as_there_are() -> None:
    weights = np.concatenate(list(_weights(12, 250, seed=1)), axis=1)
    assert weights.shape == (12, 250)
    assert set(weights.sum(axis=0)) == {12.0}


def test_the_same_seed_gives_the_same_interval() -> None:
    table = Table.of([("a", "a"), ("b", "a"), ("b", "b"), ("a", "a"), ("b", "b")] * 4)
    cluster = np.arange(20)
    (first,) = resampled([alpha_tally(table)], cluster)
    (again,) = resampled([alpha_tally(table)], cluster)
    (other,) = resampled([alpha_tally(table)], cluster, seed=2)
    assert interval(first, 20) == interval(again, 20)
    assert not np.array_equal(first, other, equal_nan=True)


def test_statements_of_one_publication_do_not_count_as_independent() -> None:
    # Ten statements of each publication are all agreed on, or none of them is.
    rows = [("a", "a") if place % 2 else ("a", "b") for place in range(20) for _ in range(10)]
    tally = percent_tally(Table.of(rows))
    (of_publications,) = resampled([tally], np.repeat(np.arange(20), 10))
    (of_units,) = resampled([tally], np.arange(200))
    wide, narrow = interval(of_publications, 20), interval(of_units, 200)
    assert wide.low is not None
    assert wide.high is not None
    assert narrow.low is not None
    assert narrow.high is not None
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_interval_covers_what_it_promises() -> None:
    """Of 200 samples of a known population, about 95 in 100 intervals hold the true share."""
    chance = np.random.default_rng(3)
    hit = 0
    for sample in range(200):
        rows = [("a", "a") if agrees else ("a", "b") for agrees in chance.random(60) < 0.7]
        (found,) = resampled([percent_tally(Table.of(rows))], np.arange(60), seed=sample)
        around = interval(found, 60)
        assert around.low is not None
        assert around.high is not None
        hit += around.low <= 0.7 <= around.high
    assert 180 <= hit <= 198


def test_where_there_is_no_interval_it_is_told_in_words() -> None:
    ones = np.ones(1_000)
    assert interval(ones, 1).missing == "one publication alone cannot be resampled"
    assert interval(ones, 9).missing == "all resamples give the same value"
    few = np.where(np.arange(1_000) < 100, np.nan, np.linspace(0, 1, 1_000))
    assert interval(few, 9).missing == "too many resamples leave the coefficient undefined"
    around = interval(np.linspace(0, 1, 1_001), 9)
    assert (around.low, around.high) == pytest.approx((0.025, 0.975))


def test_ten_thousand_publications_take_seconds() -> None:
    chance = np.random.default_rng(1)
    one = chance.integers(0, 2_000, 10_000)
    other = np.where(chance.random(10_000) < 0.8, one, chance.integers(0, 2_000, 10_000))
    table = Table(np.stack([one, other], axis=1), 2_000)
    begin = time.process_time()
    resampled(
        [percent_tally(table), alpha_tally(table), kappa_tally(table, 0, 1)], np.arange(10_000)
    )
    assert time.process_time() - begin < 5
