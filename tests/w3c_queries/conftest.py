"""The endpoint, serving the data of the W3C's tests beside the real graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.web import create_app
from tests.w3c_queries.suites import evaluations, quads_of


@pytest.fixture(scope="session")
def endpoint(graph: KnowledgeGraph) -> Iterator[TestClient]:
    """A client of the endpoint; each file of data is a named graph."""
    store = ox.Store()
    store.extend(graph.store)
    for case in evaluations().values():
        for iri in (*case.default, *case.named, *case.sources):
            store.extend(quads_of(iri, iri))
    served = replace(graph, dataset=replace(graph.dataset, store=store))
    with TestClient(create_app(served)) as client:
        yield client
