"""The whole site on top of a store elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import GRAPH_INFERRED
from atlas_kg.queries import PublishedQuery, published_queries
from atlas_kg.web import Settings, create_app
from tests.relay.stores import RunningStore

COMPETENCY = [query for query in published_queries() if query.expected]


@pytest.fixture(scope="session")
def site(running_store: RunningStore, graph: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(graph, Settings(), running_store.relay())) as client:
        yield client


@pytest.mark.parametrize("query", COMPETENCY, ids=lambda query: query.name)
def test_competency_queries(
    query: PublishedQuery, site: TestClient, running_store: RunningStore
) -> None:
    answer = site.get("/sparql", params={"query": query.text}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    assert query.expected
    with query.expected.open(encoding="utf-8", newline="") as file:
        found = running_store.arranged(list(csv.reader(io.StringIO(answer.text))))
        assert found == running_store.arranged(list(csv.reader(file)))
    assert "etag" not in answer.headers or answer.headers["etag"]


def test_page_shows_rows(site: TestClient) -> None:
    query = "SELECT ?g { GRAPH ?g { ?s a <http://www.w3.org/2002/07/owl#Ontology> } } LIMIT 1"
    page = site.get("/sparql", params={"query": query}, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "graph/ontology" in page.text


def test_graph_is_given(site: TestClient, graph: KnowledgeGraph) -> None:
    where = {"graph": GRAPH_INFERRED.value}
    found = site.get("/rdf-graph-store", params=where, headers={"Accept": "application/n-triples"})
    assert found.status_code == 200
    assert found.text.count(" .\n") == len(graph.closure.triples) > 0
    missing = site.get("/rdf-graph-store", params={"graph": "http://example.org/nowhere"})
    assert missing.status_code == 404


@pytest.mark.parametrize(
    ("query", "line"),
    [("SELECT *\nWHERE { ?s ?p ?o", 2), ("SELECT * {}\n{ ?s a x:y }", 2)],
)
def test_malformed_query_is_told_with_its_place(query: str, line: int, site: TestClient) -> None:
    answer = site.get("/sparql", params={"query": query})
    assert answer.status_code == 400
    assert answer.json()["line"] == line


def test_update_is_no_query(site: TestClient) -> None:
    answer = site.get("/sparql", params={"query": "INSERT DATA { <http://a> <http://b> 1 }"})
    assert answer.status_code == 400
    assert "it is an update" in answer.json()["detail"]
