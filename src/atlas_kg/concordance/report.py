"""What came of a run, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from atlas_kg.concordance.catalogues import SERVICES
from atlas_kg.concordance.outcomes import Candidate, Outcome, State

__all__ = ["as_json", "as_text", "state_of"]

_SCHEMES = {
    "acl": "ACL Anthology",
    "arxiv": "arXiv",
    "dblp": "DBLP",
    "doi": "DOI",
    "hal": "HAL",
    "jstor": "JSTOR",
    "omid": "OpenCitations",
    "openreview": "OpenReview",
    "pmcid": "PubMed Central",
    "pmid": "PubMed",
    "pmlr": "PMLR",
    "repec": "RePEc",
    "s2": "Semantic Scholar",
    "ssrn": "SSRN",
}
"""The names of schemes for people."""


def state_of(outcomes: Iterable[Outcome]) -> State:
    """Return what came of a work over all services: linked if any of them has it."""
    states = {outcome.state for outcome in outcomes}
    order = (State.LINKED, State.AMBIGUOUS, State.FAILED, State.UNLINKED)
    return next((state for state in order if state in states), State.UNLINKED)


def as_text(outcomes: Iterable[Outcome], *, ask: str) -> str:
    """Return counts of each service, and all works that are not linked with what hinders it.

    Args:
        outcomes: What came of each work at each service.
        ask: What works without any link are told under.
    """
    by_work, by_service = _grouped(outcomes)
    rows = [("", *State)]
    for service, found in by_service.items():
        counts = Counter(outcome.state for outcome in found)
        rows.append((_label(service), *(f"{counts[state]:,}" for state in State)))
    counts = Counter(state_of(found) for found in by_work.values())
    rows.append(("Publications", *(f"{counts[state]:,}" for state in State)))
    width = max(len(row[0]) for row in rows)
    widths = [max(len(row[column]) for row in rows) for column in range(1, len(rows[0]))]
    lines = [
        "  ".join(
            (row[0].ljust(width), *(t.rjust(w) for t, w in zip(row[1:], widths, strict=True)))
        )
        for row in rows
    ]
    lines.insert(len(lines) - 1, "-" * len(lines[0]))
    for state, title in (
        (State.AMBIGUOUS, "Ambiguous: choose, and write the row into data/mappings"),
        (State.FAILED, "Failed"),
    ):
        told = [o for found in by_work.values() for o in found if o.state is state]
        if told:
            lines += ["", f"{title}:"]
            for outcome in told:
                lines.append(f"  {outcome.work.key}, {_label(outcome.service)}: {outcome.why}")
                lines += [f"    {_told(one)}" for one in outcome.candidates]
    alone = [key for key, found in by_work.items() if state_of(found) is State.UNLINKED]
    if alone:
        lines += ["", f"{ask}:"]
        lines += [f"  {key}: {by_work[key][0].work.label}" for key in alone]
    return "\n".join(lines) + "\n"


def as_json(outcomes: Iterable[Outcome], written: Iterable[str] = ()) -> str:
    """Return all that came of a run as JSON.

    Args:
        outcomes: What came of each work at each service.
        written: The files that were written.
    """
    by_work, by_service = _grouped(outcomes)
    content = {
        "counts": {
            service: {state: sum(o.state is state for o in found) for state in State}
            for service, found in by_service.items()
        },
        "publications": [
            {
                "publication": key,
                "label": found[0].work.label,
                "outcome": state_of(found),
                "services": {outcome.service: _outcome(outcome) for outcome in found},
            }
            for key, found in by_work.items()
        ],
        "written": list(written),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _outcome(outcome: Outcome) -> Mapping[str, object]:
    records = [
        {
            "record": one.iri,
            "title": one.title,
            "confidence": round(one.confidence, 4),
            "shared_identifier": one.shared,
            "source": one.source,
            "source_version": one.version,
        }
        for one in outcome.candidates
    ]
    told: dict[str, object] = {"outcome": outcome.state, "new": outcome.is_new}
    if outcome.why:
        told["why"] = outcome.why
    return {**told, "records": [{k: v for k, v in one.items() if v != ""} for one in records]}


def _grouped(
    outcomes: Iterable[Outcome],
) -> tuple[Mapping[str, Sequence[Outcome]], Mapping[str, Sequence[Outcome]]]:
    by_work: dict[str, list[Outcome]] = {}
    by_service: dict[str, list[Outcome]] = {}
    places = {name: place for place, name in enumerate(SERVICES)}
    found = sorted(
        outcomes, key=lambda o: (o.work.key, places.get(o.service, len(places)), o.service)
    )
    for outcome in found:
        by_work.setdefault(outcome.work.key, []).append(outcome)
        by_service.setdefault(outcome.service, []).append(outcome)
    order = sorted(by_service, key=lambda name: (places.get(name, len(places)), name))
    return by_work, {name: by_service[name] for name in order}


def _label(service: str) -> str:
    return SERVICES[service].label if service in SERVICES else _SCHEMES.get(service, service)


def _told(one: Candidate) -> str:
    title = f" {one.title}" if one.title else ""
    return f"{one.confidence:.2f}  {one.iri}{title}"
