"""The reply of a worker to one query, under the clock."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from atlas_kg.workers.frames import HEADER, Failure, Kind, Task, frame
from atlas_kg.workers.lanes import Lanes, OverloadError
from atlas_kg.workers.limits import Limits

__all__ = ["Reply", "StoppedError", "UnansweredError", "Worker"]

_TICK = 0.1


class UnansweredError(Exception):
    """A worker says why a query has no answer.

    Attributes:
        failure: The kind of the failure.
        what: The words of the engine.
    """

    def __init__(self, failure: Failure, what: str) -> None:
        super().__init__(what)
        self.failure = failure
        self.what = what


class StoppedError(Exception):
    """A query was stopped, or ended the process that ran it."""


@dataclass(eq=False)
class Worker:
    """A worker process as the server sees it.

    Attributes:
        pid: Its process id.
        reader: What it sends.
        writer: What is sent to it.
    """

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Reply:
    """The answer of a worker: what it is, and its bytes as they come.

    Only the time counts in which the server waits for the worker, not that in which the worker
    waits until its answer is taken.

    Attributes:
        family: ``rows`` or ``graph``.
        media_type: The media type in which it comes; None if the client takes none of its family.
        is_slow: Whether the query has moved to the slow lane.
        is_reusable: Whether the worker is fit for another query.
    """

    def __init__(
        self,
        worker: Worker,
        lanes: Lanes,
        limits: Limits,
        kill: Callable[[Worker], None],
        slow_down: Callable[[Worker], None],
    ) -> None:
        self.family = ""
        self.media_type: str | None = None
        self.is_slow = False
        self.is_reusable = False
        self._worker = worker
        self._lanes = lanes
        self._limits = limits
        self._kill = kill
        self._slow_down = slow_down
        self._is_over = False
        self._why: StoppedError | OverloadError | None = None
        self._loop = asyncio.get_running_loop()
        self._begun = self._loop.time()
        self._waiting_since: float | None = None
        self._spent = 0.0
        self._clock = self._loop.call_later(min(limits.patience, limits.seconds), self._tick)

    async def begin(self, task: Task) -> None:
        """Hand the task over and wait for the head of its answer."""
        self._worker.writer.write(frame(Kind.TASK, task.as_bytes()))
        _, payload = await self._frame()
        head = json.loads(payload)
        self.family, self.media_type = head["family"], head["media_type"]

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the bytes of the answer.

        Raises:
            UnansweredError: The query failed while it was answered.
            StoppedError: It took too long, or too much memory.
            OverloadError: It made way for others.
        """
        while not self._is_over:
            kind, payload = await self._frame()
            if kind == Kind.DATA:
                yield payload
            else:
                self._is_over = True
                self.is_reusable = payload != b"retires" and not self.is_slow

    def end(self) -> None:
        """Stop the clock."""
        self._clock.cancel()

    async def _frame(self) -> tuple[bytes, bytes]:
        self._waiting_since = self._loop.time()
        try:
            kind, length = HEADER.unpack(await self._worker.reader.readexactly(HEADER.size))
            payload = await self._worker.reader.readexactly(length) if length else b""
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            self._is_over = True
            raise self._why or StoppedError("") from error
        finally:
            self._spent += self._loop.time() - self._waiting_since
            self._waiting_since = None
        if kind == Kind.PROBLEM:
            problem = json.loads(payload)
            self._is_over = True
            known = (Failure.MALFORMED, Failure.REFUSED)
            self.is_reusable = problem["failure"] in known and not self.is_slow
            raise UnansweredError(Failure(problem["failure"]), problem["what"])
        return kind, payload

    def _tick(self) -> None:
        now = self._loop.time()
        running = now - self._waiting_since if self._waiting_since is not None else 0.0
        if self._spent + running >= self._limits.seconds:
            self._stop(StoppedError(f"it takes longer than {self._limits.seconds:g} seconds"))
            return
        if now - self._begun >= self._limits.transfer:
            self._stop(StoppedError("its answer is taken too slowly"))
            return
        if not self.is_slow and now - self._begun >= self._limits.patience:
            try:
                self._lanes.slow_down()
            except OverloadError as error:
                self._stop(error)
                return
            self.is_slow = True
            self._slow_down(self._worker)
        self._clock = self._loop.call_later(_TICK, self._tick)

    def _stop(self, why: StoppedError | OverloadError) -> None:
        self._why = why
        self._kill(self._worker)
