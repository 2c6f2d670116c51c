"""The page about reading the map shows what its commands do, and names every filter."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from atlas_kg.evidence import PARAMETERS
from atlas_kg.problem_solution_space import State
from tests.conftest import COMMAND, ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]

PAGE = (ROOT / "docs" / "reading-the-map.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_commands_print_what_the_page_shows() -> None:
    *commands, _ = blocks("sh")
    for command, expected in zip(commands, blocks("text"), strict=True):
        done = subprocess.run(
            ["bash", "-c", command.replace("atlas-kg", str(COMMAND), 1)],
            check=True,
            capture_output=True,
            text=True,
        )
        assert done.stdout.replace("\r", "") == expected


def test_pictures_are_written(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    *_, commands = blocks("sh")
    for line in commands.splitlines():
        assert run(*shlex.split(line, comments=True)[1:]).returncode == 0
    assert Path("map.svg").read_text("utf-8").startswith("<svg")
    drawn = Path("map.png").read_bytes()
    assert drawn.startswith(b"\x89PNG")
    assert drawn.endswith(b"IEND\xaeB`\x82")


def test_page_names_every_filter_and_state() -> None:
    for name in PARAMETERS:
        assert f"`{name}`" in PAGE
    for state in State:
        assert f"{state.words} |" in PAGE
