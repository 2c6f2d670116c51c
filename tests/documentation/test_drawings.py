"""Diagrams: nothing overlaps, and no edge runs through a box or a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.documentation import OntologyDocumentation
from atlas_kg.documentation.diagrams import Box, Diagram, Edge
from atlas_kg.documentation.drawings import Drawing, draw
from atlas_kg.documentation.layering import crossings, layers_of, ordered

Point = tuple[float, float]
Area = tuple[float, float, float, float]

STEP = re.compile(r"([MHVCQ])([^MHVCQ]*)")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
# The least room that text of this size takes: browsers have wider fonts than narrow ones.
SIGN, LINE = 5.0, 9.0


@st.composite
def diagrams(draw_: st.DrawFn) -> Diagram:
    """Small diagrams of any shape, with cycles and several edges between the same classes."""
    number = draw_(st.integers(min_value=1, max_value=9))
    keys = [f"Class {name}" for name in "ABCDEFGHI"[:number]]
    ends = st.tuples(st.sampled_from(keys), st.sampled_from(keys)).filter(lambda e: e[0] != e[1])
    pairs = draw_(st.lists(ends, max_size=12, unique=True)) if number > 1 else []
    edges = []
    for start, end in pairs:
        labels = draw_(st.lists(st.sampled_from(["has part", "is"]), max_size=2))
        names = tuple((f"{start}{end}{n}", label) for n, label in enumerate(labels))
        edges.append(Edge(start, end, names, draw_(st.booleans())))
    return Diagram(tuple(Box(key, key) for key in keys), tuple(edges))


def boxes(drawing: Drawing) -> list[Area]:
    return [(b.x, b.y, b.x + b.width, b.y + b.height) for b in drawing.boxes]


def names(drawing: Drawing) -> list[Area]:
    texts = [text for edge in drawing.edges for text in edge.names]
    halves = [len(text.text) * SIGN / 2 for text in texts]
    return [
        (text.x - half, text.y - LINE, text.x + half, text.y)
        for text, half in zip(texts, halves, strict=True)
    ]


def overlap(one: Area, other: Area) -> bool:
    slack = 0.5
    return (
        one[0] < other[2] - slack
        and other[0] < one[2] - slack
        and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )


def inside(point: Point, area: Area) -> bool:
    slack = 1.0
    return (
        area[0] + slack < point[0] < area[2] - slack
        and area[1] + slack < point[1] < area[3] - slack
    )


def points(path: str) -> Iterator[Point]:
    """Yield points along a path, close enough that nothing slips between."""
    here = (0.0, 0.0)
    for command, text in STEP.findall(path):
        numbers = [float(number) for number in NUMBER.findall(text)]
        match command:
            case "M":
                here = (numbers[0], numbers[1])
                continue
            case "H":
                corners = [here, (numbers[0], here[1])]
            case "V":
                corners = [here, (here[0], numbers[0])]
            case _:
                corners = [here, *zip(numbers[::2], numbers[1::2], strict=True)]
        for part in range(26):
            yield bezier(corners, part / 25)
        here = corners[-1]


def bezier(corners: list[Point], part: float) -> Point:
    while len(corners) > 1:
        corners = [
            (one[0] + (two[0] - one[0]) * part, one[1] + (two[1] - one[1]) * part)
            for one, two in pairwise(corners)
        ]
    return corners[0]


def check(drawing: Drawing) -> None:
    written = [*boxes(drawing), *names(drawing)]
    assert [pair for pair in combinations(written, 2) if overlap(*pair)] == []
    for edge in drawing.edges:
        for point in points(edge.path):
            assert not any(inside(point, area) for area in written), (edge.edge, point)
    for left, top, right, bottom in written:
        assert left >= 0
        assert top >= 0
        assert right <= drawing.width
        assert bottom <= drawing.height


@given(diagrams())
def test_nothing_overlaps(diagram: Diagram) -> None:
    drawing = draw(diagram)
    assert {placed.box for placed in drawing.boxes} == set(diagram.boxes)
    assert sorted(map(str, (placed.edge for placed in drawing.edges))) == sorted(
        map(str, diagram.edges)
    )
    check(drawing)


def test_nothing_overlaps_in_the_diagrams_of_the_ontology(
    documented: OntologyDocumentation,
) -> None:
    drawings = [tier.drawing for tier in documented.tiers if tier.drawing]
    assert len(drawings) >= 4
    for drawing in drawings:
        check(drawing)


@given(diagrams())
def test_edge_meets_its_boxes(diagram: Diagram) -> None:
    drawing = draw(diagram)
    places = {placed.box.key: placed for placed in drawing.boxes}
    for placed in drawing.edges:
        x, y = (float(number) for number in NUMBER.findall(placed.head)[:2])
        end = places[placed.edge.end]
        assert min(abs(x - end.x), abs(x - end.x - end.width)) < 0.2
        assert end.y <= y <= end.y + end.height
        away = list(points(placed.path))
        tail = min(away[0], away[-1], key=lambda point: -abs(point[0] - x) - abs(point[1] - y))
        start = places[placed.edge.start]
        assert min(abs(tail[0] - start.x), abs(tail[0] - start.x - start.width)) < 0.2
        assert start.y <= tail[1] <= start.y + start.height


def test_same_diagram_is_drawn_the_same() -> None:
    edges = tuple(Edge("a", key, ((key, "has"),)) for key in "bcd")
    diagram = Diagram(tuple(Box(key, key) for key in "abcd"), edges)
    assert draw(diagram) == draw(diagram)


def test_broader_class_stands_on_the_left() -> None:
    drawing = draw(Diagram((Box("cat", "Cat"), Box("animal", "Animal")), (Edge("cat", "animal"),)))
    places = {placed.box.key: placed.x for placed in drawing.boxes}
    assert places["animal"] < places["cat"]


def test_links_lead_on_but_where_they_close_a_cycle() -> None:
    layer = layers_of("abcd", [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")])
    assert layer["a"] < layer["b"] < layer["c"] < layer["d"]


@pytest.mark.parametrize("layers", [["ab", "xy"], ["ab", "yx"], ["ba", "xy"]])
def test_crossing_is_undone(layers: list[str]) -> None:
    links = [("a", "x"), ("b", "y")]
    assert crossings(ordered(layers, links), links) == 0
