"""The files that can be had, and what the page says of them."""

from __future__ import annotations

import html
import re

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import GRAPH_INFERRED

BROWSER = {"Accept": "text/html"}
SYNTAXES = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def test_everything_on_the_page_can_be_had(client: TestClient) -> None:
    text = client.get("/download", headers=BROWSER).text
    files = {html.unescape(link) for link in re.findall(r'href="([^"]+)" download', text)}
    assert len(files) > 40
    for file in files:
        assert client.get(file).status_code == 200, file


def test_sizes_are_measured(client: TestClient) -> None:
    told = client.get("/download.json").json()
    for graph in told["graphs"]:
        for file in graph["files"]:
            assert len(client.get(file["address"]).content) == file["bytes"]
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert told["sparql"].endswith("/sparql")


@pytest.mark.parametrize("form", SYNTAXES)
def test_file_holds_its_graph(client: TestClient, graph: KnowledgeGraph, form: str) -> None:
    answer = client.get(f"/download/atlas-inferred.{form}")
    assert f'filename="atlas-inferred.{form}"' in answer.headers["content-disposition"]
    triples = {str(triple) for triple in ox.parse(answer.content, format=SYNTAXES[form])}
    quads = graph.store.quads_for_pattern(None, None, None, GRAPH_INFERRED)
    assert len(triples) == len(list(quads))


def test_whole_file_keeps_the_graphs_apart(client: TestClient, graph: KnowledgeGraph) -> None:
    answer = client.get("/download/atlas.trig")
    found = list(ox.parse(answer.content, format=ox.RdfFormat.TRIG))
    assert len(found) == len(graph.store)
    assert {str(quad.graph_name) for quad in found} == {
        str(name) for name in graph.store.named_graphs()
    }


def test_page_says_how_to_cite(client: TestClient) -> None:
    text = html.unescape(client.get("/download", headers=BROWSER).text)
    assert "@incollection{Kaltenpoth2024," in text
    assert "LLM ATLAS ontology, version" in text


def test_unknown_file_names_those_there_are(client: TestClient) -> None:
    answer = client.get("/download/everything.zip", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "atlas.trig" in answer.json()["detail"]
