"""Coded statements as rows and objects for programs."""

from __future__ import annotations

from atlas_kg.evidence import CodedStatement

__all__ = ["COLUMNS", "statement_object", "statement_row"]

COLUMNS = (
    "statement",
    "text",
    "phase",
    "phaseLabel",
    "mechanism",
    "mechanismLabel",
    "target",
    "targetLabel",
    "criteria",
    "solution",
    "solutionLabel",
    "publication",
    "publicationLabel",
    "year",
    "section",
    "coder",
    "coderLabel",
    "transcriber",
    "status",
    "overruled",
    "reason",
    "works",
    "workLabels",
    "note",
)
"""The columns of a table of statements; lists are written with semicolons."""


def statement_row(said: CodedStatement) -> tuple[object, ...]:
    """Return the values of a statement in the order of `COLUMNS`."""
    return (
        said.iri,
        said.text,
        said.phase.iri,
        said.phase.label,
        said.mechanism.iri,
        said.mechanism.label,
        said.target.iri,
        said.target.label,
        "; ".join(each.label for each in said.criteria),
        said.solution.iri,
        said.solution.label,
        said.publication.iri,
        said.publication.label,
        "" if said.year is None else said.year,
        said.section,
        said.coder.iri,
        said.coder.label,
        said.transcriber.label if said.transcriber else "",
        said.status,
        "true" if said.is_overruled else "",
        said.reason,
        "; ".join(work.iri for work in said.works),
        "; ".join(work.label for work in said.works),
        said.note,
    )


def statement_object(said: CodedStatement) -> dict[str, object]:
    """Return a statement as a JSON object."""
    return {
        "iri": said.iri,
        "text": said.text,
        "phase": said.phase.iri,
        "mechanism": said.mechanism.iri,
        "target": said.target.iri,
        "criteria": [each.iri for each in said.criteria],
        "solution": {"iri": said.solution.iri, "label": said.solution.label},
        "publication": {
            "iri": said.publication.iri,
            "label": said.publication.label,
            "title": said.title or None,
            "year": said.year,
        },
        "section": said.section or None,
        "coder": {"iri": said.coder.iri, "label": said.coder.label},
        "transcriber": said.transcriber.iri if said.transcriber else None,
        "status": said.status,
        "overruled": said.is_overruled,
        "reason": said.reason or None,
        "works": [{"iri": work.iri, "label": work.label} for work in said.works],
        "note": said.note or None,
    }
