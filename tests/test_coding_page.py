"""The page about coding runs from the first command to the last, and prints what it shows."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from atlas_kg.cli import main
from atlas_kg.resources import directory
from tests.test_readme import BLOCK

PAGE = Path(__file__).parents[1] / "docs" / "coding.md"
FILE = re.compile(
    r"^Its reference stands in a file `(\S+)`.*?^```bibtex\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
COMMAND = re.compile(r"((?:.*\\\n)*.*)\n?")


def steps(text: str) -> list[tuple[str, str]]:
    """Return the commands in their order, each with the output that it shows."""
    found = []
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command = COMMAND.match(part)
            assert command
            found.append((command[1].replace("\\\n", " "), part[command.end() :].strip()))
    return found


def shows(printed: list[str], parts: list[list[str]]) -> bool:
    """Tell whether an output begins and ends as shown, and holds the parts between in order."""
    first, *between, last = parts if len(parts) > 1 else [*parts, *parts]
    start = len(first)
    for part in between:
        places = range(start, len(printed) - len(part) + 1)
        found = next((n for n in places if printed[n : n + len(part)] == part), None)
        if found is None:
            return False
        start = found + len(part)
    begins, ends = printed[: len(first)] == first, printed[len(printed) - len(last) :] == last
    return begins and ends


def test_the_whole_path_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PAGE.read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(directory("data"), "data")
    reference = FILE.search(text)
    assert reference
    Path(reference[1]).write_text(reference[2], "utf-8")
    for command, shown in steps(text):
        program, *words = shlex.split(command)
        if program == "cp":
            _, source, copy = words
            shutil.copytree(source, copy)
            continue
        assert program == "atlas-kg"
        code = main(words)
        printed = [line.rstrip() for line in capsys.readouterr().out.strip().splitlines()]
        assert code == 0, command
        assert shows(printed, [part.splitlines() for part in shown.split("…\n")]), command


def test_what_is_coded_is_told_to_be_an_exercise() -> None:
    text = PAGE.read_text("utf-8")
    stated = re.findall(r'--(?:statement|reason) "([^"]*)"', text)
    assert len(stated) >= 7
    assert all(said.startswith("Exercise") for said in stated)
    assert not list(directory("data").rglob("*Pruthi2020*"))


def test_each_verb_of_the_way_is_on_the_page() -> None:
    verbs = {command.split()[1] for command, _ in steps(PAGE.read_text("utf-8"))}
    way = {"new", "coder", "solution", "propose", "agree", "adjudicate", "map", "validate"}
    assert way <= verbs


def test_each_statement_names_the_works_on_which_it_rests() -> None:
    proposed = [c for c, _ in steps(PAGE.read_text("utf-8")) if c.split()[1] == "propose"]
    assert len(proposed) >= 6
    assert all(" --support " in command for command in proposed)
