"""What the ontology says of the vocabularies of others is explained, checked and contradicts none.

That HermiT finds no contradiction where every class of the ontology has a witness shows that no
class is empty by definition.
"""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from atlas_kg.dataset import Sources
from atlas_kg.formats import from_rdflib
from atlas_kg.namespaces import ATLAS, compress
from tests.ontology.vocabularies import FILES, FOLDER, axioms, in_file, is_declared
from tests.reasoning.judge import document, judge
from tests.reasoning.seed import Triples, literature, theory
from tests.reasoning.small_ontologies import parsed

Alignment = tuple[Node, Node, Node]

GRAPH = Graph().parse(Sources.carried().ontology / "alignments.ttl")
MATCHES = [SKOS.broadMatch, SKOS.closeMatch, SKOS.exactMatch, SKOS.narrowMatch, SKOS.relatedMatch]
LOGICAL = [RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty]
ALIGNMENTS: list[Alignment] = sorted(
    t for p in [*LOGICAL, *MATCHES] for t in GRAPH.triples((None, p, None))
)
TARGETS = sorted({URIRef(str(target)) for _, _, target in ALIGNMENTS})

TYPE = ox.NamedNode(str(RDF.type))
WITNESS = "http://example.org/witness/"
CLASHING = f"<https://w3id.org/airo#RiskControl> owl:disjointWith <{SKOS.Concept}> ."

beside_the_checkout = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="The files of the vocabularies do not lie beside the checkout."
)


def name(alignment: Alignment) -> str:
    """Return an alignment as a line."""
    return " ".join(compress(str(term)) for term in alignment)


def annotating(alignment: Alignment) -> list[Node]:
    """Return the nodes that annotate an alignment."""
    places = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
    found = [set(GRAPH.subjects(p, v)) for p, v in zip(places, alignment, strict=True)]
    return list(set.intersection(*found))


def witnesses() -> Triples:
    """Return one thing of each class that the ontology names."""
    classes = theory().triples
    named = [t.subject for t in classes if (t.predicate, t.object) == (TYPE, _node(OWL.Class))]
    return frozenset(
        ox.Triple(ox.NamedNode(WITNESS + re.sub(r"\W+", "-", cls.value)), TYPE, cls)
        for cls in named
        if isinstance(cls, ox.NamedNode)
    )


def _node(term: URIRef) -> ox.NamedNode:
    return ox.NamedNode(str(term))


@pytest.fixture(scope="module")
def hierarchies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, str]]]:
    """Which witnesses are of which of our classes: by the ontology, and merged with each file."""
    folder = tmp_path_factory.mktemp("hierarchies")
    graphs = {"": theory().triples | witnesses()}
    graphs |= {file: graphs[""] | axioms(file) for file in FILES.values()}
    paths = {file: document(graph, folder / f"{file}.nt") for file, graph in graphs.items()}
    answers = judge("entailments", *paths.values())
    return {
        file: {
            (subject, value)
            for subject, predicate, value in answers[path]
            if subject.startswith(WITNESS) and predicate == str(RDF.type) and value in ATLAS
        }
        for file, path in paths.items()
    }


@pytest.mark.parametrize("alignment", ALIGNMENTS, ids=name)
def test_alignment_has_one_justification_and_a_source(alignment: Alignment) -> None:
    (annotation,) = annotating(alignment)
    assert (annotation, RDF.type, OWL.Axiom) in GRAPH
    (why,) = GRAPH.objects(annotation, RDFS.comment)
    assert isinstance(why, Literal)
    assert why.language == "en"
    assert re.fullmatch(r"[A-Z][^\n]*[^.\s]\.", why)
    sources = list(GRAPH.objects(annotation, DCTERMS.source))
    assert sources
    assert all(isinstance(s, URIRef) and s.startswith("https://") for s in sources)


@pytest.mark.parametrize("alignment", ALIGNMENTS, ids=name)
def test_alignment_leads_from_a_term_of_ours_to_one_of_others(alignment: Alignment) -> None:
    subject, _, target = (str(term) for term in alignment)
    assert (subject in ATLAS, target in ATLAS) == (True, False)


def test_every_annotation_is_of_an_alignment() -> None:
    annotated = [node for alignment in ALIGNMENTS for node in annotating(alignment)]
    assert len(annotated) == len(set(annotated))
    assert set(annotated) == set(GRAPH.subjects(RDF.type, OWL.Axiom))


def test_no_two_terms_are_aligned_twice() -> None:
    pairs = [(subject, target) for subject, _, target in ALIGNMENTS]
    assert sorted(set(pairs)) == sorted(pairs)


@pytest.mark.parametrize(
    "term",
    [
        pytest.param(term, marks=beside_the_checkout if in_file(term) else (), id=str(term))
        for term in TARGETS
    ],
)
def test_vocabulary_declares_the_term(term: URIRef) -> None:
    assert is_declared(term)


@pytest.mark.parametrize(
    "term",
    [
        "http://schema.org/CreativeWorks",
        "http://www.w3.org/ns/prov#HumanAgent",
        "http://www.w3.org/ns/oa#Coding",
        "https://example.org/Unknown",
        pytest.param("https://w3id.org/airo#Control", marks=beside_the_checkout),
    ],
)
def test_terms_that_no_vocabulary_declares_are_found(term: str) -> None:
    assert not is_declared(URIRef(term))


def test_contradiction_with_a_vocabulary_is_found(tmp_path: Path) -> None:
    clash = frozenset(from_rdflib(parsed(CLASHING)))
    path = document(theory().triples | witnesses() | clash, tmp_path / "clash.nt")
    assert judge("consistency", path) == {path: [("false",)]}


@beside_the_checkout
def test_literature_is_consistent_with_each_vocabulary_and_with_all(tmp_path: Path) -> None:
    ours = theory().triples | literature() | witnesses()
    graphs = {file: ours | axioms(file) for file in FILES.values()}
    graphs["all.ttl"] = frozenset[ox.Triple]().union(*graphs.values())
    paths = [document(graph, tmp_path / f"{file}.nt") for file, graph in graphs.items()]
    assert judge("consistency", *paths) == {path: [("true",)] for path in paths}


@beside_the_checkout
@pytest.mark.parametrize("file", FILES.values())
def test_vocabulary_neither_merges_nor_nests_classes_of_ours(
    file: str, hierarchies: dict[str, set[tuple[str, str]]]
) -> None:
    assert hierarchies[""]
    assert hierarchies[file] == hierarchies[""]
