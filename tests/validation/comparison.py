"""Validation results in a form that can be compared."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import rdflib
from rdflib import RDF, SH
from rdflib.term import Node

from atlas_kg.errors import UsageError
from atlas_kg.validation.data import Data
from atlas_kg.validation.validators import validation_report

__all__ = ["same_results", "told"]

_SINGLE = (
    SH.focusNode,
    SH.resultPath,
    SH.sourceConstraintComponent,
    SH.sourceShape,
    SH.resultSeverity,
    SH.sourceConstraint,
)


def told(report: rdflib.Graph) -> Counter[tuple[object, ...]]:
    """Return the results of a report, each with all that it says.

    Blank nodes are those of the shapes graph and the data graph, so they can be compared.
    """
    (node,) = report.subjects(RDF.type, SH.ValidationReport)
    return Counter(_result(report, result) for result in report.objects(node, SH.result))


def _result(report: rdflib.Graph, node: Node) -> tuple[object, ...]:
    single = [report.value(node, predicate) for predicate in _SINGLE]
    value = report.value(node, SH.value)
    if single[2] == SH.SPARQLConstraintComponent:
        # The greatest of several IRIs is a literal to rdflib, which SPARQL does not mean.
        value = value and rdflib.Literal(str(value))
    messages = frozenset(report.objects(node, SH.resultMessage))
    details = Counter(_result(report, detail) for detail in report.objects(node, SH.detail))
    return (*single, value, messages, frozenset(details.items()))


def same_results(data: Data, shapes: rdflib.Graph) -> int:
    """Check that both validators tell the same, and return how much.

    Where the reference gives up, so must the compiler.
    """
    try:
        expected, _ = validation_report(data, shapes, "pyshacl")
    except UsageError:
        try:
            validation_report(data, shapes, "sparql")
        except UsageError:
            return 0
        raise
    report, left = validation_report(data, shapes, "sparql")
    assert left == {}
    ours, theirs = told(report), told(expected)
    differences = chain((ours - theirs).items(), (theirs - ours).items())
    assert list(differences) == []
    assert report.value(None, SH.conforms) == expected.value(None, SH.conforms)
    return ours.total()
