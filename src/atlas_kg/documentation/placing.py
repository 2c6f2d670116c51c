"""Places for what hangs together in a diagram.

Columns of boxes alternate with columns of names. An edge keeps to the space between columns and to
the places that were kept free for it within them, so that it never runs through a box or a name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from atlas_kg.documentation.diagrams import Box, Diagram, Edge
from atlas_kg.documentation.layering import Grid, Place, layers_of, ordered, settled, straightened

__all__ = ["Picture", "PlacedBox", "PlacedEdge", "PlacedText", "placed_box", "size_of"]

_LINE = 16.0
"""From one line of text to the next."""

_PAD_X, _PAD_Y = 11.0, 9.0
_GAP = 14.0
_COLUMN_GAP = 30.0
_PORT = 14.0
_HEAD = 9.0
_TRUNK = 9.0
_LABEL, _NAME = 13.0, 12.0
"""The sizes of the text in boxes and on edges."""

_WRAP = 16
_WIDTHS = {
    **dict.fromkeys("ijl.,:;'|!", 0.33),
    **dict.fromkeys("frtI()- ", 0.43),
    **dict.fromkeys("mwMWOQGD", 0.9),
    **dict.fromkeys("⇄↻", 1.0),
}


@dataclass(frozen=True)
class PlacedText:
    """A line of text, the middle of its base line, and the term that it names."""

    x: float
    y: float
    text: str
    key: str


@dataclass(frozen=True)
class PlacedBox:
    """A box, the corner at its top left, and what is written in it."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    lines: tuple[PlacedText, ...]
    loops: tuple[PlacedText, ...]


@dataclass(frozen=True)
class PlacedEdge:
    """An edge, its path and its head in the syntax of SVG, and its names."""

    edge: Edge
    path: str
    head: str
    names: tuple[PlacedText, ...]


def _width(text: str, size: float) -> float:
    """Return how wide a text is at most, in the fonts that people have."""
    return size * sum(_WIDTHS.get(sign, 0.74 if sign.isupper() else 0.61) for sign in text)


def _wrapped(label: str) -> list[str]:
    """Return a label in one line, or in two of about the same length."""
    words = label.split()
    if len(label) <= _WRAP or len(words) == 1:
        return [label]
    cuts = ((" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words)))
    return list(min(cuts, key=lambda cut: max(map(len, cut))))


def size_of(box: Box, ports: int = 0) -> tuple[float, float]:
    """Return width and height of a box that so many edges meet on one side."""
    lines = _wrapped(box.label)
    widths = [_width(line, _LABEL) for line in lines]
    widths += [_width(f"↻ {name}", _NAME) for _, name in box.loops]
    height = (len(lines) + len(box.loops)) * _LINE + 2 * _PAD_Y
    return max(widths) + 2 * _PAD_X, max(height, ports * _PORT + _PAD_Y)


def placed_box(box: Box, x: float, y: float, size: tuple[float, float]) -> PlacedBox:
    """Return a box at its place, its text in the middle."""
    width, height = size
    lines = [(line, box.key) for line in _wrapped(box.label)]
    texts = [*lines, *((f"↻ {name}", key) for key, name in box.loops)]
    first = y + (height - len(texts) * _LINE) / 2 + 12
    placed = tuple(
        PlacedText(x + width / 2, first + number * _LINE, text, key)
        for number, (text, key) in enumerate(texts)
    )
    return PlacedBox(box, x, y, width, height, placed[: len(lines)], placed[len(lines) :])


@dataclass(frozen=True)
class _Way:
    """The places that an edge passes, from left to right, and the one at which it is named."""

    edge: Edge
    places: tuple[Place, ...]
    named: Place | None

    @property
    def is_turned(self) -> bool:
        return self.places[0] != self.edge.start

    @property
    def is_branch(self) -> bool:
        """Tell whether it joins a broader class on the left with a subclass in the next column."""
        return not self.edge.names and self.is_turned and len(self.places) == 2  # noqa: PLR2004

    def port(self, key: Place) -> Place:
        """Return what shares a port: the subclass edges to one class, else each edge alone."""
        return "subclasses" if not self.edge.names and key == self.edge.end else self.edge


class Picture:
    """A diagram in which everything hangs together, with its places."""

    def __init__(self, diagram: Diagram) -> None:
        """Find the places.

        Args:
            diagram: A diagram of at least two boxes.
        """
        self.diagram = diagram
        columns = self._columns()
        steps = [step for way in self.ways for step in pairwise(way.places)]
        self.columns = ordered(columns, steps)
        self.column_of = {p: n for n, column in enumerate(self.columns) for p in column}
        self._measure()
        passing = {place for way in self.ways for place in way.places[1:-1]}
        weights = {step: (1.0, 2.0, 8.0)[sum(p in passing for p in step)] for step in steps}
        lines = {p: self.heights[p] / 2 - 2 if p in passing else 0.0 for p in self.heights}
        grid = Grid(self.columns, self.heights, lines, _GAP)
        chains = [way.places[1:-1] for way in self.ways if len(way.places) > 3]  # noqa: PLR2004
        self.middles = straightened(grid, chains, settled(grid, weights))
        self.lines = {place: middle + lines[place] for place, middle in self.middles.items()}
        self.height = max(self.middles[p] + self.heights[p] / 2 for p in self.middles)
        self.ports = self._ports()
        self.trunks = self._trunks()

    def _columns(self) -> list[list[Place]]:
        """Put boxes and passing edges into columns, and find the ways of the edges."""
        edges, boxes = self.diagram.edges, self.diagram.boxes
        # A broader class stands on the left of its subclasses.
        links = [(e.start, e.end) if e.names else (e.end, e.start) for e in edges]
        layer = layers_of([box.key for box in boxes], links)
        columns: list[list[Place]] = [[] for _ in range(2 * max(layer.values()) + 1)]
        for box in boxes:
            columns[2 * layer[box.key]].append(box.key)
        spans = {edge: sorted((edge.start, edge.end), key=lambda key: layer[key]) for edge in edges}
        middle = {
            edge: layer[left] + layer[right] - (layer[right] - layer[left] + 1) % 2
            for edge, (left, right) in spans.items()
        }
        # A column of names in which there are none is left out.
        kept = {2 * n for n in range(len(columns))} | {middle[edge] for edge in edges if edge.names}
        self.ways = []
        for edge, (left, right) in spans.items():
            passed = [n for n in range(2 * layer[left] + 1, 2 * layer[right]) if n in kept]
            for number in passed:
                columns[number].append((edge, number))
            places = (left, *((edge, number) for number in passed), right)
            named = (edge, middle[edge]) if edge.names else None
            self.ways.append(_Way(edge, places, named))
        return [column for number, column in enumerate(columns) if number in kept]

    def _measure(self) -> None:
        """Find the sizes of all places, and where columns stand."""
        meeting: dict[tuple[Place, int], set[Place]] = defaultdict(set)
        for way in self.ways:
            meeting[way.places[0], 1].add(way.port(way.places[0]))
            meeting[way.places[-1], 0].add(way.port(way.places[-1]))
        self.sizes: dict[Place, tuple[float, float]] = {}
        for box in self.diagram.boxes:
            ports = max(len(meeting[box.key, side]) for side in (0, 1))
            self.sizes[box.key] = size_of(box, ports)
        for way in self.ways:
            for place in way.places[1:-1]:
                names = way.edge.names if place == way.named else ()
                width = max((_width(name, _NAME) for _, name in names), default=0.0)
                self.sizes[place] = width, max(len(names) * _LINE + 4, 4.0)
        self.heights = {place: size[1] for place, size in self.sizes.items()}
        self.lefts: list[float] = []
        self.rights: list[float] = []
        x = 0.0
        for column in self.columns:
            self.lefts.append(x)
            x += max((self.sizes[place][0] for place in column), default=0.0)
            self.rights.append(x)
            branching = {way.places[0] for way in self.ways if way.is_branch} & set(column)
            x += max(_COLUMN_GAP, _HEAD + _TRUNK * (len(branching) + 1) + _TRUNK)
        self.width = self.rights[-1]

    def boxes(self, left: float, top: float) -> list[PlacedBox]:
        """Return the boxes, in a picture with its corner at this place."""
        return [
            placed_box(
                box,
                left + self._side(box.key, 0),
                top + self.middles[box.key] - self.heights[box.key] / 2,
                self.sizes[box.key],
            )
            for box in self.diagram.boxes
        ]

    def edges(self, left: float, top: float) -> list[PlacedEdge]:
        """Return the edges, in a picture with its corner at this place."""
        return [self._edge(way, left, top) for way in self.ways]

    def _side(self, key: Place, side: int) -> float:
        """Return where a box begins (0) or ends (1) in the middle of its column."""
        column, width = self.column_of[key], self.sizes[key][0]
        return (self.lefts[column] + self.rights[column] - width) / 2 + side * width

    def _ports(self) -> dict[tuple[Place, int, Place], float]:
        """Return at which height edges leave or meet a box, on its left (0) or right (1)."""
        wanted: dict[tuple[Place, int], dict[Place, list[float]]] = defaultdict(dict)
        for way in self.ways:
            for side, key, beside in ((1, 0, 1), (0, -1, -2)):
                place, other = way.places[key], way.places[beside]
                wanted[place, side].setdefault(way.port(place), []).append(self.lines[other])
        found = {}
        for (place, side), heights in wanted.items():
            order = sorted(heights, key=lambda port: sum(heights[port]) / len(heights[port]))
            room = min(1.5 * _PORT, (self.heights[place] - _PAD_Y) / len(order))
            for number, port in enumerate(order):
                offset = (number - (len(order) - 1) / 2) * room
                found[place, side, port] = self.middles[place] + offset
        return found

    def _trunks(self) -> dict[Place, int]:
        """Return on which line, counted from its column, the subclasses of a class branch off.

        What reaches farther is farther out, so that no trunk runs into the branch of another.
        """
        reach: dict[Place, float] = defaultdict(float)
        for way in self.ways:
            if way.is_branch:
                upper, lower = way.places
                reach[upper] = max(reach[upper], abs(self.lines[lower] - self.lines[upper]))
        trunks: dict[Place, int] = {}
        for column in self.columns:
            branching = sorted((p for p in column if p in reach), key=lambda p: reach[p])
            trunks |= {place: number for number, place in enumerate(branching)}
        return trunks

    def _edge(self, way: _Way, left: float, top: float) -> PlacedEdge:
        first, last = way.places[0], way.places[-1]
        start_y = top + self.ports[first, 1, way.port(first)]
        end_y = top + self.ports[last, 0, way.port(last)]
        start_x, end_x = left + self._side(first, 1), left + self._side(last, 0)
        # Within the column of its box an edge stays level, so that it meets no other box.
        here = (left + self.rights[self.column_of[first]] + _HEAD, start_y)
        arrival = (left + self.lefts[self.column_of[last]] - _HEAD, end_y)
        path = [f"M{start_x + (_HEAD if way.is_turned else 0):.1f} {start_y:.1f}"]
        names: tuple[PlacedText, ...] = ()
        if way.is_branch:
            trunk = here[0] + _TRUNK * (self.trunks[first] + 0.75)
            path.append(_elbow(trunk, start_y, end_y))
        else:
            path.append(f"H{here[0]:.1f}")
            for place in way.places[1:-1]:
                column, line = self.column_of[place], top + self.lines[place]
                begin, end = left + self.lefts[column], left + self.rights[column]
                path += [_curve(here, (begin, line)), f"H{end:.1f}"]
                here = (end, line)
                if place == way.named:
                    names = _names(way.edge, (begin + end) / 2, line)
            path.append(_curve(here, arrival))
        path.append(f"H{end_x - (0 if way.is_turned else _HEAD):.1f}")
        tip = (start_x, start_y, 1) if way.is_turned else (end_x, end_y, -1)
        return PlacedEdge(way.edge, "".join(path), _head(*tip), names)


def _names(edge: Edge, x: float, line: float) -> tuple[PlacedText, ...]:
    """Return the names of an edge, standing on it."""
    last = len(edge.names) - 1
    return tuple(
        PlacedText(x, line - 5 - _LINE * (last - number), text, key)
        for number, (key, text) in enumerate(edge.names)
    )


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a curve that leaves and arrives level and stays between its ends."""
    if abs(start[1] - end[1]) < 0.1:  # noqa: PLR2004
        return f"H{end[0]:.1f}"
    bend = (start[0] + end[0]) / 2
    return f"C{bend:.1f} {start[1]:.1f} {bend:.1f} {end[1]:.1f} {end[0]:.1f} {end[1]:.1f}"


def _elbow(trunk: float, start: float, end: float) -> str:
    """Return a way to the trunk, along it, and off to the right, with round corners."""
    round_ = min(5.0, abs(end - start) / 2)
    if round_ < 0.5:  # noqa: PLR2004
        return f"H{trunk:.1f}"
    down = round_ if end > start else -round_
    return (
        f"H{trunk - round_:.1f}Q{trunk:.1f} {start:.1f} {trunk:.1f} {start + down:.1f}"
        f"V{end - down:.1f}Q{trunk:.1f} {end:.1f} {trunk + round_:.1f} {end:.1f}"
    )


def _head(x: float, y: float, towards: int) -> str:
    """Return an arrowhead with its tip at a place."""
    return f"M{x:.1f} {y:.1f}l{towards * _HEAD:.1f} {-_HEAD / 2:.1f}v{_HEAD:.1f}z"
