"""Upkeep of a store that no server uses; beside one, see the tests of the verbs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.workers import upkeep
from atlas_kg.workers.control import NoServerError
from atlas_kg.workers.folder import State, StoreFolder
from tests.workers.disk_stores import fill, subjects


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill(tmp_path / "store", "a", "b")
    return tmp_path / "store"


def test_a_backup_is_written_and_restored(folder: Path, tmp_path: Path) -> None:
    assert upkeep.backup(folder, tmp_path / "backup") == 2
    fill(folder, "c")
    assert upkeep.restore(folder, tmp_path / "backup") == 2
    store = StoreFolder(folder)
    assert store.state() == State(4, "of b")
    assert subjects(store.checkpoint(4)) == ["a", "b"]
    assert [each.name for each in (folder / "generations").iterdir()] == ["4"]
    fill(folder, "d")
    assert subjects(store.checkpoint(5)) == ["a", "b", "d"]


def test_a_backup_makes_a_new_store(folder: Path, tmp_path: Path) -> None:
    upkeep.backup(folder, tmp_path / "backup")
    assert upkeep.restore(tmp_path / "new", tmp_path / "backup") == 2
    fill(tmp_path / "new", "c")
    assert subjects(tmp_path / "new" / "generations" / "1") == ["a", "b", "c"]


def test_what_is_no_backup_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        upkeep.restore(tmp_path / "new", tmp_path / "none")
    assert not (tmp_path / "new").exists()


def test_a_damaged_backup_makes_no_folder(folder: Path, tmp_path: Path) -> None:
    upkeep.backup(folder, tmp_path / "backup")
    (tmp_path / "backup" / "store" / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(UsageError, match="is damaged"):
        upkeep.restore(tmp_path / "new", tmp_path / "backup")
    assert not (tmp_path / "new").exists()


def test_what_is_no_store_is_left_alone(folder: Path, tmp_path: Path) -> None:
    upkeep.backup(folder, tmp_path / "backup")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.tex").touch()
    with pytest.raises(UsageError, match="There is no store in"):
        upkeep.backup(tmp_path / "other", tmp_path / "second")
    with pytest.raises(UsageError, match=r"holds other files \(thesis.tex\)"):
        upkeep.restore(tmp_path / "other", tmp_path / "backup")
    assert [each.name for each in (tmp_path / "other").iterdir()] == ["thesis.tex"]


def test_a_store_that_was_never_filled_has_no_backup(tmp_path: Path) -> None:
    os.close(StoreFolder(tmp_path / "store").claim())
    with pytest.raises(UsageError, match="holds no data yet"):
        upkeep.backup(tmp_path / "store", tmp_path / "backup")


def test_a_process_that_takes_no_orders_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "_PATIENCE", 0.3)
    lock = StoreFolder(folder).claim()
    with pytest.raises(NoServerError, match="in use by a process that takes no orders"):
        upkeep.backup(folder, tmp_path / "backup")
    os.close(lock)
