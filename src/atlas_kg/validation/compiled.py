"""Validation by compiled shapes: the store screens, single focus nodes are evaluated.

The shapes are read and compiled each time; they stay the one source. See
`atlas_kg.validation.screens` and `atlas_kg.validation.evaluation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import rdflib
from rdflib.term import Node

from atlas_kg.validation.coverage import NotCoveredError
from atlas_kg.validation.data import Data, Term
from atlas_kg.validation.evaluation import Evaluation
from atlas_kg.validation.report import Result
from atlas_kg.validation.screens import Screens
from atlas_kg.validation.shapes import Constraint, Shape, has_targets, read_shape, shape_nodes

__all__ = ["CompiledShapes", "Found", "Unit", "compile_shapes", "find_results"]


@dataclass(frozen=True, eq=False)
class Unit:
    """What is validated on its own: one constraint for the focus nodes of one shape.

    Attributes:
        shape: The shape that has the targets.
        holder: The shape that has the constraint: the same, or a property shape of it.
        constraint: The constraint.
    """

    shape: Shape
    holder: Shape
    constraint: Constraint

    def results(self, evaluation: Evaluation, focus: Term) -> tuple[Result, ...]:
        """Return the results of a focus node."""
        found = evaluation.value_nodes(self.holder, focus)
        return tuple(evaluation.results_of(self.holder, self.constraint, focus, found))


Found = Mapping[tuple[Unit, Term], tuple[Result, ...]]
"""The results of each unit for each focus node that has any."""


@dataclass(frozen=True)
class CompiledShapes:
    """Shapes, taken apart.

    Attributes:
        graph: The shapes graph.
        units: What the compiler covers.
        covered: The shapes with targets that it covers.
        left: The shapes that it leaves to the reference, and why.
    """

    graph: rdflib.Graph
    units: tuple[Unit, ...]
    covered: frozenset[Node]
    left: Mapping[Node, str]


def compile_shapes(shapes: rdflib.Graph) -> CompiledShapes:
    """Read shapes and take them apart into what can be validated on its own.

    Nothing is raised about malformed shapes: they are left to the reference, which tells what is
    wrong with them.
    """
    units: list[Unit] = []
    covered = set()
    left: dict[Node, str] = {}
    try:
        nodes = shape_nodes(shapes)
    except NotCoveredError as error:
        everything = frozenset(shapes.subjects(rdflib.RDF.type, rdflib.SH.NodeShape))
        return CompiledShapes(shapes, (), frozenset(), dict.fromkeys(everything, str(error)))
    for node in nodes:
        try:
            shape = read_shape(shapes, node)
            if has_targets(shapes, node):
                _check_wording(shape)
                units.extend(_units(shape))
                covered.add(node)
        except NotCoveredError as error:
            left[node] = str(error)
    return CompiledShapes(shapes, tuple(units), frozenset(covered), left)


def find_results(
    compiled: CompiledShapes, data: Data
) -> dict[tuple[Unit, Term], tuple[Result, ...]]:
    """Validate a data graph against the shapes that the compiler covers.

    Raises:
        NotCoveredError: Two values cannot be compared, of which the reference has to tell.
    """
    screens, evaluation = Screens(data), Evaluation(data)
    found = {}
    for unit in compiled.units:
        for focus in screens.candidates(unit.shape, unit.holder.path, unit.constraint):
            if results := unit.results(evaluation, focus):
                found[unit, focus] = results
    return found


def _units(shape: Shape) -> Iterator[Unit]:
    if shape.deactivated:
        return
    for constraint in shape.constraints:
        if constraint.component == "Property" and shape.path is None:
            holder = constraint.shapes[0]
            inner = () if holder.deactivated else holder.constraints
            yield from (Unit(shape, holder, one) for one in inner)
        else:
            yield Unit(shape, shape, constraint)


def _check_wording(shape: Shape) -> None:
    """Leave a shape to the reference if it has no message: the reference words one itself."""
    for constraint in shape.constraints:
        if constraint.component in ("Property", "Node"):
            _check_wording(constraint.shapes[0])
        own = constraint.select.messages if constraint.select else ()
        if constraint.component != "Property" and not (own or shape.messages):
            raise NotCoveredError("a constraint without sh:message")
