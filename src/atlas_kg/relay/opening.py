"""Opening a relay: from addresses to a store that holds the graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import GRAPH_PROPOSED, PREFIXES
from atlas_kg.relay.credentials import found_credentials
from atlas_kg.relay.endpoints import Endpoints
from atlas_kg.relay.loading import fill
from atlas_kg.relay.patient import PatientStore
from atlas_kg.relay.relay import Relay
from atlas_kg.workers.limits import Limits

__all__ = ["open_relay"]


def open_relay(
    endpoints: Endpoints,
    environment: Mapping[str, str],
    limits: Limits,
    graph: KnowledgeGraph,
    progress: Callable[[str], None] = lambda _: None,
) -> Relay:
    """Load a store with a graph, if need be, and return what passes queries on to it.

    Args:
        endpoints: Where the store is asked and changed.
        environment: The variables in which credentials may stand; see `found_credentials`.
        limits: What one query may take, and how many run at once.
        graph: The graph.
        progress: Called with one line before each step.

    Raises:
        UsageError: The store cannot be reached, refuses something, or does not hold in the end what
            follows from the sources.
    """
    credentials = found_credentials(endpoints.query, environment)
    with PatientStore(endpoints, credentials) as store:
        full = fill(store, graph, progress)
    if not full.is_loaded:
        progress(f"{endpoints.query} holds the graph already.")
    return Relay(endpoints, credentials, limits, PREFIXES, GRAPH_PROPOSED.value)
