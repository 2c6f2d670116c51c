"""Validation of a change: only what it can affect is validated again.

For each constraint it is known which triples its evaluation at a focus node reads, and by which
path it comes to them from there. From a changed triple these paths lead back to the focus nodes
concerned. The first changed triple on such a way is reached over unchanged ones, so it does not
matter that others change, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from atlas_kg.formats import to_rdflib_term
from atlas_kg.validation.compiled import CompiledShapes, Found, Unit, find_results
from atlas_kg.validation.data import SUBCLASS, TYPE, Data, Term
from atlas_kg.validation.evaluation import Evaluation
from atlas_kg.validation.paths import Path, Repetition, Step, inverse, joined, splits, values
from atlas_kg.validation.patterns import Place, UnreadableQueryError, read_query, touched
from atlas_kg.validation.report import Result
from atlas_kg.validation.screens import Screens
from atlas_kg.validation.shapes import Constraint, Shape
from atlas_kg.validation.targets import Targets

__all__ = ["Validation", "begin"]

_TO_CLASSES = Step(TYPE)
_UPWARDS = joined(_TO_CLASSES, Repetition(Step(SUBCLASS), "*"))


@dataclass(frozen=True)
class _Read:
    """Triples that an evaluation reads: those at the end of a path from the focus node.

    Attributes:
        before: The path; None at the focus node itself.
        step: The predicate and the direction; None for whatever is said of the node.
    """

    before: Path | None
    step: Step | None


@dataclass(frozen=True)
class _Query:
    """A SPARQL-based constraint, and how its solutions are told apart.

    Attributes:
        places: Its triple patterns.
        key: The variable by whose values it is validated again; None if only as a whole.
    """

    places: tuple[Place, ...]
    key: str | None


@dataclass(frozen=True)
class Validation:
    """What validation found, kept up to date with the store.

    Attributes:
        compiled: The shapes. Those left to the reference are no part of this.
        data: The data graph as it is now.
        found: The results of each unit for each focus node that has any.
    """

    compiled: CompiledShapes
    data: Data
    found: Found
    _index: _Index = field(repr=False)

    @property
    def results(self) -> tuple[Result, ...]:
        """All results."""
        return tuple(result for results in self.found.values() for result in results)

    def prepare(self) -> None:
        """Read in advance what the first change needs; the queries alone take seconds."""
        self._index.prepare()

    def after(self, added: Iterable[ox.Quad] = (), removed: Iterable[ox.Quad] = ()) -> Validation:
        """Change the store, and return what validation finds then.

        Args:
            added: The statements to add.
            removed: The statements to remove.
        """
        store = self.data.store
        new = [quad for quad in _stored(added) if quad not in store]
        old = [quad for quad in _stored(removed) if quad in store]
        store.extend(new)
        graphs = self.data.graphs
        changed = [quad.triple for quad in (*new, *old) if quad.graph_name in graphs]
        # What is lost and what is gained is read off a graph that holds both.
        wide = Data(store, graphs)
        affected = self._index.affected(wide, changed)
        asked = self._index.touched(wide, changed) if changed else {}
        for quad in old:
            store.remove(quad)
        data = Data(store, graphs)
        found = dict(self.found)
        for unit, nodes in list(asked.items()):
            if nodes is not None and self._index.queries[unit].key == "this":
                affected.setdefault(unit, set()).update(nodes)
                del asked[unit]
        _evaluate(found, data, affected)
        _ask(found, data, asked)
        return Validation(self.compiled, data, found, self._index)


def begin(compiled: CompiledShapes, data: Data) -> Validation:
    """Validate a data graph in full, to be kept up to date from then on.

    Raises:
        NotCoveredError: Two values cannot be compared, of which the reference has to tell.
    """
    return Validation(compiled, data, find_results(compiled, data), _Index(compiled.units))


def _stored(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield statements as a store gives them back: it writes "01"^^xsd:integer as 1."""
    store = ox.Store()
    store.extend(quads)
    return iter(store)


Results = dict[tuple[Unit, Term], tuple[Result, ...]]


def _evaluate(found: Results, data: Data, affected: Mapping[Unit, set[Term]]) -> None:
    evaluation = Evaluation(data)
    for unit, nodes in affected.items():
        for focus in nodes:
            found.pop((unit, focus), None)
            if unit.shape.targets.hold(data, focus) and (
                results := unit.results(evaluation, focus)
            ):
                found[unit, focus] = results


def _ask(found: Results, data: Data, keys: Mapping[Unit, set[Term] | None]) -> None:
    evaluation, screens = Evaluation(data), Screens(data)
    for unit, nodes in keys.items():
        if nodes is None:
            for known in [key for key in found if key[0] is unit]:
                del found[known]
            for focus in screens.candidates(unit.shape, unit.holder.path, unit.constraint):
                if results := unit.results(evaluation, focus):
                    found[unit, focus] = results
            continue
        told = {to_rdflib_term(node) for node in nodes}
        for focus in unit.shape.targets.nodes:
            kept = [one for one in found.pop((unit, focus), ()) if one.value not in told]
            for node in nodes:
                kept += evaluation.by_query(
                    unit.holder, unit.constraint, {"this": focus, "value": node}
                )
            if kept:
                found[unit, focus] = tuple(kept)


@dataclass(frozen=True)
class _Index:
    """Which units read what."""

    units: tuple[Unit, ...]

    def prepare(self) -> None:
        """Find out what each unit reads, and keep it."""
        _ = self._by_predicate, self.queries

    def affected(self, data: Data, changed: list[ox.Triple]) -> dict[Unit, set[Term]]:
        """Return the focus nodes, unit by unit, whose results a change can affect."""
        found: dict[Unit, set[Term]] = defaultdict(set)
        reached: dict[tuple[Path | None, Term], set[Term]] = {}
        for triple in changed:
            for read, units in self._readers(triple.predicate):
                node = triple.object if read.step and read.step.inverse else triple.subject
                if isinstance(node, ox.Triple):
                    continue
                if (read.before, node) not in reached:
                    before = inverse(read.before) if read.before else None
                    reached[read.before, node] = values(data, node, before) if before else {node}
                for unit in units:
                    found[unit] |= reached[read.before, node]
        return found

    def touched(self, data: Data, changed: list[ox.Triple]) -> dict[Unit, set[Term] | None]:
        """Return by which values of their keys queries are to be asked again; None is by all."""
        found: dict[Unit, set[Term] | None] = {}
        for unit, query in self.queries.items():
            nodes = touched(data, query.places, query.key, changed) if query.places else None
            if nodes is None or nodes:
                found[unit] = nodes
        return found

    def _readers(self, predicate: ox.NamedNode) -> Iterable[tuple[_Read, list[Unit]]]:
        yield from self._by_predicate.get(predicate, {}).items()
        yield from self._by_predicate.get(None, {}).items()

    @cached_property
    def _by_predicate(self) -> dict[ox.NamedNode | None, dict[_Read, list[Unit]]]:
        index: dict[ox.NamedNode | None, dict[_Read, list[Unit]]] = defaultdict(dict)
        for unit in self.units:
            reads = {*_target_reads(unit.shape.targets), *_unit_reads(unit)}
            for read in reads:
                predicate = read.step.predicate if read.step else None
                index[predicate].setdefault(read, []).append(unit)
        return index

    @cached_property
    def queries(self) -> dict[Unit, _Query]:
        """The queries, and those units that hold one somewhere within."""
        return {unit: _query(unit) for unit in self.units if _asks(unit.constraint)}


def _query(unit: Unit) -> _Query:
    select = unit.constraint.select
    if select is None:
        return _Query((), None)
    try:
        places, bound = read_query(select.query)
    except UnreadableQueryError:
        return _Query((), None)
    if not unit.shape.targets.are_named:
        return _Query(places, "this")
    return _Query(places, "value" if select.tells_value and "value" in bound else None)


def _asks(constraint: Constraint) -> bool:
    inner = (one for shape in constraint.shapes for one in shape.constraints)
    return constraint.select is not None or any(map(_asks, inner))


def _target_reads(targets: Targets) -> Iterator[_Read]:
    if targets.classes:
        yield from _class_reads(None)
    for predicate in targets.subjects_of:
        yield _Read(None, Step(predicate))
    for predicate in targets.objects_of:
        yield _Read(None, Step(predicate, inverse=True))


def _class_reads(before: Path | None) -> Iterator[_Read]:
    yield _Read(before, _TO_CLASSES)
    yield _Read(joined(before, _UPWARDS), Step(SUBCLASS))


def _unit_reads(unit: Unit) -> Iterator[_Read]:
    yield from _path_reads(None, unit.holder.path)
    yield from _constraint_reads(unit.constraint, None, unit.holder.path)


def _shape_reads(shape: Shape, before: Path | None) -> Iterator[_Read]:
    yield from _path_reads(before, shape.path)
    for constraint in shape.constraints:
        yield from _constraint_reads(constraint, before, joined(before, shape.path))


def _path_reads(before: Path | None, path: Path | None) -> Iterator[_Read]:
    for first, step, _ in splits(path) if path else ():
        yield _Read(joined(before, first), step)


def _constraint_reads(
    constraint: Constraint, focus: Path | None, value: Path | None
) -> Iterator[_Read]:
    """Yield what a constraint reads besides the values of its shape's path.

    Args:
        constraint: The constraint.
        focus: The path to the focus node of its shape.
        value: The path to the value nodes.
    """
    for shape in constraint.shapes:
        yield from _shape_reads(shape, value)
    match constraint.component:
        case "Class":
            yield from _class_reads(value)
        case "Closed":
            yield _Read(value, None)
        case "Equals" | "Disjoint" | "LessThan" | "LessThanOrEquals":
            if isinstance(constraint.term, ox.NamedNode):
                yield _Read(focus, Step(constraint.term))
