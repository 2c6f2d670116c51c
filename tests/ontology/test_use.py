"""What the ontology declares is used, and it says truly which term answers which question."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery

from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import (
    ATLAS,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    PREFIXES,
    compress,
    expand,
)
from atlas_kg.queries import PublishedQuery, published_queries
from tests.reasoning.seed import dataset

ROOT = Path(__file__).parents[2]
TERMS = dataset().graph(GRAPH_ONTOLOGY)
LITERATURE = dataset().graph(GRAPH_LITERATURE)
MODULES = set(TERMS.subjects(RDF.type, OWL.Ontology))
QUESTIONS = [query for query in published_queries() if query.group == "competency"]
RELATIONS = (OWL.ObjectProperty, OWL.DatatypeProperty)

Terms = frozenset[URIRef]


def terms(*kinds: URIRef) -> Terms:
    """Return what the ontology declares to be of a kind, whosever name it is."""
    declared = {term for kind in kinds for term in TERMS.subjects(RDF.type, kind)}
    return frozenset(term for term in declared if isinstance(term, URIRef))


def own(found: Iterable[URIRef]) -> Terms:
    """Return the terms whose names are those of LLM ATLAS."""
    return frozenset(term for term in found if str(term) in ATLAS)


CLASSES = terms(OWL.Class)
PROPERTIES = terms(*RELATIONS) | own(terms(OWL.AnnotationProperty))
INDIVIDUALS = own(terms(OWL.NamedIndividual))


def named_in(query: str) -> Terms:
    """Return the names in a query, by the algebra to which it is parsed."""
    return frozenset(_names(prepareQuery(query, initNs=PREFIXES).algebra))


def _names(node: object) -> Iterator[URIRef]:
    if isinstance(node, URIRef):
        yield node
    elif isinstance(node, PropertyPath):
        yield from _names(list(vars(node).values()))
    elif isinstance(node, dict):
        yield from _names(list(node.values()))
    elif isinstance(node, list | tuple | set):
        for part in node:
            yield from _names(part)


@cache
def in_question(query: PublishedQuery) -> Terms:
    """Return the terms of the ontology that a question names."""
    return named_in(query.text) & (CLASSES | PROPERTIES | INDIVIDUALS)


def in_shapes(graph: Graph) -> Terms:
    """Return the names in shapes and in the queries inside them, but not in their messages."""
    texts = {*graph.objects(None, SH.select), *graph.objects(None, SH.ask)}
    # What the engine puts in place of $PATH is some property.
    queries = (str(text).replace("$PATH", f"<{RDF.type}>") for text in texts)
    return in_triples(graph).union(*map(named_in, queries))


def in_examples() -> Terms:
    """Return the names in the files that show how the ontology is used."""
    files = (Sources.carried().ontology / "examples").glob("**/*.ttl")
    return frozenset(name for file in files for name in in_triples(Graph().parse(file)))


def in_triples(graph: Graph) -> Terms:
    """Return all names in a graph."""
    return frozenset(name for triple in graph for name in triple if isinstance(name, URIRef))


def used() -> Terms:
    """Return the names that a question, a shape or an example uses."""
    shapes = (Graph().parse(file) for file in Sources.carried().shapes.glob("*.ttl"))
    return in_examples().union(*map(in_shapes, shapes), *map(in_question, QUESTIONS))


def answering(query: PublishedQuery) -> set[URIRef]:
    """Return what the ontology says to answer a question."""
    found = TERMS.subjects(ATLAS.answers, URIRef(query.iri))
    return {term for term in found if isinstance(term, URIRef)}


def cells() -> set[str]:
    """Return the texts in the answers to all questions."""
    files = [query.expected.read_text("utf-8") for query in QUESTIONS if query.expected]
    return {cell for file in files for row in csv.reader(file.splitlines()) for cell in row}


def sorted_names(found: Iterable[URIRef]) -> list[str]:
    return sorted(compress(str(term)) for term in found)


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_question_is_cited_by_the_terms_that_it_uses(query: PublishedQuery) -> None:
    cited = answering(query)
    assert cited, f"No term and no module says in questions.ttl that it answers {query.iri}."
    if in_question(query):
        assert sorted_names(cited) == sorted_names(in_question(query))
    else:
        assert cited <= MODULES


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_module_answers_a_question_of_its_tier(query: PublishedQuery) -> None:
    for module in answering(query) & MODULES:
        assert Literal(query.tags[0]) in set(TERMS.objects(module, ATLAS.tier))


def test_every_citation_is_of_a_question() -> None:
    cited = {str(question) for question in TERMS.objects(None, ATLAS.answers)}
    assert cited == {query.iri for query in QUESTIONS}


def test_every_tier_has_its_questions() -> None:
    tiers = {str(tier) for tier in TERMS.objects(None, ATLAS.tier)}
    tagged = [set(query.tags) & tiers for query in QUESTIONS]
    assert [len(found) for found in tagged] == [1] * len(QUESTIONS)
    assert {query.tags[0] for query in QUESTIONS} == set.union(*tagged) == tiers


def test_every_class_is_used() -> None:
    assert sorted_names(own(CLASSES) - used()) == []


def test_every_property_is_used() -> None:
    assert sorted_names(own(PROPERTIES) - used()) == []


def test_every_individual_is_used(graph: KnowledgeGraph) -> None:
    with (ROOT / "docs" / "concepts.csv").open(encoding="utf-8", newline="") as file:
        concepts = {URIRef(expand(row["term"])) for row in csv.DictReader(file)}
    asked = used() & PROPERTIES
    related = {
        name
        for quad in graph.store
        if URIRef(quad.predicate.value) in asked
        for name in (quad.subject, quad.object)
    }
    known = concepts | used() | in_triples(LITERATURE) | {URIRef(n.value) for n in related}
    answers = cells()
    unused = {i for i in INDIVIDUALS - known if str(TERMS.value(i, RDFS.label)) not in answers}
    assert sorted_names(unused) == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("ASK { ?s atlas:precedes* ?o }", ["atlas:precedes"]),
        ("ASK { ?s ^atlas:addresses/!atlas:arisesIn ?o }", ["atlas:addresses", "atlas:arisesIn"]),
        ("ASK { FILTER NOT EXISTS { ?s a atlas:Coding } }", ["atlas:Coding", "rdf:type"]),
        ("SELECT * { { SELECT ?s { VALUES ?s { atlas:Model } } } }", ["atlas:Model"]),
        ("SELECT * { ?s ?p 'atlas:Model' } # atlas:Solution", []),
    ],
)
def test_names_are_found_wherever_a_query_may_have_them(query: str, names: list[str]) -> None:
    assert sorted_names(named_in(query)) == names


def test_message_of_a_shape_uses_nothing() -> None:
    text = "[] sh:message 'atlas:Coding' ; sh:select 'SELECT $this { $this $PATH atlas:Model }' ."
    shape = Graph().parse(data=f"PREFIX sh: <{SH}>\n{text}", format="turtle")
    assert sorted_names(in_shapes(shape)) == ["atlas:Model", "rdf:type", "sh:message", "sh:select"]
