"""The map as data: CSV and JSON for programs, Markdown for documents."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from atlas_kg.evidence import MapView
from atlas_kg.map_formats.layout import (
    DISPUTED,
    MEANINGS,
    SIGNS,
    TENTATIVE,
    Listed,
    column_groups,
    counted,
    disputed,
    left_out,
    listed,
    tally,
    tentative,
)
from atlas_kg.problem_solution_space import (
    Cell,
    Phase,
    ProblemSolutionSpace,
    State,
    Statement,
    Work,
)

__all__ = ["cell_object", "map_csv", "map_json", "map_markdown"]

_COLUMNS = (
    "position",
    "phase",
    "phaseLabel",
    "problemLabels",
    "mechanism",
    "mechanismLabel",
    "asymmetryLabel",
    "state",
    "solutions",
    "works",
    "solutionLabels",
    "workLabels",
    "tentative",
    "tentativeLabels",
    "disputed",
    "disputedLabels",
    "predicted",
    "applied",
)


def map_csv(space: ProblemSolutionSpace, view: MapView) -> str:
    """Return a row for each cell that is shown; lists are written with semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for position, phase in enumerate(space.phases, 1):
        for cell in filter(view.shows, space.row(phase)):
            writer.writerow(
                (
                    position,
                    phase.iri,
                    phase.label,
                    "; ".join(problem.label for problem in phase.problems),
                    cell.mechanism.iri,
                    cell.mechanism.label,
                    cell.mechanism.asymmetry,
                    cell.state.value,
                    len(cell.solutions),
                    len(cell.works),
                    "; ".join(cell.solutions),
                    "; ".join(work.label for work in cell.works),
                    len(cell.tentative_solutions),
                    "; ".join(cell.tentative_solutions),
                    len(cell.disputed_solutions),
                    "; ".join(cell.disputed_solutions),
                    _truth(cell.state.is_predicted),
                    _truth(cell.state.is_applied),
                )
            )
    return out.getvalue()


def _truth(value: bool) -> str:
    return "true" if value else "false"


def map_json(space: ProblemSolutionSpace, view: MapView) -> str:
    """Return the map as an object: filters, counts of states, mechanisms, phases with cells."""
    filters: dict[str, list[str]] = {}
    for name, value in view.parameters():
        filters.setdefault(name, []).append(value)
    document = {
        "filters": filters,
        "counts": {state.value: space.count(state) for state in State},
        "mechanisms": [
            {
                "iri": mechanism.iri,
                "label": mechanism.label,
                "definition": mechanism.definition,
                "asymmetry": mechanism.asymmetry,
            }
            for mechanism in space.mechanisms
        ],
        "phases": [_phase_object(space, phase, view) for phase in space.phases],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _phase_object(space: ProblemSolutionSpace, phase: Phase, view: MapView) -> dict[str, object]:
    return {
        "iri": phase.iri,
        "label": phase.label,
        "definition": phase.definition,
        "problems": [
            {
                "iri": problem.iri,
                "label": problem.label,
                "definition": problem.definition,
                "target": problem.target,
                "asymmetry": problem.asymmetry,
                "reportedBy": _works(problem.reported_by),
            }
            for problem in phase.problems
        ],
        "cells": [
            {"mechanism": cell.mechanism.iri, **cell_object(cell)}
            for cell in space.row(phase)
            if view.shows(cell)
        ],
    }


def cell_object(cell: Cell) -> dict[str, object]:
    """Return what stands in a cell as a JSON object."""
    return {
        "state": cell.state.value,
        "predicted": cell.state.is_predicted,
        "applied": cell.state.is_applied,
        "solutions": [_solution(solution) for solution in listed(cell)],
        "works": _works(cell.works),
        "statements": [_statement(said) for said in cell.statements],
        "tentative": [_statement(said) for said in cell.tentative],
        "disputed": [_statement(said) for said in cell.disputed],
    }


def _statement(said: Statement) -> dict[str, object]:
    return {
        "iri": said.iri,
        "text": said.text,
        "solution": said.solution,
        "publication": said.publication.iri,
        "section": said.section,
        "coder": said.coder.iri,
        "transcriber": said.transcriber.iri if said.transcriber else None,
        "works": [work.iri for work in said.works],
        "note": said.note,
        "status": said.status,
    }


def _works(works: Iterable[Work]) -> list[dict[str, str]]:
    return [{"iri": work.iri, "label": work.label} for work in works]


def _solution(solution: Listed) -> dict[str, object]:
    kinds = [_solution(kind) for kind in solution.kinds]
    return {"iri": solution.iri, "label": solution.label, "kinds": kinds}


def map_markdown(space: ProblemSolutionSpace, view: MapView) -> str:
    """Return the map as a Markdown table with a legend."""
    heads = ["Phase", "What is hidden"]
    heads += [
        f"{mechanism.label} ({group.asymmetry.lower()})"
        for group in column_groups(space)
        for mechanism in group.mechanisms
    ]
    lines = [_line(heads), _line("---" for _ in heads)]
    for number, phase in enumerate(space.phases, 1):
        hidden = "<br>".join(problem.label for problem in phase.problems)
        cells = (_cell_text(cell) if view.shows(cell) else "" for cell in space.row(phase))
        lines.append(_line((f"{number}. {phase.label}", hidden or "–", *cells)))
    legend = [f"- {SIGNS[state]} **{state.words}**: {MEANINGS[state]}" for state in State]
    if space.tentative_cells:
        legend.append(f"- + **tentative**: {TENTATIVE}")
    if space.disputed_cells:
        legend.append(f"- + **disputed**: {DISPUTED}")
    return "\n".join((*lines, "", *legend, "", f"Cells: {tally(space)}.")) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _cell_text(cell: Cell) -> str:
    parts = [f"{SIGNS[cell.state]} **{cell.state.words}**"]
    parts += [_listed_text(solution) for solution in listed(cell)]
    if cell.solutions:
        parts.append(f"{counted(len(cell.works), 'work')}")
    elif left_out(cell):
        parts.append(left_out(cell))
    if cell.tentative:
        parts.append(f"+ {tentative(cell)}: {', '.join(cell.tentative_solutions)}")
    if cell.disputed:
        parts.append(f"+ {disputed(cell)}: {', '.join(cell.disputed_solutions)}")
    return "<br>".join(parts)


def _listed_text(solution: Listed) -> str:
    kinds = ", ".join(_listed_text(kind) for kind in solution.kinds)
    return f"{solution.label} ({kinds})" if kinds else solution.label
