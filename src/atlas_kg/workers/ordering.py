"""Work that is done once changes have calmed down, and that is never stopped half-way by one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

__all__ = ["Ordering"]

_CALM = 1.0
"""After how many seconds without a change the work is done."""


class Ordering:
    """Does the same work again and again, never twice at once.

    Args:
        work: What is done.
    """

    def __init__(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        self._work = work
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def soon(self) -> None:
        """Do the work in a moment, counted from the last call."""
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_CALM, self._begin)

    async def stop(self) -> None:
        """Do nothing more; what is being done is given up."""
        if self._timer:
            self._timer.cancel()
        # Whoever stops twice may do so in another event loop, to which the task does not belong.
        task, self._task = self._task, None
        if task and not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _begin(self) -> None:
        # What runs is not stopped: it would be in the middle of starting processes.
        if self._task and not self._task.done():
            self.soon()
        else:
            self._task = asyncio.ensure_future(self._work())
