"""The problem-solution map in the formats in which people take it along."""

from __future__ import annotations

from collections.abc import Callable

from atlas_kg.errors import UsageError
from atlas_kg.map_formats.layout import MEANINGS, SIGNS, ColumnGroup, Listed, column_groups, listed
from atlas_kg.map_formats.page import STYLES, TEMPLATES, MapLinks, add_map, map_page
from atlas_kg.map_formats.tables import map_csv, map_json, map_markdown
from atlas_kg.map_formats.text import map_text
from atlas_kg.problem_solution_space import ProblemSolutionSpace

__all__ = [
    "MAP_FORMATS",
    "MEANINGS",
    "SIGNS",
    "STYLES",
    "TEMPLATES",
    "ColumnGroup",
    "Listed",
    "MapLinks",
    "add_map",
    "column_groups",
    "listed",
    "render_map",
]

MAP_FORMATS: dict[str, Callable[[ProblemSolutionSpace], str]] = {
    "text": map_text,
    "csv": map_csv,
    "json": map_json,
    "md": map_markdown,
    "html": map_page,
}


def render_map(space: ProblemSolutionSpace, form: str) -> str:
    """Return the map in a format.

    Args:
        space: The map.
        form: ``text`` for a terminal, ``csv``, ``json``, ``md``, or ``html`` for a whole page.

    Raises:
        UsageError: There is no such format.
    """
    if form not in MAP_FORMATS:
        known = ", ".join(MAP_FORMATS)
        raise UsageError(f"The map cannot be written as '{form}'. Choose one of {known}.")
    return MAP_FORMATS[form](space)
