"""Contributed files are written whole or not at all, and none over another one."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from atlas_kg import resources
from atlas_kg.errors import UsageError
from atlas_kg.record_files import ClashError, create, rewrite, writable


def test_a_new_file_comes_with_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "codings" / "jane" / "Doe2025.yaml"
    create(file, "schema: 1\n")
    assert file.read_text("utf-8") == "schema: 1\n"
    assert [each.name for each in file.parent.iterdir()] == ["Doe2025.yaml"]


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    create(file, "first\n")
    with pytest.raises(UsageError, match="is there already"):
        create(file, "second\n")
    assert file.read_text("utf-8") == "first\n"
    assert [each.name for each in tmp_path.iterdir()] == ["a.yaml"]


def test_a_file_is_rewritten_unless_it_changed_meanwhile(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    create(file, "first\n")
    rewrite(file, b"first\n", "second\n")
    with pytest.raises(ClashError, match="changed meanwhile"):
        rewrite(file, b"first\n", "third\n")
    assert file.read_text("utf-8") == "second\n"
    assert [each.name for each in tmp_path.iterdir()] == ["a.yaml"]


def add_lines(file: Path, writer: int, count: int) -> int:
    """Add lines to a file, once each; return how many were written as far as the writer knows."""
    written = 0
    for number in range(count):
        old = file.read_bytes()
        try:
            rewrite(file, old, f"{old.decode()}{writer} {number}\n")
        except ClashError:
            continue
        written += 1
    return written


def test_nothing_that_several_processes_write_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    create(file, "")
    writers, each = 4, 100
    with ProcessPoolExecutor(writers, get_context("spawn")) as pool:
        told = pool.map(add_lines, [file] * writers, range(writers), [each] * writers)
        written = sum(told)
    lines = file.read_text("utf-8").splitlines()
    assert len(set(lines)) == len(lines) == written
    assert [other.name for other in tmp_path.iterdir()] == ["a.csv"]


def test_where_no_folder_can_be_there_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        create(tmp_path / "file" / "a.yaml", "text\n")


def test_what_was_installed_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert writable(tmp_path) == tmp_path
    monkeypatch.setattr(resources, "is_installed", lambda _: True)
    with pytest.raises(UsageError, match="does not change itself"):
        writable(tmp_path)
