"""The plan as CSV and JSON, for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from atlas_kg.namespaces import ATLAS
from atlas_kg.plan_formats.wording import open_points
from atlas_kg.planner import Condition, MechanismPlan, PhasePlan, Plan, Reason, Use, Verdict
from atlas_kg.problem_solution_space import Work

__all__ = ["plan_csv", "plan_json"]

_COLUMNS = (
    "position",
    "phase",
    "phaseLabel",
    "problemLabels",
    "mechanism",
    "mechanismLabel",
    "state",
    "solution",
    "solutionLabel",
    "verdict",
    "tentative",
    "required",
    "suitable",
    "ruledOutBy",
    "evidence",
    "silentAspects",
    "acceptedStatements",
    "tentativeStatements",
    "workLabels",
    "open",
)


def plan_csv(plan: Plan) -> str:
    """Return a row for each solution in a phase; a gap and a phase without one have a row, too."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for phase in plan.phases:
        head = (
            phase.position,
            phase.phase.iri,
            phase.phase.label,
            "; ".join(problem.label for problem in phase.phase.problems),
        )
        rows = [row for mechanism in phase.mechanisms for row in _rows(mechanism)]
        points = " ".join(open_points(phase))
        for row in rows or [("",) * (len(_COLUMNS) - 5)]:
            writer.writerow((*head, *row, points))
    return out.getvalue()


def _rows(mechanism: MechanismPlan) -> Iterator[tuple[object, ...]]:
    cell = mechanism.cell
    head = (cell.mechanism.iri, cell.mechanism.label, cell.state.value)
    if not mechanism.uses:
        yield (*head, *("",) * (len(_COLUMNS) - 8))
    for use in mechanism.uses:
        links = [reason.link for reason in use.reasons]
        quoted = dict.fromkeys(one.evidence for link in links for one in link.conditions)
        yield (
            *head,
            use.solution.iri,
            use.solution.label,
            use.verdict.value,
            str(use.is_tentative).lower(),
            *(
                "; ".join(link.feature.label for link in links if link.relation == relation)
                for relation in ("requires", "suits", "ruledOutBy")
            ),
            "; ".join(quoted),
            "; ".join(aspect.label for aspect in use.silent),
            use.evidence.statements.get("Accepted", 0),
            use.evidence.statements.get("Tentative", 0),
            "; ".join(work.label for work in use.evidence.works),
        )


def plan_json(plan: Plan) -> str:
    """Return the plan as an object: the adoption, and what lies ahead in each phase."""
    document = {
        "adoption": {
            "phases": list(plan.adoption.phases),
            "features": [
                {"iri": one.iri, "label": one.label, "aspect": one.aspect}
                for one in plan.adoption.features
            ],
            "undescribedAspects": [_named(one.label, one.iri) for one in plan.undescribed],
            "unspokenAspects": [_named(one.label, one.iri) for one in plan.unspoken],
        },
        "counts": {verdict.value: plan.count(verdict) for verdict in Verdict},
        "phases": [_phase(phase) for phase in plan.phases],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _phase(phase: PhasePlan) -> dict[str, object]:
    return {
        "position": phase.position,
        "iri": phase.phase.iri,
        "label": phase.phase.label,
        "problems": [
            {**_named(one.label, one.iri), "definition": one.definition}
            for one in phase.phase.problems
        ],
        "mechanisms": [_mechanism(one) for one in phase.mechanisms],
        "open": open_points(phase),
    }


def _mechanism(mechanism: MechanismPlan) -> dict[str, object]:
    cell = mechanism.cell
    return {
        **_named(cell.mechanism.label, cell.mechanism.iri),
        "state": cell.state.value,
        "predicted": mechanism.is_predicted,
        "solutions": [_use(use) for use in mechanism.uses],
    }


def _use(use: Use) -> dict[str, object]:
    link = ATLAS.addresses if use.evidence.is_accepted else ATLAS.tentativelyAddresses
    return {
        **_named(use.solution.label, use.solution.iri),
        "verdict": use.verdict.value,
        "tentative": use.is_tentative,
        "reasons": [_reason(reason) for reason in use.reasons],
        "silentAspects": [_named(one.label, one.iri) for one in use.silent],
        "statements": dict(use.evidence.statements),
        "codings": list(use.evidence.coded),
        "works": _works(use.evidence.works),
        "proofs": [[use.solution.iri, str(link), problem] for problem in use.evidence.problems],
    }


def _reason(reason: Reason) -> dict[str, object]:
    link = reason.link
    return {
        "relation": link.relation.value,
        "feature": _named(link.feature.label, link.feature.iri),
        "met": reason.is_met,
        "tentative": link.is_tentative,
        "proof": [link.subject, link.property, link.feature.iri],
        "conditions": [_condition(one) for one in link.conditions],
    }


def _condition(condition: Condition) -> dict[str, object]:
    return {
        "iri": condition.iri,
        "text": condition.text,
        "evidence": condition.evidence,
        "section": condition.section,
        "publication": _named(condition.publication.label, condition.publication.iri),
        "coder": _named(condition.coder.label, condition.coder.iri),
        "status": condition.status,
        "works": _works(condition.works),
    }


def _works(works: Iterable[Work]) -> list[dict[str, str]]:
    return [_named(work.label, work.iri) for work in works]


def _named(label: str, iri: str) -> dict[str, str]:
    return {"iri": iri, "label": label}
