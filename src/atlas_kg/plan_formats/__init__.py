"""The plan of an adoption in the formats in which people take it along."""

from __future__ import annotations

from collections.abc import Callable

from atlas_kg.errors import UsageError
from atlas_kg.plan_formats.data import plan_csv, plan_json
from atlas_kg.plan_formats.markdown import plan_markdown
from atlas_kg.plan_formats.text import plan_text
from atlas_kg.plan_formats.wording import (
    MEANINGS,
    WORDS,
    evidence_words,
    reason_words,
    silence,
    status_words,
)
from atlas_kg.planner import Plan

__all__ = [
    "MEANINGS",
    "PLAN_FORMATS",
    "WORDS",
    "evidence_words",
    "reason_words",
    "render_plan",
    "silence",
    "status_words",
]

PLAN_FORMATS: dict[str, Callable[[Plan], str]] = {
    "text": plan_text,
    "md": plan_markdown,
    "csv": plan_csv,
    "json": plan_json,
}


def render_plan(plan: Plan, form: str) -> str:
    """Return a plan in a format.

    Args:
        plan: The plan.
        form: ``text`` for a terminal, ``md``, ``csv`` or ``json``.

    Raises:
        UsageError: There is no such format.
    """
    if form not in PLAN_FORMATS:
        known = ", ".join(PLAN_FORMATS)
        raise UsageError(f"The plan cannot be written as '{form}'. Choose one of {known}.")
    return PLAN_FORMATS[form](plan)
