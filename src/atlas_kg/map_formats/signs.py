"""The signs and colours of the drawn map."""

from __future__ import annotations

__all__ = ["ACCENT", "INK", "LINE_COLOUR", "PAPER", "SOFT", "STYLE", "WARNING", "sign"]

PAPER, INK, SOFT = "#fdfcf9", "#1c1f22", "#545a61"
LINE_COLOUR, ACCENT, WARNING = "#c8c5bd", "#0a5768", "#97380a"

STYLE = """
@media screen and (prefers-color-scheme: dark) {
  .atlas-map .paper { fill: #15181b; }
  .atlas-map .ink { fill: #e8e6e1; }
  .atlas-map .soft { fill: #b0b5bb; }
  .atlas-map .accent { fill: #83cbd9; }
  .atlas-map .line { stroke: #41464c; }
  .atlas-map .ink-line { stroke: #e8e6e1; }
  .atlas-map .accent-line { stroke: #83cbd9; }
  .atlas-map .warning { fill: #ffb482; }
  .atlas-map .warning-line { stroke: #ffb482; }
}
"""
"""What changes where the reader prefers dark; on paper the picture is always light."""

_FILLED = f'class="ink" fill="{INK}"'
_EMPTY = f'class="ink-line" fill="none" stroke="{INK}" stroke-width="1.3"'
_WARNING = f'class="warning" fill="{WARNING}"'
_WARNING_LINE = f'class="warning-line" fill="none" stroke="{WARNING}" stroke-width="1.5"'
_DIAMOND = "M{x} {top}l5 5l-5 5l-5 -5z"
_SQUARE = "M{left} {upper}h8v8h-8z"

_PATHS = {
    "gap": ("M{left} {y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", _WARNING_LINE),
    "supported": ("M{left} {y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", _FILLED),
    "unpredicted": ("M{x} {top}l5 9h-10z", _WARNING),
    "notApplicable": ("M{left} {y}h8", _EMPTY),
    "predicted": (_DIAMOND, _FILLED),
    "unforeseen": (_DIAMOND, _EMPTY),
    "applied": (_SQUARE, _FILLED),
    "unused": (_SQUARE, _EMPTY),
    "other": ("M{left} {y}h8m-4 -4v8", _EMPTY),
    "item": ("M{inner} {y}a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0 -3.6 0z", _FILLED),
}


def sign(name: str, x: float, y: float) -> str:
    """Return a sign with its middle at a place.

    Args:
        name: The name of a state, or ``predicted``, ``unforeseen``, ``applied``, ``unused``,
            ``other`` or ``item``.
        x: Where its middle is, from the left.
        y: Where its middle is, from the top.
    """
    path, look = _PATHS[name]
    places = {"x": x, "y": y, "left": x - 4, "inner": x - 4, "top": y - 5, "upper": y - 4}
    drawn = path.format(**{key: f"{value:g}" for key, value in places.items()})
    return f'<path d="{drawn}" {look}/>'
