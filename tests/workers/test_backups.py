"""Backups: whole, checked, and never half written."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from atlas_kg import __version__
from atlas_kg.errors import UsageError
from atlas_kg.workers.backups import describe, read, write
from tests.workers.disk_stores import fill, subjects


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled") / "store"
    fill(folder, "a", "b")
    return folder / "generations" / "2"


@pytest.fixture
def backup(filled: Path, tmp_path: Path) -> Path:
    write(filled, tmp_path / "backup", 2, "sources")
    return tmp_path / "backup"


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_a_backup_says_what_it_is(backup: Path) -> None:
    told = json.loads((backup / "backup.json").read_text())
    assert (told["format"], told["version"]) == ("atlas-kg backup 1", __version__)
    assert (told["generation"], told["quads"], told["sources"]) == (2, 2, "sources")
    assert told["time"].endswith("+00:00")
    assert told["files"].keys() == names(backup / "store")
    assert describe(backup).quads == 2
    assert names(backup) == {"backup.json", "store"}


def test_a_backup_needs_nothing_else(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled.parents[1], tmp_path / "store")
    write(tmp_path / "store" / "generations" / "2", tmp_path / "backup", 2, "")
    shutil.rmtree(tmp_path / "store")
    shutil.move(tmp_path / "backup", tmp_path / "moved")
    assert read(tmp_path / "moved", tmp_path / "read").quads == 2
    shutil.rmtree(tmp_path / "moved")
    assert subjects(tmp_path / "read") == ["a", "b"]


def test_what_is_there_is_not_overwritten(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    with pytest.raises(UsageError, match="backup is there already"):
        write(filled, tmp_path / "backup", 2, "")
    assert names(tmp_path) == {"backup"}


def test_there_must_be_a_folder_for_it(filled: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no folder .*/none to write"):
        write(filled, tmp_path / "none" / "backup", 2, "")


def test_what_a_broken_off_backup_left_is_cleared_away(filled: Path, tmp_path: Path) -> None:
    left = tmp_path / ".backup.unfinished" / "store"
    left.mkdir(parents=True)
    (left / "CURRENT").write_text("MANIFEST-1\n")
    (left.parent / "backup.json").touch()
    write(filled, tmp_path / "backup", 2, "")
    assert names(tmp_path) == {"backup"}
    assert read(tmp_path / "backup", tmp_path / "read").quads == 2


def test_two_backups_do_not_mix(filled: Path, tmp_path: Path) -> None:
    partial = tmp_path / ".backup.unfinished"
    partial.mkdir()
    (partial / "of-another").touch()
    handle = os.open(partial, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(UsageError, match="Another backup is just being written"):
        write(filled, tmp_path / "backup", 2, "")
    os.close(handle)
    assert names(partial) == {"of-another"}
    write(filled, tmp_path / "backup", 2, "")
    assert names(tmp_path) == {"backup"}


def test_a_full_disk_is_told_and_leaves_nothing(filled: Path, tmp_path: Path) -> None:
    # A file that cannot grow, as on a disk that is full.
    program = (
        "import resource, sys; from pathlib import Path;"
        "from atlas_kg.workers.backups import write;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500));"
        "write(Path(sys.argv[1]), Path(sys.argv[2]), 2, '')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, filled, tmp_path / "backup"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "UsageError: " in done.stderr
    assert "backup cannot be written: File too large" in done.stderr
    assert names(tmp_path) == set()


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no folder .*none\. Name one that"):
        read(tmp_path / "none", tmp_path / "read")


@pytest.mark.parametrize(
    "manifest", [None, "", "[]", "{}", '{"files": {}}', '{"files": {}, "format": "x", "more": 1}']
)
def test_what_is_no_backup_is_told(tmp_path: Path, manifest: str | None) -> None:
    (tmp_path / "store").mkdir()
    if manifest is not None:
        (tmp_path / "backup.json").write_text(manifest)
    with pytest.raises(UsageError, match="is no backup of a store"):
        read(tmp_path, tmp_path / "read")


def test_a_backup_of_another_version_is_told(backup: Path, tmp_path: Path) -> None:
    manifest = backup / "backup.json"
    manifest.write_text(manifest.read_text().replace("atlas-kg backup 1", "atlas-kg backup 2"))
    with pytest.raises(UsageError, match="is 'atlas-kg backup 2', and this version reads"):
        read(backup, tmp_path / "read")


def shorten(store: Path) -> None:
    table = next(store.glob("*.sst"))
    table.write_bytes(table.read_bytes()[:-1])


def lose(store: Path) -> None:
    next(store.glob("*.sst")).unlink()


def add(store: Path) -> None:
    (store / "999999.sst").touch()


def alter(store: Path) -> None:
    table = max(store.glob("*.sst"))
    content = bytearray(table.read_bytes())
    content[len(content) // 2] ^= 1
    table.write_bytes(content)


@pytest.mark.parametrize("damage", [shorten, lose, add, alter])
def test_damage_is_found_and_nothing_left(
    backup: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    damage(backup / "store")
    with pytest.raises(UsageError, match=r"is damaged: its file store/\w+\.sst is not what"):
        read(backup, tmp_path / "read")
    assert not (tmp_path / "read").exists()


def test_a_number_of_quads_that_is_not_right_is_told(backup: Path, tmp_path: Path) -> None:
    manifest = backup / "backup.json"
    manifest.write_text(manifest.read_text().replace('"quads": 2', '"quads": 3'))
    with pytest.raises(UsageError, match="it holds 2 quads, and should hold 3"):
        read(backup, tmp_path / "read")
    assert not (tmp_path / "read").exists()
