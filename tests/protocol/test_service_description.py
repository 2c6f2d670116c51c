"""What the endpoint says of itself (SPARQL 1.1 Service Description), and whether it is true."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import RDF, VOID

from tests.protocol.wire import Endpoint, send

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = rdflib.Namespace("http://www.w3.org/ns/formats/")
TURTLE = "text/turtle"
JSON = "application/sparql-results+json"
GRAPHS = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
)

pytestmark = pytest.mark.own


def described(endpoint: Endpoint, accept: str = TURTLE) -> rdflib.Graph:
    answer = send(endpoint.query_url, headers=[("Accept", accept)])
    assert (answer.status, answer.media_type) == (200, accept)
    return answer.graph()


def objects(graph: rdflib.Graph, term: rdflib.URIRef) -> set[rdflib.term.Node]:
    (service,) = graph.subjects(RDF.type, SD.Service)
    return set(graph.objects(service, term))


@pytest.mark.parametrize("accept", GRAPHS)
def test_the_description_comes_in_each_form(reader: Endpoint, accept: str) -> None:
    assert set(described(reader, accept).subjects(RDF.type, SD.Service))


def test_the_description_is_negotiated(reader: Endpoint) -> None:
    assert send(reader.query_url, headers=[("Accept", "text/csv")]).status == 406
    answer = send(reader.query_url, headers=[("Accept", "text/turtle;q=0.1, application/trig")])
    assert answer.media_type == "application/trig"
    assert "accept" in answer.listed("Vary")
    head = send(reader.query_url, "HEAD", [("Accept", TURTLE)])
    assert (head.status, head.media_type, head.body) == (200, TURTLE, b"")


def test_the_endpoint_is_where_it_was_asked(reader: Endpoint) -> None:
    assert objects(described(reader), SD.endpoint) == {rdflib.URIRef(reader.query_url)}


def test_the_languages(reader: Endpoint, endpoint: Endpoint) -> None:
    assert objects(described(reader), SD.supportedLanguage) == {SD.SPARQL11Query}
    both = {SD.SPARQL11Query, SD.SPARQL11Update}
    assert objects(described(endpoint), SD.supportedLanguage) == both


def test_the_formats(reader: Endpoint) -> None:
    """Each format of results that is named can be had."""
    names = {
        "SPARQL_Results_JSON": JSON,
        "SPARQL_Results_XML": "application/sparql-results+xml",
        "SPARQL_Results_CSV": "text/csv",
        "SPARQL_Results_TSV": "text/tab-separated-values",
        "Turtle": "text/turtle",
        "N-Triples": "application/n-triples",
        "RDF_XML": "application/rdf+xml",
        "JSON-LD": "application/ld+json",
        "TriG": "application/trig",
        "N-Quads": "application/n-quads",
    }
    told = objects(described(reader), SD.resultFormat)
    assert told == {FORMATS[name] for name in names}
    for name, media_type in names.items():
        query = "SELECT * {}" if name.startswith("SPARQL") else "CONSTRUCT {} {}"
        assert reader.get(query, media_type).media_type == media_type


def test_the_formats_that_can_be_sent(reader: Endpoint, endpoint: Endpoint) -> None:
    assert objects(described(reader), SD.inputFormat) == set()
    told = objects(described(endpoint), SD.inputFormat)
    assert told == {FORMATS[name] for name in ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")}


def test_the_features(reader: Endpoint) -> None:
    told = objects(described(reader), SD.feature)
    assert SD.UnionDefaultGraph in told
    # Queries reach no other endpoint, and no graph is fetched, unless that is allowed.
    assert not {SD.BasicFederatedQuery, SD.DereferencesURIs, SD.RequiresDataset} & told


def test_the_extensions_work(reader: Endpoint) -> None:
    """Each function that is named can be called."""
    functions = objects(described(reader), SD.extensionFunction)
    assert rdflib.URIRef("http://www.opengis.net/def/function/geosparql/sfWithin") in functions
    point = '"POINT(0 0)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'
    within = "http://www.opengis.net/def/function/geosparql/sfWithin"
    (row,) = reader.get(f"SELECT (<{within}>({point}, {point}) AS ?x) {{}}", JSON).rows()
    assert row["x"]["value"] == "true"
    for function in functions:
        assert reader.get(f"SELECT (<{function}>({point}) AS ?x) {{}}", JSON).status == 200


def test_the_graphs(reader: Endpoint) -> None:
    graph = described(reader)
    (dataset,) = objects(graph, SD.defaultDataset)
    named = {
        str(graph.value(node, SD.name)): graph.value(graph.value(node, SD.graph), VOID.triples)
        for node in graph.objects(dataset, SD.namedGraph)
    }
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    held = {row["g"]["value"]: row["n"]["value"] for row in reader.get(query, JSON).rows()}
    assert held
    assert {name: str(size) for name, size in named.items()} == held
    (row,) = reader.get("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", JSON).rows()
    (default,) = graph.objects(dataset, SD.defaultGraph)
    assert str(graph.value(default, VOID.triples)) == row["n"]["value"]


def test_the_graphs_that_queries_may_name(reader: Endpoint) -> None:
    graph = described(reader)
    (dataset,) = objects(graph, SD.defaultDataset)
    (available,) = objects(graph, SD.availableGraphs)
    assert (available, RDF.type, SD.GraphCollection) in graph
    in_default = set(graph.objects(dataset, SD.namedGraph))
    assert set(graph.objects(available, SD.namedGraph)) == in_default


def test_a_new_graph_is_described(endpoint: Endpoint) -> None:
    name = "http://example.org/described"
    endpoint.change(
        f"DROP SILENT GRAPH <{name}> ; "
        f"INSERT DATA {{ GRAPH <{name}> {{ <{name}> <http://e.org/p> 1, 2 }} }}"
    )
    graph = described(endpoint)
    (node,) = graph.subjects(SD.name, rdflib.URIRef(name))
    assert str(graph.value(graph.value(node, SD.graph), VOID.triples)) == "2"
    endpoint.change(f"DROP GRAPH <{name}>")
    assert not set(described(endpoint).subjects(SD.name, rdflib.URIRef(name)))
