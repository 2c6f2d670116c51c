"""How fast the endpoint has to be beside others, and whether it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["DISK", "MEMORY", "RDFLIB", "VIRTUOSO", "Bar", "bars"]

MEMORY = "oxigraph memory"
DISK = "oxigraph disk"
RDFLIB = "rdflib-endpoint"
VIRTUOSO = "virtuoso"

_POINTS = {1: 0.45, 8: 0.30, 64: 0.35}
_REPEATED = 1.5
_ENGINE_BOUND = 0.9
_FROM_DISK = {"Q2": 1.5, "Q5": 3.0, "Q3": 5.0, "Q4": 5.0}
_RDFLIB = 5.0
_LONG = 2.0
"""From how many milliseconds on a query counts as one that the engine alone decides."""


@dataclass(frozen=True)
class Bar:
    """A ratio that our rate is to have at least.

    Attributes:
        other: Whose rate ours is divided by.
        ratio: The least ratio.
    """

    other: str
    ratio: float


def bars(question: str, connections: int, medians: Mapping[str, float]) -> Iterator[Bar]:
    """Yield the bars for a question.

    Args:
        question: Its name; one that is repeated ends in ``r``.
        connections: How many connections ask.
        medians: How many milliseconds each server takes for it if one connection asks.
    """
    if question.endswith("r"):
        yield Bar(MEMORY, _REPEATED)
        return
    if question == "Q1" and connections in _POINTS:
        yield Bar(MEMORY, _POINTS[connections])
    elif medians.get(MEMORY, 0.0) >= _LONG:
        yield Bar(MEMORY, _ENGINE_BOUND)
    if question in _FROM_DISK:
        yield Bar(DISK, _FROM_DISK[question])
    yield Bar(RDFLIB, _RDFLIB)
