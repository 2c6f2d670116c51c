"""A layered drawing of a small directed graph: who stands in which column, and in which order.

The method is that of K. Sugiyama, S. Tagawa and M. Toda, "Methods for Visual Understanding of
Hierarchical System Structures", IEEE Transactions on Systems, Man, and Cybernetics 11 (1981): turn
edges until there is no cycle, put nodes into layers, let each edge take a place in every layer that
it passes, and order the layers by barycentres so that few edges cross. Places are then found by
isotonic regression, which moves each node as little as possible from the mean of its neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Grid", "crossings", "layers_of", "ordered", "settled", "straightened"]

Place = Hashable
"""What takes a place in a layer: a node, or an edge that passes."""

Link = tuple[Place, Place]


@dataclass(frozen=True)
class Grid:
    """Places in layers, and how much room they take.

    Attributes:
        layers: The places of each layer from top to bottom.
        heights: How high each place is.
        lines: How far below the middle of a place links meet it.
        gap: How far two places of a layer stay apart.
    """

    layers: Sequence[Sequence[Place]]
    heights: Mapping[Place, float]
    lines: Mapping[Place, float]
    gap: float


_SWEEPS = 12
_STARTS = (1, 100, 37, 61, 17, 89, 29, 71, 53, 7, 43, 11)
"""Numbers that each put a layer into another order to begin with."""


def layers_of(nodes: Sequence[Place], links: Sequence[Link]) -> dict[Place, int]:
    """Return the layer of each node, so that every link leads to a later layer but turned ones.

    Args:
        nodes: The nodes; where nothing else decides, the first ones come into earlier layers.
        links: From where to where links lead. A link that would close a cycle is turned.

    Returns:
        The layers, counted from 0, with links as short as moving single nodes can make them.
    """
    forward = _without_cycles(nodes, links)
    before: dict[Place, set[Place]] = {node: set() for node in nodes}
    after: dict[Place, set[Place]] = {node: set() for node in nodes}
    for start, end in forward:
        before[end].add(start)
        after[start].add(end)
    layer: dict[Place, int] = {}
    waiting = list(nodes)
    while waiting:
        ready = [node for node in waiting if before[node] <= layer.keys()]
        for node in ready:
            layer[node] = max((layer[other] + 1 for other in before[node]), default=0)
        waiting = [node for node in waiting if node not in layer]
    for _ in nodes:
        for node in nodes:
            _move(node, layer, before[node], after[node])
    lowest = min(layer.values(), default=0)
    return {node: number - lowest for node, number in layer.items()}


def _move(node: Place, layer: dict[Place, int], before: set[Place], after: set[Place]) -> None:
    """Move a node to where its links are shortest."""
    if len(before) == len(after):
        return
    if len(after) > len(before):
        layer[node] = min(layer[other] for other in after) - 1
    else:
        layer[node] = max(layer[other] for other in before) + 1


def _without_cycles(nodes: Sequence[Place], links: Sequence[Link]) -> list[Link]:
    """Return the links with those turned that close a cycle (depth-first, sources first)."""
    after: dict[Place, list[Place]] = defaultdict(list)
    incoming: dict[Place, int] = dict.fromkeys(nodes, 0)
    for start, end in links:
        after[start].append(end)
        incoming[end] += 1
    finished: set[Place] = set()
    under_way: set[Place] = set()
    turned: set[Link] = set()

    def visit(node: Place) -> None:
        under_way.add(node)
        for other in after[node]:
            if other in under_way:
                turned.add((node, other))
            elif other not in finished:
                visit(other)
        under_way.remove(node)
        finished.add(node)

    for node in sorted(nodes, key=lambda node: incoming[node]):
        if node not in finished:
            visit(node)
    return [(end, start) if (start, end) in turned else (start, end) for start, end in links]


def ordered(layers: Sequence[Sequence[Place]], links: Sequence[Link]) -> list[list[Place]]:
    """Return the layers in an order in which few links cross.

    Args:
        layers: The places of each layer, in any order.
        links: The links, each between neighbouring layers, from the earlier to the later one.
    """
    left: dict[Place, list[Place]] = defaultdict(list)
    right: dict[Place, list[Place]] = defaultdict(list)
    for start, end in links:
        left[end].append(start)
        right[start].append(end)
    best = [list(layer) for layer in layers]
    fewest = crossings(best, links)
    for start, factor in enumerate(_STARTS):
        current = [_shuffled(layer, factor) for layer in layers]
        for sweep in range(_SWEEPS):
            if fewest == 0:
                return best
            to_the_right = (sweep + start) % 2 == 0
            numbers = range(1, len(current)) if to_the_right else range(len(current) - 2, -1, -1)
            for number in numbers:
                beside = current[number - 1 if to_the_right else number + 1]
                _sort(current[number], beside, left if to_the_right else right)
            for number in range(len(current)):
                _swap(current, number, links)
            found = crossings(current, links)
            if found < fewest:
                best, fewest = [list(layer) for layer in current], found
    return best


def _shuffled(layer: Sequence[Place], factor: int) -> list[Place]:
    """Return a layer in another order for each factor, and the same at each run."""
    numbers = sorted(range(len(layer)), key=lambda n: (n + 1) * factor % 101)
    return [layer[number] for number in numbers]


def _sort(
    layer: list[Place], beside: Sequence[Place], neighbours: Mapping[Place, list[Place]]
) -> None:
    at = {place: number for number, place in enumerate(beside)}
    own = {place: float(number) for number, place in enumerate(layer)}

    def barycentre(place: Place) -> float:
        found = [at[other] for other in neighbours.get(place, ())]
        return sum(found) / len(found) if found else own[place]

    layer.sort(key=barycentre)


def _swap(layers: list[list[Place]], number: int, links: Sequence[Link]) -> None:
    """Swap neighbours in a layer as long as that undoes crossings."""
    near = [layer if abs(n - number) <= 1 else [] for n, layer in enumerate(layers)]
    layer = layers[number]
    members = {place for layer in near for place in layer}
    touching = [link for link in links if link[0] in members and link[1] in members]
    fewest = crossings(near, touching)
    for position in range(len(layer) - 1):
        layer[position], layer[position + 1] = layer[position + 1], layer[position]
        found = crossings(near, touching)
        if found < fewest:
            fewest = found
        else:
            layer[position], layer[position + 1] = layer[position + 1], layer[position]


def crossings(layers: Sequence[Sequence[Place]], links: Sequence[Link]) -> int:
    """Return how many pairs of links cross."""
    layer_of = {place: n for n, layer in enumerate(layers) for place in layer}
    at = {place: number for layer in layers for number, place in enumerate(layer)}
    between: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end in links:
        between[layer_of[start]].append((at[start], at[end]))
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for ends in between.values()
        for number, one in enumerate(ends)
        for other in ends[:number]
    )


def settled(grid: Grid, weights: Mapping[Link, float]) -> dict[Place, float]:
    """Return the middle of each place, near its neighbours and apart from those above and below.

    Args:
        grid: The places.
        weights: The links, each between neighbouring layers, and how much it matters that each is
            level.
    """
    layers, heights, lines = grid.layers, grid.heights, grid.lines
    near: dict[Place, list[tuple[Place, float]]] = defaultdict(list)
    for (start, end), own in weights.items():
        near[start].append((end, own))
        near[end].append((start, own))
    weight = {p: sum(own for _, own in near[p]) or 1.0 for layer in layers for p in layer}
    middle: dict[Place, float] = {}
    for layer in layers:
        top = 0.0
        for place in layer:
            middle[place] = top + heights[place] / 2
            top += heights[place] + grid.gap
    for sweep in range(3 * _SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [
                sum((middle[other] + lines[other]) * own for other, own in near[place])
                / weight[place]
                - lines[place]
                if near[place]
                else middle[place]
                for place in layer
            ]
            spread = _spread(wanted, [weight[place] for place in layer], layer, grid)
            middle |= dict(zip(layer, spread, strict=True))
    return middle


def _spread(
    wanted: Sequence[float],
    weights: Sequence[float],
    layer: Sequence[Place],
    grid: Grid,
) -> list[float]:
    """Return places nearest to the wanted ones that do not touch (pool adjacent violators)."""
    offsets = [0.0]
    for upper, lower in pairwise(layer):
        apart = (grid.heights[upper] + grid.heights[lower]) / 2 + grid.gap
        offsets.append(offsets[-1] + apart)
    pools: list[tuple[float, float, int]] = []
    for value, weight, offset in zip(wanted, weights, offsets, strict=True):
        pools.append((value - offset, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, light, count), (other, heavy, more) = pools[-2:]
            mean = (one * light + other * heavy) / (light + heavy)
            pools[-2:] = [(mean, light + heavy, count + more)]
    levels = [mean for mean, _, count in pools for _ in range(count)]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]


def straightened(
    grid: Grid, chains: Sequence[Sequence[Place]], middles: Mapping[Place, float]
) -> dict[Place, float]:
    """Return places at which chains of them run level as far as their neighbours leave room.

    The highest of them begins at 0.

    Args:
        grid: The places.
        chains: What is to run level: places in layers one after another.
        middles: The middle of each place so far.
    """
    layers, heights, lines, gap = grid.layers, grid.heights, grid.lines, grid.gap
    middle = dict(middles)
    above = {lower: upper for layer in layers for upper, lower in pairwise(layer)}
    below = {upper: lower for layer in layers for upper, lower in pairwise(layer)}

    def room(place: Place) -> tuple[float, float]:
        low, high = float("-inf"), float("inf")
        half = heights[place] / 2
        if place in above:
            low = middle[above[place]] + heights[above[place]] / 2 + gap + half
        if place in below:
            high = middle[below[place]] - heights[below[place]] / 2 - gap - half
        return low + lines[place], high + lines[place]

    for chain in (*chains, *reversed(chains)):
        rest = list(chain)
        while rest:
            low, high = float("-inf"), float("inf")
            level: list[Place] = []
            for place in rest:
                bottom, top = room(place)
                if max(low, bottom) > min(high, top):
                    break
                low, high = max(low, bottom), min(high, top)
                level.append(place)
            if not level:
                rest = rest[1:]
                continue
            mean = sum(middle[place] + lines[place] for place in level) / len(level)
            for place in level:
                middle[place] = min(max(mean, low), high) - lines[place]
            rest = rest[len(level) :]
    highest = min((middle[place] - heights[place] / 2 for place in middle), default=0.0)
    return {place: value - highest for place, value in middle.items()}
