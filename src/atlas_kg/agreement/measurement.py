"""Measurement: all coefficients of all variables, with their confidence intervals."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from atlas_kg.agreement.coefficients import (
    Numbers,
    Table,
    Tally,
    alpha_tally,
    defined,
    kappa_tally,
    pairs_of_coders,
    percent_tally,
)
from atlas_kg.agreement.intervals import RESAMPLES, Interval, interval, resampled
from atlas_kg.agreement.ratings import Ratings, rated, reported
from atlas_kg.agreement.statement import Statement
from atlas_kg.agreement.units import Unit, Variable

__all__ = [
    "PROBLEMS",
    "RELIABLE",
    "TENTATIVE",
    "Estimate",
    "PairEstimate",
    "VariableAgreement",
    "measure",
    "measured",
]

PROBLEMS = "problem reports"
"""The name of the row about problems: publications by problems, reported or not."""

RELIABLE = 0.8
"""Krippendorff (2004): from here on, conclusions may be drawn."""

TENTATIVE = 0.667
"""Krippendorff (2004): from here on, tentative conclusions may be drawn."""


@dataclass(frozen=True)
class Estimate:
    """A coefficient with its confidence interval.

    Attributes:
        value: The coefficient, or None if it is undefined.
        undefined: Why it is undefined, in words.
        low: The lower end of the interval, or None if there is no interval.
        high: The upper end.
        no_interval: Why there is no interval, in words.
    """

    value: float | None
    undefined: str | None
    low: float | None
    high: float | None
    no_interval: str | None

    @classmethod
    def of(cls, value: float, table: Table, around: Interval) -> Estimate:
        """Join a coefficient, which may be not a number, and its interval."""
        found = defined(value, table)
        if found.value is None:
            return cls(None, found.undefined, None, None, found.undefined)
        return cls(found.value, None, around.low, around.high, around.missing)


@dataclass(frozen=True)
class PairEstimate:
    """Cohen's kappa of two coders.

    Attributes:
        coders: The two.
        units: How many units both gave a value to.
        kappa: The coefficient.
    """

    coders: tuple[str, str]
    units: int
    kappa: Estimate


@dataclass(frozen=True)
class VariableAgreement:
    """How far coders agree in a variable.

    Attributes:
        name: The variable.
        units: How many units have values of two coders at least.
        coders: The coders of those values.
        publications: How many publications those units come from.
        percent: The share of agreeing pairs of values.
        kappa: Cohen's kappa; of more than two coders the mean of all pairs in which it is defined.
        pairs: Cohen's kappa of each two coders who gave values to the same unit.
        alpha: Krippendorff's alpha.
    """

    name: str
    units: int
    coders: tuple[str, ...]
    publications: int
    percent: Estimate
    kappa: Estimate
    pairs: tuple[PairEstimate, ...]
    alpha: Estimate

    @property
    def is_mean(self) -> bool:
        """Whether kappa is the mean of several pairs."""
        return len(self.pairs) > 1

    @property
    def reading(self) -> str | None:
        """What Krippendorff (2004) lets one conclude from alpha; None where it is undefined."""
        if self.alpha.value is None:
            return None
        if self.alpha.value >= RELIABLE:
            return "reliable"
        return "tentative" if self.alpha.value >= TENTATIVE else "not reliable"


def measured(
    statements: Sequence[Statement],
    units: Sequence[Unit],
    coders: Sequence[str],
    problems: Sequence[str],
    *,
    resamples: int = RESAMPLES,
) -> tuple[VariableAgreement, ...]:
    """Measure how far coders agree.

    Args:
        statements: The statements.
        units: The units into which they are aligned.
        coders: The coders to compare.
        problems: All agency problems.
        resamples: How many resamples the confidence intervals rest on.

    Returns:
        One row for each variable of a coding, one for all together, and one for problem reports.
    """
    ratings = {variable.value: rated(units, variable, coders) for variable in Variable}
    ratings[PROBLEMS] = reported(statements, problems, coders)
    return tuple(measure(name, found, resamples) for name, found in ratings.items())


def measure(name: str, ratings: Ratings, resamples: int = RESAMPLES) -> VariableAgreement:
    """Measure how far coders agree in one variable.

    Args:
        name: What the variable is called.
        ratings: The values.
        resamples: How many resamples the confidence intervals rest on.
    """
    is_paired = ratings.table.is_paired
    table = Table(ratings.table.codes[is_paired], ratings.table.size)
    names = [key for key, is_kept in zip(ratings.publications, is_paired, strict=True) if is_kept]
    keys, cluster = np.unique(np.array(names, dtype=object), return_inverse=True)
    pairs = pairs_of_coders(table)
    tallies = [percent_tally(table), alpha_tally(table)]
    tallies += [kappa_tally(table, one, other) for one, other in pairs]
    values = [tally.value for tally in tallies]
    drawn = (
        resampled(tallies, cluster.astype(np.int64), resamples=resamples)
        if len(keys) > 1
        else tuple(np.array([value]) for value in values)
    )

    def estimate(value: float, resampled_values: Numbers) -> Estimate:
        return Estimate.of(value, table, interval(resampled_values, len(keys)))

    percent, alpha, *kappas = (estimate(*both) for both in zip(values, drawn, strict=True))
    mean = _mean(np.array(values[2:])[:, None])
    return VariableAgreement(
        name=name,
        units=len(names),
        coders=tuple(
            coder
            for place, coder in enumerate(ratings.coders)
            if (table.codes[:, place] >= 0).any()
        ),
        publications=len(keys),
        percent=percent,
        kappa=estimate(float(mean[0]), _mean(np.array(drawn[2:]))),
        pairs=tuple(
            PairEstimate((ratings.coders[one], ratings.coders[other]), _shared(tally), kappa)
            for (one, other), tally, kappa in zip(pairs, tallies[2:], kappas, strict=True)
        ),
        alpha=alpha,
    )


def _mean(kappas: Numbers) -> Numbers:
    """Return the mean over pairs, the rows, of those in which kappa is defined."""
    if not len(kappas):
        return np.array([np.nan])
    with warnings.catch_warnings():
        # Where no pair has a kappa the mean is undefined, too.
        warnings.simplefilter("ignore", RuntimeWarning)
        mean: Numbers = np.nanmean(kappas, axis=0)
    return mean


def _shared(tally: Tally) -> int:
    """Return how many units the kappa of a pair rests on: its sum 0."""
    return int(tally.amount[tally.column == 0].sum())
