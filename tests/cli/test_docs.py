"""``atlas-kg docs``: the documentation as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Run = Callable[..., CompletedProcess[str]]


def test_folder_is_written_and_then_up_to_date(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "build" / "docs"
    done = run("docs", "-o", folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert f"Open {folder / 'index.html'}" in done.stderr
    assert (folder / "ontology.html").read_text("utf-8").startswith("<!doctype html>")
    assert run("docs", "--check", "-o", folder).returncode == 0
    (folder / "index.html").write_text("old", "utf-8")
    checked = run("docs", "--check", "-o", folder)
    assert checked.returncode == 1
    assert f"Out of date: {folder / 'index.html'}" in checked.stderr
    assert (folder / "index.html").read_text("utf-8") == "old"


def test_check_makes_nothing(run: Run, tmp_path: Path) -> None:
    assert run("docs", "--markdown", "--check", "-o", tmp_path / "none").returncode == 1
    assert not (tmp_path / "none").exists()


def test_markdown_alone(run: Run, tmp_path: Path) -> None:
    assert run("docs", "--markdown", "-o", tmp_path).returncode == 0
    assert {path.suffix for path in tmp_path.iterdir()} == {".md"}
    assert run("docs", "--markdown", "--check", "-o", tmp_path).returncode == 0


def test_folder_that_cannot_be_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("docs", "--markdown", "-o", tmp_path / "file" / "docs")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
