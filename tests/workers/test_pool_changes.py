"""Changes of data in memory: whole or not at all, seen at once, and without end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from atlas_kg.workers.frames import Change, Failure, Operation, Task
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.pool import Pool
from atlas_kg.workers.reply import StoppedError, UnansweredError
from tests.workers.pools import CSV, Dump, answer, with_pool

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
GRAPH = "http://example.org/changed"
MIB = 1 << 20


def update(text: str) -> Change:
    return Change(Operation.UPDATE, text=text)


async def size(pool: Pool) -> int:
    return int((await answer(pool, COUNT, CSV)).split()[1])


def test_a_change_is_seen_when_it_is_told(dump: Dump) -> None:
    async def work(pool: Pool) -> None:
        before = pool.generation
        for number in range(10):
            await pool.change(update(f"INSERT DATA {{ <urn:{number}> <urn:p> 1 }}"), "a")
            assert await size(pool) == 20_001 + number
        assert pool.generation == before + 10
        await pool.change(update("DELETE WHERE { ?s <urn:p> ?o }"), "a")
        assert await size(pool) == 20_000

    with_pool(dump, Limits(workers=1), work)


def test_concurrent_changes_lose_nothing(dump: Dump) -> None:
    async def work(pool: Pool) -> None:
        texts = (f"INSERT DATA {{ <urn:{number}> <urn:p> 1 }}" for number in range(20))
        await asyncio.gather(*(pool.change(update(text), "a") for text in texts))
        assert await size(pool) == 20_020

    with_pool(dump, Limits(workers=1), work)


def test_graphs_are_put_merged_and_dropped(dump: Dump) -> None:
    async def work(pool: Pool) -> None:
        async def put(operation: Operation, body: bytes = b"") -> bool:
            change = Change(operation, graph=GRAPH, parts=(("text/turtle", body),))
            return (await pool.change(change, "a")).created

        assert await put(Operation.PUT, b"<a> <b> <c>, <d> .")
        assert not await put(Operation.PUT, b"<a> <b> <c> .")
        assert await size(pool) == 20_001
        assert not await put(Operation.POST, b"<a> <b> <e>, [] .")
        assert await size(pool) == 20_003
        assert not await put(Operation.DELETE)
        assert await size(pool) == 20_000
        with pytest.raises(UnansweredError) as caught:
            await put(Operation.DELETE)
        assert caught.value.failure is Failure.MISSING

    with_pool(dump, Limits(workers=1), work)


def test_what_fails_changes_nothing(dump: Dump) -> None:
    steps = "INSERT DATA { <urn:a> <urn:b> 1 } ; "
    everything = "GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f }"
    count = f"SELECT (COUNT(*) AS ?n) {{ {everything} GRAPH ?z {{ ?g ?h ?i }} }}"
    endless = f"INSERT {{ <urn:a> <urn:b> ?n }} WHERE {{ {{ {count} }} }}"
    greedy = f"INSERT {{ ?a ?e ?f }} WHERE {{ {{ SELECT * {{ {everything} }} ORDER BY ?f }} }}"
    deep = f"INSERT {{ ?s ?p 1 }} WHERE {{{'{' * 4000}?s ?p ?o{'}' * 4000}}}"

    async def work(pool: Pool) -> None:
        with pytest.raises(UnansweredError) as caught:
            await pool.change(update(f"{steps} INSERT DATA {{ <urn:a> }}"), "a")
        assert caught.value.failure is Failure.MALFORMED
        with pytest.raises(UnansweredError) as caught:
            await pool.change(update(f"{steps} CREATE GRAPH <http://example.org/g>"), "a")
        assert caught.value.failure is Failure.REFUSED
        with pytest.raises(StoppedError, match="128 MiB"):
            await pool.change(update(steps + greedy), "a")
        with pytest.raises(StoppedError, match="nested too deeply"):
            await pool.change(update(steps + deep), "a")
        assert pool.generation == 0
        assert await size(pool) == 20_000

    async def in_a_hurry(pool: Pool) -> None:
        with pytest.raises(StoppedError, match="longer than 1 seconds"):
            await pool.change(update(steps + endless), "a")
        assert await size(pool) == 20_000

    with_pool(dump, Limits(workers=1, change_seconds=30, change_memory=128 * MIB), work)
    with_pool(dump, Limits(workers=1, change_seconds=1), in_a_hurry)


def test_a_running_query_goes_on_with_what_it_began(dump: Dump) -> None:
    long = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 300000"

    async def work(pool: Pool) -> None:
        async with pool.ask(Task(long, CSV, None), "a") as reply:
            chunks = reply.chunks()
            first = await anext(chunks)
            await pool.change(update("CLEAR ALL"), "b")
            assert await size(pool) == 0
            rest = [chunk async for chunk in chunks]
        assert (first + b"".join(rest)).count(b"\n") == 300_001

    with_pool(dump, Limits(workers=2), work)


def test_the_graph_of_proposals_is_no_part_of_the_default_graph(dump: Dump) -> None:
    async def work(pool: Pool) -> None:
        await pool.change(
            update("INSERT DATA { GRAPH <urn:hidden> { <urn:a> <urn:b> 1 } <urn:c> <urn:d> 1 }"),
            "a",
        )
        assert await size(pool) == 20_001
        named = "ASK { GRAPH <urn:hidden> { ?s ?p ?o } }"
        assert b"true" in await answer(pool, named, CSV)

    with_pool(dump, Limits(workers=1), work, hidden="urn:hidden")


def test_memory_comes_back_after_many_changes(dump: Dump) -> None:
    """Deleted data go when changes have calmed down, and empty graphs stay."""

    async def work(pool: Pool) -> None:
        await pool.change(Change(Operation.PUT, graph=GRAPH), "a")
        grow = "INSERT {{ ?s <urn:{0}> ?o }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"
        for number in range(25):
            await pool.change(update(grow.format(number)), "a")
            await pool.change(update(f"DELETE WHERE {{ ?s <urn:{number}> ?o }}"), "a")
        grown = resident(pool)
        for _ in range(150):
            if resident(pool) < grown / 2:
                break
            await asyncio.sleep(0.2)
        assert resident(pool) < grown / 2
        assert await size(pool) == 20_000
        task = Task(f"ASK {{ GRAPH <{GRAPH}> {{}} }}", CSV, None, existing=GRAPH)
        async with pool.ask(task, "a") as reply:
            assert [chunk async for chunk in reply.chunks()] == [b"true\n"]

    with_pool(dump, Limits(workers=1), work)


def resident(pool: Pool) -> int:
    assert pool._current
    statm = Path(f"/proc/{pool._current.pid}/statm").read_text("ascii")
    return int(statm.split()[1]) * 4096


def test_a_dead_process_begins_anew(dump: Dump) -> None:
    """What was only in memory is gone with it; answers given before are not given again."""

    async def work(pool: Pool) -> None:
        await pool.change(update("CLEAR ALL"), "a")
        assert pool._current
        pool._current.close()
        # At once, so that nobody is told again what the dead process had.
        assert pool.generation == 2
        assert await size(pool) == 20_000
        assert pool.generation == 2

    with_pool(dump, Limits(workers=1), work)


def test_relative_names_are_resolved_against_the_base(dump: Dump) -> None:
    async def work(pool: Pool) -> None:
        base = "http://example.org/some/update"
        text = "INSERT DATA { <a> <#p> 'x' }"
        await pool.change(Change(Operation.UPDATE, text=text, base=base), "a")
        query = "SELECT ?s { ?s <#p> 'x' }"
        async with pool.ask(Task(query, CSV, None, base=base), "a") as reply:
            body = b"".join([chunk async for chunk in reply.chunks()])
        assert body == b"s\r\nhttp://example.org/some/a\r\n"
        with pytest.raises(UnansweredError):
            async with pool.ask(Task(query, CSV, None), "a"):
                pass

    with_pool(dump, Limits(workers=1), work)


def test_a_change_of_what_is_no_more_is_not_made(dump: Dump) -> None:
    async def work(pool: Pool) -> None:
        since = pool.generation
        text = "INSERT DATA { <urn:a> <urn:p> 1 }"
        changes = [Change(Operation.UPDATE, text=text, since=since) for _ in range(5)]
        made = await asyncio.gather(
            *(pool.change(change, "a") for change in changes), return_exceptions=True
        )
        assert sum(not isinstance(each, Exception) for each in made) == 1
        failed = [each for each in made if isinstance(each, UnansweredError)]
        assert [each.failure for each in failed] == [Failure.OUTDATED] * 4
        assert pool.generation == since + 1
        assert await size(pool) == 20_001

    with_pool(dump, Limits(workers=1), work)
