"""Findings as a SHACL validation report."""

from __future__ import annotations

import pyshacl
import pytest
import rdflib
from rdflib import RDF, SH

from atlas_kg.finding_formats import FINDING_FORMATS
from atlas_kg.findings import Finding

# What https://www.w3.org/TR/shacl/#validation-report asks of a report.
REPORT = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
  sh:property [ sh:path sh:conforms ; sh:datatype xsd:boolean ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path sh:result ; sh:class sh:ValidationResult ] .
[] a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
  sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path sh:resultPath ; sh:maxCount 1 ] ,
    [ sh:path sh:value ; sh:maxCount 1 ] ,
    [ sh:path sh:sourceShape ; sh:maxCount 1 ] ,
    [ sh:path sh:resultMessage ; sh:minCount 1 ; sh:uniqueLang true ] ,
    [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ;
      sh:in ( sh:Violation sh:Warning sh:Info ) ] ,
    [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] .
"""


def parsed(findings: tuple[Finding, ...]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=FINDING_FORMATS["ttl"](findings), format="turtle")


@pytest.fixture(scope="module")
def report(found: tuple[Finding, ...]) -> rdflib.Graph:
    return parsed(found)


def test_report_is_one_of_shacl(report: rdflib.Graph) -> None:
    shapes = rdflib.Graph().parse(data=REPORT, format="turtle")
    conforms, _, text = pyshacl.validate(report, shacl_graph=shapes)
    assert conforms, text


def test_report_says_what_the_findings_say(
    report: rdflib.Graph, found: tuple[Finding, ...]
) -> None:
    (node,) = report.subjects(RDF.type, SH.ValidationReport)
    assert report.value(node, SH.conforms) == rdflib.Literal(False)
    results = list(report.objects(node, SH.result))
    assert len(results) == len(found)
    told = sorted(str(report.value(result, SH.resultMessage)) for result in results)
    assert told == sorted(f"{f.location}: {f.problem} {f.advice}" for f in found)


def test_result_of_a_shape_is_that_of_the_validator(report: rdflib.Graph) -> None:
    (result,) = report.subjects(SH.value, rdflib.Literal("20200", datatype=rdflib.XSD.integer))
    component = report.value(result, SH.sourceConstraintComponent)
    assert component == SH.MaxInclusiveConstraintComponent
    assert str(report.value(result, SH.resultPath)) == "http://purl.org/dc/terms/issued"
    assert str(report.value(result, SH.focusNode)).endswith("/id/publication/Brown2020")
    assert str(report.value(result, SH.sourceShape)).endswith("shapes#Publication")


def test_file_that_cannot_be_read_is_the_focus(report: rdflib.Graph) -> None:
    named = [str(node) for node in report.objects(None, SH.focusNode)]
    assert any(node.endswith("/publications/Dong2023.yaml") for node in named)


def test_nothing_found_conforms() -> None:
    report = parsed(())
    assert list(report.objects(None, SH.conforms)) == [rdflib.Literal(True)]
    assert not list(report.objects(None, SH.result))
