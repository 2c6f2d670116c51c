"""What became of queries: a line for each, and the numbers that a monitor asks for."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Send

from atlas_kg.web.answers import CutOffError
from atlas_kg.web.problems import ProblemError

__all__ = ["QueryLog", "Sent"]

LOG = logging.getLogger("atlas_kg.queries")

_OUTCOMES = {
    HTTPStatus.OK: "answered",
    HTTPStatus.NOT_MODIFIED: "unchanged",
    HTTPStatus.BAD_REQUEST: "refused",
    HTTPStatus.NOT_ACCEPTABLE: "refused",
    HTTPStatus.SERVICE_UNAVAILABLE: "stopped",
}
_LONGEST = 2_000
"""How many characters of a slow query are logged."""


class Sent:
    """What has been sent of an answer.

    Attributes:
        status: The HTTP status; None as long as there is none.
        size: How many bytes of its body have been sent, before compression.
        is_whole: Whether all of it has been sent.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status: int | None = None
        self.size = 0
        self.is_whole = False

    async def __call__(self, message: Message) -> None:
        """Send a message and note it."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.size += len(message.get("body", b""))
        await self._send(message)
        self.is_whole = message["type"] != "http.response.start" and not message.get("more_body")


class QueryLog:
    """The log of one application.

    Each query gives a line of JSON at level INFO on the logger ``atlas_kg.queries``: a hash of its
    text, its seconds, bytes, status and outcome. A slow one gives its text as well, as a warning.

    Args:
        slow: From how many seconds on a query is slow.
    """

    def __init__(self, slow: float) -> None:
        self._slow = slow
        self._registry = CollectorRegistry()
        self._queries = Counter(
            "atlas_kg_queries", "SPARQL queries by outcome.", ["outcome"], registry=self._registry
        )
        self._seconds = Histogram(
            "atlas_kg_query_seconds",
            "How long SPARQL queries took, from their arrival to the last byte.",
            registry=self._registry,
        )
        self._bytes = Counter(
            "atlas_kg_answer_bytes",
            "Bytes of answers, before compression.",
            registry=self._registry,
        )
        self._running = Gauge(
            "atlas_kg_queries_running", "Queries by lane.", ["lane"], registry=self._registry
        )

    @contextmanager
    def noted(self, text: str, send: Send) -> Iterator[Sent]:
        """Note what becomes of a query.

        Args:
            text: Its text.
            send: Where its answer goes.

        Yields:
            Where its answer goes and is noted.
        """
        sent = Sent(send)
        outcome = None
        begun = time.perf_counter()
        try:
            yield sent
        except CutOffError:
            outcome = "cut off"
            raise
        except ProblemError as problem:
            sent.status = problem.status
            outcome = _OUTCOMES.get(problem.status, "failed")
            raise
        finally:
            seconds = time.perf_counter() - begun
            outcome = outcome or self._outcome(sent)
            self._queries.labels(outcome).inc()
            self._seconds.observe(seconds)
            self._bytes.inc(sent.size)
            self._tell(text, seconds, sent, outcome)

    def routes(self) -> list[Route]:
        """Return the route at which a monitor asks."""

        def metrics(request: Request) -> Response:
            for lane, number in request.state.pool.running().items():
                self._running.labels(lane).set(number)
            headers = {"Cache-Control": "no-store"}
            text = generate_latest(self._registry)
            return Response(text, headers=headers, media_type=CONTENT_TYPE_LATEST)

        return [Route("/-/metrics", metrics)]

    def _outcome(self, sent: Sent) -> str:
        # Nothing, or a part, was sent to a client that went away.
        if sent.status is None or not sent.is_whole:
            return "left"
        return _OUTCOMES.get(HTTPStatus(sent.status), "failed")

    def _tell(self, text: str, seconds: float, sent: Sent, outcome: str) -> None:
        line = {
            "query": hashlib.blake2b(text.encode(), digest_size=8).hexdigest(),
            "seconds": round(seconds, 4),
            "bytes": sent.size,
            "status": sent.status,
            "outcome": outcome,
        }
        if seconds >= self._slow:
            LOG.warning(json.dumps({**line, "text": text[:_LONGEST]}, ensure_ascii=False))
        else:
            LOG.info(json.dumps(line))
