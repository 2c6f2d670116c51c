"""SHACL results, told as findings."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, SH

from atlas_kg.dataset import Dataset, Sources, copy_of, load
from atlas_kg.findings import Finding, Severity
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import GRAPH_INFERRED, GRAPH_LITERATURE, GRAPH_ONTOLOGY, PREFIXES, expand
from atlas_kg.validation import validate_asserted, validate_entailed

CODING = "atlas-id:coding/Kaltenpoth2024.seed-paper-authors.model-cards-signal-models"


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))


def spoilt(
    dataset: Dataset, *, without: str = "", added: tuple[str, str, ox.NamedNode | ox.Literal] | None
) -> Dataset:
    """Return the dataset with a coding that lost a property, or with one more statement."""
    store = copy_of(dataset.store)
    if without:
        for quad in list(store.quads_for_pattern(node(CODING), node(without), None)):
            store.remove(quad)
    if added:
        subject, predicate, value = added
        store.add(ox.Quad(node(subject), node(predicate), value, GRAPH_LITERATURE))
    return dataclasses.replace(dataset, store=store)


def only(findings: tuple[Finding, ...]) -> Finding:
    (finding,) = findings
    return finding


def test_seed_conforms(asserted: Dataset) -> None:
    report = validate_asserted(asserted)
    assert report.findings == ()
    assert [bool(value) for value in report.graph.objects(None, SH.conforms)] == [True]


def test_entailed_seed_conforms(graph: KnowledgeGraph) -> None:
    assert validate_entailed(graph.dataset).findings == ()


@pytest.mark.parametrize(
    ("without", "field"),
    [
        ("atlas:codesPhase", "phase"),
        ("atlas:codesTarget", "target"),
        ("atlas:codesMechanism", "mechanism"),
        ("atlas:codesSolution", "solution"),
        ("atlas:hasStatus", "status"),
        ("atlas:locator", "section"),
        ("dcterms:description", "statement"),
        ("atlas:codedBy", "the folder name"),
        ("prov:wasDerivedFrom", "the file name"),
        ("rdfs:label", "id"),
    ],
)
def test_what_a_coding_must_have(without: str, field: str, asserted: Dataset) -> None:
    finding = only(validate_asserted(spoilt(asserted, without=without, added=None)).findings)
    assert (finding.field, finding.focus) == (field, expand(CODING))
    assert finding.problem == f"'{field}' is missing."
    assert finding.location is not None
    assert finding.location.file.name == "Kaltenpoth2024.yaml"


@pytest.mark.parametrize(
    ("predicate", "value", "says"),
    [
        ("atlas:codesPhase", node("atlas:ModelDevelopment"), "'phase' has too many values."),
        ("atlas:codesPhase", node("atlas:Screening"), "is not a known adoption phase"),
        ("atlas:hasStatus", node("atlas:Model"), "is not a known coding status"),
        ("cito:citesAsEvidence", ox.Literal("Gao2020"), "'Gao2020' is not a known publication."),
        ("atlas:locator", ox.Literal("5"), "'section' has too many values."),
    ],
)
def test_what_a_coding_must_not_have(
    predicate: str, value: ox.NamedNode | ox.Literal, says: str, asserted: Dataset
) -> None:
    findings = validate_asserted(
        spoilt(asserted, without="", added=(CODING, predicate, value))
    ).findings
    assert any(says in finding.problem for finding in findings)


def test_report_keeps_the_results(asserted: Dataset) -> None:
    report = validate_asserted(spoilt(asserted, without="atlas:locator", added=None))
    assert len(list(report.graph.subjects(RDF.type, SH.ValidationResult))) == 1


def test_one_repair_is_told_once(asserted: Dataset) -> None:
    # A year that is no number breaks its datatype and its range.
    gao = "atlas-id:publication/Gao2020"
    store = copy_of(asserted.store)
    (quad,) = store.quads_for_pattern(node(gao), node("dcterms:issued"), None)
    store.remove(quad)
    year = ox.Literal("soon", datatype=node("xsd:integer"))
    store.add(ox.Quad(quad.subject, quad.predicate, year, GRAPH_LITERATURE))
    report = validate_asserted(dataclasses.replace(asserted, store=store))
    assert only(report.findings).field == "year"


def test_coding_that_answers_no_problem_is_a_warning(graph: KnowledgeGraph) -> None:
    store = copy_of(graph.store)
    situation = node("atlas:acceptedForSituation")
    for quad in list(store.quads_for_pattern(node(CODING), situation, None, GRAPH_INFERRED)):
        store.remove(quad)
    found = validate_entailed(dataclasses.replace(graph.dataset, store=store)).findings
    finding = only(found)
    assert (finding.severity, finding.focus) == (Severity.WARNING, expand(CODING))
    assert "no agency problem is known" in finding.advice


@pytest.mark.parametrize(
    ("predicate", "subject", "value"),
    [
        ("atlas:counters", "atlas:Model", "atlas:HiddenActionInModelDevelopment"),
        ("atlas:counters", "atlas:Screening", "atlas:Model"),
        ("atlas:appliedAgainst", "atlas:Model", "atlas:HiddenActionInModelDevelopment"),
        ("atlas:addresses", "atlas-id:solution/data-cards", "atlas:Model"),
        ("atlas:implements", "atlas:Model", "atlas:Screening"),
    ],
)
def test_inferred_link_between_the_wrong_things_is_told(
    predicate: str, subject: str, value: str, graph: KnowledgeGraph
) -> None:
    store = copy_of(graph.store)
    store.add(ox.Quad(node(subject), node(predicate), node(value), GRAPH_INFERRED))
    findings = validate_entailed(dataclasses.replace(graph.dataset, store=store)).findings
    assert any(f"Look at the axioms of {predicate} " in finding.advice for finding in findings)


def test_problem_that_no_mechanism_counters_is_told(graph: KnowledgeGraph) -> None:
    store = copy_of(graph.store)
    for quad in list(store.quads_for_pattern(None, node("atlas:counters"), None)):
        store.remove(quad)
    findings = validate_entailed(dataclasses.replace(graph.dataset, store=store)).findings
    assert len(findings) == 4
    assert all("theory predicts none" in finding.advice for finding in findings)
    assert all(finding.location for finding in findings)


def test_finding_never_says_only_that_something_is_missing(
    sources_without_reports: Dataset,
) -> None:
    findings = validate_asserted(sources_without_reports).findings
    assert len(findings) == 4
    assert all(finding.severity is Severity.WARNING for finding in findings)
    assert all(finding.problem != "It is missing." for finding in findings)


@pytest.fixture
def sources_without_reports(asserted: Dataset) -> Dataset:
    store = copy_of(asserted.store)
    for quad in list(store.quads_for_pattern(None, node("atlas:reportsProblem"), None)):
        if quad.graph_name != GRAPH_ONTOLOGY:
            store.remove(quad)
    kind = node("rdf:type")
    for quad in list(store.quads_for_pattern(None, kind, node("atlas:ProblemReport"))):
        store.remove(quad)
    return dataclasses.replace(asserted, store=store)


def test_what_could_not_be_read_is_told_once(data: Path) -> None:
    file = data / "publications/Gao2020.yaml"
    file.write_text(file.read_text("utf-8").replace("year: ", "yaer: "), "utf-8")
    dataset = load(Sources.carried(data))
    assert validate_asserted(dataset).findings == ()
    (finding,) = dataset.findings
    assert (finding.field, finding.suggestion) == ("yaer", "year")
    assert finding.focus == expand("atlas-id:publication/Gao2020")


def test_reference_to_a_file_that_could_not_be_read_is_not_called_misspelt(data: Path) -> None:
    (data / "publications/Gao2020.yaml").write_text("schema: 1\ntitle: [", "utf-8")
    findings = validate_asserted(load(Sources.carried(data))).findings
    assert findings
    assert {finding.value for finding in findings} == {"Gao2020"}
    advices = {finding.advice for finding in findings}
    assert advices == {"Mend publications/Gao2020.yaml first: it could not be read."}
    assert all(finding.suggestion is None for finding in findings)


def test_finding_names_field_value_and_what_is_allowed(data: Path) -> None:
    file = data / "codings/seed-paper-authors/Kaltenpoth2024.yaml"
    file.write_text(file.read_text("utf-8").replace("- Gao2020", "- gao2020", 1), "utf-8")
    finding = only(validate_asserted(load(Sources.carried(data))).findings)
    assert (finding.kind, finding.field, finding.path) == ("report", "support", "support[1]")
    assert (finding.value, finding.suggestion) == ("gao2020", "Gao2020")
    assert finding.determined
    assert finding.allowed == ()
    assert finding.rule
    assert finding.rule.id == "ProblemReport/support"
    assert finding.rule.help in finding.advice


def test_constraints_of_one_shape_are_rules_of_their_own(data: Path) -> None:
    file = data / "solutions/prompting.yaml"
    file.write_text(file.read_text("utf-8") + "broader: prompting\n", "utf-8")
    circle = only(validate_asserted(load(Sources.carried(data))).findings)
    assert circle.rule
    assert (circle.rule.id, circle.field) == ("BroaderCircle", "broader")
    file.write_text(file.read_text("utf-8").replace("broader: p", "broader: x"), "utf-8")
    unknown = only(validate_asserted(load(Sources.carried(data))).findings)
    assert unknown.rule
    assert (unknown.rule.id, unknown.field) == ("Solution/broader", "broader")


def test_annotation_of_an_axiom_is_told_of_what_it_annotates(asserted: Dataset) -> None:
    store = copy_of(asserted.store)
    mapping = """
    [] a owl:Axiom ; owl:annotatedSource atlas:Dataset ; owl:annotatedTarget atlas:Model ;
        owl:annotatedProperty skos:exactMatch ;
        sssom:mapping_justification <https://w3id.org/semapv/vocab/ManualMappingCuration> .
    """
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store.load(prefixes + mapping, format=ox.RdfFormat.TURTLE, to_graph=GRAPH_ONTOLOGY)
    finding = only(validate_asserted(dataclasses.replace(asserted, store=store)).findings)
    assert (finding.focus, finding.field) == (expand("atlas:Dataset"), "owl:annotatedTarget")
    assert finding.location is not None
    assert finding.location.file.name == "core.ttl"


def test_label_of_a_term_is_understood_as_its_name(data: Path) -> None:
    file = data / "codings/seed-paper-authors/Kaltenpoth2024.yaml"
    spoilt_text = file.read_text("utf-8").replace("ModelSelection", "model selection", 1)
    file.write_text(spoilt_text, "utf-8")
    finding = only(validate_asserted(load(Sources.carried(data))).findings)
    assert (finding.suggestion, finding.determined) == ("ModelSelection", True)
    assert "ModelDevelopment" in finding.allowed
