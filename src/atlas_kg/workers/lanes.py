"""Lanes: who may run now, so that long queries and busy clients do not hold up the others.

A query begins in the fast lane. If it takes longer than a moment it moves to the slow lane and
makes room; if the slow lane is full, it ends. So whoever waits, waits for moments only. Those who
wait are served in turn by client, and not by the number of their queries.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque

from atlas_kg.workers.limits import Limits

__all__ = ["Lanes", "OverloadError"]


class OverloadError(Exception):
    """There is more to do than the server can.

    Attributes:
        retry_after: After how many seconds it is worth asking again.
    """

    def __init__(self, why: str, retry_after: int = 1) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Lanes:
    """The places for running queries."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._fast = 0
        self._slow = 0
        self._waiting = 0
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    async def enter(self, client: str) -> None:
        """Wait for a place in the fast lane.

        Args:
            client: Who asks.

        Raises:
            OverloadError: Too many wait, or the wait was too long.
        """
        if self._fast < self._limits.workers and not self._waiting:
            self._fast += 1
            return
        if self._waiting >= self._limits.queue:
            raise OverloadError("too many queries wait already")
        place = asyncio.get_running_loop().create_future()
        self._queues.setdefault(client, deque()).append(place)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.wait):
                await place
        except BaseException as error:
            if place.cancelled():
                self._forget(client, place)
            else:
                # The place was given in the moment in which its owner gave up.
                self._leave_fast()
            if isinstance(error, TimeoutError):
                raise OverloadError("it waited too long for its turn") from error
            raise
        finally:
            self._waiting -= 1

    def slow_down(self) -> None:
        """Move a query from the fast lane to the slow one.

        Raises:
            OverloadError: The slow lane is full.
        """
        if self._slow >= self._limits.slow:
            raise OverloadError("too many long queries run already", retry_after=5)
        self._slow += 1
        self._leave_fast()

    def leave(self, *, slow: bool) -> None:
        """Give a place back.

        Args:
            slow: Whether it was in the slow lane.
        """
        if slow:
            self._slow -= 1
        else:
            self._leave_fast()

    def _leave_fast(self) -> None:
        while self._queues:
            client, queue = self._queues.popitem(last=False)
            place = queue.popleft()
            if queue:
                self._queues[client] = queue
            if not place.done():
                place.set_result(None)
                return
        self._fast -= 1

    def _forget(self, client: str, place: asyncio.Future[None]) -> None:
        queue = self._queues.get(client)
        if queue and place in queue:
            queue.remove(place)
            if not queue:
                del self._queues[client]
