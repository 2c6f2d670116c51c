"""Validation: the SHACL shapes, and their results told as findings with a place in a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import rdflib
from rdflib import SH

from atlas_kg.dataset import Dataset
from atlas_kg.findings import Finding
from atlas_kg.namespaces import GRAPH_INFERRED, GRAPH_LITERATURE, GRAPH_ONTOLOGY
from atlas_kg.validation.reference import validation_report
from atlas_kg.validation.results import tell

__all__ = ["Report", "validate_asserted", "validate_entailed", "validate_style"]

ENTAILED = "entailed"
"""The file of shapes that hold after reasoning."""

STYLE = "style"
"""The file of shapes about the terms of the ontology; all others are about what they describe."""


@dataclass(frozen=True)
class Report:
    """What validation found.

    Attributes:
        findings: The findings in the order of files and lines.
        graph: The SHACL validation report.
    """

    findings: tuple[Finding, ...]
    graph: rdflib.Graph


def validate_asserted(dataset: Dataset) -> Report:
    """Check ontology and literature, before reasoning, against the shapes that hold then."""
    later = (ENTAILED, STYLE)
    shapes = (graph for name, graph in dataset.shapes.items() if name not in later)
    return _validate(dataset, dataset.graph(GRAPH_ONTOLOGY, GRAPH_LITERATURE), shapes)


def validate_entailed(dataset: Dataset) -> Report:
    """Check asserted and inferred graphs together against the entailed shapes.

    Args:
        dataset: The dataset, with the graph ``inferred`` in its store.
    """
    data = dataset.graph(GRAPH_ONTOLOGY, GRAPH_LITERATURE, GRAPH_INFERRED)
    return _validate(dataset, data, _shapes(dataset, ENTAILED))


def validate_style(dataset: Dataset) -> Report:
    """Check the terms and the headers of the ontology against the house style."""
    return _validate(dataset, dataset.graph(GRAPH_ONTOLOGY), _shapes(dataset, STYLE))


def _shapes(dataset: Dataset, name: str) -> Iterable[rdflib.Graph]:
    if name in dataset.shapes:
        yield dataset.shapes[name]
    # The prefixes that SPARQL constraints use are declared once, beside the other shapes.
    yield _prefix_declarations(dataset.shapes.values())


def _prefix_declarations(shapes: Iterable[rdflib.Graph]) -> rdflib.Graph:
    declarations = rdflib.Graph()
    for graph in shapes:
        for subject, value in graph.subject_objects(SH.declare):
            declarations.add((subject, SH.declare, value))
            for triple in graph.triples((value, None, None)):
                declarations.add(triple)
    return declarations


def _validate(dataset: Dataset, data: rdflib.Graph, shape_graphs: Iterable[rdflib.Graph]) -> Report:
    shapes = rdflib.Graph()
    for graph in shape_graphs:
        for triple in graph:
            shapes.add(triple)
    report = validation_report(data, shapes)
    return Report(tell(dataset, data, shapes, report), report)
