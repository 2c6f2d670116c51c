"""Generations: nothing that they begin outlives whoever wanted it."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

from atlas_kg.workers.generation import Generation, Origin, Setup
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.pool import Pool
from tests.workers.pools import Dump, with_pool


def children(pid: int) -> set[int]:
    """Return the processes that a process has started and that have not ended."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = stat.read_text("utf-8").rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.add(int(stat.parent.name))
    return found


async def come_to(pid: int, expected: set[int]) -> bool:
    for _ in range(100):
        if children(pid) == expected:
            return True
        await asyncio.sleep(0.05)
    return False


def test_a_worker_whose_client_leaves_while_it_is_forked_ends(dump: Dump) -> None:
    async def work(pool: Pool) -> None:
        generation = pool._current
        assert generation
        before = children(generation.pid)
        for number in range(40):
            fork = asyncio.ensure_future(generation._fork())
            for _ in range(number % 4 + 1):
                await asyncio.sleep(0)
            fork.cancel()
            await asyncio.wait([fork])
            if not fork.cancelled():
                fork.result()[0].close()
        assert await come_to(generation.pid, before)

    with_pool(dump, Limits(workers=1), work)


def test_a_generation_that_is_given_up_ends(dump: Dump) -> None:
    async def run() -> None:
        before = children(os.getpid())
        setup = Setup({}, "urn:none", Limits(workers=2))
        for moments in (0, 0.05, 0.3, 0.6, 0.9):
            begun = asyncio.ensure_future(Generation.begin(0, Origin(dump=dump), setup))
            await asyncio.sleep(moments)
            begun.cancel()
            await asyncio.wait([begun])
            if not begun.cancelled():
                begun.result().close()
        assert await come_to(os.getpid(), before)

    asyncio.run(run())


def test_a_generation_without_workers_ends(dump: Dump) -> None:
    """Its process has begun when the first of its workers is to be forked."""

    class Interrupted(Generation):
        async def prepare(self) -> None:
            raise asyncio.CancelledError

    async def run() -> None:
        before = children(os.getpid())
        setup = Setup({}, "urn:none", Limits(workers=1))
        with contextlib.suppress(asyncio.CancelledError):
            await Interrupted.begin(0, Origin(dump=dump), setup)
        assert await come_to(os.getpid(), before)

    asyncio.run(run())
