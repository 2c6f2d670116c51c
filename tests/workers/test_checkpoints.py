"""Checkpoints: clones share what is never written again, copies share nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest

from atlas_kg.workers.checkpoints import clone, copy, drop
from tests.workers.disk_stores import dump


def quad(number: int) -> ox.Quad:
    node = ox.NamedNode(f"http://example.org/{number}")
    return ox.Quad(node, node, node, node)


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    store = ox.Store(str(tmp_path / "store"))
    store.extend(map(quad, range(2_000)))
    store.backup(str(tmp_path / "checkpoint"))
    store.extend(map(quad, range(2_000, 4_000)))
    return tmp_path / "checkpoint"


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_writing_to_a_clone_changes_nothing_in_the_checkpoint(
    checkpoint: Path, tmp_path: Path
) -> None:
    before = bytes_of(checkpoint)
    # Often enough that the engine merges tables and uses its logs anew.
    for number in range(4):
        clone(checkpoint, tmp_path / f"clone-{number}")
        store = ox.Store(str(tmp_path / f"clone-{number}"))
        for step in range(5):
            store.extend(quad(10_000 + 100 * step + each) for each in range(100))
            store.remove(quad(step))
            store.flush()
        store.optimize()
        assert len(store) == 2_000 + 500 - 5
        del store
    assert bytes_of(checkpoint) == before
    assert len(dump(checkpoint)) == 2_000


def test_a_clone_takes_next_to_no_room(checkpoint: Path, tmp_path: Path) -> None:
    clone(checkpoint, tmp_path / "clone")
    tables = [file for file in checkpoint.iterdir() if file.suffix == ".sst"]
    assert tables
    assert all(file.samefile(tmp_path / "clone" / file.name) for file in tables)
    assert not any(
        file.samefile(tmp_path / "clone" / file.name)
        for file in checkpoint.iterdir()
        if file.suffix != ".sst"
    )


def test_a_copy_shares_no_file_and_tells_the_digests(checkpoint: Path, tmp_path: Path) -> None:
    digests = copy(checkpoint, tmp_path / "copy")
    assert digests == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in bytes_of(tmp_path / "copy").items()
    }
    assert bytes_of(tmp_path / "copy") == bytes_of(checkpoint)
    assert not any(file.samefile(checkpoint / file.name) for file in (tmp_path / "copy").iterdir())
    drop(checkpoint)
    drop(tmp_path / "store")
    assert len(dump(tmp_path / "copy")) == 2_000


def test_opening_a_checkpoint_to_read_writes_nothing(checkpoint: Path) -> None:
    before = bytes_of(checkpoint)
    assert len(dump(checkpoint)) == 2_000
    assert bytes_of(checkpoint) == before
