"""Pools for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, TypeVar

from atlas_kg.workers.frames import Task
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.pool import Pool

CSV = "text/csv"
JSON = "application/sparql-results+json"
TURTLE = "text/turtle"

Dump = Callable[[IO[bytes]], None]
T = TypeVar("T")


def with_pool(
    dump: Dump, limits: Limits, work: Callable[[Pool], Awaitable[T]], hidden: str = "urn:none"
) -> T:
    """Start a pool in an event loop of its own, and do something with it."""

    async def run() -> T:
        pool = Pool(dump, {"ex": "http://example.org/"}, limits, hidden=hidden)
        await pool.start()
        try:
            return await work(pool)
        finally:
            await pool.stop()

    # A test elsewhere may have left an event loop in the main thread.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()


async def answer(pool: Pool, query: str, rows: str | None = JSON, client: str = "a") -> bytes:
    """Return the whole answer to a query."""
    async with pool.ask(Task(query, rows, TURTLE), client) as reply:
        return b"".join([chunk async for chunk in reply.chunks()])
