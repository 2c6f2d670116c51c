"""Validation: the SHACL shapes, and their results told as findings with a place in a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pyoxigraph as ox
import rdflib
from rdflib import RDF, SH
from rdflib.term import Node

from atlas_kg.corpus import origins_of
from atlas_kg.dataset import Dataset
from atlas_kg.findings import Finding, sort_key
from atlas_kg.namespaces import (
    GRAPH_CORPUS,
    GRAPH_INFERRED,
    GRAPH_LINKS,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    compress,
)
from atlas_kg.validation.additions import Additions
from atlas_kg.validation.data import Data
from atlas_kg.validation.results import tell
from atlas_kg.validation.validators import DEFAULT_VALIDATOR, VALIDATORS, validation_report
from atlas_kg.validation.view import view

__all__ = [
    "ASSERTED",
    "DEFAULT_VALIDATOR",
    "STYLE",
    "VALIDATORS",
    "Additions",
    "Report",
    "additions_to_asserted",
    "additions_to_entailed",
    "asserted_shapes",
    "validate_asserted",
    "validate_entailed",
    "validate_style",
]

ASSERTED = (GRAPH_ONTOLOGY, GRAPH_LITERATURE)
"""The graphs that are checked before reasoning."""

ENTAILED = "entailed"
"""The file of shapes that hold after reasoning."""

STYLE = "style"
"""The file of shapes about the terms of the ontology; all others are about what they describe."""

SCREENING = "screening"
"""The file of shapes about identified works, which lie in a graph of their own."""

MAPPINGS = "mappings"
"""The file of shapes about links, which lie in a graph of their own and in the alignments."""

_ALL = (*ASSERTED, GRAPH_INFERRED)


@dataclass(frozen=True)
class Report:
    """What validation found.

    Attributes:
        findings: The findings in the order of files and lines.
        graph: The SHACL validation report.
        left: Sentences about the shapes that the compiler left to the reference validator.
    """

    findings: tuple[Finding, ...]
    graph: rdflib.Graph
    left: tuple[str, ...] = ()


def validate_asserted(dataset: Dataset, engine: str = DEFAULT_VALIDATOR) -> Report:
    """Check what is asserted, before reasoning, against the shapes that hold then.

    Args:
        dataset: The dataset.
        engine: The name of a validator, one of `VALIDATORS`.

    Raises:
        UsageError: A shape is malformed, or there is no such validator.
    """
    report = _validate(dataset, ASSERTED, [asserted_shapes(dataset)], engine)
    others = _validate_corpus(dataset, engine), _validate_links(dataset, engine)
    for other in others:
        findings = tuple(sorted(report.findings + other.findings, key=sort_key))
        report = Report(findings, _joined(report.graph, other.graph), report.left + other.left)
    return report


def _joined(first: rdflib.Graph, second: rdflib.Graph) -> rdflib.Graph:
    """Return two validation reports as one, which conforms if both do."""
    whole, part = (
        graph.value(predicate=RDF.type, object=SH.ValidationReport) or rdflib.BNode()
        for graph in (first, second)
    )
    conforms = all(
        bool(value) for graph in (first, second) for value in graph.objects(None, SH.conforms)
    )
    joined = first + second
    joined.remove((None, SH.conforms, None))
    joined.remove((part, RDF.type, SH.ValidationReport))
    for result in second.objects(part, SH.result):
        joined.remove((part, SH.result, result))
        joined.add((whole, SH.result, result))
    joined.add((whole, SH.conforms, rdflib.Literal(conforms)))
    return joined


def _validate_corpus(dataset: Dataset, engine: str) -> Report:
    """Check identified works and their screening, beside the literature that they speak of.

    They are held against their own shapes only: that a work and a publication share a DOI is right.
    """
    placed = replace(dataset, origins=origins_of(dataset.corpus))
    return _validate(placed, (*ASSERTED, GRAPH_CORPUS), _shapes(dataset, SCREENING), engine)


def _validate_links(dataset: Dataset, engine: str) -> Report:
    """Check links, beside the publications and the terms that they start from."""
    return _validate(dataset, (*ASSERTED, GRAPH_LINKS), _shapes(dataset, MAPPINGS), engine)


def asserted_shapes(dataset: Dataset) -> rdflib.Graph:
    """Return the shapes that hold before reasoning, as one graph."""
    later = (ENTAILED, MAPPINGS, SCREENING, STYLE)
    return _union(graph for name, graph in dataset.shapes.items() if name not in later)


def validate_entailed(dataset: Dataset, engine: str = DEFAULT_VALIDATOR) -> Report:
    """Check asserted and inferred graphs together against the entailed shapes.

    Args:
        dataset: The dataset, with the graph ``inferred`` in its store.
        engine: The name of a validator; see `validate_asserted`.
    """
    return _validate(dataset, _ALL, _shapes(dataset, ENTAILED), engine)


def additions_to_asserted(dataset: Dataset) -> Additions:
    """Return what checks statements that might be asserted; see `validate_asserted`."""
    return Additions(dataset, ASSERTED, asserted_shapes(dataset))


def additions_to_entailed(dataset: Dataset) -> Additions:
    """Return what checks them with what would follow from them; see `validate_entailed`."""
    return Additions(dataset, _ALL, _union(_shapes(dataset, ENTAILED)))


def validate_style(dataset: Dataset, engine: str = DEFAULT_VALIDATOR) -> Report:
    """Check the terms and the headers of the ontology against the house style.

    Args:
        dataset: The dataset.
        engine: The name of a validator; see `validate_asserted`.
    """
    return _validate(dataset, (GRAPH_ONTOLOGY,), _shapes(dataset, STYLE), engine)


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


def _validate(
    dataset: Dataset,
    names: tuple[ox.NamedNode, ...],
    shape_graphs: Iterable[rdflib.Graph],
    engine: str,
) -> Report:
    shapes = _union(shape_graphs)
    data = Data(dataset.store, names)
    report, left = validation_report(data, shapes, engine)
    findings = tell(dataset, view(data), shapes, report)
    return Report(findings, report, tuple(_told(shape, why) for shape, why in left.items()))


def _union(graphs: Iterable[rdflib.Graph]) -> rdflib.Graph:
    union = rdflib.Graph()
    for graph in graphs:
        for triple in graph:
            union.add(triple)
    return union


def _told(shape: Node, why: str) -> str:
    """Say aloud that a shape is slow to check."""
    name = compress(str(shape)) if isinstance(shape, rdflib.URIRef) else "A nested shape"
    return f"{name} is checked by the reference validator, which takes longer: it uses {why}."
