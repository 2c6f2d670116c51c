"""The W3C's tests of the Service Description (3)."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import RDF

from tests.protocol.wire import Endpoint, send

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")

# What the vocabulary says that the subjects and the values of its properties are.
DOMAINS = {
    "endpoint": "Service",
    "feature": "Service",
    "defaultEntailmentRegime": "Service",
    "defaultSupportedEntailmentProfile": "Service",
    "extensionFunction": "Service",
    "extensionAggregate": "Service",
    "languageExtension": "Service",
    "supportedLanguage": "Service",
    "propertyFeature": "Service",
    "defaultDataset": "Service",
    "availableGraphs": "Service",
    "resultFormat": "Service",
    "inputFormat": "Service",
    "entailmentRegime": "NamedGraph",
    "supportedEntailmentProfile": "NamedGraph",
    "defaultGraph": "Dataset",
    "namedGraph": "GraphCollection",
    "name": "NamedGraph",
    "graph": "NamedGraph",
}
RANGES = {
    "defaultDataset": "Dataset",
    "availableGraphs": "GraphCollection",
    "defaultGraph": "Graph",
    "namedGraph": "NamedGraph",
    "graph": "Graph",
}
FEATURES = {
    "DereferencesURIs",
    "UnionDefaultGraph",
    "RequiresDataset",
    "EmptyGraphs",
    "BasicFederatedQuery",
}
LANGUAGES = {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"}
# Every dataset is also a collection of graphs.
BROADER = {SD.Dataset: SD.GraphCollection}


@pytest.fixture(scope="module")
def description(reader: Endpoint) -> rdflib.Graph:
    return send(reader.query_url, headers=[("Accept", "text/turtle")]).graph()


def kinds(described: rdflib.Graph, node: rdflib.term.Node) -> set[rdflib.term.Node]:
    found = set(described.objects(node, RDF.type))
    return found | {BROADER[kind] for kind in BROADER if kind in found}


@pytest.mark.parametrize("accept", [None, "*/*", "text/turtle", "application/rdf+xml"])
def test_w3c_returns_rdf(reader: Endpoint, accept: str | None) -> None:
    answer = send(reader.query_url, headers=[("Accept", accept)] if accept else [])
    assert answer.status == 200
    assert len(answer.graph()) > 0


def test_w3c_has_endpoint_triple(reader: Endpoint, description: rdflib.Graph) -> None:
    assert rdflib.URIRef(reader.query_url) in set(description.objects(None, SD.endpoint))


def test_w3c_conforms_to_schema(description: rdflib.Graph) -> None:
    (service,) = description.subjects(RDF.type, SD.Service)
    assert set(description.subjects(SD.endpoint)) == {service}
    used = {term for term in description.predicates() if str(term).startswith(str(SD))}
    assert used
    for term in used:
        name = str(term).removeprefix(str(SD))
        assert name in DOMAINS
        for subject, value in description.subject_objects(term):
            assert SD[DOMAINS[name]] in kinds(description, subject), (subject, term)
            assert name not in RANGES or SD[RANGES[name]] in kinds(description, value)
            assert isinstance(value, rdflib.URIRef | rdflib.BNode), (term, value)
    for feature in description.objects(service, SD.feature):
        assert str(feature).removeprefix(str(SD)) in FEATURES
    for language in description.objects(service, SD.supportedLanguage):
        assert str(language).removeprefix(str(SD)) in LANGUAGES
    for named in description.subjects(RDF.type, SD.NamedGraph):
        assert len(set(description.objects(named, SD.name))) == 1
