"""The agreement of coders as data: CSV and JSON for programs, Markdown for documents."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from atlas_kg.agreement.disagreements import Disagreement
from atlas_kg.agreement.intervals import CONFIDENCE, RESAMPLES
from atlas_kg.agreement.measurement import Estimate, VariableAgreement
from atlas_kg.agreement.units import Unit
from atlas_kg.agreement_formats.wording import (
    READINGS,
    beginning,
    heading,
    how_to_begin,
    kappa_title,
    notes,
    place,
    remarks,
    said_in,
    settled_by,
    told,
)
from atlas_kg.coder_agreement import CoderAgreement, slug
from atlas_kg.markdown_text import escaped

__all__ = ["agreement_csv", "agreement_json", "agreement_markdown"]

_COLUMNS = (
    "variable",
    "coefficient",
    "coders",
    "units",
    "publications",
    "value",
    "low",
    "high",
    "undefined",
    "noInterval",
)


def agreement_csv(agreement: CoderAgreement) -> str:
    """Return a row for each coefficient of each variable, those of pairs of coders last."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for variable in agreement.variables:
        writer.writerows(_rows(variable))
    return out.getvalue()


def _rows(variable: VariableAgreement) -> Iterator[tuple[object, ...]]:
    coders = "; ".join(map(slug, variable.coders))
    kappa = "mean of Cohen's kappa of pairs" if variable.is_mean else "Cohen's kappa"
    for name, estimate in (
        ("percent agreement", variable.percent),
        (kappa, variable.kappa),
        ("Krippendorff's alpha", variable.alpha),
    ):
        numbers = (variable.units, variable.publications)
        yield variable.name, name, coders, *numbers, *_values(estimate)
    if variable.is_mean:
        for pair in variable.pairs:
            names = "; ".join(map(slug, pair.coders))
            yield variable.name, "Cohen's kappa", names, pair.units, "", *_values(pair.kappa)


def _values(estimate: Estimate) -> tuple[object, ...]:
    numbers = (estimate.value, estimate.low, estimate.high)
    words = (estimate.undefined, None if estimate.undefined else estimate.no_interval)
    return (*("" if number is None else number for number in numbers), *(w or "" for w in words))


def agreement_json(agreement: CoderAgreement) -> str:
    """Return the coefficients and all differences as an object."""
    found = agreement.differences
    document = {
        "coders": [
            {
                "iri": coder,
                "label": agreement.label(coder),
                "kind": kind.value,
                "isMeasured": coder in agreement.compared,
            }
            for coder, kind in agreement.kinds.items()
        ],
        "publications": len({said.publication for said in agreement.statements}),
        "publicationsOfSeveralCoders": len(agreement.shared),
        "missing": list(beginning(agreement)),
        "intervals": {
            "confidence": CONFIDENCE,
            "resamples": RESAMPLES,
            "resampled": "publications",
        },
        "variables": [_variable(variable) for variable in agreement.variables],
        "open": [_difference(difference) for difference in found.open],
        "statedBySome": [_unit(each.unit) for each in found.one_sided],
        "settled": [_difference(difference) for difference in found.settled],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _variable(variable: VariableAgreement) -> dict[str, object]:
    return {
        "variable": variable.name,
        "units": variable.units,
        "coders": list(variable.coders),
        "publications": variable.publications,
        "percentAgreement": _estimate(variable.percent),
        "kappa": {**_estimate(variable.kappa), "isMeanOfPairs": variable.is_mean},
        "kappaOfPairs": [
            {"coders": list(pair.coders), "units": pair.units, **_estimate(pair.kappa)}
            for pair in variable.pairs
        ],
        "alpha": {**_estimate(variable.alpha), "reading": READINGS.get(variable.reading or "")},
    }


def _estimate(estimate: Estimate) -> dict[str, object]:
    return {
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "undefined": estimate.undefined,
        "noInterval": estimate.no_interval,
    }


def _difference(difference: Disagreement) -> dict[str, object]:
    decision = difference.decision
    settled = decision and {
        "adjudication": decision.iri,
        "by": decision.adjudicator,
        "decidesFor": decision.decided,
        "reason": decision.reason,
    }
    return {**_unit(difference.unit), "settled": settled}


def _unit(unit: Unit) -> dict[str, object]:
    return {
        "publication": unit.publication,
        "kind": unit.kind.value,
        "differing": [variable.value for variable in unit.differing],
        "statements": [
            {
                "statement": said.iri,
                "kind": said.kind.value,
                "coder": said.coder,
                "section": said.section,
                "phase": said.phase,
                "target": said.target,
                "mechanism": said.mechanism,
                "solution": said.solution,
                "problem": said.problem,
            }
            for said in unit.statements
        ],
        "notStatedBy": list(unit.missing),
    }


def agreement_markdown(agreement: CoderAgreement, with_settled: bool) -> str:
    """Return the coefficients as a Markdown table, and the differences as lists.

    Args:
        agreement: The agreement.
        with_settled: Whether to list the differences that are settled, too.
    """
    return "\n".join(_markdown(agreement, with_settled)) + "\n"


def _markdown(agreement: CoderAgreement, with_settled: bool) -> Iterator[str]:
    yield heading(agreement)
    begin = (*beginning(agreement), *how_to_begin(agreement))
    for line in (*begin, *remarks(agreement)):
        yield ""
        yield line
    if agreement.shared:
        yield ""
        counts = ("Units", "Coders", "Publications")
        coefficients = ("Percent agreement", kappa_title(agreement), "Krippendorff's alpha")
        heads = ("Variable", *counts, *coefficients)
        yield _line(heads)
        yield _line("---" for _ in heads)
        for variable in agreement.variables:
            numbers = (variable.units, len(variable.coders), variable.publications)
            estimates = (variable.percent, variable.kappa, variable.alpha)
            yield _line((variable.name, *map(str, numbers), *map(told, estimates)))
        for note in notes(agreement):
            yield ""
            yield note
    found = agreement.differences
    yield from _list(agreement, "Open differences", found.open)
    yield from _list(agreement, "Stated by some, not by others", found.one_sided)
    if with_settled:
        yield from _list(agreement, "Settled by an adjudication", found.settled)


def _list(agreement: CoderAgreement, title: str, found: Iterable[Disagreement]) -> Iterator[str]:
    lines = []
    for difference in found:
        lines.append(f"- {escaped(place(agreement, difference.unit))}")
        lines += [
            f"  - {escaped(agreement.label(said.coder))}: {escaped(said.text)}"
            for said in said_in(agreement, difference.unit)
        ]
        if difference.decision:
            lines.append(f"  - {escaped(settled_by(agreement, difference))}")
    if lines:
        yield from ("", f"## {title}", "", *lines)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(escaped, cells))} |"
