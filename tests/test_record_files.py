"""Contributed files are written whole or not at all, and none over another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas_kg import resources
from atlas_kg.errors import UsageError
from atlas_kg.record_files import create, rewrite, writable


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
    with pytest.raises(UsageError, match="changed meanwhile"):
        rewrite(file, b"first\n", "third\n")
    assert file.read_text("utf-8") == "second\n"
    assert [each.name for each in tmp_path.iterdir()] == ["a.yaml"]


def test_where_no_folder_can_be_there_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        create(tmp_path / "file" / "a.yaml", "text\n")


def test_what_was_installed_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert writable(tmp_path) == tmp_path
    monkeypatch.setattr(resources, "is_installed", lambda _: True)
    with pytest.raises(UsageError, match="does not change itself"):
        writable(tmp_path)
