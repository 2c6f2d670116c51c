"""Stores that hold the graph, and relays to them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import pytest

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import GRAPH_PROPOSED, PREFIXES
from atlas_kg.relay import Credentials, Endpoints, PatientStore, Relay, fill
from atlas_kg.workers.frames import Task
from atlas_kg.workers.limits import Limits
from tests.reasoning.remote import oxigraph_server
from tests.relay.virtuoso import PASSWORD, virtuoso_server

T = TypeVar("T")

CSV = "text/csv"
TURTLE = "text/turtle"


@dataclass(frozen=True)
class RunningStore:
    """A store that runs.

    Attributes:
        kind: ``virtuoso`` or ``oxigraph``.
        endpoints: Its addresses.
        credentials: Who may change it.
    """

    kind: str
    endpoints: Endpoints
    credentials: Credentials | None

    def relay(self, limits: Limits | None = None) -> Relay:
        return Relay(
            self.endpoints, self.credentials, limits or Limits(), PREFIXES, GRAPH_PROPOSED.value
        )

    def patient(self) -> PatientStore:
        return PatientStore(self.endpoints, self.credentials, seconds=60)


@pytest.fixture(scope="session", params=["virtuoso", "virtuoso-by-updates", "oxigraph"])
def empty_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningStore]:
    """A store that holds nothing yet."""
    if request.param == "oxigraph":
        with oxigraph_server() as url:
            endpoints = Endpoints.of(f"{url}/query", f"{url}/update", f"{url}/store")
            yield RunningStore("oxigraph", endpoints, None)
        return
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as url:
        graphs = None if "updates" in request.param else f"{url}/sparql-graph-crud-auth"
        endpoints = Endpoints.of(f"{url}/sparql", f"{url}/sparql-auth", graphs)
        yield RunningStore("virtuoso", endpoints, Credentials("dba", PASSWORD))


@pytest.fixture(scope="session")
def running_store(empty_store: RunningStore, graph: KnowledgeGraph) -> RunningStore:
    """A store that holds the graph. Tests leave its graphs as they are."""
    with empty_store.patient() as patient:
        fill(patient, graph)
    return empty_store


def run(relay: Relay, work: Callable[[Relay], Awaitable[T]]) -> T:
    """Do something with a relay, from its start to its end."""

    async def whole() -> T:
        try:
            await relay.start()
            return await work(relay)
        finally:
            await relay.stop()

    # A test elsewhere may have left an event loop in the main thread.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(whole())).result()


async def body(relay: Relay, task: Task, client: str = "a") -> bytes:
    async with relay.ask(task, client) as answer:
        return b"".join([chunk async for chunk in answer.chunks()])


def answered(relay: Relay, task: Task) -> bytes:
    return run(relay, lambda running: body(running, task))


def rows_of(query: str, **more: object) -> Task:
    return Task(query, CSV, TURTLE, **more)  # type: ignore[arg-type] # the rest of a task
