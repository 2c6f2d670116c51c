"""What each level of a comparison is worth, in bits.

The model is that of Fellegi & Sunter (1969, A Theory for Record Linkage): a level counts by the
logarithm of how much more often it is met in pairs that mean one work than in pairs that do not.
``python -m benchmarks.linkage_weights`` estimates the figures anew and cross-validates them;
docs/linking.md tells from what. They are rounded to half a bit, since no sample tells more.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from atlas_kg.linking.comparison import Comparison

__all__ = ["AUTHORS", "TITLE", "YEAR", "weight"]

# For titles, pairs that do not mean one work are counted for each reference sought, not for each
# pair: so a weight says how many such candidates there are against one that is right. A shared
# identifier cannot be measured without references that have one; it outweighs all else.
TITLE: Mapping[str, float] = MappingProxyType(
    {
        "identifier": 40.0,
        "same": 10.0,
        "same, short": 7.0,
        "same, common": 1.5,
        "in line": 5.0,
        "spelling": 3.0,
        "part": -0.5,
        "most words": -3.0,
        "beyond": -4.5,
        "some words": -10.0,
    }
)
AUTHORS: Mapping[str, float] = MappingProxyType(
    {
        "several": 4.5,
        "all": 4.0,
        "unknown": 0.0,
        "not in line": -3.5,
        "some": -5.0,
        "none": -7.5,
    }
)
YEAR: Mapping[str, float] = MappingProxyType(
    {"same": 1.5, "unknown": 0.0, "next": -4.0, "near": -5.0, "apart": -8.0}
)


def weight(comparison: Comparison) -> float:
    """Return the bits that speak for one work, negative where they speak against it."""
    return TITLE[comparison.title] + AUTHORS[comparison.authors] + YEAR[comparison.year]
