"""The agreement of coders for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from atlas_kg.agreement.disagreements import Disagreement
from atlas_kg.agreement_formats.wording import (
    about,
    amount,
    beginning,
    has_intervals,
    heading,
    how_to_begin,
    kappa_title,
    notes,
    place,
    readings,
    remarks,
    said_in,
    settled_by,
    told,
)
from atlas_kg.coder_agreement import CoderAgreement

__all__ = ["agreement_text"]

_WIDTH = 98
_ESTIMATE = 22
_MOST = 50
"""Units that a list shows unless all are asked for; the screen should keep the coefficients."""


def agreement_text(agreement: CoderAgreement, everything: bool) -> str:
    """Return the coefficients as columns, and below them the units in which coders differ.

    Args:
        agreement: The agreement.
        everything: Whether to list all differences, those that are settled, too.
    """
    return "\n".join(_lines(agreement, everything)) + "\n"


def _lines(agreement: CoderAgreement, everything: bool) -> Iterator[str]:
    yield heading(agreement)
    begin = (*beginning(agreement), *how_to_begin(agreement))
    for line in (*begin, *remarks(agreement)):
        yield from wrap(line, _WIDTH)
    if agreement.shared:
        yield ""
        yield from _coefficients(agreement)
    yield from _differences(agreement, everything)


def _coefficients(agreement: CoderAgreement) -> Iterator[str]:
    kappa, *mean = kappa_title(agreement).split(", ")
    heads = ("percent agreement", kappa, "Krippendorff's alpha")
    yield _row("variable", "units", "coders", "publ.", *heads)
    if mean:
        yield _row("", "", "", "", "", f"({mean[0]})", "")
    yield _row("-" * 15, "-" * 6, "-" * 6, "-" * 6, *["-" * _ESTIMATE] * 3)
    for found in agreement.variables:
        numbers = (found.units, len(found.coders), found.publications)
        estimates = (found.percent, found.kappa, found.alpha)
        yield _row(found.name, *map(str, numbers), *map(told, estimates))
    yield ""
    if has_intervals(agreement):
        yield "In brackets: 95 % confidence intervals of resampled publications."
    for line in notes(agreement):
        yield from wrap(line, _WIDTH, subsequent_indent="  ")
    found_readings = tuple(readings(agreement))
    if found_readings:
        yield "After Krippendorff (2004):"
        for line in found_readings:
            yield from wrap(f"  {line}", _WIDTH, subsequent_indent="    ")
    yield from _pairs(agreement)


def _row(first: str, units: str, coders: str, publications: str, *estimates: str) -> str:
    numbers = f"{units:>6}  {coders:>6}  {publications:>6}"
    cells = "  ".join(f"{text:<{_ESTIMATE}}" for text in estimates)
    return f"{first:<15}  {numbers}  {cells}".rstrip()


def _pairs(agreement: CoderAgreement) -> Iterator[str]:
    if not any(variable.is_mean for variable in agreement.variables):
        return
    yield ""
    yield "Cohen's kappa of each pair"
    for variable in agreement.variables:
        for pair in variable.pairs:
            names = " and ".join(map(agreement.label, pair.coders))
            value = told(pair.kappa)
            why = f", undefined, since {pair.kappa.undefined}" if pair.kappa.undefined else ""
            line = f"  {variable.name}: {value} on {amount(pair.units, 'unit')}, {names}{why}"
            yield from wrap(line, _WIDTH, initial_indent="  ", subsequent_indent="    ")


def _differences(agreement: CoderAgreement, everything: bool) -> Iterator[str]:
    found = agreement.differences
    if not agreement.shared and not found.open and not found.settled and not found.one_sided:
        return
    yield ""
    yield f"Open differences: {len(found.open)}"
    yield from _listed(agreement, _shown(found.open, everything))
    yield from _more(found.open, everything)
    yield ""
    yield f"Stated by some who coded the publication, not by others: {len(found.one_sided)}"
    yield from _listed(agreement, _shown(found.one_sided, everything))
    yield from _more(found.one_sided, everything)
    yield ""
    hint = "" if everything or not found.settled else " (--all lists them)"
    yield f"Settled by an adjudication: {len(found.settled)}{hint}"
    if everything:
        yield from _listed(agreement, found.settled)


def _shown(found: Sequence[Disagreement], everything: bool) -> Sequence[Disagreement]:
    return found if everything else found[:_MOST]


def _more(found: Sequence[Disagreement], everything: bool) -> Iterator[str]:
    if len(found) > _MOST and not everything:
        yield f"  and {len(found) - _MOST} more (--all lists them, --publication KEY those of one)"


def _listed(agreement: CoderAgreement, found: Sequence[Disagreement]) -> Iterator[str]:
    for difference in found:
        unit = difference.unit
        yield from wrap(
            f"{place(agreement, unit)}: {about(unit)}",
            _WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
        )
        for said in said_in(agreement, unit):
            line = f"{agreement.label(said.coder)}: {said.text}"
            yield from wrap(line, _WIDTH, initial_indent="    ", subsequent_indent="      ")
        if difference.decision:
            line = settled_by(agreement, difference)
            yield from wrap(line, _WIDTH, initial_indent="    ", subsequent_indent="      ")
