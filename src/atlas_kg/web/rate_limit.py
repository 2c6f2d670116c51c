"""How many requests a client may send (token bucket)."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus

from atlas_kg.web.problems import ProblemError

__all__ = ["RateLimit"]

_CLIENTS = 10_000
"""How many clients are remembered; those that have been quiet longest are forgotten."""


class RateLimit:
    """A limit for each client: so many requests a second in the long run, some more at once.

    Args:
        rate: How many requests a second a client may send; None for as many as it likes.
        burst: For how many seconds' worth of requests it may send them all at once.
        clock: Tells the time in seconds.
    """

    def __init__(
        self,
        rate: float | None,
        burst: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = rate
        self._burst = max(1.0, burst * rate) if rate else 0.0
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admits(self, client: str) -> bool:
        """Tell whether a client may send a request now, and count it if so."""
        return self.delay(client) == 0.0

    def check(self, client: str) -> None:
        """Count a request.

        Raises:
            ProblemError: The client sends too many.
        """
        delay = self.delay(client)
        if delay:
            raise ProblemError(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"You may send {self._rate:g} requests a second. Ask again in a while.",
                headers={"Retry-After": str(math.ceil(delay))},
            )

    def delay(self, client: str) -> float:
        """Return after how many seconds a client may send a request; 0 counts it as sent."""
        if self._rate is None:
            return 0.0
        now = self._clock()
        left, then = self._buckets.pop(client, (self._burst, now))
        left = min(self._burst, left + (now - then) * self._rate)
        enough = left >= 1
        self._buckets[client] = (left - 1 if enough else left, now)
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if enough else (1 - left) / self._rate
