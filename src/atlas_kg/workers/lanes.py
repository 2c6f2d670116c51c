"""Lanes: who may run now, so that long queries and busy clients do not hold up the others.

A query begins in the fast lane. If it takes longer than a moment it moves to the slow lane and
makes room. When the slow lane is full, the query that has run longest there for the client that
runs most there makes way. So whoever waits, waits for moments only. Those who wait are served in
turn by client, and not by the number of their queries.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from atlas_kg.workers.limits import Limits

__all__ = ["Lanes", "OverloadError", "Place", "SlowQuery"]


class OverloadError(Exception):
    """There is more to do than the server can.

    Attributes:
        retry_after: After how many seconds it is worth asking again.
    """

    def __init__(self, why: str, retry_after: int = 1) -> None:
        super().__init__(why)
        self.retry_after = retry_after


@dataclass(eq=False)
class SlowQuery:
    """A query in the slow lane.

    Attributes:
        client: Who asked it.
        make_way: Ends it.
    """

    client: str
    make_way: Callable[[], None]


@dataclass(eq=False)
class Place:
    """A place in the fast lane that somebody waits for.

    Attributes:
        client: Who waits.
        grant: Called when it is given.
        is_given: Whether it has been given.
    """

    client: str
    grant: Callable[[], None]
    is_given: bool = False


class Lanes:
    """The places for running queries."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._fast = 0
        self._left = 0
        self._is_giving = False
        self._slow: list[SlowQuery] = []
        self._waiting = 0
        self._queues: OrderedDict[str, deque[Place]] = OrderedDict()

    @property
    def has_slow_place(self) -> bool:
        """Whether the slow lane has room."""
        return len(self._slow) < self._limits.slow

    def running(self) -> dict[str, int]:
        """Return how many queries are in the ``fast`` and in the ``slow`` lane, and ``waiting``."""
        return {"fast": self._fast, "slow": len(self._slow), "waiting": self._waiting}

    def enter_now(self) -> bool:
        """Take a place in the fast lane if nobody need wait for it; tell whether it was taken."""
        is_free = self._fast < self._limits.workers and not self._waiting
        self._fast += is_free
        return is_free

    async def enter(self, client: str) -> None:
        """Wait for a place in the fast lane.

        Args:
            client: Who asks.

        Raises:
            OverloadError: Too many wait, or the wait was too long.
        """
        if self.enter_now():
            return
        granted = asyncio.get_running_loop().create_future()

        def grant() -> None:
            if not granted.done():
                granted.set_result(None)

        place = self.wait(client, grant)
        try:
            async with asyncio.timeout(self._limits.wait):
                await granted
        except BaseException as error:
            if place.is_given:
                # It was given in the moment in which its owner gave up.
                self._leave_fast()
            else:
                self.give_up(place)
            if isinstance(error, TimeoutError):
                raise OverloadError("it waited too long for its turn") from error
            raise

    def wait(self, client: str, grant: Callable[[], None]) -> Place:
        """Wait for a place in the fast lane without a coroutine.

        Args:
            client: Who asks.
            grant: Called when the place is given; it is to be left again.

        Raises:
            OverloadError: Too many wait.
        """
        if self._waiting >= self._limits.queue:
            raise OverloadError("too many queries wait already")
        place = Place(client, grant)
        self._queues.setdefault(client, deque()).append(place)
        self._waiting += 1
        return place

    def give_up(self, place: Place) -> None:
        """Wait no more for a place that has not been given."""
        queue = self._queues.get(place.client)
        if queue and place in queue:
            queue.remove(place)
            self._waiting -= 1
            if not queue:
                del self._queues[place.client]

    def slow_down(self, query: SlowQuery) -> None:
        """Move a query from the fast lane to the slow one; another one makes way if it is full."""
        if not self.has_slow_place:
            self._greediest().make_way()
        self._slow.append(query)
        self._leave_fast()

    def leave(self, slow: SlowQuery | None) -> None:
        """Give a place back.

        Args:
            slow: The query if it was in the slow lane; None if it was in the fast one.
        """
        if slow is None:
            self._leave_fast()
        elif slow in self._slow:
            self._slow.remove(slow)

    def _greediest(self) -> SlowQuery:
        """Take the longest running query of the client with the most out of the slow lane."""
        numbers = Counter(query.client for query in self._slow)
        greediest = max(self._slow, key=lambda query: numbers[query.client])
        self._slow.remove(greediest)
        return greediest

    def _leave_fast(self) -> None:
        """Give a place to whoever is next.

        Whoever gets one may leave it at once. It is then given by the loop that runs already, so
        that any number of them can do so.
        """
        self._left += 1
        if self._is_giving:
            return
        self._is_giving = True
        try:
            while self._left:
                self._left -= 1
                self._give()
        finally:
            self._is_giving = False

    def _give(self) -> None:
        if not self._queues:
            self._fast -= 1
            return
        client, queue = self._queues.popitem(last=False)
        place = queue.popleft()
        if queue:
            self._queues[client] = queue
        self._waiting -= 1
        place.is_given = True
        place.grant()
