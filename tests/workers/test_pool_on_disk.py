"""The pool on a store on disk: queries see each change, and what was restored."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.workers import upkeep
from atlas_kg.workers.disk import DiskKeeper
from atlas_kg.workers.folder import State, StoreFolder
from atlas_kg.workers.frames import Task
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.pool import Pool
from atlas_kg.workers.pool_on_disk import PoolOnDisk
from tests.workers.disk_stores import insert
from tests.workers.test_generation import children

T = TypeVar("T")
LIST = "SELECT ?n { ?s ?p ?o . BIND(REPLACE(STR(?s), '.*/', '') AS ?n) } ORDER BY ?n"


def with_pool(
    folder: Path,
    work: Callable[[Pool, DiskKeeper], Awaitable[T]],
    limits: Limits | None = None,
) -> T:
    async def run() -> T:
        keeper = DiskKeeper(folder, limits or Limits())
        pool = Pool(lambda _: None, {}, limits or Limits(), keeper=keeper)
        await pool.start()
        try:
            return await work(pool, keeper)
        finally:
            await pool.stop()

    return asyncio.run(run())


def generations(keeper: DiskKeeper) -> set[str]:
    return {each.name for each in (keeper.path / "generations").iterdir()}


async def comes(is_so: Callable[[], bool]) -> bool:
    """Wait, for half a minute at most, until something is so."""
    for _ in range(1500):
        if is_so():
            return True
        await asyncio.sleep(0.02)
    return False


async def names(pool: Pool) -> str:
    async with pool.ask(Task(LIST, "text/csv", None), "somebody") as reply:
        answer = b"".join([part async for part in reply.chunks()])
    return "".join(answer.decode().split()[1:])


def test_each_change_is_seen_and_lasts(tmp_path: Path) -> None:
    async def work(pool: Pool, _: DiskKeeper) -> None:
        for count, name in enumerate("abc", 1):
            await pool.change(insert(name), "somebody")
            assert (await names(pool), pool.generation) == ("abc"[:count], count)

    async def again(pool: Pool, _: DiskKeeper) -> tuple[str, int]:
        return await names(pool), pool.generation

    with_pool(tmp_path / "store", work)
    # So that what a client remembers of them is still right.
    assert with_pool(tmp_path / "store", again) == ("abc", 3)


def test_checkpoints_go_with_their_last_query(tmp_path: Path) -> None:
    async def work(pool: Pool, keeper: DiskKeeper) -> None:
        async with pool.ask(Task(LIST, "text/csv", None), "somebody") as reply:
            for name in "abc":
                await pool.change(insert(name), "somebody")
            assert generations(keeper) >= {"0", "3"}
            assert [part async for part in reply.chunks()]
        # Meanwhile the data are copied into memory as well.
        assert await comes(lambda: generations(keeper) == {"3"})
        await asyncio.sleep(1.5)
        assert await names(pool) == "abc"

    with_pool(tmp_path / "store", work)


def test_processes_that_die_take_nothing_with_them(tmp_path: Path) -> None:
    async def work(pool: Pool, keeper: DiskKeeper) -> None:
        await pool.change(insert("a"), "somebody")
        assert pool._current
        os.kill(pool._current.pid, signal.SIGKILL)
        assert await comes(lambda: not (pool._current and pool._current.is_alive))
        assert (await names(pool), pool.generation) == ("a", 1)
        await pool.change(insert("b"), "somebody")
        assert (await names(pool), pool.generation) == ("ab", 2)
        assert await comes(lambda: generations(keeper) == {"2"})

    with_pool(tmp_path / "store", work)


def test_what_was_changed_is_told_and_seen_though_it_cannot_be_read_at_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(pool: Pool, keeper: DiskKeeper) -> None:
        await pool.change(insert("a"), "somebody")

        def unreadable(_: StoreFolder) -> State | None:
            raise UsageError("too many open files")

        with monkeypatch.context() as failing:
            failing.setattr(StoreFolder, "state", unreadable)
            await pool.change(insert("b"), "somebody")
            with pytest.raises(OverloadError):
                await names(pool)
        assert (await names(pool), pool.generation) == ("ab", 2)
        await pool.change(insert("c"), "somebody")
        assert (await names(pool), pool.generation) == ("abc", 3)
        assert await comes(lambda: generations(keeper) == {"3"})

    with_pool(tmp_path / "store", work)


def test_a_checkpoint_stays_while_its_copy_is_used(tmp_path: Path) -> None:
    async def work(pool: Pool, keeper: DiskKeeper) -> None:
        await pool.change(insert("a"), "somebody")
        checkpoint = keeper.path / "generations" / "1"
        uses = keeper._uses
        assert await comes(lambda: bool(pool._current and pool._current.origin.copies))  # type: ignore[union-attr]
        await asyncio.sleep(0.2)
        assert uses[checkpoint] == 1
        await pool.change(insert("b"), "somebody")
        assert await comes(lambda: checkpoint not in uses)
        assert uses[keeper.path / "generations" / "2"] == 1

    with_pool(tmp_path / "store", work)


def test_changes_while_data_are_copied_leave_no_process(tmp_path: Path) -> None:
    others = set(children_named("zygote"))

    async def work(pool: Pool, keeper: DiskKeeper) -> None:
        for number in range(8):
            await pool.change(insert(f"n{number}"), "somebody")
            await asyncio.sleep(1 + number * 0.08)
        assert await comes(lambda: generations(keeper) == {"8"})
        assert await comes(lambda: len(set(children_named("zygote")) - others) == 1)

    with_pool(tmp_path / "store", work)


def children_named(word: str) -> list[int]:
    """Return the children of this process whose command line has a word."""
    found = []
    for pid in children(os.getpid()):
        words = Path(f"/proc/{pid}/cmdline").read_text("utf-8")
        if word in words:
            found.append(pid)
    return found


def test_the_pool_of_a_server_takes_the_sources_and_orders(tmp_path: Path) -> None:
    async def run(sources: str, name: str) -> str:
        keeper = DiskKeeper(tmp_path / "store", Limits())
        pool = PoolOnDisk(keeper, sources, lambda: insert(name), {}, Limits(), hidden="x:hidden")
        await pool.start()
        try:
            backup = tmp_path / f"backup-{name}"
            assert await asyncio.to_thread(upkeep.backup, keeper.path, backup) > 0
            found = await names(pool)
            await pool.change(insert("z"), "somebody")
            assert await asyncio.to_thread(upkeep.restore, keeper.path, backup) == len(found)
            assert await names(pool) == found
        finally:
            await pool.stop()
        return found

    assert asyncio.run(run("first", "a")) == "a"
    assert asyncio.run(run("first", "b")) == "a"
    assert asyncio.run(run("second", "c")) == "ac"


def test_a_backup_is_restored_under_way(tmp_path: Path) -> None:
    async def work(pool: Pool, keeper: DiskKeeper) -> None:
        await pool.change(insert("a"), "somebody")
        await keeper.backup(tmp_path / "backup")
        await pool.change(insert("b"), "somebody")
        async with pool.ask(Task(LIST, "text/csv", None), "somebody") as old:
            restoring = asyncio.ensure_future(pool.restore(tmp_path / "backup"))
            await asyncio.sleep(0)
            await pool.change(insert("c"), "somebody")
            assert (await restoring).quads == 1
            assert b"b" in b"".join([part async for part in old.chunks()])
        assert (await names(pool), pool.generation) == ("a", 4)
        await pool.change(insert("d"), "somebody")
        assert (await names(pool), pool.generation) == ("ad", 5)

    with_pool(tmp_path / "store", work)


def test_what_is_no_backup_changes_nothing(tmp_path: Path) -> None:
    async def work(pool: Pool, _: DiskKeeper) -> tuple[str, int]:
        await pool.change(insert("a"), "somebody")
        with pytest.raises(UsageError, match="is no backup"):
            await pool.restore(tmp_path)
        return await names(pool), pool.generation

    assert with_pool(tmp_path / "store", work) == ("a", 1)


def test_data_in_memory_are_not_restored(tmp_path: Path) -> None:
    async def run() -> None:
        pool = Pool(lambda _: None, {}, Limits())
        with pytest.raises(UsageError, match="in memory alone"):
            await pool.restore(tmp_path)

    asyncio.run(run())
