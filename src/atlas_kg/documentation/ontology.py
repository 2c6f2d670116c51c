"""The documentation of the ontology: its header, its tiers and terms, the concepts of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, VANN
from rdflib.term import Node, URIRef

from atlas_kg.documentation.axioms import axioms_in_words
from atlas_kg.documentation.concepts import Concept, read_concepts
from atlas_kg.documentation.terms import TermReader
from atlas_kg.documentation.tiers import Entry, Tier, entries_of, tiers_of
from atlas_kg.documentation.wording import Reference, Wording
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import ATLAS, GRAPH_ONTOLOGY, ONTOLOGY
from atlas_kg.queries import PublishedQuery, published_queries

__all__ = ["Header", "OntologyDocumentation", "document_ontology"]

_COMPETENCY = "competency"
"""The folder of the competency questions."""

_NAMES: Mapping[Node, str] = {OWL.versionInfo: "version", OWL.versionIRI: "version IRI"}
"""What properties are called that the ontology need not declare."""

_ORDER = (
    OWL.versionInfo,
    OWL.versionIRI,
    DCTERMS.creator,
    DCTERMS.publisher,
    DCTERMS.license,
    DCTERMS.bibliographicCitation,
    DCTERMS.source,
)
"""What comes first among further properties."""

_MIDNIGHT = "T00:00:00Z"
"""What follows a day where a time has to be given."""

_TOLD_FIRST = (
    DCTERMS.title,
    DCTERMS.abstract,
    DCTERMS.description,
    VANN.preferredNamespacePrefix,
    VANN.preferredNamespaceUri,
    RDFS.label,
    RDF.type,
    OWL.imports,
    ATLAS.answers,
)


@dataclass(frozen=True)
class Header:
    """What the ontology says of itself.

    Attributes:
        iri: Its IRI.
        title: Its title.
        abstract: What it is about, in one sentence.
        description: The same at more length.
        prefix: The prefix under which its terms are written.
        namespace: What the prefix stands for.
        facts: The other properties with their values, texts or IRIs: version, licence and so on.
    """

    iri: str
    title: str
    abstract: str
    description: str
    prefix: str
    namespace: str
    facts: tuple[tuple[str, tuple[str | Reference, ...]], ...]


@dataclass(frozen=True)
class OntologyDocumentation:
    """All that the documentation of the ontology tells.

    Attributes:
        header: What the ontology says of itself.
        tiers: Its layers; those on which others rest come first.
        concepts: The concepts of the paper and what represents them.
        questions: The competency questions.
        works: The publications from which definitions and axioms were taken, with their citations.
        labels: What terms and things are called, by IRI.
        anchors: Where terms stand, by IRI.
    """

    header: Header
    tiers: tuple[Tier, ...]
    concepts: tuple[Concept, ...]
    questions: tuple[PublishedQuery, ...]
    works: tuple[Reference, ...]
    labels: Mapping[str, str]
    anchors: Mapping[str, str]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All terms, in the order in which they are told."""
        return tuple(self._entries())

    def _entries(self) -> Iterator[Entry]:
        for tier in self.tiers:
            for module in tier.modules:
                for group in module.groups:
                    yield from group.entries


def document_ontology(graph: KnowledgeGraph) -> OntologyDocumentation:
    """Describe the ontology of a knowledge graph.

    Args:
        graph: The graph, with what follows from it.

    Raises:
        AtlasError: The list of the paper's concepts or a published query is malformed.
    """
    ontology = graph.dataset.graph(GRAPH_ONTOLOGY)
    wording = Wording(ontology)
    labels = _labels(graph, wording)
    reader = TermReader(
        ontology,
        graph.store,
        axioms_in_words(ontology, wording),
        _modules(graph, ontology),
        labels,
    )
    terms = reader.terms()
    questions = tuple(query for query in published_queries() if query.group == _COMPETENCY)
    concepts = read_concepts()
    return OntologyDocumentation(
        header=_header(ontology, wording),
        tiers=tiers_of(ontology, entries_of(ontology, terms, questions, concepts)),
        concepts=concepts,
        questions=questions,
        works=_works(graph, ontology),
        labels=labels,
        anchors={term.iri: term.anchor for term in terms},
    )


def _labels(graph: KnowledgeGraph, wording: Wording) -> dict[str, str]:
    """Return what things are called; terms of one label are told apart."""
    found = graph.store.quads_for_pattern(None, ox.NamedNode(str(RDFS.label)), None, None)
    return {
        quad.subject.value: wording.label(URIRef(quad.subject.value))
        if quad.graph_name == GRAPH_ONTOLOGY
        else quad.object.value
        for quad in found
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    }


def _works(graph: KnowledgeGraph, ontology: rdflib.Graph) -> tuple[Reference, ...]:
    citation = ox.NamedNode(str(DCTERMS.bibliographicCitation))
    sources = {node for node in ontology.objects(None, DCTERMS.source) if isinstance(node, URIRef)}
    found = (
        Reference(str(work), quad.object.value)
        for work in sources
        for quad in graph.store.quads_for_pattern(ox.NamedNode(str(work)), citation, None, None)
        if isinstance(quad.object, ox.Literal) and str(work) != ONTOLOGY
    )
    return tuple(sorted(found, key=lambda work: work.iri))


def _modules(graph: KnowledgeGraph, ontology: rdflib.Graph) -> dict[str, str]:
    """Return the name of the module that declares each term: that of the file in which it stands.

    The header of ``ontology/<name>.ttl`` ends in the same name, as the house style has it.
    """
    found = {}
    for node in set(ontology.subjects(RDF.type)):
        origin = graph.dataset.origins.get((str(node), None, None))
        if isinstance(node, URIRef) and origin:
            found[str(node)] = origin.location.file.stem
    return found


def _header(ontology: rdflib.Graph, wording: Wording) -> Header:
    node = URIRef(ONTOLOGY)

    def text(predicate: Node) -> str:
        return str(ontology.value(node, predicate) or "")

    def shown(value: Node) -> str | Reference:
        if isinstance(value, URIRef):
            return Reference(str(value), wording.label(value))
        return str(value).removesuffix(_MIDNIGHT)

    others = set(ontology.predicates(node)) - {*_TOLD_FIRST, *_ORDER}
    facts = (
        (
            _NAMES.get(other) or wording.label(other),
            tuple(map(shown, sorted(ontology.objects(node, other), key=str))),
        )
        for other in (*_ORDER, *sorted(others, key=str))
        if (node, other, None) in ontology
    )
    return Header(
        iri=ONTOLOGY,
        title=text(DCTERMS.title),
        abstract=text(DCTERMS.abstract),
        description=text(DCTERMS.description),
        prefix=text(VANN.preferredNamespacePrefix),
        namespace=text(VANN.preferredNamespaceUri),
        facts=tuple(facts),
    )
