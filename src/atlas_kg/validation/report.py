"""Validation results, and the report that holds them (SHACL, section 3.6).

See https://www.w3.org/TR/shacl/#validation-report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import rdflib
from rdflib import RDF, SH
from rdflib.term import BNode, Literal, Node, URIRef

from atlas_kg.formats import from_rdflib_term, to_rdflib_term
from atlas_kg.validation.data import Data

__all__ = ["Result", "add_results", "new_report"]


@dataclass(frozen=True)
class Result:
    """One validation result (section 3.6.2).

    Attributes:
        focus: The focus node.
        component: The constraint component.
        shape: The shape of the constraint.
        severity: How much it matters.
        messages: What it says.
        path: The path of the shape in the shapes graph, or the property in question.
        value: The value that breaks the constraint.
        constraint: The SPARQL-based constraint.
        details: The results on which this one rests.
    """

    focus: Node
    component: URIRef
    shape: Node
    severity: Node
    messages: tuple[Node, ...]
    path: Node | None = None
    value: Node | None = None
    constraint: Node | None = None
    details: tuple[Result, ...] = ()


def new_report(results: Iterable[Result], data: Data, shapes: rdflib.Graph) -> rdflib.Graph:
    """Return a validation report.

    Args:
        results: The results.
        data: The data graph; what it says of blank nodes in the results is told with them.
        shapes: The shapes graph; likewise.
    """
    report = rdflib.Graph()
    node = BNode()
    report.add((node, RDF.type, SH.ValidationReport))
    conforms = add_results(report, node, results, data, shapes) == 0
    report.add((node, SH.conforms, Literal(conforms)))
    return report


def add_results(
    report: rdflib.Graph, node: Node, results: Iterable[Result], data: Data, shapes: rdflib.Graph
) -> int:
    """Add results to a report, and return how many they were."""
    number = 0
    for result in results:
        report.add((node, SH.result, _add(report, result, data, shapes)))
        number += 1
    return number


def _add(report: rdflib.Graph, result: Result, data: Data, shapes: rdflib.Graph) -> BNode:
    node = BNode()
    report.add((node, RDF.type, SH.ValidationResult))
    report.add((node, SH.focusNode, result.focus))
    report.add((node, SH.sourceConstraintComponent, result.component))
    report.add((node, SH.sourceShape, result.shape))
    report.add((node, SH.resultSeverity, result.severity))
    for message in result.messages:
        report.add((node, SH.resultMessage, message))
    optional = {
        SH.resultPath: result.path,
        SH.value: result.value,
        SH.sourceConstraint: result.constraint,
    }
    for predicate, value in optional.items():
        if value is not None:
            report.add((node, predicate, value))
    for shape_part in (result.shape, result.path, result.constraint):
        _describe_shape(report, shape_part, shapes)
    for data_part in (result.focus, result.value):
        _describe_data(report, data_part, data)
    for detail in result.details:
        report.add((node, SH.detail, _add(report, detail, data, shapes)))
    return node


def _describe_shape(report: rdflib.Graph, node: Node | None, shapes: rdflib.Graph) -> None:
    if not isinstance(node, BNode) or (node, None, None) in report:
        return
    for predicate, value in shapes.predicate_objects(node):
        report.add((node, predicate, value))
        _describe_shape(report, value, shapes)


def _describe_data(report: rdflib.Graph, node: Node | None, data: Data) -> None:
    if not isinstance(node, BNode) or (node, None, None) in report:
        return
    for predicate, value in data.described(from_rdflib_term(node)):
        other = to_rdflib_term(value)
        report.add((node, URIRef(predicate.value), other))
        _describe_data(report, other, data)
