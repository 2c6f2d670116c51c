"""The numbers that a monitor asks for, in the format of Prometheus.

They are counted in plain numbers, since a small query would notice anything else, and told when a
monitor asks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.workers.service import Service

__all__ = ["Metrics"]

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds by which queries are told apart."""


class Metrics:
    """The numbers of one application."""

    def __init__(self) -> None:
        self._outcomes: Counter[str] = Counter()
        self._changes: Counter[tuple[str, str]] = Counter()
        self._buckets = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0
        self._bytes = 0
        self._repeated = 0

    def query(self, outcome: str, seconds: float, size: int) -> None:
        """Count a query.

        Args:
            outcome: What became of it.
            seconds: How long it took.
            size: How many bytes of its answer were sent.
        """
        self._outcomes[outcome] += 1
        self._buckets[bisect_left(_BOUNDS, seconds)] += 1
        self._seconds += seconds
        self._bytes += size

    def repeated(self) -> None:
        """Count a query among those answered as one that came again byte by byte."""
        self._repeated += 1

    def change(self, operation: str, outcome: str) -> None:
        """Count a change."""
        self._changes[operation, outcome] += 1

    def routes(self) -> list[Route]:
        """Return the route at which a monitor asks."""

        def metrics(request: Request) -> Response:
            registry = CollectorRegistry()
            registry.register(_Told(lambda: self._families(request.state.service)))
            headers = {"Cache-Control": "no-store"}
            text = generate_latest(registry)
            return Response(text, headers=headers, media_type=CONTENT_TYPE_LATEST)

        return [Route("/-/metrics", metrics)]

    def _families(self, service: Service) -> Iterator[Metric]:
        queries = CounterMetricFamily(
            "atlas_kg_queries", "SPARQL queries by outcome.", labels=["outcome"]
        )
        for outcome, number in self._outcomes.items():
            queries.add_metric([outcome], number)
        yield queries
        seconds = HistogramMetricFamily(
            "atlas_kg_query_seconds",
            "How long SPARQL queries took, from their arrival to the last byte.",
        )
        seconds.add_metric([], self._cumulated(), self._seconds)
        yield seconds
        yield CounterMetricFamily(
            "atlas_kg_answer_bytes", "Bytes of answers, before compression.", value=self._bytes
        )
        yield CounterMetricFamily(
            "atlas_kg_queries_repeated",
            "SPARQL queries among those answered that came again byte by byte.",
            value=self._repeated,
        )
        changes = CounterMetricFamily(
            "atlas_kg_changes", "Changes by operation and outcome.", labels=["operation", "outcome"]
        )
        for labels, number in self._changes.items():
            changes.add_metric(list(labels), number)
        yield changes
        running = GaugeMetricFamily("atlas_kg_queries_running", "Queries by lane.", labels=["lane"])
        for lane, number in service.running().items():
            running.add_metric([lane], number)
        yield running
        yield GaugeMetricFamily(
            "atlas_kg_generation",
            "The state of the data: how often they were changed since the start.",
            value=service.generation or 0,
        )

    def _cumulated(self) -> list[tuple[str, float]]:
        total = 0
        buckets: list[tuple[str, float]] = []
        for bound, number in zip((*map(str, _BOUNDS), "+Inf"), self._buckets, strict=True):
            total += number
            buckets.append((bound, total))
        return buckets


class _Told(Collector):
    """Numbers as the library asks for them."""

    def __init__(self, families: Callable[[], Iterator[Metric]]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        """Yield the numbers."""
        return self._families()
