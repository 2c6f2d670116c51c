"""Workers: what a query may take, what ends it, and what the others notice of it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from atlas_kg.workers.frames import Failure
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.pool import Pool
from atlas_kg.workers.reply import StoppedError, UnansweredError
from tests.workers.pools import JSON, Dump, answer, with_pool

POINT = "SELECT ?o { <http://example.org/5> ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a"
DEEP = f"SELECT * {{{'{' * 4000}?s ?p ?o{'}' * 4000}}}"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 200000"
MIB = 1 << 20


async def body(pool: Pool, query: str, client: str = "a", rows: str | None = JSON) -> bytes:
    return await answer(pool, query, rows, client)


@pytest.mark.parametrize(
    ("query", "rows", "expected"),
    [
        (POINT, "text/csv", b"o\r\nhttp://example.org/5\r\n"),
        ("ASK {}", JSON, b'{"head":{},"boolean":true}'),
        ("ASK {}", "text/csv", b"true\n"),
        (POINT, None, b""),
        (
            "CONSTRUCT { <http://example.org/a> ?p ?o } { <http://example.org/5> ?p ?o }",
            None,
            b"@prefix ex: <http://example.org/> .\nex:a ex:p ex:5 .\n",
        ),
    ],
)
def test_forms(dump: Dump, query: str, rows: str | None, expected: bytes) -> None:
    assert with_pool(dump, Limits(), lambda pool: body(pool, query, rows=rows)) == expected


def test_long_answers_arrive_whole(dump: Dump) -> None:
    rows = with_pool(dump, Limits(), lambda pool: body(pool, LONG, rows="text/csv"))
    assert rows.count(b"\r\n") == 200_001


@pytest.mark.parametrize(
    ("query", "why"),
    [(ENDLESS, "longer than 0.5 seconds"), (GREEDY, "128 MiB"), (DEEP, "nested too deeply")],
)
def test_hostile_queries_end_and_others_go_on(dump: Dump, query: str, why: str) -> None:
    async def work(pool: Pool) -> None:
        with pytest.raises(StoppedError, match=why):
            await body(pool, query)
        assert await body(pool, POINT)

    seconds = 0.5 if query is ENDLESS else 20
    with_pool(dump, Limits(seconds=seconds, memory=128 * MIB), work)


def test_answers_have_a_limit(dump: Dump) -> None:
    async def work(pool: Pool) -> None:
        with pytest.raises(UnansweredError) as caught:
            await body(pool, LONG)
        assert caught.value.failure is Failure.TOO_LARGE
        assert await body(pool, POINT)

    with_pool(dump, Limits(answer=100_000), work)


def test_malformed_queries_keep_the_worker(dump: Dump) -> None:
    async def work(pool: Pool) -> None:
        for _ in range(20):
            with pytest.raises(UnansweredError, match="error at 1:11") as caught:
                await body(pool, "SELECT * {")
            assert caught.value.failure is Failure.MALFORMED
        assert children(pool) == before

    before: set[int] = set()

    async def counted(pool: Pool) -> None:
        before.update(children(pool))
        await work(pool)

    with_pool(dump, Limits(workers=2), counted)


def children(pool: Pool) -> set[int]:
    """Return the process ids of the living workers."""
    assert pool._current
    listed = Path(f"/proc/{pool._current.pid}/task/{pool._current.pid}/children")
    return set(map(int, listed.read_text("ascii").split()))


def test_who_leaves_stops_the_query(dump: Dump) -> None:
    async def work(pool: Pool) -> None:
        asked = asyncio.create_task(body(pool, ENDLESS))
        await asyncio.sleep(0.3)
        busy = children(pool)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        await asyncio.sleep(0.3)
        assert len(busy - children(pool)) == 1
        assert await body(pool, POINT)

    with_pool(dump, Limits(workers=1), work)


def test_long_queries_make_room(dump: Dump) -> None:
    """One client's long queries fill the slow lane; another's short ones wait for moments only."""
    limits = Limits(seconds=4, workers=2, slow=2, patience=0.3)

    async def work(pool: Pool) -> tuple[list[BaseException | bytes], int]:
        hostile = [asyncio.create_task(body(pool, ENDLESS, "hostile")) for _ in range(8)]
        await asyncio.sleep(0.1)
        answered = 0
        while not any(
            isinstance(task.done() and task.exception(), StoppedError) for task in hostile
        ):
            assert await body(pool, POINT, "friendly")
            answered += 1
            await asyncio.sleep(0.05)
        return await asyncio.gather(*hostile, return_exceptions=True), answered

    ended, answered = with_pool(dump, limits, work)
    assert {type(error) for error in ended} == {StoppedError, OverloadError}
    assert answered > 1


def test_a_full_queue_is_told(dump: Dump) -> None:
    async def work(pool: Pool) -> list[BaseException | bytes]:
        tasks = [asyncio.create_task(body(pool, ENDLESS)) for _ in range(6)]
        return await asyncio.gather(*tasks, return_exceptions=True)

    ended = with_pool(dump, Limits(seconds=1, workers=1, slow=1, queue=2, wait=5), work)
    told = [error for error in ended if isinstance(error, OverloadError)]
    assert sum("wait already" in str(error) for error in told) == 3
    assert all(error.retry_after >= 1 for error in told)


def test_whoever_waits_too_long_is_told(dump: Dump) -> None:
    async def work(pool: Pool) -> None:
        busy = asyncio.create_task(body(pool, ENDLESS))
        await asyncio.sleep(0.05)
        with pytest.raises(OverloadError, match="too long for its turn"):
            await body(pool, POINT)
        busy.cancel()
        await asyncio.gather(busy, return_exceptions=True)
        assert await body(pool, POINT)

    with_pool(dump, Limits(workers=1, wait=0.2, patience=5), work)


def test_a_killed_worker_or_zygote_is_replaced(dump: Dump) -> None:
    async def work(pool: Pool) -> None:
        for pid in children(pool):
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.2)
        assert await body(pool, POINT)
        assert pool._current
        os.kill(pool._current.pid, signal.SIGKILL)
        await asyncio.sleep(0.2)
        assert await body(pool, POINT)

    with_pool(dump, Limits(workers=1), work)


def test_workers_die_with_the_server(dump: Dump) -> None:
    left: set[int] = set()

    async def work(pool: Pool) -> None:
        left.update(children(pool))
        # One is busy when the server goes.
        task = asyncio.create_task(body(pool, ENDLESS))
        await asyncio.sleep(0.2)
        left.update(children(pool))
        task.cancel()

    with_pool(dump, Limits(), work)
    deadline = time.monotonic() + 5
    while any(alive(left)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not list(alive(left))


def alive(pids: set[int]) -> Iterator[int]:
    for pid in pids:
        if Path(f"/proc/{pid}").exists():
            yield pid


def test_queries_that_come_before_the_start_wait_for_it(dump: Dump) -> None:
    async def run() -> list[bytes]:
        pool = Pool(dump, {}, Limits(workers=2))
        try:
            return list(await asyncio.gather(*(body(pool, POINT) for _ in range(6))))
        finally:
            await pool.stop()

    with ThreadPoolExecutor(1) as thread:
        answers = thread.submit(lambda: asyncio.run(run())).result()
    assert len(answers) == 6
    assert all(answers)
