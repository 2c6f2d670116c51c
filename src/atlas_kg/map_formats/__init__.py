"""The problem-solution map in the formats in which people take it along."""

from __future__ import annotations

from collections.abc import Callable

from atlas_kg.errors import UsageError
from atlas_kg.evidence import MapView
from atlas_kg.map_formats.drawing import MAP_STYLE_HASH, map_svg
from atlas_kg.map_formats.layout import MEANINGS, SIGNS, ColumnGroup, Listed, column_groups, listed
from atlas_kg.map_formats.page import STYLES, TEMPLATES, MapLinks, add_map, map_page
from atlas_kg.map_formats.picture import map_png
from atlas_kg.map_formats.tables import map_csv, map_json, map_markdown
from atlas_kg.map_formats.text import map_text
from atlas_kg.problem_solution_space import ProblemSolutionSpace

__all__ = [
    "MAP_FORMATS",
    "MAP_STYLE_HASH",
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

MAP_FORMATS: dict[str, Callable[[ProblemSolutionSpace, MapView], str | bytes]] = {
    "text": map_text,
    "csv": map_csv,
    "json": map_json,
    "md": map_markdown,
    "html": map_page,
    "svg": map_svg,
    "png": map_png,
}


def render_map(space: ProblemSolutionSpace, form: str, view: MapView | None = None) -> str | bytes:
    """Return the map in a format.

    Args:
        space: The map.
        form: ``text`` for a terminal, ``csv``, ``json``, ``md``, ``html`` for a whole page, or the
            pictures ``svg`` and ``png``.
        view: What of the map is shown; all of it by default. Its selection tells what the cells of
            the map hold, see `atlas_kg.evidence.selected_space`.

    Raises:
        UsageError: There is no such format.
    """
    if form not in MAP_FORMATS:
        known = ", ".join(MAP_FORMATS)
        raise UsageError(f"The map cannot be written as '{form}'. Choose one of {known}.")
    return MAP_FORMATS[form](space, view or MapView())
