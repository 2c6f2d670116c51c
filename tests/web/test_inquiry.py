"""What the site asks of the data: no more often than they change, and with an end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import IO

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import VOID
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import GRAPH_PROPOSED, PREFIXES
from atlas_kg.relay import Endpoints, Relay
from atlas_kg.web import Settings, create_app
from atlas_kg.workers.frames import Task
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.pool import Pool
from atlas_kg.workers.reply import Begun, Reply
from tests.short_ways import TOKEN, TOKENS

TURTLE = {"Accept": "text/turtle"}


class Listening(Pool):
    """A pool that keeps what it is asked."""

    asked: list[str]

    @asynccontextmanager
    async def ask(
        self, task: Task, client: str, begun: Begun | None = None
    ) -> AsyncIterator[Reply]:
        self.asked.append(task.query)
        async with super().ask(task, client, begun) as reply:
            yield reply


@pytest.fixture(scope="module")
def pool(graph: KnowledgeGraph) -> Pool:
    def dump(file: IO[bytes]) -> None:
        graph.store.dump(file, ox.RdfFormat.N_QUADS)

    found = Listening(dump, PREFIXES, Limits())
    found.asked = []
    return found


@pytest.fixture(scope="module")
def client(graph: KnowledgeGraph, pool: Pool) -> Iterator[TestClient]:
    with TestClient(create_app(graph, Settings(tokens=TOKENS), pool)) as running:
        yield running


def counted(client: TestClient) -> int:
    answer = client.get("/.well-known/void", headers=TURTLE)
    assert answer.status_code == 200
    described = rdflib.Graph().parse(data=answer.text)
    (dataset,) = described.subjects(VOID.sparqlEndpoint)
    return int(str(described.value(dataset, VOID.triples)))


def test_the_dataset_is_counted_when_it_changes(client: TestClient, pool: Listening) -> None:
    before = counted(client)
    heavy = [query for query in pool.asked if "CONSTRUCT" in query]
    assert len(heavy) == 1
    pool.asked.clear()
    assert [counted(client) for _ in range(3)] == [before] * 3
    assert not set(heavy) & set(pool.asked)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    update = "INSERT DATA { GRAPH <http://e.org/g> { <http://e.org/a> a <http://e.org/b> } }"
    assert client.post("/update", content=update, headers=headers).status_code == 204
    assert counted(client) == before + 1
    assert set(heavy) & set(pool.asked)


def test_health_asks_little(client: TestClient, pool: Listening) -> None:
    client.get("/-/health")
    pool.asked.clear()
    for _ in range(3):
        health = client.get("/-/health")
        assert (health.status_code, health.json()["status"]) == (200, "ok")
        assert health.headers["cache-control"] == "no-store"
    assert pool.asked == ["SELECT * {}"] * 3


def test_a_dead_service_is_no_health(graph: KnowledgeGraph) -> None:
    endpoints = Endpoints.of("http://127.0.0.1:9/sparql")
    relay = Relay(endpoints, None, Limits(seconds=2.0), PREFIXES, GRAPH_PROPOSED.value)
    with TestClient(create_app(graph, service=relay)) as client:
        health = client.get("/-/health")
        assert health.status_code == 503
        assert health.json()["status"] == "failing"
        assert health.json()["detail"]
        assert client.get("/-/versions").status_code == 200
