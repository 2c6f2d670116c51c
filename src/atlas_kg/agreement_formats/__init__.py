"""The agreement of coders in the formats in which people take it along."""

from __future__ import annotations

from collections.abc import Callable

from atlas_kg.agreement_formats.tables import (
    agreement_csv,
    agreement_json,
    agreement_markdown,
)
from atlas_kg.agreement_formats.text import agreement_text
from atlas_kg.coder_agreement import CoderAgreement

__all__ = ["AGREEMENT_FORMATS"]

AGREEMENT_FORMATS: dict[str, Callable[[CoderAgreement, bool], str]] = {
    "text": agreement_text,
    "json": lambda agreement, _: agreement_json(agreement),
    "csv": lambda agreement, _: agreement_csv(agreement),
    "md": agreement_markdown,
}
"""By name, what writes an agreement, given whether to list settled differences, too."""
