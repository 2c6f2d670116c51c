"""Stores that run, and what the tests ask of relays to them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from atlas_kg.namespaces import GRAPH_PROPOSED, PREFIXES
from atlas_kg.relay import Credentials, Endpoints, PatientStore, Relay
from atlas_kg.workers.frames import Task
from atlas_kg.workers.limits import Limits

T = TypeVar("T")

CSV = "text/csv"
TURTLE = "text/turtle"


@dataclass(frozen=True)
class RunningStore:
    """A store that runs.

    Attributes:
        kind: ``virtuoso`` or ``oxigraph``.
        endpoints: Its addresses.
        credentials: Who may change it.
    """

    kind: str
    endpoints: Endpoints
    credentials: Credentials | None

    def relay(self, limits: Limits | None = None) -> Relay:
        return Relay(
            self.endpoints, self.credentials, limits or Limits(), PREFIXES, GRAPH_PROPOSED.value
        )

    def arranged(self, rows: list[list[str]]) -> list[list[str]]:
        """Return rows as they came, or sorted where the store does not sort long texts."""
        return [rows[0], *sorted(rows[1:])] if self.kind == "virtuoso" else rows

    def patient(self) -> PatientStore:
        return PatientStore(self.endpoints, self.credentials, seconds=60)


def within(work: Coroutine[object, object, T]) -> T:
    """Await something in the event loop in which all relays run."""
    return asyncio.run_coroutine_threadsafe(work, _loop()).result(120)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    # A test elsewhere may have left an event loop in the main thread.
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


@contextmanager
def limited(store: RunningStore, **limits: float) -> Iterator[Relay]:
    """Give a relay with limits of its own."""

    async def make() -> Relay:
        made = store.relay(replace(Limits(), **limits))  # type: ignore[arg-type] # by name
        await made.start()
        return made

    own = within(make())
    try:
        yield own
    finally:
        within(own.stop())


async def body(relay: Relay, task: Task, client: str = "a") -> bytes:
    async with relay.ask(task, client) as answer:
        return b"".join([chunk async for chunk in answer.chunks()])


def answered(relay: Relay, task: Task) -> bytes:
    return within(body(relay, task))


def rows_of(query: str, **more: object) -> Task:
    return Task(query, CSV, TURTLE, **more)  # type: ignore[arg-type] # the rest of a task
