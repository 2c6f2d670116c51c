"""What is told of queries."""

from __future__ import annotations

import json
import logging
import time

import pytest
from starlette.testclient import TestClient

from atlas_kg import __version__
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.web import Settings, create_app
from atlas_kg.workers.limits import Limits
from tests.short_ways import Client, get, served, slow

QUERY = "SELECT * { ?secret ?p ?o } LIMIT 1"


def metric(client: TestClient, name: str) -> float:
    lines = client.get("/-/metrics").text.splitlines()
    return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(name)), 0.0)


def test_a_line_for_each_query(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "atlas_kg.queries")
    body = client.get("/sparql", params={"query": QUERY}).content
    client.get("/sparql", params={"query": "SELECT"})
    answered, refused = (json.loads(record.message) for record in caplog.records)
    assert (answered["status"], answered["outcome"]) == (200, "answered")
    assert answered["bytes"] == len(body)
    assert answered["seconds"] > 0
    assert len(answered["query"]) == 16
    assert (refused["status"], refused["outcome"]) == (400, "refused")
    assert "secret" not in caplog.text


def test_slow_queries_are_told_with_their_text(
    graph: KnowledgeGraph, caplog: pytest.LogCaptureFixture
) -> None:
    limits = Limits(seconds=0.5, patience=0.2)
    with TestClient(create_app(graph, Settings(limits=limits))) as client:
        query = "SELECT (COUNT(*) AS ?n) { ?secret ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        client.get("/sparql", params={"query": query})
        assert metric(client, 'atlas_kg_queries_total{outcome="stopped"}') == 1
        assert metric(client, 'atlas_kg_queries_running{lane="slow"}') == 0
    (told,) = [json.loads(r.message) for r in caplog.records if r.levelno == logging.WARNING]
    assert told["text"] == query
    assert told["outcome"] == "stopped"


def test_numbers_for_a_monitor(client: TestClient) -> None:
    answered = 'atlas_kg_queries_total{outcome="answered"}'
    refused = 'atlas_kg_queries_total{outcome="refused"}'
    before = metric(client, answered), metric(client, refused)
    client.get("/sparql", params={"query": QUERY})
    client.get("/sparql", params={"query": "SELECT"})
    assert (metric(client, answered), metric(client, refused)) == (before[0] + 1, before[1] + 1)
    assert metric(client, "atlas_kg_answer_bytes_total") > 0
    assert metric(client, "atlas_kg_query_seconds_count") >= 2


def test_versions(client: TestClient) -> None:
    told = client.get("/-/versions").json()
    assert told["atlas-kg"] == __version__
    assert all(told[name] for name in ("ontology", "python", "pyoxigraph", "rdflib"))


def test_reads_of_graphs_are_told(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "atlas_kg.queries")
    answered = 'atlas_kg_queries_total{outcome="answered"}'
    before = metric(client, answered)
    body = client.get("/rdf-graph-store?default", headers={"Accept": "text/turtle"}).content
    client.get("/rdf-graph-store?graph=urn:missing")
    assert metric(client, answered) == before + 1
    read, missing = (json.loads(record.message) for record in caplog.records)
    assert (read["status"], read["outcome"], read["bytes"]) == (200, "answered", len(body))
    assert (missing["status"], missing["outcome"]) == (404, "refused")


def test_refusals_of_those_who_ask_too_often_are_told(
    graph: KnowledgeGraph, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "atlas_kg.queries")
    with TestClient(create_app(graph, Settings(rate=0.01))) as client:
        for path in ("/sparql?query=ASK{}", "/sparql?query=ASK{}", "/rdf-graph-store?default"):
            given = client.get(path)
        assert given.status_code == 429
        assert metric(client, 'atlas_kg_queries_total{outcome="limited"}') == 2
    outcomes = [json.loads(record.message)["outcome"] for record in caplog.records]
    assert outcomes == ["answered", "limited", "limited"]


def test_queries_of_those_who_left_at_once_are_counted(graph: KnowledgeGraph) -> None:
    def left(client: Client) -> float:
        told = client.ask(b"GET /-/metrics HTTP/1.1\r\nHost: short.example\r\n\r\n").body.decode()
        lines = [line for line in told.splitlines() if 'outcome="left"' in line]
        return float(lines[0].rpartition(" ")[2]) if lines else 0.0

    with served(graph) as server, server.connect() as client:
        server.expressed(client)
        for _ in range(8):
            with server.connect() as another:
                another.send(get(slow(20_000)))
                time.sleep(0.004)
        deadline = time.monotonic() + 10
        while left(client) < 8 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert left(client) == 8
