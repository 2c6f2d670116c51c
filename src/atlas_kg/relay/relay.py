"""The relay: queries and changes are passed on to a store elsewhere, within limits."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from atlas_kg.relay.answer import RelayedAnswer, asked_for
from atlas_kg.relay.bases import with_base
from atlas_kg.relay.changing import Changing
from atlas_kg.relay.clock import Clock
from atlas_kg.relay.connection import Connection
from atlas_kg.relay.credentials import Credentials
from atlas_kg.relay.endpoints import Endpoints
from atlas_kg.relay.extensions import query_form
from atlas_kg.relay.forms import Forms, probe
from atlas_kg.relay.graphs import StoreGraphs
from atlas_kg.workers.frames import Applied, Change, Failure, Task
from atlas_kg.workers.lanes import Lanes
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.reply import UnansweredError

__all__ = ["Relay"]

_SPARE = 4
"""How many requests of our own may be under way beside the queries."""


class Relay:
    """Answers queries and makes changes by asking a store of the SPARQL 1.1 protocol.

    It belongs to the event loop that starts it. Nothing is remembered of an answer, since others
    may change the store unseen.

    Args:
        endpoints: Where the store is asked and changed.
        credentials: Who asks; None for a store that does not want to know.
        limits: What one query may take, and how many run at once. What a query takes of the store's
            memory is for the store to limit.
        prefixes: The prefixes for graphs in Turtle.
        hidden: The IRI of the graph that is no part of the default graph.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        credentials: Credentials | None,
        limits: Limits,
        prefixes: Mapping[str, str],
        hidden: str,
    ) -> None:
        self.limits = limits
        self.generation: int | None = None
        self._endpoints = endpoints
        self._prefixes = prefixes
        most = limits.workers + limits.slow
        self._connection = Connection(credentials, most + _SPARE, limits.workers)
        self._executor = ThreadPoolExecutor(most, "answers")
        self._lanes = Lanes(limits)
        self._graphs = StoreGraphs(self._asked, hidden)
        self._changing = Changing(endpoints, self._connection, self._graphs)
        self._forms: Forms | None = None

    async def start(self) -> None:
        """See how the store writes its answers; one that is down now is asked again later."""
        self._forms = await probe(self._asked)

    async def stop(self) -> None:
        """Close all connections to the store, which ends what is running."""
        await self._connection.close()
        self._executor.shutdown(wait=False)

    def running(self) -> dict[str, int]:
        """Return how many queries are in the ``fast`` and in the ``slow`` lane, and ``waiting``."""
        return self._lanes.running()

    @contextlib.asynccontextmanager
    async def ask(self, task: Task, client: str) -> AsyncIterator[RelayedAnswer]:
        """Have a query answered; see `Service.ask`.

        Args:
            task: The query.
            client: Who asks.

        Yields:
            The answer, whose head has arrived.

        Raises:
            OverloadError: There is more to do than can be done, or the store is not there.
            UnansweredError: The store finds the query malformed, or fails; or it is refused.
            StoppedError: The query took too long.
        """
        form = query_form(task.query)
        await self._lanes.enter(client)
        clock = Clock(self.limits.seconds, self.limits, client, self._lanes)
        try:
            async with self._answered(task, form, clock) as answer:
                yield answer
        finally:
            clock.end()
            self._lanes.leave(clock.slow)

    async def change(self, change: Change, client: str) -> Applied:
        """Make a change; see `Service.change`.

        A store makes a change as a whole or not at all only as far as it has transactions.

        Args:
            change: What to change.
            client: Who asks.

        Raises:
            OverloadError: There is more to do than can be done, or the store is not there.
            UnansweredError: The store refuses the change or fails; or the graph is missing.
            StoppedError: The change took too long.
        """
        await self._lanes.enter(client)
        clock = Clock(self.limits.change_seconds, self.limits, client, self._lanes)
        try:
            return await self._changing.make(change, clock)
        finally:
            self._graphs.forget()
            clock.end()
            self._lanes.leave(clock.slow)

    @contextlib.asynccontextmanager
    async def _answered(self, task: Task, form: str, clock: Clock) -> AsyncIterator[RelayedAnswer]:
        if self._forms is None:
            await self.start()
        forms = self._forms or Forms(frozenset())
        if task.existing is not None and not await self._graphs.exists(task.existing):
            raise UnansweredError(Failure.MISSING, task.existing)
        fields = {"query": with_base(task.query, task.base), **await self._graphs.dataset(task)}
        accept, _ = asked_for(task, form, forms)
        async with self._connection.ask(self._endpoints.query, fields, accept, clock) as response:
            yield RelayedAnswer(
                response,
                self._connection,
                clock,
                task,
                form=form,
                forms=forms,
                most=self.limits.answer,
                prefixes=self._prefixes,
                executor=self._executor,
            )

    async def _asked(self, query: str, media_type: str) -> bytes:
        """Return the whole answer to a question of our own."""
        clock = Clock(self.limits.seconds, self.limits)
        try:
            address, form = self._endpoints.query, {"query": query}
            async with self._connection.ask(address, form, media_type, clock) as response:
                given = response.headers.get("content-type", "").partition(";")[0].strip().lower()
                if given != media_type:
                    raise UnansweredError(Failure.FAILED, f"the store gives {given}")
                return b"".join([part async for part in self._connection.chunks(response, clock)])
        finally:
            clock.end()
