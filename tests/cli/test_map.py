"""``atlas-kg map``."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from atlas_kg.problem_solution_space import ProblemSolutionSpace

Run = Callable[..., CompletedProcess[str]]

STATES = {"supported": 6, "gap": 2, "unpredicted": 1, "notApplicable": 11}


class Words(HTMLParser):
    """The words of a page that people see."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        """Collect the words."""
        self.words += data.split()


@pytest.mark.parametrize("words", [[], ["--format", "text"], ["-o", "-"]])
def test_text_is_for_the_screen(words: list[str], space: ProblemSolutionSpace, run: Run) -> None:
    done = run("map", *words)
    assert done.returncode == 0
    for phase in space.phases:
        assert phase.label.split()[0] in done.stdout
    for mechanism in space.mechanisms:
        assert mechanism.label in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120


def test_csv_has_a_row_for_each_cell(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("map", "--format", "csv").stdout)))
    assert Counter(row["state"] for row in rows) == STATES
    assert [row["position"] for row in rows] == [str(p) for p in range(1, 6) for _ in range(4)]
    assert sum(int(row["solutions"]) for row in rows) == 27


def test_json_counts_states(run: Run) -> None:
    document = json.loads(run("map", "--format", "json").stdout)
    assert document["counts"] == STATES
    assert [len(phase["cells"]) for phase in document["phases"]] == [4] * 5
    assert Counter(c["state"] for phase in document["phases"] for c in phase["cells"]) == STATES


def test_markdown_is_a_table(run: Run) -> None:
    lines = run("map", "--format", "md").stdout.splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 7
    assert len({line.count("|") - line.count("\\|") for line in table}) == 1


def test_html_is_a_page_of_its_own(space: ProblemSolutionSpace, run: Run) -> None:
    page = run("map", "--format", "html").stdout
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "<script" not in page
    assert 'rel="stylesheet"' not in page
    words = " ".join(Words(page).words)
    assert all(phase.label in words for phase in space.phases)


@pytest.mark.parametrize("form", ["csv", "json", "md", "html"])
def test_suffix_names_the_format(form: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / f"map.{form}"
    done = run("map", "-o", file)
    assert (done.returncode, done.stdout) == (0, "")
    # A last line end is for the screen.
    assert file.read_bytes().decode().rstrip() == run("map", "--format", form).stdout.rstrip()
    assert list(tmp_path.iterdir()) == [file]


def test_file_without_suffix_holds_text(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "map"
    assert run("map", "-o", file).returncode == 0
    assert file.read_text("utf-8") == run("map").stdout


def test_other_data_make_another_map(data: Path, run: Run) -> None:
    for file in (data / "codings").rglob("*.yaml"):
        file.unlink()
    done = run("map", "--format", "json", "--data", data)
    assert done.returncode == 0
    assert json.loads(done.stdout)["counts"] == {
        "supported": 0,
        "gap": 8,
        "unpredicted": 0,
        "notApplicable": 12,
    }
    # Problems that nobody reports are remarks, which do not belong to the result.
    assert "Found 4 warnings." in done.stderr
