"""Findings as a SHACL validation report, https://www.w3.org/TR/shacl/#validation-report.

Findings of a file that could not be read have no thing to speak of: their focus node is the file,
and a constraint component of our own says that no shape has looked at it.
"""

from __future__ import annotations

from collections.abc import Iterable

import rdflib
from rdflib import RDF, RDFS, SH, Literal, URIRef
from rdflib.util import from_n3

from atlas_kg.findings import Finding
from atlas_kg.namespaces import ONTOLOGY, SHAPE
from atlas_kg.source_rules import SOUND

__all__ = ["shacl_report"]

SOURCE_COMPONENT = SHAPE.SourceConstraintComponent


def shacl_report(findings: Iterable[Finding]) -> str:
    """Return findings as a SHACL validation report in Turtle.

    Args:
        findings: The findings.
    """
    found = tuple(findings)
    graph = rdflib.Graph()
    graph.bind("sh", SH)
    graph.bind("shape", SHAPE)
    report = rdflib.BNode("report")
    graph.add((report, RDF.type, SH.ValidationReport))
    graph.add((report, SH.conforms, Literal(not found)))
    for number, finding in enumerate(found, 1):
        _add(graph, report, rdflib.BNode(f"result{number}"), finding)
    return graph.serialize(format="turtle")


def _add(graph: rdflib.Graph, report: rdflib.BNode, result: rdflib.BNode, finding: Finding) -> None:
    place = f"{finding.location}: " if finding.location else ""
    message = f"{place}{finding.problem} {finding.advice}"
    shape = finding.shape or f"{SHAPE}{(finding.rule or SOUND).id}"
    graph.add((report, SH.result, result))
    graph.add((result, RDF.type, SH.ValidationResult))
    graph.add((result, SH.resultSeverity, SH[finding.severity.value]))
    graph.add((result, SH.resultMessage, Literal(message, lang="en")))
    graph.add((result, SH.focusNode, _focus(finding)))
    graph.add((result, SH.sourceShape, URIRef(shape)))
    if finding.result is None:
        comment = Literal("No shape was asked: the source could not be read as data.", lang="en")
        graph.add((SOURCE_COMPONENT, RDFS.comment, comment))
        graph.add((result, SH.sourceConstraintComponent, SOURCE_COMPONENT))
        return
    graph.add((result, SH.sourceConstraintComponent, URIRef(finding.result.component)))
    if finding.result.path:
        graph.add((result, SH.resultPath, URIRef(finding.result.path)))
    value = from_n3(finding.result.value) if finding.result.value else None
    if isinstance(value, rdflib.term.Node):
        graph.add((result, SH.value, value))


def _focus(finding: Finding) -> URIRef:
    if finding.focus:
        return URIRef(finding.focus)
    return URIRef(finding.location.file.absolute().as_uri() if finding.location else ONTOLOGY)
