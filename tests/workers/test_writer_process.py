"""The writer as the server sees it: started, ended, and told apart from a store that is broken."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.workers.folder import State, StoreFolder
from atlas_kg.workers.writer_process import DeadWriterError, WriterProcess
from tests.workers.disk_stores import fill, insert

MEMORY = 1 << 29


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    fill(tmp_path / "store", "a")
    return StoreFolder(tmp_path / "store")


@pytest.fixture
def lock(folder: StoreFolder) -> Iterator[int]:
    lock = folder.claim()
    yield lock
    os.close(lock)


def test_it_ends_when_it_is_told_to_and_clears_away(folder: StoreFolder, lock: int) -> None:
    async def run() -> None:
        writer = await WriterProcess.start(folder, lock, State(1), MEMORY, None)
        assert writer.lives
        assert writer.working.exists()
        await writer.end()
        assert writer.process.returncode == 0
        assert not writer.working.exists()

    asyncio.run(run())


def test_one_that_is_dead_is_told_from_one_that_answers(folder: StoreFolder, lock: int) -> None:
    async def run() -> None:
        writer = await WriterProcess.start(folder, lock, State(1), MEMORY, None)
        assert (await writer.ask(insert("b"), None))[0]
        writer.process.kill()
        with pytest.raises(DeadWriterError):
            await writer.ask(insert("c"), None)
        await writer.end()
        assert folder.state() == State(2)

    asyncio.run(run())


def test_two_may_live_at_once_and_do_not_share_a_folder(folder: StoreFolder, lock: int) -> None:
    async def run() -> None:
        first = await WriterProcess.start(folder, lock, State(1), MEMORY, None)
        second = await WriterProcess.start(folder, lock, State(1), MEMORY, None)
        assert first.working != second.working
        await first.kill()
        assert (await second.ask(insert("b"), None))[0]
        await second.end()

    asyncio.run(run())


def test_data_that_are_missing_or_broken_are_told(folder: StoreFolder, lock: int) -> None:
    async def start(generation: int) -> None:
        await WriterProcess.start(folder, lock, State(generation), MEMORY, None)

    with pytest.raises(UsageError, match=r"cannot be opened: .*No such file or directory"):
        asyncio.run(start(7))
    (folder.checkpoint(1) / "CURRENT").write_text("nonsense")
    with pytest.raises(UsageError, match=r"The store in \S+ cannot be opened: "):
        asyncio.run(start(1))
    assert not folder.working_folder().exists()
