"""Evaluation of shapes on single focus nodes, as the reference does it.

Each component follows its textual definition in SHACL, section 4
(https://www.w3.org/TR/shacl/#core-components) and section 5
(https://www.w3.org/TR/shacl/#sparql-constraints). Where the reference reads a definition in its own
way, such as in the comparison of literals, so does this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox
from rdflib import SH
from rdflib.term import BNode, Literal, Node, URIRef

from atlas_kg.formats import to_rdflib_term
from atlas_kg.validation.coverage import NotCoveredError
from atlas_kg.validation.data import Data, Term
from atlas_kg.validation.paths import values
from atlas_kg.validation.report import Result
from atlas_kg.validation.shapes import Constraint, Shape

__all__ = ["Evaluation"]

Values = Mapping[Node, Term]
"""The value nodes, as rdflib has them, which is how they are told apart, and as the store has."""


@dataclass(frozen=True)
class Evaluation:
    """Evaluates shapes on a data graph."""

    data: Data
    _classes: dict[ox.NamedNode, frozenset[Term]] = field(default_factory=dict, repr=False)

    def results(self, shape: Shape, focus: Term) -> Iterator[Result]:
        """Yield the results of a focus node against a shape."""
        if shape.deactivated:
            return
        found = self.value_nodes(shape, focus)
        for constraint in shape.constraints:
            yield from self.results_of(shape, constraint, focus, found)

    def value_nodes(self, shape: Shape, focus: Term) -> Values:
        """Return the value nodes of a focus node (section 3.4)."""
        found = values(self.data, focus, shape.path) if shape.path else (focus,)
        return {to_rdflib_term(value): value for value in found}

    def results_of(  # noqa: C901 - a case for each kind of component
        self, shape: Shape, constraint: Constraint, focus: Term, found: Values
    ) -> Iterator[Result]:
        """Yield the results of one constraint of a shape."""
        match constraint.component:
            case "Property":
                for value in found.values():
                    yield from self.results(constraint.shapes[0], value)
            case "Node":
                for node, value in found.items():
                    details = tuple(self.results(constraint.shapes[0], value))
                    if details:
                        yield _result(shape, constraint, focus, node, details=details)
            case "SPARQL":
                yield from self.by_query(shape, constraint, {"this": focus})
            case "Closed":
                for value in found.values():
                    for predicate, other in self.data.described(value):
                        if predicate not in constraint.terms and not _is_resource(predicate, other):
                            extra = to_rdflib_term(other)
                            path = URIRef(predicate.value)
                            yield _result(shape, constraint, focus, extra, path=path)
            case _:
                for broken in self._breaking(constraint, focus, found):
                    yield _result(shape, constraint, focus, broken)

    def _breaking(  # noqa: PLR0911 - a case for each component
        self, constraint: Constraint, focus: Term, found: Values
    ) -> Iterable[Node | None]:
        """Return the values to tell of, None for results without one."""
        number = constraint.number
        match constraint.component:
            case "MinCount":
                return [None] if len(found) < number else []
            case "MaxCount":
                return [None] if len(found) > number else []
            case "HasValue" if constraint.term is not None:
                return [] if to_rdflib_term(constraint.term) in found else [None]
            case "UniqueLang":
                tags = (node.language for node in found if isinstance(node, Literal))
                counts = Counter(tag.lower() for tag in tags if tag)
                return [None for times in counts.values() if times > 1]
            case "QualifiedMinCount":
                return [None] if self._qualified(constraint, found) < number else []
            case "QualifiedMaxCount":
                return [None] if self._qualified(constraint, found) > number else []
            case "Equals" | "Disjoint" | "LessThan" | "LessThanOrEquals":
                return self._unpaired(constraint, focus, found)
            case _:
                return [
                    node
                    for node, value in found.items()
                    if not self._holds(constraint, node, value)
                ]

    def _holds(self, constraint: Constraint, node: Node, value: Term) -> bool:
        if constraint.test:
            return constraint.test.holds(node)
        shapes = constraint.shapes
        match constraint.component:
            case "Class" if isinstance(constraint.term, ox.NamedNode):
                kind = constraint.term
                if kind not in self._classes:
                    self._classes[kind] = self.data.subclasses(kind)
                return self.data.is_instance(value, self._classes[kind])
            case "Not":
                return not self._conforms(shapes[0], value)
            case "And":
                return all(self._conforms(shape, value) for shape in shapes)
            case "Or":
                return any(self._conforms(shape, value) for shape in shapes)
            case "Xone":
                return sum(self._conforms(shape, value) for shape in shapes) == 1
            case unknown:
                raise NotCoveredError(f"the component {unknown}")

    def _conforms(self, shape: Shape, node: Term) -> bool:
        return next(self.results(shape, node), None) is None

    def _qualified(self, constraint: Constraint, found: Values) -> int:
        shape, *siblings = constraint.shapes
        return sum(
            self._conforms(shape, value)
            and not any(self._conforms(sibling, value) for sibling in siblings)
            for value in found.values()
        )

    def _unpaired(self, constraint: Constraint, focus: Term, found: Values) -> Iterable[Node]:
        """Section 4.5, on pairs of properties."""
        if not isinstance(constraint.term, ox.NamedNode):
            return []
        others = {to_rdflib_term(one) for one in self.data.objects(focus, constraint.term)}
        if constraint.component == "Equals":
            return [*(set(found) - others), *(others - set(found))]
        if constraint.component == "Disjoint":
            return set(found) & others
        strict = constraint.component == "LessThan"
        return [one for one in found for other in others if not _is_less(one, other, strict=strict)]

    def by_query(
        self, shape: Shape, constraint: Constraint, bindings: Mapping[str, Term]
    ) -> Iterator[Result]:
        """Yield the results of a SPARQL-based constraint.

        Args:
            shape: The shape that has the constraint.
            constraint: The constraint.
            bindings: The focus node as ``this``, and maybe the one ``value`` of interest.
        """
        select = constraint.select
        if select is None or select.deactivated:
            return
        data = self.data.merged if select.counts else self.data
        focus = to_rdflib_term(bindings["this"])
        own = None if shape.path else focus
        seen: set[frozenset[tuple[str, Node]] | None] = set()
        names = {n: term for n, term in bindings.items() if isinstance(term, ox.NamedNode)}
        query = select.bound(names) if len(names) == len(bindings) else None
        rows = data.solutions(query) if query else data.solutions(select.query, bindings)
        given = {name: to_rdflib_term(term) for name, term in bindings.items()}
        columns = [one.value for one in rows.variables if not one.value.startswith("bound_")]
        for row in rows:
            bound = given | {
                name: to_rdflib_term(term) for name in columns if (term := row[name]) is not None
            }
            failed = bound.pop("failure", None) is not None
            key = None if failed else frozenset(bound.items())
            if key in seen:
                continue
            seen.add(key)
            path = None if failed else bound.get("path")
            value = own if failed else bound.get("value", own)
            if value is not None and not failed:
                bound["value"] = value
            worded = tuple(
                Literal(_filled(str(message), bound))
                for message in dict.fromkeys((*select.messages, *shape.messages))
            )
            yield Result(
                focus=focus,
                component=SH.SPARQLConstraintComponent,
                shape=shape.node,
                severity=shape.severity,
                messages=worded,
                path=path or shape.path_node,
                value=value,
                constraint=select.node,
            )


def _filled(message: str, bound: Mapping[str, Node]) -> str:
    """Put values into a message (section 5.3.2)."""
    for name, value in bound.items():
        message = re.sub(rf"\{{[?$]{name}\}}", lambda _, value=value: str(value), message)  # type: ignore[misc]
    return message


def _result(  # noqa: PLR0913 - the parts of a result
    shape: Shape,
    constraint: Constraint,
    focus: Term,
    value: Node | None,
    *,
    path: Node | None = None,
    details: tuple[Result, ...] = (),
) -> Result:
    return Result(
        focus=to_rdflib_term(focus),
        component=SH[f"{constraint.component}ConstraintComponent"],
        shape=shape.node,
        severity=shape.severity,
        messages=shape.messages,
        path=path or shape.path_node,
        value=value,
        details=details,
    )


def _is_resource(predicate: ox.NamedNode, value: Term) -> bool:
    """Tell whether a triple says what is true of everything; closed shapes take no notice."""
    return (predicate.value, value) == (
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#Resource"),
    )


def _is_less(one: Node, other: Node, *, strict: bool) -> bool:
    """Compare a value with that of another property (sections 4.5.3 and 4.5.4)."""
    if isinstance(one, BNode) or isinstance(other, BNode):
        raise NotCoveredError("a comparison with a blank node")
    (one_is_text, first), (other_is_text, second) = _comparable(one), _comparable(other)
    if one_is_text != other_is_text:
        return False
    return bool(first < second) if strict else bool(first <= second)


def _comparable(node: Node) -> tuple[bool, Any]:
    """Return whether a node is compared as text, and what is compared."""
    if isinstance(node, Literal):
        is_text = isinstance(node.value, str)
        return is_text, node.value if is_text else node
    return True, str(node)
