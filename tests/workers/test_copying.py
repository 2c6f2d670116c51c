"""Backups beside a server: what their process tells, and what is left when it is stopped."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.workers.copying import copy_apart
from tests.workers.disk_stores import fill, subjects


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled") / "store"
    fill(folder, "a", "b")
    return folder / "generations" / "2"


def test_it_tells_what_was_written_and_read(filled: Path, tmp_path: Path) -> None:
    written = asyncio.run(copy_apart(0, "write", filled, tmp_path / "backup", "2", "sources"))
    assert (written.generation, written.quads, written.sources) == (2, 2, "sources")
    assert asyncio.run(copy_apart(0, "read", tmp_path / "backup", tmp_path / "read")) == written
    assert subjects(tmp_path / "read") == ["a", "b"]


def test_it_tells_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no backup of a store"):
        asyncio.run(copy_apart(0, "read", tmp_path, tmp_path / "read"))


def test_data_that_kill_the_engine_do_not_kill_the_server(filled: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ended before it was done|cannot be written"):
        asyncio.run(copy_apart(0, "write", filled / "none", tmp_path / "backup", "2", ""))
    assert list(tmp_path.iterdir()) == []


def test_one_that_is_not_wanted_any_more_leaves_nothing(filled: Path, tmp_path: Path) -> None:
    async def work(patience: float) -> None:
        running = asyncio.ensure_future(
            copy_apart(0, "write", filled, tmp_path / "backup", "2", "sources")
        )
        await asyncio.sleep(patience)
        running.cancel()
        await asyncio.wait([running])

    for patience in (0.0, 0.1, 0.15, 0.2):
        asyncio.run(work(patience))
        assert {each.name for each in tmp_path.iterdir()} <= {"backup"}
