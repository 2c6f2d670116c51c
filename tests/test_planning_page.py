"""The page about planning runs from the first command to the last, and prints what it shows."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from atlas_kg.cli import main
from atlas_kg.resources import directory
from tests.test_coding_page import shows, steps
from tests.test_conditions import conditions

PAGE = Path(__file__).parents[1] / "docs" / "planning.md"
FILE = re.compile(r"^In the file `(\S+)`:.*?^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_whole_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PAGE.read_text("utf-8")
    (written,) = FILE.finditer(text)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(directory("data"), "data")
    for command, shown in steps(text):
        program, *words = shlex.split(command)
        if program == "cp":
            shutil.copytree(words[1], words[2])
            continue
        assert program == "atlas-kg"
        if words[0] == "validate":
            file = Path(written[1])
            file.parent.mkdir(parents=True)
            file.write_text(written[2], "utf-8")
        code = main(words)
        printed = [line.rstrip() for line in capsys.readouterr().out.strip().splitlines()]
        assert code == 0, command
        parts = [part.splitlines() for part in f"{shown}\n".split("…\n")]
        assert shows(printed, parts), command


def test_conditions_are_counted_as_they_are() -> None:
    found = conditions()
    solutions = {one.fields["solution"][0].text for one in found if "solution" in one.fields}
    mechanisms = {one.fields["mechanism"][0].text for one in found if "mechanism" in one.fields}
    assert (len(found), len(solutions), len(mechanisms)) == (11, 7, 1)
    assert "There are eleven, about seven solutions and one mechanism." in PAGE.read_text("utf-8")
