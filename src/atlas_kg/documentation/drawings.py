"""Diagrams as drawings: where boxes stand, how edges run, where their names are written.

Columns of boxes alternate with columns of names. An edge keeps to the space between columns and to
the places that were kept free for it within them, so that it never runs through a box or a name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from atlas_kg.documentation.layering import Place, layers_of, ordered, settled

__all__ = ["Box", "Diagram", "Drawing", "Edge", "PlacedBox", "PlacedEdge", "draw", "text_width"]

_LINE = 16.0
_PAD_X, _PAD_Y = 12.0, 9.0
_GAP, _COLUMN_GAP = 14.0, 34.0
_PORT = 13.0
_HEAD = 9.0
_MARGIN = 8.0
_WRAP = 18
_WIDTHS = {
    **dict.fromkeys("ijl.,:;'|!", 0.34),
    **dict.fromkeys("frtI()- ⇄", 0.45),
    **dict.fromkeys("mwMWOQGD", 0.92),
}


@dataclass(frozen=True)
class Box:
    """A class in a diagram.

    Attributes:
        key: By what edges speak of it.
        label: What is written in it.
        loops: The names of properties that lead from the class to itself.
        is_guest: Whether another tier declares the class.
    """

    key: str
    label: str
    loops: tuple[tuple[str, str], ...] = ()
    is_guest: bool = False


@dataclass(frozen=True)
class Edge:
    """What relates two classes in a diagram.

    Attributes:
        start: The class that it leads from.
        end: The class that it leads to.
        names: The properties that it stands for, as keys and labels; none for a subclass edge,
            which leads from the narrower class to the broader one.
        is_inferred: Whether all its statements follow from others.
    """

    start: str
    end: str
    names: tuple[tuple[str, str], ...] = ()
    is_inferred: bool = False


@dataclass(frozen=True)
class Diagram:
    """Classes and what relates them."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class PlacedText:
    """A line of text and where its middle is."""

    x: float
    y: float
    text: str
    key: str


@dataclass(frozen=True)
class PlacedBox:
    """A box and its place."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    lines: tuple[PlacedText, ...]
    loops: tuple[PlacedText, ...]


@dataclass(frozen=True)
class PlacedEdge:
    """An edge, its path in the syntax of SVG, its head, and its names."""

    edge: Edge
    path: str
    head: str
    names: tuple[PlacedText, ...]


@dataclass(frozen=True)
class Drawing:
    """A diagram with all its places, in pixels."""

    width: float
    height: float
    boxes: tuple[PlacedBox, ...]
    edges: tuple[PlacedEdge, ...]


def text_width(text: str, size: float = 13.0) -> float:
    """Return how wide a text is at most, in the fonts that people have."""
    wide = sum(_WIDTHS.get(sign, 0.76 if sign.isupper() else 0.62) for sign in text)
    return wide * size


def draw(diagram: Diagram) -> Drawing:
    """Give a diagram its places: what hangs together as one picture, one below the other."""
    boxes: list[PlacedBox] = []
    edges: list[PlacedEdge] = []
    top, width = _MARGIN, 0.0
    parts = _connected(diagram)
    alone = [part.boxes[0] for part in parts if len(part.boxes) == 1]
    pictures = [_Picture(part) for part in parts if len(part.boxes) > 1]
    for picture in pictures:
        boxes.extend(picture.placed_boxes(top))
        edges.extend(picture.placed_edges(top))
        top += picture.height + 2 * _GAP
        width = max(width, picture.width)
    left, row = _MARGIN, 0.0
    for box in alone:
        box_width, box_height = _size(box, 0)
        if left > _MARGIN and left + box_width > max(width, 640.0):
            left, top, row = _MARGIN, top + row + _GAP, 0.0
        boxes.append(_placed(box, left, top, box_width, box_height))
        left, row = left + box_width + 2 * _GAP, max(row, box_height)
        width = max(width, left - 2 * _GAP)
    return Drawing(width + _MARGIN, top + row + _MARGIN, tuple(boxes), tuple(edges))


def _connected(diagram: Diagram) -> list[Diagram]:
    """Return the parts of a diagram that hang together, the largest first."""
    near: dict[str, set[str]] = defaultdict(set)
    for edge in diagram.edges:
        near[edge.start].add(edge.end)
        near[edge.end].add(edge.start)
    parts, seen = [], set[str]()
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
    return sorted(parts, key=lambda part: -len(part.boxes))


def _wrapped(label: str) -> list[str]:
    """Return a label in one line or two of about the same length."""
    words = label.split()
    if len(label) <= _WRAP or len(words) == 1:
        return [label]
    cuts = ((" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words)))
    return list(min(cuts, key=lambda cut: max(map(len, cut))))


def _size(box: Box, ports: int) -> tuple[float, float]:
    lines = _wrapped(box.label)
    widths = [text_width(line) for line in lines]
    widths += [text_width(f"↻ {name}", 12) for _, name in box.loops]
    height = (len(lines) + len(box.loops)) * _LINE + 2 * _PAD_Y
    return max(widths) + 2 * _PAD_X, max(height, ports * _PORT + _PAD_Y)


def _placed(box: Box, x: float, y: float, width: float, height: float) -> PlacedBox:
    lines = _wrapped(box.label)
    first = y + (height - (len(lines) + len(box.loops)) * _LINE) / 2 + 12
    middle = x + width / 2
    texts = [*((line, box.key) for line in lines), *((f"↻ {n}", key) for key, n in box.loops)]
    placed = [
        PlacedText(middle, first + number * _LINE, text, key)
        for number, (text, key) in enumerate(texts)
    ]
    return PlacedBox(
        box, x, y, width, height, tuple(placed[: len(lines)]), tuple(placed[len(lines) :])
    )


@dataclass(frozen=True)
class _Way:
    """The places that an edge passes, from left to right."""

    edge: Edge
    places: tuple[Place, ...]
    is_turned: bool


@dataclass
class _Picture:
    """The drawing of a diagram that hangs together."""

    diagram: Diagram
    width: float = 0.0
    height: float = 0.0
    ways: list[_Way] = field(default_factory=list)

    def __post_init__(self) -> None:
        edges, boxes = self.diagram.edges, self.diagram.boxes
        # A broader class stands on the left of its subclasses.
        links = [(e.start, e.end) if e.names else (e.end, e.start) for e in edges]
        layer = layers_of([box.key for box in boxes], links)
        columns: list[list[Place]] = [[] for _ in range(2 * max(layer.values()) + 1)]
        for box in boxes:
            columns[2 * layer[box.key]].append(box.key)
        self.ways = [self._way(edge, layer, columns) for edge in edges]
        steps = [
            step for way in self.ways for step in zip(way.places, way.places[1:], strict=False)
        ]
        self.columns = ordered(columns, steps)
        self._measure(steps)

    def _way(self, edge: Edge, layer: dict[Place, int], columns: list[list[Place]]) -> _Way:
        left, right = sorted((edge.start, edge.end), key=lambda key: layer[key])
        first, last = 2 * layer[left], 2 * layer[right]
        passed: list[Place] = [(edge, column) for column in range(first + 1, last)]
        for column, place in enumerate(passed, first + 1):
            columns[column].append(place)
        return _Way(edge, (left, *passed, right), is_turned=left != edge.start)

    def _measure(self, steps: Sequence[tuple[Place, Place]]) -> None:
        ports: dict[Place, list[set[Place]]] = defaultdict(lambda: [set(), set()])
        for way in self.ways:
            ports[way.places[0]][1].add(self._port(way, way.places[0]))
            ports[way.places[-1]][0].add(self._port(way, way.places[-1]))
        self.widths: dict[Place, float] = {}
        self.heights: dict[Place, float] = {}
        for box in self.diagram.boxes:
            most = max(map(len, ports[box.key]))
            self.widths[box.key], self.heights[box.key] = _size(box, most)
        for way in self.ways:
            for place in way.places[1:-1]:
                named = place == self._named_place(way)
                names = way.edge.names if named else ()
                widths = [text_width(name, 12) for _, name in names]
                self.widths[place] = max(widths, default=0.0)
                self.heights[place] = max(len(names) * _LINE + 4, 4.0)
        self.middles = settled(self.columns, steps, self.heights, _GAP)
        self.lefts: list[float] = []
        self.spans: list[float] = []
        x = _MARGIN
        for column in self.columns:
            span = max((self.widths[place] for place in column), default=0.0)
            self.lefts.append(x)
            self.spans.append(span)
            x += span + (_COLUMN_GAP if span else _COLUMN_GAP / 2)
        self.width = self.lefts[-1] + self.spans[-1]
        self.height = max(self.middles[p] + self.heights[p] / 2 for p in self.middles)
        self.column_of = {p: n for n, column in enumerate(self.columns) for p in column}

    def _named_place(self, way: _Way) -> Place | None:
        """Return the place at which an edge is named: the one nearest to its middle."""
        passed = way.places[1:-1]
        middle = len(passed) // 2
        return passed[middle - middle % 2] if way.edge.names and passed else None

    def _port(self, way: _Way, key: Place) -> Place:
        """Return what shares a port: the subclass edges to one class, else each edge alone."""
        return "subclasses" if not way.edge.names and key == way.edge.end else way

    def placed_boxes(self, top: float) -> list[PlacedBox]:
        """Return the boxes, so far below the top."""
        placed = []
        for box in self.diagram.boxes:
            column = self.column_of[box.key]
            width, height = self.widths[box.key], self.heights[box.key]
            x = self.lefts[column] + (self.spans[column] - width) / 2
            y = top + self.middles[box.key] - height / 2
            placed.append(_placed(box, x, y, width, height))
        return placed

    def placed_edges(self, top: float) -> list[PlacedEdge]:
        """Return the edges, so far below the top."""
        ports = self._ports()
        return [self._placed_edge(way, ports, top) for way in self.ways]

    def _ports(self) -> dict[tuple[Place, int, Place], float]:
        """Return at which height each edge leaves or meets a box, on its left (0) or right (1)."""
        wanted: dict[tuple[Place, int], dict[Place, list[float]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for way in self.ways:
            for side, key, beside in ((1, 0, 1), (0, -1, -2)):
                place, other = way.places[key], way.places[beside]
                port = self._port(way, place)
                wanted[place, side][port].append(self._line(other))
        found = {}
        for (place, side), heights in wanted.items():
            order = sorted(heights, key=lambda port: sum(heights[port]) / len(heights[port]))
            room = min(_PORT * 1.4, (self.heights[place] - _PAD_Y) / len(order))
            for number, port in enumerate(order):
                offset = (number - (len(order) - 1) / 2) * room
                found[place, side, port] = self.middles[place] + offset
        return found

    def _line(self, place: Place) -> float:
        """Return at which height an edge runs through a place: under the names, if it has any."""
        if isinstance(place, str):
            return self.middles[place]
        return self.middles[place] + self.heights[place] / 2 - 2

    def _placed_edge(
        self, way: _Way, ports: dict[tuple[Place, int, Place], float], top: float
    ) -> PlacedEdge:
        first, last = way.places[0], way.places[-1]
        start = (self._side(first, 1), top + ports[first, 1, self._port(way, first)])
        end = (self._side(last, 0), top + ports[last, 0, self._port(way, last)])
        head_at_left = way.is_turned
        line_start = (start[0] + _HEAD, start[1]) if head_at_left else start
        line_end = end if head_at_left else (end[0] - _HEAD, end[1])
        # Within the column of its box an edge stays level, so that it meets no other box.
        here = (self._edge_of(first, 1), start[1])
        arrival = (self._edge_of(last, 0), end[1])
        path = [f"M{line_start[0]:.1f} {line_start[1]:.1f}", f"H{here[0]:.1f}"]
        names: list[PlacedText] = []
        for place in way.places[1:-1]:
            column = self.column_of[place]
            left, right = self.lefts[column], self.lefts[column] + self.spans[column]
            height = top + self._line(place)
            path.append(_curve(here, (left, height)))
            if right > left:
                path.append(f"H{right:.1f}")
            here = (right, height)
            if place == self._named_place(way):
                number = len(way.edge.names)
                names = [
                    PlacedText((left + right) / 2, height - 5 - _LINE * (number - 1 - n), text, key)
                    for n, (key, text) in enumerate(way.edge.names)
                ]
        path += [_curve(here, arrival), f"H{line_end[0]:.1f}"]
        tip, towards = (start, 1.0) if head_at_left else (end, -1.0)
        return PlacedEdge(way.edge, "".join(path), _head(tip, towards), tuple(names))

    def _edge_of(self, key: Place, side: int) -> float:
        """Return where the column of a box begins (0) or ends (1), less the head of an edge."""
        column = self.column_of[key]
        return self.lefts[column] + (self.spans[column] + _HEAD if side else -_HEAD)

    def _side(self, key: Place, side: int) -> float:
        column = self.column_of[key]
        left = self.lefts[column] + (self.spans[column] - self.widths[key]) / 2
        return left + side * self.widths[key]


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a curve that leaves and arrives horizontally and stays between its ends."""
    if abs(start[1] - end[1]) < 0.05:
        return f"H{end[0]:.1f}"
    bend = (start[0] + end[0]) / 2
    return f"C{bend:.1f} {start[1]:.1f} {bend:.1f} {end[1]:.1f} {end[0]:.1f} {end[1]:.1f}"


def _head(tip: tuple[float, float], towards: float) -> str:
    back, half = tip[0] + towards * _HEAD, _HEAD / 2
    return (
        f"M{tip[0]:.1f} {tip[1]:.1f}L{back:.1f} {tip[1] - half:.1f}V{tip[1] + half:.1f}Z"
    )
