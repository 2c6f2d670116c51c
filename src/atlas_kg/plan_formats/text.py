"""The plan for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from atlas_kg.map_formats import SIGNS
from atlas_kg.namespaces import ATLAS, contract
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

__all__ = ["plan_text"]

_WIDTH = 98


def plan_text(plan: Plan) -> str:
    """Return a plan as indented lines; below each reason stands the command that proves it."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield "Plan of an adoption"
    yield counts(plan)
    yield ""
    phases = ", ".join(phase.phase.label for phase in plan.phases)
    yield from _wrapped(f"Phases ahead: {phases}", 0)
    for aspect, said in setting(plan):
        yield from _wrapped(f"{aspect}: {said[:1].lower()}{said[1:]}", 0)
    if plan.undescribed:
        left = ", ".join(aspect.label for aspect in plan.undescribed)
        yield from _wrapped(f"Not described: {left}", 0)
    yield ""
    yield from _wrapped(INTRODUCTION, 0)
    unspoken = unspoken_words(plan)
    if unspoken:
        yield from _wrapped(unspoken, 0)
    for phase in plan.phases:
        yield ""
        yield from _phase(phase)
    yield ""
    for verdict in Verdict:
        yield from _wrapped(f"{WORDS[verdict]}: {MEANINGS[verdict]}", 0)


def _phase(phase: PhasePlan) -> Iterator[str]:
    yield f"{phase.position} {phase.phase.label}"
    if not phase.phase.problems:
        yield from _wrapped(phase.phase.note or "No agency problem is known here.", 2)
    for problem in phase.phase.problems:
        yield from _wrapped(f"Hidden: {problem.label}. {problem.definition}", 2)
    for mechanism in phase.mechanisms:
        yield ""
        yield from _mechanism(mechanism)
    points = open_points(phase)
    if points:
        yield ""
        yield "  Open"
        for point in points:
            yield from _wrapped(f"- {point}", 4)


def _mechanism(mechanism: MechanismPlan) -> Iterator[str]:
    cell = mechanism.cell
    predicted = "theory predicts it" if mechanism.is_predicted else "theory does not predict it"
    yield f"  {SIGNS[cell.state]} {cell.mechanism.label}: {cell.state.words}; {predicted}"
    for verdict in Verdict:
        uses = mechanism.with_verdict(verdict)
        if uses:
            yield f"    {WORDS[verdict]}"
        for use in uses:
            yield from _use(use)


def _use(use: Use) -> Iterator[str]:
    tentative = " (tentatively)" if use.is_tentative else ""
    yield from _wrapped(f"* {use.solution.label}{tentative}: {evidence_words(use.evidence)}", 6)
    for reason in use.reasons:
        yield from _wrapped(reason_words(reason), 8)
        for condition in reason.link.conditions:
            yield from _wrapped(source_words(condition), 8)
        names = (reason.link.subject, reason.link.property, reason.link.feature.iri)
        yield f"        Proof: atlas-kg explain {' '.join(map(contract, names))}"
    silent = silence(use)
    if silent:
        yield from _wrapped(silent, 8)
    link = ATLAS.addresses if use.evidence.is_accepted else ATLAS.tentativelyAddresses
    for problem in use.evidence.problems:
        names = (use.solution.iri, str(link), problem)
        yield f"        Proof of use: atlas-kg explain {' '.join(map(contract, names))}"


def _wrapped(text: str, indent: int) -> list[str]:
    return wrap(
        text,
        _WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
