"""The reply of a worker to one query, under the clock."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

from atlas_kg.workers.connection import Worker
from atlas_kg.workers.frames import Failure, Kind, read_end, read_head
from atlas_kg.workers.generation import Generation
from atlas_kg.workers.lanes import Lanes, OverloadError, SlowQuery
from atlas_kg.workers.limits import Limits

__all__ = ["Begun", "Reply", "StoppedError", "UnansweredError"]

_TICK = 0.1
_NICE = 10


class UnansweredError(Exception):
    """A worker says why a query has no answer, or why a change was not made.

    Attributes:
        failure: The kind of the failure.
        what: The words of the engine.
    """

    def __init__(self, failure: Failure, what: str) -> None:
        super().__init__(what)
        self.failure = failure
        self.what = what


class StoppedError(Exception):
    """A query or a change was stopped, or ended the process that ran it."""


@dataclass(frozen=True)
class Begun:
    """A query that a worker works on.

    Attributes:
        worker: The worker.
        generation: The data from which it answers.
        client: Who asks.
        since: When it was begun, by the clock of the event loop.
    """

    worker: Worker
    generation: Generation
    client: str
    since: float


class Reply:
    """The answer of a worker: what it is, and its bytes as they come.

    Only the time counts in which the server waits for the worker, not that in which the worker
    waits until its answer is taken.

    Attributes:
        family: ``rows`` or ``graph``.
        media_type: The media type in which it comes; None if the client takes none of its family.
        generation: The state of the data from which it comes.
        rows: How many rows it had, once all of it has come; None if it has none.
        slow: Its place in the slow lane, once it has moved there.
        is_reusable: Whether the worker is fit for another query.
    """

    def __init__(self, begun: Begun, lanes: Lanes, limits: Limits) -> None:
        self.family = ""
        self.media_type: str | None = None
        self.generation: int | None = begun.generation.number
        self.rows: int | None = None
        self.slow: SlowQuery | None = None
        self.is_reusable = False
        self._worker = begun.worker
        self._client = begun.client
        self._kill = begun.generation.kill
        self._lanes = lanes
        self._limits = limits
        self._is_over = False
        self._is_niced = False
        self._why: StoppedError | OverloadError | None = None
        self._loop = asyncio.get_running_loop()
        self._begun = begun.since
        self._waiting_since: float | None = None
        self._spent = self._loop.time() - begun.since
        self._clock = self._loop.call_later(min(limits.patience, limits.seconds), self._tick)

    async def begin(self) -> None:
        """Wait for the head of the answer."""
        _, payload = await self._frame()
        self.family, self.media_type = read_head(payload)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the bytes of the answer; see `Answering.chunks`."""
        while not self._is_over:
            kind, payload = await self._frame()
            if kind == Kind.DATA:
                yield payload
            else:
                self._is_over = True
                retires, self.rows = read_end(payload)
                self.is_reusable = not retires and not self._is_niced

    def end(self) -> None:
        """Stop the clock."""
        self._clock.cancel()

    async def _frame(self) -> tuple[bytes, bytes]:
        self._waiting_since = self._loop.time()
        try:
            kind, payload = await self._worker.frame()
        except ConnectionError as error:
            self._is_over = True
            raise self._why or StoppedError("") from error
        finally:
            self._spent += self._loop.time() - self._waiting_since
            self._waiting_since = None
        if kind == Kind.PROBLEM:
            problem = json.loads(payload)
            self._is_over = True
            known = (Failure.MALFORMED, Failure.REFUSED, Failure.MISSING)
            self.is_reusable = problem["failure"] in known and not self._is_niced
            raise UnansweredError(Failure(problem["failure"]), problem["what"])
        return kind, payload

    def _tick(self) -> None:
        now = self._loop.time()
        running = now - self._waiting_since if self._waiting_since is not None else 0.0
        age = now - self._begun
        if self._spent + running >= self._limits.seconds:
            self._stop(StoppedError(f"it takes longer than {self._limits.seconds:g} seconds"))
            return
        if age >= self._limits.transfer:
            self._stop(StoppedError("its answer is taken too slowly"))
            return
        # First of all, since nothing that fails below may leave a query without a clock.
        self._clock = self._loop.call_later(_TICK, self._tick)
        patience = self._limits.patience if self._lanes.has_slow_place else self._limits.grace
        if self.slow is None and age >= patience:
            self.slow = SlowQuery(self._client, self._make_way)
            self._lanes.slow_down(self.slow)
        if not self._is_niced and age >= self._limits.grace:
            # It cannot be undone, so that the worker ends with this query. One that answered
            # sooner is worth keeping: much of the data it read lies in memory of its own.
            self._is_niced = True
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._worker.pid, _NICE)

    def _make_way(self) -> None:
        why = "too many long queries run, and it has run longest"
        self._stop(OverloadError(why, retry_after=5))

    def _stop(self, why: StoppedError | OverloadError) -> None:
        self._why = why
        self._clock.cancel()
        self._kill(self._worker)
