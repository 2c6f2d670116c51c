"""Verbs are imported one by one."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from atlas_kg.cli.verbs import VERBS, Verbs
from tests.conftest import ROOT, environment


def imported(*words: str) -> set[str]:
    """Return the packages that a command imports, in a process of its own."""
    program = "import sys; from atlas_kg.cli import main; main(sys.argv[1:]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        check=True,
        capture_output=True,
        env=environment(ROOT / "src"),
        text=True,
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("name", VERBS)
def test_each_verb_can_be_imported_under_its_name(name: str) -> None:
    assert Verbs(VERBS)[name].name == name


def test_validate_needs_no_web_server() -> None:
    modules = imported("validate")
    assert "pyshacl" not in modules
    assert not modules & {"fastapi", "jinja2", "uvicorn", "curies"}


def test_version_needs_next_to_nothing() -> None:
    assert not imported("--version") & {"fastapi", "pyshacl", "curies", "atlas_kg.dataset"}


def test_commands_can_be_added_and_taken_away() -> None:
    verbs = Verbs({"map": VERBS["map"]})
    verbs["own"] = click.Command("own")
    assert (list(verbs), len(verbs), "own" in verbs) == (["map", "own"], 2, True)
    assert verbs["own"].name == "own"
    del verbs["own"]
    assert list(verbs) == ["map"]
    with pytest.raises(KeyError):
        verbs["own"]
