"""The filters of the evidence, as OpenAPI describes them."""

from __future__ import annotations

from collections.abc import Iterable

from atlas_kg.evidence import NAMES, Evidence
from atlas_kg.problem_solution_space import State
from atlas_kg.web.evidence_page import ORDERS
from atlas_kg.web.openapi.elements import Json, name_schema, parameter

__all__ = ["evidence_parameters", "list_parameters", "state_parameter"]

_MOST = 200
"""How many names the description lists; of more it gives an example."""

_MEANINGS = {
    "phase": "Adoption phases in which the statements are to be.",
    "mechanism": "Mechanisms that they are to say something of.",
    "target": "Targets to which the solution is applied.",
    "criterion": "Alignment criteria, or sets of them, that the solution is to assess.",
    "solution": "Solutions that they are to be about.",
    "status": "Statuses that they are to have.",
}


def evidence_parameters(evidence: Evidence) -> list[Json]:
    """Return the parameters that select coded statements.

    Args:
        evidence: The statements, whose filters tell the values.
    """
    named = [_several(name, _MEANINGS[name], evidence.facets.labels[name]) for name in NAMES]
    year = {"type": "integer", "minimum": 1000, "maximum": 9999}
    return [
        *named,
        parameter("from", "The first year of the coded publication.", year),
        parameter("to", "The last year of the coded publication.", year),
        parameter(
            "q",
            "Words that the statement, its solution or its publication has to mention.",
            {"type": "string", "maxLength": 200},
        ),
    ]


def list_parameters() -> list[Json]:
    """Return the parameters that sort a list of statements and choose a page of it."""
    return [
        parameter("sort", "By what they are sorted.", name_schema(list(ORDERS))),
        parameter("page", "The number of a page.", {"type": "integer", "minimum": 1}),
    ]


def state_parameter() -> Json:
    """Return the parameter that chooses cells of the map."""
    return _several("state", "The states of the cells to show.", [s.value for s in State])


def _several(name: str, description: str, values: Iterable[str]) -> Json:
    names = list(values)
    each = name_schema(names) if len(names) <= _MOST else {"type": "string", "examples": names[:1]}
    return parameter(name, description, {"type": "array", "items": each})
