"""What the web asks for answers and changes, whoever keeps the data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from atlas_kg.workers.frames import Applied, Change, Task

__all__ = ["Answering", "Service"]


class Answering(Protocol):
    """An answer on its way.

    Attributes:
        family: ``rows`` or ``graph``.
        media_type: The media type in which it comes; None if the client takes none of its family.
        generation: The state of the data from which it comes; None where nobody can tell.
        rows: How many rows it had, once all of it has come; None where nobody counted.
    """

    family: str
    media_type: str | None
    generation: int | None
    rows: int | None

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield the bytes of the answer.

        Raises:
            UnansweredError: The query failed while it was answered.
            StoppedError: It took too long, or too much memory.
            OverloadError: It made way for others.
        """
        ...


class Service(Protocol):
    """What answers queries and makes changes, within limits."""

    @property
    def generation(self) -> int | None:
        """The state of the data, which every change replaces.

        None where others may change the data unseen, so that no answer may be remembered.
        """
        ...

    async def start(self) -> None:
        """Be ready for queries."""
        ...

    async def stop(self) -> None:
        """Let go of everything; what is running ends."""
        ...

    def ask(self, task: Task, client: str) -> AbstractAsyncContextManager[Answering]:
        """Have a query answered.

        Args:
            task: The query.
            client: Who asks.

        Raises:
            OverloadError: There is more to do than can be done.
            UnansweredError: The query is malformed or refused, or its graph is missing.
            StoppedError: The query took too long or too much.
        """
        ...

    async def change(self, change: Change, client: str) -> Applied:
        """Make a change; when this returns, it is kept and every later query sees it.

        Args:
            change: What to change.
            client: Who asks.

        Raises:
            OverloadError: There is more to do than can be done.
            UnansweredError: The change is malformed or refused, or its graph is missing.
            StoppedError: The change took too long or too much; nothing of it was made.
        """
        ...

    def running(self) -> Mapping[str, int]:
        """Return how many queries are in the ``fast`` and in the ``slow`` lane, and ``waiting``."""
        ...
