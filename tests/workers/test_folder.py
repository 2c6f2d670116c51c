"""The folder of a store: what it is made of, who may use it, and what is cleared away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.workers.folder import InUseError, State, StoreFolder


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    return StoreFolder(tmp_path / "deep" / "store")


def contents(folder: StoreFolder) -> set[str]:
    return {
        str(each.relative_to(folder.path)) for each in folder.path.rglob("*") if each.name != "lock"
    }


def test_a_folder_is_made_where_there_is_none(folder: StoreFolder) -> None:
    lock = folder.claim()
    assert folder.state() is None
    assert contents(folder) == {"format", "generations"}
    os.close(lock)


def test_an_empty_folder_will_do(folder: StoreFolder) -> None:
    folder.path.mkdir(parents=True)
    os.close(folder.claim())
    assert (folder.path / "format").read_text() == "atlas-kg store 1\n"


def test_a_folder_whose_making_was_broken_off_will_do(folder: StoreFolder) -> None:
    folder.path.mkdir(parents=True)
    (folder.path / "lock").touch()
    (folder.path / "format.new").write_text("atlas")
    os.close(folder.claim())
    assert contents(folder) == {"format", "generations"}


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(folder: StoreFolder) -> None:
    folder.path.mkdir(parents=True)
    (folder.path / "thesis.tex").write_text("x")
    with pytest.raises(UsageError, match=r"store holds other files \(thesis.tex\) and no store"):
        folder.claim()
    assert contents(folder) == {"thesis.tex"}


def test_a_layout_of_another_version_is_refused(folder: StoreFolder) -> None:
    os.close(folder.claim())
    (folder.path / "format").write_text("atlas-kg store 2\n")
    with pytest.raises(UsageError, match="'atlas-kg store 2', and this version reads"):
        folder.claim()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be used for a store: File exists"):
        StoreFolder(tmp_path / "file").claim()


def test_only_one_may_use_it(folder: StoreFolder) -> None:
    lock = folder.claim()
    with pytest.raises(InUseError, match="in use by another process"):
        folder.claim(patience=0.1)
    os.close(lock)
    os.close(folder.claim())


def test_a_process_that_inherits_the_lock_holds_it_too(folder: StoreFolder) -> None:
    lock = folder.claim()
    inherited = os.dup(lock)
    os.close(lock)
    with pytest.raises(InUseError):
        folder.claim()
    os.close(inherited)
    os.close(folder.claim())


def test_the_state_is_replaced_as_a_whole(folder: StoreFolder) -> None:
    lock = folder.claim()
    folder.switch(State(3, "first"))
    (folder.path / "current.new").write_text('{"generation": 4, "sou')
    assert folder.state() == State(3, "first")
    folder.switch(State(4, "second", created=True))
    assert folder.state() == State(4, "second", created=True)
    os.close(lock)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"generation": "x"}'])
def test_a_state_that_cannot_be_read_is_no_empty_store(folder: StoreFolder, text: str) -> None:
    os.close(folder.claim())
    (folder.path / "current").write_text(text)
    with pytest.raises(UsageError, match="does not say which state of the data is current"):
        folder.claim()


def test_what_nobody_needs_is_cleared_away(folder: StoreFolder) -> None:
    lock = folder.claim()
    for name in ("1", "2", "3.tmp", "4", "incoming"):
        (folder.path / "generations" / name).mkdir()
    for name in ("data-1", "data-7"):
        (folder.path / name).mkdir()
        (folder.path / name / "bulk-1.sst").touch()
    folder.switch(State(2))
    (folder.path / "current.new").touch()
    folder.clean({folder.checkpoint(1)})
    kept = {"format", "current", "generations", "generations/2"}
    assert contents(folder) == kept | {"generations/1"}
    os.close(lock)
    os.close(folder.claim())
    assert contents(folder) == kept


def test_a_working_folder_is_not_there_yet(folder: StoreFolder) -> None:
    lock = folder.claim()
    first = folder.working_folder()
    first.mkdir()
    assert folder.working_folder() != first
    assert not folder.working_folder().exists()
    os.close(lock)
