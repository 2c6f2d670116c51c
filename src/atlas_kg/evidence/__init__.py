"""The evidence behind the map: all coded statements, and selections of them by filters."""

from __future__ import annotations

from atlas_kg.evidence.facets import NAMES, NO_CRITERION, OVERRULED, STATUSES, Facets, name_of
from atlas_kg.evidence.index import Evidence, evidence_of
from atlas_kg.evidence.selection import PARAMETERS, Selection
from atlas_kg.evidence.sparql import sparql_of
from atlas_kg.evidence.statement import CodedStatement, Named
from atlas_kg.evidence.view import MapView, selected_space, states_of
from atlas_kg.evidence.wording import Chosen, chosen, question

__all__ = [
    "NAMES",
    "NO_CRITERION",
    "OVERRULED",
    "PARAMETERS",
    "STATUSES",
    "Chosen",
    "CodedStatement",
    "Evidence",
    "Facets",
    "MapView",
    "Named",
    "Selection",
    "chosen",
    "evidence_of",
    "name_of",
    "question",
    "selected_space",
    "sparql_of",
    "states_of",
]
