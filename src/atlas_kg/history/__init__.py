"""What changed between two releases, and why the map changed with it."""

from atlas_kg.history.comparison import Comparison, compare
from atlas_kg.history.formats import COMPARISON_FORMATS, render_comparison
from atlas_kg.history.releases import Release, read_release

__all__ = [
    "COMPARISON_FORMATS",
    "Comparison",
    "Release",
    "compare",
    "read_release",
    "render_comparison",
]
