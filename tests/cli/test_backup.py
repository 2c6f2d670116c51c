"""``backup`` and ``restore``: what they say, beside a server and without one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.durability.history import expected
from tests.durability.killing import Keeping, held
from tests.workers.disk_stores import fill

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill(tmp_path / "store", "a", "b")
    return tmp_path / "store"


def said(done: CompletedProcess[str]) -> tuple[int, str, str]:
    return done.returncode, done.stdout, done.stderr


def test_a_backup_and_back_without_a_server(run: Run, folder: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    done = run("backup", "--store", folder, "-o", backup)
    assert said(done) == (0, "", f"Wrote 2 quads to {backup}\n")
    done = run("restore", "--store", tmp_path / "new", backup)
    assert said(done) == (0, "", f"The store in {tmp_path / 'new'} holds 2 quads now\n")
    assert held(tmp_path / "new") == held(folder) != frozenset()


def test_a_backup_and_back_beside_a_server(run: Run, tmp_path: Path) -> None:
    folder, backup = tmp_path / "store", tmp_path / "backup"
    keeping = Keeping(folder)
    assert keeping.told() == ["ready", "0"]
    keeping.send("change", 0, 3)
    assert [keeping.told()[0] for _ in range(3)] == ["made"] * 3

    done = run("backup", "--store", folder, "-o", backup)
    quads = len([line for line in expected(3) if not line.startswith("graph ")])
    assert said(done) == (0, "", f"Wrote {quads:,} quads to {backup}\n")
    again = run("backup", "--store", folder, "-o", backup)
    assert said(again) == (
        2,
        "",
        f"Error: {backup} is there already. Name a folder that is not there yet.\n",
    )

    keeping.send("change", 3, 5)
    assert [keeping.told()[0] for _ in range(2)] == ["made"] * 2
    done = run("restore", "--store", folder, backup)
    assert said(done) == (0, "", f"The store in {folder} holds {quads:,} quads now\n")
    keeping.close()
    assert held(folder) == expected(3)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("backup", "--store", "{none}", "-o", "{new}"), "There is no store in {none}."),
        (("backup", "--store", "{other}", "-o", "{new}"), "There is no store in {other}."),
        (("backup", "--store", "{store}", "-o", "{store}"), "{store} is there already."),
        (("backup", "--store", "{store}", "-o", "{none}/x"), "There is no folder {none} to write"),
        (("restore", "--store", "{store}", "{none}"), "There is no folder {none}."),
        (("restore", "--store", "{store}", "{other}"), "{other} is no backup of a store."),
        (("restore", "--store", "{store}", "{store}"), "{store} is no backup of a store."),
        (("restore", "--store", "{other}", "{other}"), "{other} is no backup of a store."),
        (("backup", "--store", "{store}"), "Missing option '-o'"),
        (("restore", "{store}"), "Missing option '--store'"),
    ],
)
def test_wrong_use_is_told(
    run: Run, folder: Path, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    places = {name: tmp_path / name for name in ("none", "other", "store", "new")}
    before = held(folder)
    done = run(*(word.format(**places) for word in words))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Error: {message.format(**places)}" in done.stderr
    assert held(folder) == before
    assert not (tmp_path / "new").exists()
    assert [each.name for each in (tmp_path / "other").iterdir()] == ["file"]
