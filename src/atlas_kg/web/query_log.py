"""What became of queries and changes: a line for each, and the numbers that a monitor asks for."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from starlette.types import Message, Send

from atlas_kg.web.answers import CutOffError
from atlas_kg.web.metrics import Metrics
from atlas_kg.web.problems import ProblemError

__all__ = ["QueryLog", "Sent"]

LOG = logging.getLogger("atlas_kg.queries")

_OUTCOMES = {
    HTTPStatus.OK: "answered",
    HTTPStatus.NOT_MODIFIED: "unchanged",
    HTTPStatus.BAD_REQUEST: "refused",
    HTTPStatus.NOT_FOUND: "refused",
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
        rows: How many rows it has; None where nobody counted.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status: int | None = None
        self.size = 0
        self.is_whole = False
        self.rows: int | None = None

    async def __call__(self, message: Message) -> None:
        """Send a message and note it."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            await self._send(message)
            return
        self.size += len(message.get("body", b""))
        await self._send(message)
        self.is_whole = not message.get("more_body")


@dataclass(frozen=True)
class _Told:
    """What was sent of an answer that went at once; see `Sent`."""

    status: int | None
    size: int
    rows: int | None


class QueryLog:
    """The log of one application.

    Each query gives a line of JSON at level INFO on the logger ``atlas_kg.queries``: a hash of its
    text, who asked, its seconds, rows, bytes, status and outcome. A slow one gives its text as
    well, as a warning. Each change gives a line with the name of the token's owner.

    Args:
        slow: From how many seconds on a query is slow.
    """

    def __init__(self, slow: float) -> None:
        self._slow = slow
        self.metrics = Metrics()

    @property
    def is_detailed(self) -> bool:
        """Whether a line is written for each query, so that its rows are to be counted."""
        return LOG.isEnabledFor(logging.INFO)

    @contextmanager
    def noted(self, text: str, client: str, send: Send) -> Iterator[Sent]:
        """Note what becomes of a query.

        Args:
            text: Its text.
            client: Who asks.
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
            self._note(text, client, seconds, sent, outcome or _outcome(sent))

    def repeated(self, text: str, size: int, rows: int | None) -> Callable[[str], None]:
        """Return what notes that a client was given an answer that was at hand.

        Args:
            text: The query.
            size: How many bytes the answer has.
            rows: How many rows it has.
        """

        def note(client: str) -> None:
            self.metrics.repeated()
            self.expressed(text, client, 0.0, size, rows)

        return note

    def expressed(
        self, text: str, client: str, seconds: float, size: int, rows: int | None
    ) -> None:
        """Note that a client was given a whole answer at once.

        Args:
            text: The query.
            client: Who asked.
            seconds: How long it took.
            size: How many bytes the answer has.
            rows: How many rows it has.
        """
        self._note(text, client, seconds, _Told(HTTPStatus.OK, size, rows), "answered")

    def left(self, text: str, client: str, seconds: float) -> None:
        """Note that a client went away before it was sent anything.

        Args:
            text: The query.
            client: Who asked.
            seconds: How long it waited.
        """
        self._note(text, client, seconds, _Told(None, 0, None), "left")

    @contextmanager
    def limiting(self, client: str) -> Iterator[None]:
        """Note if a request is refused before it is read.

        Args:
            client: Who sends it.
        """
        try:
            yield
        except ProblemError as problem:
            self.metrics.query("limited", 0.0, 0)
            line = {"client": client, "status": problem.status, "outcome": "limited"}
            LOG.info(json.dumps(line))
            raise

    def _note(
        self, text: str, client: str, seconds: float, sent: Sent | _Told, outcome: str
    ) -> None:
        self.metrics.query(outcome, seconds, sent.size)
        if seconds >= self._slow:
            line = _line(text, client, seconds, sent, outcome)
            line["text"] = text[:_LONGEST]
            LOG.warning(json.dumps(line, ensure_ascii=False))
        elif self.is_detailed:
            LOG.info(json.dumps(_line(text, client, seconds, sent, outcome)))

    @contextmanager
    def changing(self, operation: str, owner: str, client: str) -> Iterator[None]:
        """Note what becomes of a change.

        Args:
            operation: What it does.
            owner: Whose token it carries.
            client: From where it comes.
        """
        begun = time.perf_counter()
        outcome = "failed"
        try:
            yield
            outcome = "made"
        except ProblemError as problem:
            outcome = _OUTCOMES.get(problem.status, "refused")
            raise
        finally:
            self.metrics.change(operation, outcome)
            line = {
                "change": operation,
                "owner": owner,
                "client": client,
                "seconds": round(time.perf_counter() - begun, 4),
                "outcome": outcome,
            }
            LOG.info(json.dumps(line))


def _outcome(sent: Sent) -> str:
    # Nothing, or a part, was sent to a client that went away.
    if sent.status is None or not sent.is_whole:
        return "left"
    return _OUTCOMES.get(HTTPStatus(sent.status), "failed")


def _line(
    text: str, client: str, seconds: float, sent: Sent | _Told, outcome: str
) -> dict[str, object]:
    return {
        "query": _hash(text),
        "client": client,
        "seconds": round(seconds, 4),
        "rows": sent.rows,
        "bytes": sent.size,
        "status": sent.status,
        "outcome": outcome,
    }


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
