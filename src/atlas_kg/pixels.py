"""An SVG drawing as PNG, in the font Lato: alike on every machine.

It is drawn in a process of its own, since the library lets no other thread of its process run
meanwhile, and keeps the memory that it took.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from atlas_kg.errors import UsageError

__all__ = ["drawn"]

_FINENESS = 1.5
"""Pixels of the picture for each of the drawing, fine enough for a slide."""

_SECONDS = 60


def drawn(svg: str) -> bytes:
    """Return a drawing as a picture of pixels.

    Args:
        svg: The drawing; its texts name no other font than Lato.

    Raises:
        UsageError: It could not be drawn.
    """
    try:
        done = subprocess.run(  # noqa: S603 - this module
            [sys.executable, "-m", __name__],
            input=svg.encode(),
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise UsageError("The picture could not be drawn. Take it as SVG.") from error
    return done.stdout


def _draw(svg: str) -> bytes:
    # Only those who want pixels wait for them.
    import font_lato  # noqa: PLC0415
    import resvg_py  # noqa: PLC0415

    folder = Path(font_lato.__file__).parent / "files"
    fonts = [str(folder / f"Lato-{weight}.ttf") for weight in ("Regular", "Bold")]
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=_FINENESS,
        skip_system_fonts=True,
        font_files=fonts,
        font_family="Lato",
        sans_serif_family="Lato",
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(_draw(sys.stdin.buffer.read().decode()))
