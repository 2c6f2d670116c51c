"""The clock of one query that is passed on: how long a store may take for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from atlas_kg.workers.lanes import Lanes, OverloadError, SlowQuery
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.reply import StoppedError

__all__ = ["Clock"]

_TICK = 0.1


class Clock:
    """Counts the time in which a store is waited for, and ends the waiting when it is up.

    The time does not count in which the store waits until its answer is taken.

    Args:
        seconds: How long a query may be worked on.
        limits: How long it may take in all.
        client: Who asks it.
        lanes: Where it makes room once it counts as slow; None where it has no place there.

    Attributes:
        slow: The query, once it has moved to the slow lane.
    """

    def __init__(
        self, seconds: float, limits: Limits, client: str = "", lanes: Lanes | None = None
    ) -> None:
        self.slow: SlowQuery | None = None
        self._seconds = seconds
        self._limits = limits
        self._client = client
        self._lanes = lanes
        self._loop = asyncio.get_running_loop()
        self._begun = self._loop.time()
        self._waiting_since: float | None = None
        self._spent = 0.0
        self._why: StoppedError | OverloadError | None = None
        self._timeout: asyncio.Timeout | None = None
        self._timer = self._loop.call_later(min(limits.patience, seconds), self._tick)

    def end(self) -> None:
        """Stop the clock."""
        self._timer.cancel()

    @asynccontextmanager
    async def waiting(self) -> AsyncIterator[None]:
        """Count the time of what is awaited inside, and end it when time is up.

        Raises:
            StoppedError: It takes too long.
            OverloadError: The query has to make way for others.
        """
        if self._why:
            raise self._why
        self._waiting_since = self._loop.time()
        try:
            async with asyncio.timeout(None) as self._timeout:
                yield
        except TimeoutError as error:
            if self._why is None:
                raise
            raise self._why from error
        finally:
            self._spent += self._loop.time() - self._waiting_since
            self._waiting_since = self._timeout = None

    def _tick(self) -> None:
        now = self._loop.time()
        running = now - self._waiting_since if self._waiting_since is not None else 0.0
        age = now - self._begun
        if self._spent + running >= self._seconds:
            self._stop(StoppedError(f"it takes longer than {self._seconds:g} seconds"))
            return
        if age >= self._limits.transfer:
            self._stop(StoppedError("its answer is taken too slowly"))
            return
        if self._lanes and self.slow is None and age >= self._patience(self._lanes):
            self.slow = SlowQuery(self._client, self._make_way)
            self._lanes.slow_down(self.slow)
        self._timer = self._loop.call_later(_TICK, self._tick)

    def _patience(self, lanes: Lanes) -> float:
        return self._limits.patience if lanes.has_slow_place else self._limits.grace

    def _make_way(self) -> None:
        why = "too many long queries run, and it has run longest"
        self._stop(OverloadError(why, retry_after=5))

    def _stop(self, why: StoppedError | OverloadError) -> None:
        self._why = why
        self._timer.cancel()
        if self._timeout:
            self._timeout.reschedule(self._loop.time())
