"""What the page on the site as files shows is what happens."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from atlas_kg.cli.publishing import export_command

Run = Callable[..., CompletedProcess[str]]

PAGE = Path(__file__).parents[1] / "docs" / "static-site.md"


def test_refusal_is_as_shown(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "thesis.tex").write_text("mine")
    text = PAGE.read_text("utf-8")
    shown = re.search(r"```console\n\$ atlas-kg (?P<words>.*)\n(?P<told>.*)\n```", text)
    assert shown
    done = run(*shown["words"].split())
    assert (done.returncode, done.stderr) == (2, f"{shown['told']}\n")


def test_command_has_the_options_that_are_named() -> None:
    named = set(re.findall(r"(?<![\w-])--?[a-z]+", PAGE.read_text("utf-8")))
    known = {name for option in export_command.params for name in option.opts}
    assert named <= known
