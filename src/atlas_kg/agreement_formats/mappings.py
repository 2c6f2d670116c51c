"""The agreement on mappings, for a terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from textwrap import wrap

from atlas_kg.agreement.measurement import Estimate
from atlas_kg.agreement_formats.wording import amount, told
from atlas_kg.mapping_agreement import MappingAgreement
from atlas_kg.mappings.slots import NEGATION
from atlas_kg.namespaces import contract

__all__ = ["MAPPING_FORMATS"]

_WIDTH = 98
_HOW_TO_BEGIN = (
    "Agreement needs two who judge the same pair. A reviewer confirms a row by a name in "
    "reviewer_id or reviewer_label, and judges otherwise in a row of their own."
)


def _text(agreement: MappingAgreement) -> str:
    return "\n".join(_lines(agreement)) + "\n"


def _lines(agreement: MappingAgreement) -> Iterator[str]:
    found = agreement.relation
    yield (
        f"Mappings: {amount(agreement.pairs, 'pair')}, judged by {len(agreement.judges)}; "
        f"{amount(found.units, 'pair')} by two or more"
    )
    yield from (f"  {name}" for name in agreement.judges)
    yield ""
    if not found.units:
        yield from wrap(_HOW_TO_BEGIN, _WIDTH)
        return
    for name, estimate in (
        ("percent agreement", found.percent),
        ("Cohen's kappa", found.kappa),
        ("Krippendorff's alpha", found.alpha),
    ):
        yield f"{name:<22}{told(estimate)}{_why(estimate)}"
    yield ""
    yield f"Judged differently: {len(agreement.differences)}"
    for difference in agreement.differences:
        yield f"  {contract(difference.subject)} and {contract(difference.target)}"
        for who, said in difference.said.items():
            yield f"    {who}: {', '.join(map(_relation, said))}"


def _why(estimate: Estimate) -> str:
    return f" (undefined: {estimate.undefined})" if estimate.undefined else ""


def _relation(said: str) -> str:
    negated = f"{NEGATION} " if said.startswith(f"{NEGATION} ") else ""
    return negated + contract(said.removeprefix(negated))


def _json(agreement: MappingAgreement) -> str:
    return json.dumps(asdict(agreement), indent=2, ensure_ascii=False) + "\n"


MAPPING_FORMATS = {"text": _text, "json": _json}
"""What writes the agreement on mappings, by format."""
