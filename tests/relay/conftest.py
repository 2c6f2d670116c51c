"""Stores that hold the graph, and relays to them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.relay import Credentials, Endpoints, Relay, fill
from tests.reasoning.remote import oxigraph_server
from tests.relay.stores import RunningStore, within
from tests.relay.virtuoso import PASSWORD, virtuoso_server


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


@pytest.fixture(scope="session")
def relay(running_store: RunningStore) -> Iterator[Relay]:
    """A relay to a store that holds the graph."""
    shared = running_store.relay()
    within(shared.start())
    yield shared
    within(shared.stop())
