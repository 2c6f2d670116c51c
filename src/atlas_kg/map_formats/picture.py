"""The map as PNG, drawn from the SVG."""

from __future__ import annotations

from atlas_kg.evidence import MapView
from atlas_kg.map_formats.drawing import map_svg
from atlas_kg.pixels import drawn
from atlas_kg.problem_solution_space import ProblemSolutionSpace

__all__ = ["map_png"]


def map_png(space: ProblemSolutionSpace, view: MapView) -> bytes:
    """Return the map as a picture of pixels, in its light colours.

    Args:
        space: The map.
        view: What of it is shown.

    Raises:
        UsageError: It could not be drawn.
    """
    return drawn(map_svg(space, view))
