"""The named graphs over HTTP, and the description of the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx2
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, RDFS, SDO, SH, VOID
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.queries import published_queries
from atlas_kg.web import Settings, create_app
from tests.short_ways import TOKEN, TOKENS

GRAPH = "https://w3id.org/llm-atlas/graph/"
STORE = "/rdf-graph-store"


@pytest.mark.parametrize("name", ["ontology", "literature", "corpus", "inferred"])
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
        (f"?graph={GRAPH}ontology&graph={GRAPH}inferred", 400, f"There are {GRAPH}corpus"),
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
    (dataset,) = described.subjects(VOID.sparqlEndpoint)
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


@pytest.fixture(scope="module")
def writable(graph: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(graph, Settings(tokens=TOKENS))) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


def place(name: str) -> str:
    return f"{STORE}?graph={quote('http://e.org/' + name, safe='')}"


def put(client: TestClient, url: str, body: str, **conditions: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in conditions.items()}
    return client.put(url, content=body, headers={"Content-Type": "text/turtle", **named})


def test_changes_of_other_graphs_leave_the_tag(writable: TestClient) -> None:
    url = place("one")
    put(writable, url, "<http://e.org/a> a <http://e.org/b> .")
    etag = writable.get(url).headers["etag"]
    put(writable, place("two"), "<http://e.org/a> a <http://e.org/b> .")
    assert writable.get(url, headers={"If-None-Match": etag}).status_code == 304
    assert put(writable, url, "", If_Match=etag).status_code == 204
    assert put(writable, url, "", If_Match=etag).status_code == 412


def test_tags_of_each_format_count(writable: TestClient) -> None:
    url = place("formats")
    text = "<http://e.org/a> a <http://e.org/b> ."
    put(writable, url, text)
    formats = ("text/turtle", "application/n-triples", "application/ld+json")
    tags = [writable.get(url, headers={"Accept": form}).headers["etag"] for form in formats]
    assert len(set(tags)) == 3
    for etag in tags:
        assert put(writable, url, text, If_Match=f'"other", {etag}').status_code == 204
        assert put(writable, url, text, If_None_Match=etag).status_code == 412


def test_one_of_many_who_know_the_same_writes(writable: TestClient) -> None:
    url = place("counter")
    put(writable, url, "<http://e.org/a> <http://e.org/n> 0 .")
    with ThreadPoolExecutor(8) as threads:
        for number in range(1, 4):
            etag = writable.get(url).headers["etag"]
            bodies = [f"<http://e.org/a> <http://e.org/n> {number}, {-n} ." for n in range(1, 7)]

            def write(body: str, etag: str = etag) -> int:
                return put(writable, url, body, If_Match=etag).status_code

            assert sorted(threads.map(write, bodies)) == [204] + [412] * 5


def test_large_graphs_have_no_tag_and_are_there(writable: TestClient) -> None:
    url = place("large")
    lines = "".join(f"<http://e.org/{n}> <http://e.org/p> {n} .\n" for n in range(5_000))
    assert put(writable, url, lines, If_None_Match="*").status_code == 201
    assert "etag" not in writable.get(url).headers
    assert put(writable, url, "", If_None_Match="*").status_code == 412
    tag = f'"{"0" * 32}-ttl"'
    assert put(writable, url, "", If_Match=tag).status_code == 412
    assert put(writable, url, "", If_Match="*").status_code == 204


def test_new_graphs_tell_their_address_as_a_uri(writable: TestClient) -> None:
    made = put(writable, place("知識/é%20"), "")
    assert made.status_code == 201
    assert made.headers["location"] == "http://e.org/%E7%9F%A5%E8%AD%98/%C3%A9%20"


@pytest.mark.parametrize(
    ("media_type", "body", "line", "column"),
    [
        ("text/turtle", "<http://e.org/a> a <http://e.org/b> .\n<http://e.org/s> no:p 1 .", 2, 18),
        ("application/ld+json", '{"@id":\n "a", }', 2, 7),
    ],
)
def test_a_broken_graph_says_where(
    writable: TestClient, media_type: str, body: str, line: int, column: int
) -> None:
    headers = {"Content-Type": media_type}
    told = writable.put(place("broken"), content=body, headers=headers)
    assert told.status_code == 400
    assert (told.json()["line"], told.json()["column"]) == (line, column)
    assert "Nothing was changed." in told.json()["detail"]


def test_who_names_no_graph_is_told_those_there_are_now(writable: TestClient) -> None:
    name = "https://example.org/now"
    content = b"<urn:a> <urn:b> <urn:c> ."
    headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
    given = writable.put(f"/rdf-graph-store?graph={name}", content=content, headers=headers)
    assert given.status_code == 201
    assert name in writable.get("/rdf-graph-store").json()["detail"]
