"""A server that takes changes, and one that notes whoever it makes call."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.web import Settings
from atlas_kg.workers.limits import Limits
from tests.federation.endpoints import Endpoint, endpoint
from tests.security.servers import TOKENS, Server, served


@pytest.fixture(scope="session")
def writable(graph: KnowledgeGraph) -> Iterator[Server]:
    """A server that takes changes with a token, and calls nobody."""
    limits = Limits(seconds=5, memory=256 << 20, change_seconds=10, change_memory=256 << 20)
    with served(graph, Settings(tokens=TOKENS, limits=limits)) as server:
        yield server


@pytest.fixture(scope="session")
def listening() -> Iterator[Endpoint]:
    with endpoint() as trap:
        yield trap


@pytest.fixture
def trap(listening: Endpoint) -> Endpoint:
    """A server on this machine that nobody has called yet."""
    listening.asked.clear()
    return listening
