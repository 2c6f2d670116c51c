"""The map as PNG, drawn from the SVG in the font Lato: alike on every machine."""

from __future__ import annotations

from pathlib import Path

from atlas_kg.evidence import MapView
from atlas_kg.map_formats.drawing import map_svg
from atlas_kg.problem_solution_space import ProblemSolutionSpace

__all__ = ["map_png"]

_FINENESS = 1.5
"""Pixels of the picture for each of the drawing, fine enough for a slide."""


def map_png(space: ProblemSolutionSpace, view: MapView) -> bytes:
    """Return the map as a picture of pixels, in its light colours.

    Args:
        space: The map.
        view: What of it is shown.
    """
    # Only those who want pixels wait for them.
    import font_lato  # noqa: PLC0415
    import resvg_py  # noqa: PLC0415

    folder = Path(font_lato.__file__).parent / "files"
    fonts = [str(folder / f"Lato-{weight}.ttf") for weight in ("Regular", "Bold")]
    return resvg_py.svg_to_bytes(
        svg_string=map_svg(space, view),
        zoom=_FINENESS,
        skip_system_fonts=True,
        font_files=fonts,
        font_family="Lato",
        sans_serif_family="Lato",
    )
