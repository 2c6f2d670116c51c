"""The plan as Markdown, for documents."""

from __future__ import annotations

from collections.abc import Iterator

from atlas_kg.markdown_text import escaped
from atlas_kg.plan_formats.wording import (
    INTRODUCTION,
    MEANINGS,
    WORDS,
    counts,
    evidence_words,
    open_points,
    reason_words,
    setting,
    silence,
    source_words,
    unspoken_words,
)
from atlas_kg.planner import MechanismPlan, PhasePlan, Plan, Use, Verdict

__all__ = ["plan_markdown"]


def plan_markdown(plan: Plan) -> str:
    """Return a plan with a heading for each phase; things and terms are linked by their IRIs."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield "# Plan of an adoption"
    yield ""
    yield f"- Phases ahead: {', '.join(phase.phase.label for phase in plan.phases)}"
    for aspect, said in setting(plan):
        yield f"- {aspect}: {said}"
    if plan.undescribed:
        yield f"- Not described: {', '.join(aspect.label for aspect in plan.undescribed)}"
    yield ""
    yield f"{counts(plan)} {INTRODUCTION}"
    unspoken = unspoken_words(plan)
    if unspoken:
        yield ""
        yield unspoken
    for phase in plan.phases:
        yield ""
        yield from _phase(phase)
    yield ""
    yield "## What the verdicts mean"
    yield ""
    for verdict in Verdict:
        yield f"- **{WORDS[verdict]}**: {MEANINGS[verdict]}."


def _phase(phase: PhasePlan) -> Iterator[str]:
    yield f"## {phase.position}. {phase.phase.label}"
    if not phase.phase.problems:
        yield ""
        yield phase.phase.note or "No agency problem is known here."
    for problem in phase.phase.problems:
        yield ""
        yield f"Hidden: {_link(problem.label, problem.iri)}. {problem.definition}"
    for mechanism in phase.mechanisms:
        yield ""
        yield from _mechanism(mechanism)
    points = open_points(phase)
    if points:
        yield ""
        yield "### Open"
        yield ""
        yield from (f"- {escaped(point)}" for point in points)


def _mechanism(mechanism: MechanismPlan) -> Iterator[str]:
    cell = mechanism.cell
    predicted = "Theory predicts it" if mechanism.is_predicted else "Theory does not predict it"
    yield f"### {cell.mechanism.label}: {cell.state.words}"
    yield ""
    yield f"{predicted}. {cell.mechanism.definition}"
    for verdict in Verdict:
        uses = mechanism.with_verdict(verdict)
        if uses:
            yield ""
            yield f"**{WORDS[verdict]}**"
            yield ""
        for use in uses:
            yield from _use(use)


def _use(use: Use) -> Iterator[str]:
    tentative = " (tentatively)" if use.is_tentative else ""
    name = _link(use.solution.label, use.solution.iri)
    yield f"- {name}{tentative}: {escaped(evidence_words(use.evidence))}."
    for reason in use.reasons:
        sources = " ".join(escaped(source_words(one)) for one in reason.link.conditions)
        yield f"  - {escaped(reason_words(reason))} {sources}"
    silent = silence(use)
    if silent:
        yield f"  - {escaped(silent)}"


def _link(label: str, iri: str) -> str:
    return f"[{escaped(label)}]({iri})"
