"""The names that others rely on, and what is said of each."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from atlas_kg.dataset import Sources
from atlas_kg.namespaces import (
    ATLAS,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    ONTOLOGY,
    PREFIXES,
    THING,
    compress,
    expand,
)
from tests.reasoning.seed import dataset

TERMS = dataset().graph(GRAPH_ONTOLOGY)
LITERATURE = dataset().graph(GRAPH_LITERATURE)

CLASSES = [
    "AdoptionPhase",
    "InformationAsymmetry",
    "AgencyProblem",
    "Mechanism",
    "Solution",
    "AlignmentTarget",
    "AlignmentCriterion",
    "Coding",
    "Coder",
    "Adjudication",
    "Publication",
]
OBJECT_PROPERTIES = [
    "precedes",
    "mitigates",
    "arisesIn",
    "hasAsymmetry",
    "concernsTarget",
    "codesSolution",
    "codesMechanism",
    "codesPhase",
    "codesTarget",
    "codedBy",
    "hasStatus",
    "counters",
    "appliedAgainst",
    "addresses",
    "implements",
]
PHASES = [
    "BusinessProblemDefinition",
    "DataAcquisitionAndPreparation",
    "ModelSelection",
    "ModelDevelopment",
    "ModelDeploymentAndMonitoring",
]
INDIVIDUALS = {
    "AdoptionPhase": PHASES,
    "InformationAsymmetry": ["HiddenCharacteristics", "HiddenAction"],
    "Mechanism": ["Signaling", "Screening", "Bonding", "Monitoring"],
    "AlignmentTarget": ["Dataset", "Model", "ModelOutput"],
    "CodingStatus": ["Proposed", "Accepted", "Tentative", "Disputed", "Retracted"],
}
SIGNATURES = {
    "mitigates": ("Mechanism", "InformationAsymmetry"),
    "arisesIn": ("AgencyProblem", "AdoptionPhase"),
    "hasAsymmetry": ("AgencyProblem", "InformationAsymmetry"),
    "concernsTarget": ("AgencyProblem", "AlignmentTarget"),
    "counters": ("Mechanism", "AgencyProblem"),
    "appliedAgainst": ("Mechanism", "AgencyProblem"),
    "addresses": ("Solution", "AgencyProblem"),
    "implements": ("Solution", "Mechanism"),
    "tentativelyAppliedAgainst": ("Mechanism", "AgencyProblem"),
    "tentativelyAddresses": ("Solution", "AgencyProblem"),
    "tentativelyImplements": ("Solution", "Mechanism"),
    "reportsAbsenceIn": ("AbsenceReport", "AdoptionPhase"),
    "featureOf": ("AdoptionFeature", "AdoptionAspect"),
    "statesRequirement": ("Condition", "AdoptionFeature"),
    "statesSuitability": ("Condition", "AdoptionFeature"),
}
ONLY_INFERRED = [
    "counters",
    "appliedAgainst",
    "addresses",
    "implements",
    "situatedIn",
    "situates",
    "asymmetryOf",
    "solutionCodedIn",
    "mechanismCodedIn",
    "acceptedForSituation",
    "acceptedForMechanism",
    "tentativelyAppliedAgainst",
    "tentativelyAddresses",
    "tentativelyImplements",
    "tentativeForSituation",
    "tentativeForMechanism",
    "requires",
    "suits",
    "ruledOutBy",
    "tentativelyRequires",
    "tentativelySuits",
    "tentativelyRuledOutBy",
    "hasCondition",
    "acceptedRequirement",
    "acceptedSuitability",
    "tentativeRequirement",
    "tentativeSuitability",
]
MITIGATES = {
    ("Signaling", "HiddenCharacteristics"),
    ("Screening", "HiddenCharacteristics"),
    ("Bonding", "HiddenAction"),
    ("Monitoring", "HiddenAction"),
}
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual)


def declared_terms() -> list[str]:
    """Return the terms to which the ontology gives a meaning, as CURIEs."""
    terms = {term for kind in KINDS for term in TERMS.subjects(RDF.type, kind)}
    terms |= {t for t in TERMS.subjects(RDF.type, OWL.AnnotationProperty) if str(t) in ATLAS}
    return sorted(compress(str(term)) for term in terms if isinstance(term, URIRef))


def things() -> list[str]:
    """Return what literature is about, as CURIEs."""
    return sorted({compress(str(thing)) for thing in LITERATURE.subjects(RDF.type)})


def english(graph: Graph, term: str, prop: URIRef) -> list[str]:
    """Return what a property says of a term in English; nothing may be in another language."""
    values = list(graph.objects(URIRef(expand(term)), prop))
    assert all(isinstance(value, Literal) and value.language == "en" for value in values)
    return [str(value) for value in values]


def is_term(node: Node) -> bool:
    """Say whether a node is a name of LLM ATLAS, and not a text such as the namespace itself."""
    return isinstance(node, URIRef) and str(node) in ATLAS


def files() -> list[Path]:
    """Return the files of ontology and shapes."""
    sources = Sources.carried()
    return sorted([*sources.ontology.glob("*.ttl"), *sources.shapes.glob("*.ttl")])


@pytest.mark.parametrize("name", CLASSES)
def test_class_is_declared(name: str) -> None:
    assert (ATLAS[name], RDF.type, OWL.Class) in TERMS


@pytest.mark.parametrize("name", OBJECT_PROPERTIES)
def test_object_property_is_declared(name: str) -> None:
    assert (ATLAS[name], RDF.type, OWL.ObjectProperty) in TERMS


@pytest.mark.parametrize("name", ["prov:wasDerivedFrom", "cito:citesAsEvidence"])
def test_property_of_another_vocabulary_is_declared(name: str) -> None:
    assert (URIRef(expand(name)), RDF.type, OWL.ObjectProperty) in TERMS


@pytest.mark.parametrize(
    "axiom",
    [RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass],
    ids=compress,
)
def test_no_term_of_another_vocabulary_gets_a_meaning_of_ours(axiom: URIRef) -> None:
    foreign = {
        (compress(str(term)), compress(str(value)))
        for term, value in TERMS.subject_objects(axiom)
        if isinstance(term, URIRef) and not is_term(term) and is_term(value)
    }
    assert foreign == set()


def test_locator_is_a_text() -> None:
    assert (ATLAS.locator, RDF.type, OWL.DatatypeProperty) in TERMS


@pytest.mark.parametrize(("cls", "names"), INDIVIDUALS.items(), ids=INDIVIDUALS)
def test_individuals_are_these_and_no_others(cls: str, names: list[str]) -> None:
    found = set(TERMS.subjects(RDF.type, ATLAS[cls]))
    assert found == {ATLAS[name] for name in names}
    assert all((individual, RDF.type, OWL.NamedIndividual) in TERMS for individual in found)


@pytest.mark.parametrize(("name", "sides"), SIGNATURES.items(), ids=SIGNATURES)
def test_property_relates_what_it_should(name: str, sides: tuple[str, str]) -> None:
    domain, range_ = (list(TERMS.objects(ATLAS[name], p)) for p in (RDFS.domain, RDFS.range))
    assert (domain, range_) == ([ATLAS[sides[0]]], [ATLAS[sides[1]]])


def test_phases_stand_in_one_order() -> None:
    order = {(ATLAS[one], ATLAS[other]) for one, other in pairwise(PHASES)}
    assert set(TERMS.subject_objects(ATLAS.precedes)) == order


def test_theory_says_which_mechanism_mitigates_what() -> None:
    pairs = {(ATLAS[mechanism], ATLAS[asymmetry]) for mechanism, asymmetry in MITIGATES}
    assert set(TERMS.subject_objects(ATLAS.mitigates)) == pairs


def test_four_phases_hold_one_problem_each_and_the_first_none() -> None:
    held = sorted(str(phase) for phase in TERMS.objects(None, ATLAS.arisesIn))
    assert held == sorted(str(ATLAS[phase]) for phase in PHASES[1:])


@pytest.mark.parametrize("term", declared_terms())
def test_term_has_one_label_one_definition_and_a_source(term: str) -> None:
    assert len(english(TERMS, term, RDFS.label)) == 1
    (definition,) = english(TERMS, term, SKOS.definition)
    assert re.fullmatch(r"[A-Z][^\n]*[^.\s]\.", definition)
    assert not re.search(r"[.!?]\s", definition), "more than one sentence"
    assert list(TERMS.objects(URIRef(expand(term)), DCTERMS.source))


@pytest.mark.parametrize("thing", things())
def test_thing_has_one_label(thing: str) -> None:
    (label,) = english(LITERATURE, thing, RDFS.label)
    assert label == label.strip() != ""


def test_no_two_terms_share_a_name() -> None:
    named = [*TERMS.subject_objects(RDFS.label), *TERMS.subject_objects(SKOS.altLabel)]
    names = [str(name).casefold() for term, name in named if is_term(term)]
    assert sorted(set(names)) == sorted(names)


def test_sources_that_are_publications_are_known() -> None:
    known = set(LITERATURE.subjects(RDF.type, ATLAS.Publication))
    for graph in (TERMS, LITERATURE):
        named = {s for s in graph.objects(None, DCTERMS.source) if str(s).startswith(THING)}
        assert named - known == set()


def test_sources_are_iris() -> None:
    sources = {*TERMS.objects(None, DCTERMS.source), *LITERATURE.objects(None, DCTERMS.source)}
    assert all(isinstance(s, URIRef) and str(s).startswith("https://") for s in sources)


@pytest.mark.parametrize("path", files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_terms_that_a_file_uses_are_declared(path: Path) -> None:
    # In the text, too, since the queries inside shapes are texts to a parser of Turtle.
    written = set(re.findall(r"\batlas:(\w+)", path.read_text(encoding="utf-8")))
    used = {str(term) for triple in Graph().parse(path) for term in triple if is_term(term)}
    used |= {str(ATLAS[name]) for name in written}
    assert used - {expand(term) for term in declared_terms()} == set()


def test_terms_that_literature_uses_are_declared() -> None:
    used = {str(term) for triple in LITERATURE for term in triple if is_term(term)}
    assert used - {expand(term) for term in declared_terms()} == set()


@pytest.mark.parametrize("path", files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_prefixes_mean_what_they_mean_everywhere(path: Path) -> None:
    bound = dict(re.findall(r"@prefix ([\w-]+): <([^>]+)>", path.read_text(encoding="utf-8")))
    assert bound.items() <= PREFIXES.items()


def test_properties_that_literature_uses_are_declared() -> None:
    properties = set(LITERATURE.predicates())
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {term for kind in kinds for term in TERMS.subjects(RDF.type, kind)}
    assert properties - declared - {RDF.type, RDFS.label} == set()


def test_one_header_carries_the_version() -> None:
    headers: set[Node] = set(TERMS.subjects(OWL.versionInfo))
    assert headers == {URIRef(ONTOLOGY)} == set(TERMS.subjects(OWL.versionIRI))
    version = str(TERMS.value(URIRef(ONTOLOGY), OWL.versionInfo))
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert TERMS.value(URIRef(ONTOLOGY), OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")


def test_header_imports_every_other_file() -> None:
    headers = set(TERMS.subjects(RDF.type, OWL.Ontology))
    assert set(TERMS.objects(URIRef(ONTOLOGY), OWL.imports)) == headers - {URIRef(ONTOLOGY)}


@pytest.mark.parametrize("name", ONLY_INFERRED)
@pytest.mark.parametrize("graph", [TERMS, LITERATURE], ids=["ontology", "literature"])
def test_inferred_property_is_never_asserted(graph: Graph, name: str) -> None:
    assert (ATLAS[name], RDF.type, OWL.ObjectProperty) in TERMS
    assert list(graph.subject_objects(ATLAS[name])) == []
