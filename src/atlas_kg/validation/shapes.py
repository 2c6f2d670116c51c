"""Shapes as values: a shapes graph read once (SHACL, section 2, https://www.w3.org/TR/shacl/#shapes).

What is malformed, or is no part of SHACL Core and SHACL-SPARQL as read here, is not covered; the
reference validator sees to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox
import rdflib
from rdflib import OWL, RDF, RDFS, SH, XSD
from rdflib.term import BNode, Literal, Node, URIRef

from atlas_kg.formats import from_rdflib_term
from atlas_kg.validation.coverage import NotCoveredError
from atlas_kg.validation.paths import Path, read_path
from atlas_kg.validation.select import SparqlConstraint, read_sparql_constraint
from atlas_kg.validation.targets import Targets
from atlas_kg.validation.values import ValueTest, read_value_test

__all__ = ["Constraint", "Shape", "has_targets", "read_shape", "shape_nodes"]


@dataclass(frozen=True, eq=False)
class Constraint:
    """One constraint of a shape (section 4, https://www.w3.org/TR/shacl/#core-components).

    Attributes:
        component: The local name of its component, without ``ConstraintComponent``.
        term: The term that is its parameter, if it is one.
        number: The number that is its parameter, if it is one.
        shapes: The shapes to which it refers.
        test: How single values are tested, if they are.
        select: The query, if it is one of SHACL-SPARQL.
    """

    component: str
    term: ox.NamedNode | ox.Literal | None = None
    number: int = 0
    shapes: tuple[Shape, ...] = ()
    terms: frozenset[ox.NamedNode] = frozenset()
    test: ValueTest | None = None
    select: SparqlConstraint | None = None


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape, or a property shape if it has a path.

    Attributes:
        node: The shape in the shapes graph.
        path_node: The path in the shapes graph.
        path: The path.
        targets: What it is about on its own.
        severity: How much its results matter.
        messages: What its results say.
        deactivated: Whether it is switched off, so that everything conforms to it.
        constraints: Its constraints.
    """

    node: Node
    path_node: Node | None
    path: Path | None
    targets: Targets
    severity: Node
    messages: tuple[Node, ...]
    deactivated: bool
    constraints: tuple[Constraint, ...] = field(repr=False)


_TARGETS = {
    SH.targetNode: "nodes",
    SH.targetClass: "classes",
    SH.targetSubjectsOf: "subjects_of",
    SH.targetObjectsOf: "objects_of",
}
_MEMBERS = (SH["and"], SH["or"], SH.xone)
_REFERENCES = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
_TESTS = {
    SH.datatype, SH.nodeKind, SH.minExclusive, SH.minInclusive, SH.maxExclusive, SH.maxInclusive,
    SH.minLength, SH.maxLength, SH.pattern, SH.languageIn, SH["in"],
}  # fmt: skip
_REPEATABLE = {
    SH.pattern, SH.minExclusive, SH.minInclusive, SH.maxExclusive, SH.maxInclusive,
}  # fmt: skip
_PROPERTIES = {SH["class"], SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals}
_ON_PATHS = {
    SH.minCount, SH.maxCount, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals,
    SH.qualifiedValueShape,
}  # fmt: skip
_HELD_ELSEWHERE = {
    # Parameters that are read with another, and what is no constraint.
    SH.flags, SH.ignoredProperties, SH.qualifiedMinCount, SH.qualifiedMaxCount,
    SH.qualifiedValueShapesDisjoint, SH.path, SH.severity, SH.message, SH.deactivated, SH.name,
    SH.description, SH.order, SH.group, SH.defaultValue, *_TARGETS,
}  # fmt: skip
_DEEPEST = 12
"""The reference gives up at some depth; deeper shapes are left to it."""


def shape_nodes(shapes: rdflib.Graph) -> frozenset[Node]:
    """Return the shapes of a shapes graph, nested ones too.

    Raises:
        NotCoveredError: The graph declares constraint components of its own, or lists that are
            none.
    """
    if (None, RDF.type, SH.ConstraintComponent) in shapes or (
        None,
        RDFS.subClassOf,
        SH.ConstraintComponent,
    ) in shapes:
        raise NotCoveredError("a constraint component of its own")
    found = {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)}
    for predicate in (*_TARGETS, SH.property, SH.node):
        found.update(shapes.subjects(predicate))
    for predicate in _REFERENCES:
        found.update(shapes.objects(None, predicate))
    for predicate in _MEMBERS:
        for head in shapes.objects(None, predicate):
            found.update(_items(shapes, head))
    return frozenset(found)


def has_targets(shapes: rdflib.Graph, node: Node) -> bool:
    """Tell whether a shape has focus nodes of its own."""
    declared = any((node, predicate, None) in shapes for predicate in _TARGETS)
    return declared or _is_class(shapes, node)


def read_shape(shapes: rdflib.Graph, node: Node) -> Shape:
    """Read one shape, with those to which it refers.

    Raises:
        NotCoveredError: Something in it is left to the reference.
    """
    return _Reader(shapes).shape(node, ())


@dataclass(frozen=True)
class _Reader:
    shapes: rdflib.Graph

    def shape(self, node: Node, above: tuple[Node, ...]) -> Shape:
        if node in above or len(above) > _DEEPEST:
            raise NotCoveredError("a shape that refers to itself")
        types = set(self.shapes.objects(node, RDF.type))
        path_node = self._one(node, SH.path)
        is_property = SH.PropertyShape in types
        if is_property != (path_node is not None) and types & {SH.NodeShape, SH.PropertyShape}:
            raise NotCoveredError("a node shape with a path or a property shape without one")
        switch = self._one(node, SH.deactivated)
        if switch is not None and not _is_boolean(switch):
            raise NotCoveredError("sh:deactivated that is neither true nor false")
        messages = tuple(self.shapes.objects(node, SH.message))
        if not all(isinstance(message, Literal) for message in messages):
            raise NotCoveredError("a message that is no text")
        return Shape(
            node=node,
            path_node=path_node,
            path=read_path(self.shapes, path_node) if path_node is not None else None,
            targets=self._targets(node),
            severity=self._one(node, SH.severity) or SH.Violation,
            messages=messages,
            deactivated=isinstance(switch, Literal) and bool(switch.value),
            constraints=tuple(self._constraints(node, path_node, (*above, node))),
        )

    def _targets(self, node: Node) -> Targets:
        found = {
            name: tuple(_named(value) for value in self.shapes.objects(node, predicate))
            for predicate, name in _TARGETS.items()
        }
        if _is_class(self.shapes, node):
            found["classes"] += (_named(node),)
        return Targets(**found)

    def _constraints(  # noqa: C901, PLR0912 - a case for each kind of parameter
        self, node: Node, path_node: Node | None, above: tuple[Node, ...]
    ) -> Iterator[Constraint]:
        for predicate, value in self.shapes.predicate_objects(node):
            if predicate in _ON_PATHS and path_node is None:
                raise NotCoveredError(f"{_word(predicate)} on a node shape")
            if predicate in _TESTS:
                yield self._test(node, predicate, value)
            elif predicate in (*_REFERENCES, *_MEMBERS):
                yield from self._reference(node, predicate, value, above)
            elif predicate == SH.sparql:
                select = read_sparql_constraint(self.shapes, value, path_node)
                yield Constraint("SPARQL", select=select)
            elif predicate in (SH.minCount, SH.maxCount):
                yield Constraint(_name(predicate), number=self._number(node, predicate))
            elif predicate == SH.uniqueLang:
                only = self._one(node, predicate)
                if only is None or not _is_boolean(only):
                    raise NotCoveredError("sh:uniqueLang that is neither true nor false")
                if isinstance(only, Literal) and only.value:
                    yield Constraint("UniqueLang")
            elif predicate == SH.closed:
                yield from self._closed(node)
            elif predicate == SH.hasValue:
                yield Constraint("HasValue", term=_constant(value))
            elif predicate in _PROPERTIES:
                yield Constraint(_name(predicate), term=_named(value))
            elif str(predicate).startswith(str(SH)) and predicate not in _HELD_ELSEWHERE:
                raise NotCoveredError(_word(predicate))
        if (node, SH.ignoredProperties, None) in self.shapes and (
            node,
            SH.closed,
            None,
        ) not in self.shapes:
            raise NotCoveredError("sh:ignoredProperties without sh:closed")

    def _test(self, node: Node, predicate: Node, value: Node) -> Constraint:
        if predicate not in _REPEATABLE:
            self._one(node, predicate)
        listed = tuple(_items(self.shapes, value)) if predicate in (SH.languageIn, SH["in"]) else ()
        flags = self._one(node, SH.flags) if predicate == SH.pattern else None
        name = _name(predicate)
        return Constraint(name, test=read_value_test(name, value, listed, flags))

    def _reference(
        self, node: Node, predicate: Node, value: Node, above: tuple[Node, ...]
    ) -> Iterator[Constraint]:
        if predicate in _MEMBERS:
            items = _items(self.shapes, value)
            unique = items if predicate == SH.xone else dict.fromkeys(items)
            members = tuple(self.shape(item, above) for item in unique)
            if not members:
                raise NotCoveredError(f"{_word(predicate)} with an empty list")
            yield Constraint(_name(predicate), shapes=members)
            return
        shape = self.shape(value, above)
        if (predicate, shape.path is None) in ((SH.property, True), (SH.node, False)):
            raise NotCoveredError(f"{_word(predicate)} with a shape of the other kind")
        if predicate != SH.qualifiedValueShape:
            yield Constraint(_name(predicate), shapes=(shape,))
            return
        counts = [p for p in (SH.qualifiedMinCount, SH.qualifiedMaxCount) if self._one(node, p)]
        if not counts:
            raise NotCoveredError("sh:qualifiedValueShape without a count")
        siblings = tuple(self.shape(one, above) for one in self._siblings(node, value))
        for count in counts:
            number = self._number(node, count)
            yield Constraint(_name(count), number=number, shapes=(shape, *siblings))

    def _siblings(self, node: Node, value: Node) -> set[Node]:
        """Return the sibling shapes (section 4.7.3)."""
        switch = self._one(node, SH.qualifiedValueShapesDisjoint)
        if switch is None or not isinstance(switch, Literal) or switch.value is not True:
            return set()
        return {
            sibling
            for parent in self.shapes.subjects(SH.property, node)
            for other in self.shapes.objects(parent, SH.property)
            for sibling in self.shapes.objects(other, SH.qualifiedValueShape)
            if sibling != value
        }

    def _closed(self, node: Node) -> Iterator[Constraint]:
        switch = self._one(node, SH.closed)
        if switch is None or not _is_boolean(switch):
            raise NotCoveredError("sh:closed that is neither true nor false")
        paths = [self._one(shape, SH.path) for shape in self.shapes.objects(node, SH.property)]
        ignored = [
            item
            for head in self.shapes.objects(node, SH.ignoredProperties)
            for item in _items(self.shapes, head)
        ]
        known = (_named(one) for one in (*paths, *ignored) if isinstance(one, URIRef))
        if isinstance(switch, Literal) and switch.value:
            yield Constraint("Closed", terms=frozenset(known))

    def _one(self, node: Node, predicate: Node) -> Node | None:
        found = list(self.shapes.objects(node, predicate))
        if len(found) > 1:
            raise NotCoveredError(f"{_word(predicate)} given more than once")
        return found[0] if found else None

    def _number(self, node: Node, predicate: Node) -> int:
        found = self._one(node, predicate)
        if (
            not isinstance(found, Literal)
            or found.datatype != XSD.integer
            or not isinstance(found.value, int)
            or found.value < 0
        ):
            raise NotCoveredError(f"{_word(predicate)} that is no number of values")
        return found.value


def _items(shapes: rdflib.Graph, head: Node) -> list[Node]:
    """Return the members of a list."""
    found: list[Node] = []
    seen: set[Node] = set()
    while head != RDF.nil:
        first, rest = list(shapes.objects(head, RDF.first)), list(shapes.objects(head, RDF.rest))
        if len(first) != 1 or len(rest) != 1 or head in seen:
            raise NotCoveredError("a list that is none")
        seen.add(head)
        found.append(first[0])
        head = rest[0]
    return found


def _is_class(shapes: rdflib.Graph, node: Node) -> bool:
    """Tell whether a shape is a class, too, and so about its instances (section 2.1.3.3)."""
    classes: Iterable[Node] = (RDFS.Class, OWL.Class, *shapes.subjects(RDFS.subClassOf, RDFS.Class))
    return any((node, RDF.type, kind) in shapes for kind in classes)


def _is_boolean(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, bool)


def _named(node: Node) -> ox.NamedNode:
    if not isinstance(node, URIRef):
        raise NotCoveredError("a target, class or property that is no IRI")
    return ox.NamedNode(str(node))


def _constant(node: Node) -> ox.NamedNode | ox.Literal:
    term = from_rdflib_term(node)
    if isinstance(term, ox.BlankNode) or isinstance(node, BNode):
        raise NotCoveredError("a blank node as a value")
    return term


def _name(predicate: Node) -> str:
    """Return the name of the component whose parameter a predicate is."""
    local = str(predicate).removeprefix(str(SH))
    return local[0].upper() + local[1:]


def _word(predicate: Node) -> str:
    return f"sh:{str(predicate).removeprefix(str(SH))}"
