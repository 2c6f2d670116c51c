"""What a plan says, in sentences, whatever it is written in."""

from __future__ import annotations

from collections.abc import Iterable

from atlas_kg.map_formats.layout import counted
from atlas_kg.planner import Condition, PhasePlan, Plan, Reason, Relation, Use, Verdict
from atlas_kg.planner.plan import Evidence

__all__ = [
    "INTRODUCTION",
    "MEANINGS",
    "WORDS",
    "counts",
    "evidence_words",
    "listed",
    "open_points",
    "reason_words",
    "setting",
    "silence",
    "source_words",
    "status_words",
    "unspoken_words",
]

INTRODUCTION = (
    "What applies follows from conditions that were read in the literature. Where the literature "
    "at hand does not say whether a solution is applicable, the plan says so."
)

WORDS = {
    Verdict.APPLIES: "Applies",
    Verdict.ASKS: "Asks for more",
    Verdict.UNSAID: "Not said",
    Verdict.RULED_OUT: "Does not apply",
}
"""The verdicts as people say them."""

MEANINGS = {
    Verdict.APPLIES: "the literature says that it can be applied in an adoption like this one",
    Verdict.ASKS: "it requires something that the description of the adoption does not name",
    Verdict.UNSAID: (
        "the literature at hand does not say whether it is applicable in an adoption like this one"
    ),
    Verdict.RULED_OUT: "it requires something that this adoption does not have",
}
"""What each verdict says."""

_STATUSES = {"Accepted": "accepted", "Tentative": "tentative"}


def listed(words: Iterable[str]) -> str:
    """Return words as people list them.

    >>> listed(["data", "users", "hosting"])
    'data, users and hosting'
    """
    found = list(words)
    return " and ".join(filter(None, (", ".join(found[:-1]), *found[-1:])))


def setting(plan: Plan) -> list[tuple[str, str]]:
    """Return what was described: each aspect, and what is said of the adoption in it."""
    return [
        (aspect.label, listed(one.label for one in plan.adoption.answers(aspect)))
        for aspect in plan.described
    ]


def counts(plan: Plan | PhasePlan) -> str:
    """Return how many uses have each verdict, as a sentence."""
    told = [f"{WORDS[verdict].lower()}: {plan.count(verdict)}" for verdict in Verdict]
    return f"Solutions: {', '.join(told)}."


def status_words(evidence: Evidence) -> str:
    """Return how many statements there are of each status, and on how many works they rest."""
    statements = listed(
        counted(number, f"{_STATUSES.get(status, status.lower())} statement")
        for status, number in sorted(evidence.statements.items())
    )
    works = counted(len(evidence.works), "cited work") if evidence.works else "no cited work"
    return f"{statements}, {works}"


def evidence_words(evidence: Evidence) -> str:
    """Return the strength of the evidence, with the works."""
    named = "; ".join(work.label for work in evidence.works)
    return f"{status_words(evidence)}{f': {named}' if named else ''}"


def reason_words(reason: Reason) -> str:
    """Return what an inferred link says of the adoption, as a sentence."""
    link = reason.link
    named = _quoted(link.feature.label)
    if link.relation is Relation.RULED_OUT:
        needed = listed(dict.fromkeys(_quoted(c.feature.label) for c in link.conditions))
        return f"{link.subject_label} requires {needed}, which {named} excludes."
    if link.relation is Relation.SUITS:
        return f"{link.subject_label} can be applied {named}."
    met = "as described" if reason.is_met else "which the description does not name"
    return f"{link.subject_label} requires {named}, {met}."


def source_words(condition: Condition) -> str:
    """Return the words of the publication, where they stand, and who read them."""
    works = "; ".join(work.label for work in condition.works)
    citing = f", citing {works}" if works else ", citing no work"
    return (
        f"“{condition.evidence}” ({condition.publication.label}, section {condition.section}"
        f"{citing}). {condition.status}: read by {condition.coder.label}."
    )


def silence(use: Use) -> str | None:
    """Return the sentence on what the literature does not say of a solution, if there is any."""
    if not use.silent:
        return None
    aspects = listed(_quoted(aspect.label) for aspect in use.silent)
    return f"The literature at hand does not say whether it depends on {aspects}."


def unspoken_words(plan: Plan) -> str | None:
    """Return the sentence on aspects of which no condition of the literature speaks."""
    if not plan.unspoken:
        return None
    aspects = listed(_quoted(aspect.label) for aspect in plan.unspoken)
    return (
        f"Of {aspects} the literature at hand says nothing that bears on any solution: no "
        "condition about it has been coded."
    )


def open_points(phase: PhasePlan) -> list[str]:
    """Return what remains open in a phase, as sentences."""
    problems = listed(problem.label.lower() for problem in phase.phase.problems)
    found = [
        f"Theory predicts that {gap.cell.mechanism.label.lower()} counters {problems}, and no "
        "accepted coding applies it: a gap."
        for gap in phase.gaps
    ]
    unsaid = phase.count(Verdict.UNSAID)
    if unsaid:
        found.append(
            f"Of {counted(unsaid, 'solution')} the literature at hand does not say whether "
            f"{'it is' if unsaid == 1 else 'they are'} applicable in an adoption like this one."
        )
    if phase.phase.problems and not phase.count(Verdict.APPLIES):
        found.append(
            "Of no solution does the literature at hand say that it can be applied in an adoption "
            "like this one."
        )
    return found


def _quoted(label: str) -> str:
    return f"‘{label[:1].lower()}{label[1:]}’"
