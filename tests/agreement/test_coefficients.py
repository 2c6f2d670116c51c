"""Coefficients equal published examples and reference implementations."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import combinations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from atlas_kg.agreement.coefficients import alpha, kappa, percent_agreement

EXACT = 1e-9

BY_OBSERVER = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
"""Four observers and twelve units: Krippendorff (2011), section C."""


def units(*observers: str) -> list[tuple[str | None, ...]]:
    columns = [[None if word == "." else word for word in line.split()] for line in observers]
    return list(zip(*columns, strict=True))


def from_counts(counts: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    return [
        (i, j) for i, row in enumerate(counts) for j, count in enumerate(row) for _ in range(count)
    ]


def test_alpha_of_four_observers_with_missing_data() -> None:
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: 0.743.
    assert alpha(units(*BY_OBSERVER)).value == pytest.approx(904 / 1216, abs=EXACT)
    assert round(904 / 1216, 3) == 0.743


def test_alpha_of_two_observers_and_five_values() -> None:
    # The same, section B: Ben and Gerry, 0.692.
    found = alpha(units("a a b b d c c c e d d a", "b a b b b c c c e d d d")).value
    assert found == pytest.approx(310 / 448, abs=EXACT)
    assert round(310 / 448, 3) == 0.692


def test_alpha_of_two_observers_and_two_values() -> None:
    # The same, section A: Meg and Owen, 0.095.
    found = alpha(units("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")).value
    assert found == pytest.approx(1 - 19 * 4 / (14 * 6), abs=EXACT)
    assert round(1 - 19 * 4 / (14 * 6), 3) == 0.095


def test_kappa_of_two_judges() -> None:
    # Cohen (1960), table 1: 200 cases, observed 0.70, by chance 0.41, kappa 0.492.
    judged = from_counts([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert percent_agreement(judged).value == pytest.approx(0.70, abs=EXACT)
    assert kappa(judged).value == pytest.approx(29 / 59, abs=EXACT)
    assert round(29 / 59, 3) == 0.492


def test_kappa_of_a_textbook() -> None:
    # Fleiss, Levin & Paik (2003), table 18.1: observed 0.89, by chance 0.66, kappa 0.68.
    judged = from_counts([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
    assert percent_agreement(judged).value == pytest.approx(0.89, abs=EXACT)
    assert kappa(judged).value == pytest.approx(23 / 34, abs=EXACT)


values = st.one_of(st.none(), st.integers(0, 3))
tables = st.integers(2, 5).flatmap(
    lambda coders: st.lists(st.tuples(*[values] * coders), min_size=1, max_size=25)
)


@given(tables)
def test_alpha_equals_the_library(table: list[tuple[int | None, ...]]) -> None:
    rows = [[np.nan if value is None else value for value in row] for row in table]
    found = alpha(table)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reference = krippendorff.alpha(
                reliability_data=np.array(rows, dtype=float).T, level_of_measurement="nominal"
            )
    except ValueError:
        reference = np.nan
    if found.value is None:
        assert found.undefined
        pairable = [[v for v in row if v is not None] for row in table]
        assert len({v for row in pairable if len(row) > 1 for v in row}) < 2
    else:
        assert found.value == pytest.approx(reference, abs=EXACT)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_kappa_equals_scikit_learn(table: list[tuple[int, int]]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reference = cohen_kappa_score([a for a, _ in table], [b for _, b in table])
    found = kappa(table)
    if found.value is None:
        assert np.isnan(reference)
        assert found.undefined
    else:
        assert found.value == pytest.approx(reference, abs=EXACT)


@given(tables)
def test_percent_agreement_is_the_share_of_agreeing_pairs(
    table: list[tuple[int | None, ...]],
) -> None:
    pairs = [
        a == b for row in table for a, b in combinations(row, 2) if a is not None and b is not None
    ]
    found = percent_agreement(table)
    if pairs:
        assert found.value == pytest.approx(sum(pairs) / len(pairs), abs=EXACT)
    else:
        assert found.value is None
        assert found.undefined == "no unit has values of two coders"


@given(tables, st.randoms())
def test_the_order_of_units_and_coders_does_not_matter(
    table: list[tuple[int | None, ...]], random: np.random.Generator
) -> None:
    order = list(range(len(table[0])))
    random.shuffle(order)
    shuffled = [tuple(row[i] for i in order) for row in table]
    random.shuffle(shuffled)
    assert alpha(shuffled).value == pytest.approx(alpha(table).value, abs=EXACT)


def test_what_is_undefined_is_told_in_words() -> None:
    assert alpha([]).undefined == "no unit has values of two coders"
    assert alpha([("a", None), (None, "b")]).undefined == "no unit has values of two coders"
    assert kappa([("a",)]).undefined == "no unit has values of two coders"
    assert "all values are the same" in str(kappa([("a", "a"), ("a", "a")]).undefined)
    assert "all values are the same" in str(alpha([("a", "a"), ("a", "a")]).undefined)
