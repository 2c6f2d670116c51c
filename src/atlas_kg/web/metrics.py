"""The numbers that a monitor asks for, in the format of Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

__all__ = ["Metrics"]


class Metrics:
    """The numbers of one application."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._queries = Counter(
            "atlas_kg_queries", "SPARQL queries by outcome.", ["outcome"], registry=registry
        )
        self._by_outcome = {
            outcome: self._queries.labels(outcome)
            for outcome in ("answered", "unchanged", "refused", "stopped", "cut off", "left")
        }
        self._seconds = Histogram(
            "atlas_kg_query_seconds",
            "How long SPARQL queries took, from their arrival to the last byte.",
            registry=registry,
        )
        self._bytes = Counter(
            "atlas_kg_answer_bytes", "Bytes of answers, before compression.", registry=registry
        )
        self._repeated = Counter(
            "atlas_kg_queries_repeated",
            "SPARQL queries among those answered that came again byte by byte.",
            registry=registry,
        )
        self._changes = Counter(
            "atlas_kg_changes",
            "Changes by operation and outcome.",
            ["operation", "outcome"],
            registry=registry,
        )
        self._running = Gauge(
            "atlas_kg_queries_running", "Queries by lane.", ["lane"], registry=registry
        )
        self._generation = Gauge(
            "atlas_kg_generation",
            "The state of the data: how often they were changed since the start.",
            registry=registry,
        )

    def query(self, outcome: str, seconds: float, size: int) -> None:
        """Count a query.

        Args:
            outcome: What became of it.
            seconds: How long it took.
            size: How many bytes of its answer were sent.
        """
        counter = self._by_outcome.get(outcome) or self._queries.labels(outcome)
        counter.inc()
        self._seconds.observe(seconds)
        self._bytes.inc(size)

    def repeated(self) -> None:
        """Count a query among those answered as one that came again byte by byte."""
        self._repeated.inc()

    def change(self, operation: str, outcome: str) -> None:
        """Count a change."""
        self._changes.labels(operation, outcome).inc()

    def routes(self) -> list[Route]:
        """Return the route at which a monitor asks."""

        def metrics(request: Request) -> Response:
            service = request.state.service
            for lane, number in service.running().items():
                self._running.labels(lane).set(number)
            self._generation.set(service.generation or 0)
            headers = {"Cache-Control": "no-store"}
            text = generate_latest(self._registry)
            return Response(text, headers=headers, media_type=CONTENT_TYPE_LATEST)

        return [Route("/-/metrics", metrics)]
