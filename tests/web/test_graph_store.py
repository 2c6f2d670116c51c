"""The named graphs over HTTP, and the description of the dataset."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, RDFS, SDO, SH, VOID
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.queries import published_queries

GRAPH = "https://w3id.org/llm-atlas/graph/"
STORE = "/rdf-graph-store"


@pytest.mark.parametrize("name", ["ontology", "literature", "inferred"])
def test_a_named_graph(client: TestClient, graph: KnowledgeGraph, name: str) -> None:
    answer = client.get(
        STORE, params={"graph": GRAPH + name}, headers={"Accept": "application/n-triples"}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/n-triples"
    given = {quad.triple for quad in ox.parse(answer.content, ox.RdfFormat.N_TRIPLES)}
    held = graph.store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPH + name))
    # Nodes without a name are named anew in each document.
    assert len(given) == len({quad.triple for quad in held})


def test_the_default_graph_is_the_union(client: TestClient, graph: KnowledgeGraph) -> None:
    answer = client.get(f"{STORE}?default", headers={"Accept": "text/turtle"})
    assert len(rdflib.Graph().parse(data=answer.text)) == len({q.triple for q in graph.store})


def test_head_and_options(client: TestClient) -> None:
    head = client.head(f"{STORE}?default")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == "text/turtle; charset=utf-8"
    options = client.options(STORE)
    assert (options.status_code, options.headers["allow"]) == (
        204,
        "GET, HEAD, OPTIONS",
    )


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 400, "Name one graph"),
        ("?default&graph=x", 400, "Name one graph"),
        (f"?graph={GRAPH}ontology&graph={GRAPH}inferred", 400, f"There are {GRAPH}inferred"),
        (f"?graph={GRAPH}nothing", 404, "There is no graph"),
        ("?graph=", 400, "absolute IRI"),
        ("?graph=relative", 400, "absolute IRI"),
        ("?graph=http%3A%2F%2Fe%2F%FF", 400, "UTF-8"),
    ],
)
def test_what_is_not_there(client: TestClient, query: str, status: int, words: str) -> None:
    answer = client.get(STORE + query)
    assert answer.status_code == status
    assert words in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "status"), [("PUT", 403), ("POST", 403), ("DELETE", 403), ("PATCH", 405)]
)
def test_nothing_can_be_written(client: TestClient, method: str, status: int) -> None:
    headers = {"Authorization": "Bearer any", "Content-Type": "text/turtle"}
    content = "<a:a> <a:a> <a:a> ."
    answer = client.request(method, f"{STORE}?default", content=content, headers=headers)
    assert answer.status_code == status


def test_not_acceptable(client: TestClient) -> None:
    assert client.get(f"{STORE}?default", headers={"Accept": "text/csv"}).status_code == 406


def test_void(client: TestClient, graph: KnowledgeGraph) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": "text/turtle"})
    described = rdflib.Graph().parse(data=answer.text)
    (dataset,) = described.subjects(RDF.type, VOID.Dataset)
    triples = {quad.triple for quad in graph.store}
    assert described.value(dataset, VOID.triples) == rdflib.Literal(len(triples))
    assert described.value(dataset, VOID.sparqlEndpoint) == rdflib.URIRef(
        "http://testserver/sparql"
    )
    counts = {
        str(described.value(part, VOID.property)): described.value(part, VOID.triples)
        for part in described.objects(dataset, VOID.propertyPartition)
    }
    held: dict[str, int] = {}
    for triple in triples:
        held[triple.predicate.value] = held.get(triple.predicate.value, 0) + 1
    assert {name: int(str(number)) for name, number in counts.items()} == held
    coding = rdflib.URIRef("https://w3id.org/llm-atlas/ontology#Coding")
    (part,) = described.subjects(VOID["class"], coding)
    assert described.value(part, VOID.entities) == rdflib.Literal(27)
    assert len(list(described.objects(part, VOID.propertyPartition))) > 10


def test_browsers_are_sent_to_the_numbers(client: TestClient) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert str(answer.url).endswith("/queries/void")


def test_examples_for_other_editors(client: TestClient) -> None:
    address = "/.well-known/sparql-examples"
    answer = client.get(address, headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.text)
    examples = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert len(examples) == len(published_queries())
    for example in examples:
        (prefixes,) = graph.objects(example, SH.prefixes)
        assert any(graph.objects(prefixes, SH.declare))
        assert graph.value(example, SDO.target) == rdflib.URIRef("http://testserver/sparql")
        assert graph.value(example, RDFS.comment)
    (asked,) = graph.objects(rdflib.URIRef(published_queries()[0].iri), SH.select)
    assert client.get("/sparql", params={"query": str(asked)}).status_code == 200
    page = client.get(address, headers={"Accept": "text/html"})
    assert (page.status_code, page.url.path) == (200, "/queries")


@pytest.mark.parametrize("name", ["%C3%97%C2%9B", "a%20b", "%zz", "%3Ca%3E"])
def test_addresses_that_name_no_graph(client: TestClient, name: str) -> None:
    answer = client.get(f"{STORE}/{name}")
    assert answer.status_code == 404
    assert "There is no graph" in answer.json()["detail"]
