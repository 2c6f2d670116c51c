"""The README's commands run and print what it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from atlas_kg.cli import main

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str]]:
    """Return the commands of the console blocks, each with the output that it shows."""
    found = []
    for block in BLOCK.findall(README.read_text("utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output.strip()))
    return found


@pytest.mark.parametrize(("command", "shown"), examples())
def test_command_prints_what_the_readme_shows(
    command: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *arguments = shlex.split(command)
    assert program == "atlas-kg"
    assert main(arguments) == 0
    printed = [line.rstrip() for line in capsys.readouterr().out.strip().splitlines()]
    # A line with an ellipsis stands for any lines.
    begin, *end = (part.splitlines() for part in shown.split("…\n"))
    if end:
        assert printed[: len(begin)] == begin
        assert printed[len(printed) - len(end[0]) :] == end[0]
    else:
        assert printed == begin


def test_readme_shows_commands() -> None:
    assert len(examples()) >= 4


def test_every_verb_is_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    listed = re.findall(
        r"^  ([a-z]+) ", capsys.readouterr().out.split("Commands:")[1], re.MULTILINE
    )
    assert listed
    text = README.read_text("utf-8")
    assert [verb for verb in listed if f"| `atlas-kg {verb}` |" not in text] == []
