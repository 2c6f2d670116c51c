"""``atlas-kg format`` and ``atlas-kg schemas``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from atlas_kg.dataset import Sources

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def shuffled(sources: Sources) -> Path:
    """A Turtle file in another layout."""
    file = sources.shapes / "theory.ttl"
    head, *rest = file.read_text("utf-8").split("\n\n")
    file.write_text("\n\n".join([head, *reversed(rest)]) + "\n\n", "utf-8")
    return file


def test_carried_files_are_in_the_one_layout(run: Run) -> None:
    done = run("format", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_check_changes_nothing(shuffled: Path, run: Run) -> None:
    before = shuffled.read_bytes()
    done = run("format", "--check", shuffled)
    assert (done.returncode, done.stderr) == (1, f"Not in the one layout: {shuffled}\n")
    assert shuffled.read_bytes() == before


def test_files_are_laid_out_once(shuffled: Path, run: Run) -> None:
    assert run("format", shuffled).stderr == f"Laid out: {shuffled}\n"
    assert shuffled.read_bytes() == (Sources.carried().shapes / "theory.ttl").read_bytes()
    done = run("format", shuffled)
    assert (done.returncode, done.stderr) == (0, "")


def test_file_that_is_no_turtle_stays(shuffled: Path, run: Run) -> None:
    shuffled.write_text("atlas:A a", "utf-8")
    done = run("format", shuffled)
    assert done.returncode == 2
    assert str(shuffled) in done.stderr
    assert "Traceback" not in done.stderr
    assert shuffled.read_text("utf-8") == "atlas:A a"


def test_carried_schemas_are_up_to_date(run: Run) -> None:
    done = run("schemas", "--check", "-o", Sources.carried().data / "schemas")
    assert (done.returncode, done.stderr) == (0, "")


def test_schemas_are_written_once(run: Run, tmp_path: Path) -> None:
    assert run("schemas", "-o", tmp_path).returncode == 0
    files = {file.name for file in tmp_path.iterdir()}
    assert files == {
        "adjudication.json",
        "coder.json",
        "coding.json",
        "publication.json",
        "solution.json",
    }
    assert all(json.loads(file.read_text("utf-8"))["title"] for file in tmp_path.iterdir())
    assert run("schemas", "-o", tmp_path).stderr == ""


def test_outdated_schema_is_told(run: Run, tmp_path: Path) -> None:
    run("schemas", "-o", tmp_path)
    (tmp_path / "coder.json").write_text("{}", "utf-8")
    done = run("schemas", "--check", "-o", tmp_path)
    assert (done.returncode, done.stderr) == (1, f"Out of date: {tmp_path / 'coder.json'}\n")
    assert (tmp_path / "coder.json").read_text("utf-8") == "{}"
