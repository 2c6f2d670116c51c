"""Diagrams as drawings: every box, edge and name at its place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from atlas_kg.documentation.diagrams import Diagram
from atlas_kg.documentation.placing import Picture, PlacedBox, PlacedEdge, placed_box, size_of

__all__ = ["Drawing", "draw"]

_MARGIN = 4.0
_GAP = 30.0
_WIDTH = 900.0


@dataclass(frozen=True)
class Drawing:
    """A diagram with all its places, in pixels."""

    width: float
    height: float
    boxes: tuple[PlacedBox, ...]
    edges: tuple[PlacedEdge, ...]

    @property
    def is_broad(self) -> bool:
        """Tell whether it is broader than a page of text."""
        return self.width > _WIDTH


def draw(diagram: Diagram) -> Drawing:
    """Give a diagram its places.

    What hangs together is one picture; pictures stand side by side as long as the row is not
    broader than the broadest of them, and classes without relations come last.

    Args:
        diagram: A diagram of at least one box.
    """
    parts = _connected(diagram)
    pictures = [Picture(part) for part in parts if len(part.boxes) > 1]
    pictures.sort(key=lambda picture: (-picture.height, -picture.width))
    alone = [part.boxes[0] for part in parts if len(part.boxes) == 1]
    limit = max([_WIDTH, *(picture.width for picture in pictures)])
    boxes: list[PlacedBox] = []
    edges: list[PlacedEdge] = []
    shelves = _Shelves(limit, _MARGIN)
    for picture in pictures:
        corner = shelves.place(picture.width, picture.height)
        boxes += picture.boxes(*corner)
        edges += picture.edges(*corner)
    shelves.close()
    for box in alone:
        size = size_of(box)
        boxes.append(placed_box(box, *shelves.place(*size), size))
    width = max(placed.x + placed.width for placed in boxes) + _MARGIN
    return Drawing(width, shelves.bottom + _MARGIN, tuple(boxes), tuple(edges))


class _Shelves:
    """Room for rectangles of which no one is higher than the one before.

    Each shelf is as high as the first thing on it; things stand side by side on it, and upon each
    other where that leaves them within the shelf.
    """

    def __init__(self, limit: float, top: float) -> None:
        self.limit = limit
        self.top = top
        self.bottom = top
        self.columns: list[list[float]] = []
        """Of each column on the shelf: its left, its width, and how far down it is full."""

    def place(self, width: float, height: float) -> tuple[float, float]:
        """Return the corner of a rectangle of this size."""
        for number, (left, own_width, full) in enumerate(self.columns):
            is_last = number == len(self.columns) - 1
            room = self.limit + _MARGIN - left if is_last else own_width
            if width <= room and full + _GAP + height <= self.bottom:
                self.columns[number] = [left, max(width, own_width), full + _GAP + height]
                return left, full + _GAP
        left = self.columns[-1][0] + self.columns[-1][1] + _GAP if self.columns else _MARGIN
        if self.columns and left + width > self.limit + _MARGIN:
            self.close()
            left = _MARGIN
        self.columns.append([left, width, self.top + height])
        self.bottom = max(self.bottom, self.top + height)
        return left, self.top

    def close(self) -> None:
        """Begin a new shelf."""
        if self.columns:
            self.top = self.bottom + _GAP
        self.columns = []


def _connected(diagram: Diagram) -> list[Diagram]:
    """Return the parts of a diagram that hang together."""
    near: dict[str, set[str]] = defaultdict(set)
    for edge in diagram.edges:
        near[edge.start].add(edge.end)
        near[edge.end].add(edge.start)
    parts: list[Diagram] = []
    seen: set[str] = set()
    for box in diagram.boxes:
        if box.key in seen:
            continue
        members, waiting = {box.key}, [box.key]
        while waiting:
            found = near[waiting.pop()] - members
            members |= found
            waiting.extend(found)
        seen |= members
        parts.append(
            Diagram(
                tuple(box for box in diagram.boxes if box.key in members),
                tuple(edge for edge in diagram.edges if edge.start in members),
            )
        )
    return parts
