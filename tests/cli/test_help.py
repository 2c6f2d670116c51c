"""The help of the command line is whole."""

from __future__ import annotations

from collections.abc import Callable
from subprocess import CompletedProcess

import click
import pytest

from atlas_kg import __version__
from atlas_kg.cli.commands import commands

Run = Callable[..., CompletedProcess[str]]

VERBS = commands.commands


def test_verbs_are_listed_with_what_they_do(run: Run) -> None:
    done = run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split(maxsplit=1) for line in done.stdout.split("Commands:")[1].splitlines()]
    listed = {line[0]: line[1] for line in lines if line}
    assert listed.keys() == VERBS.keys()


@pytest.mark.parametrize("verb", VERBS)
def test_verb_has_a_summary(verb: str) -> None:
    summary = (VERBS[verb].help or "").split("\n\n", maxsplit=1)[0]
    assert summary.endswith((".", ":"))
    assert len(summary) > 20


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_of_a_verb(verb: str, option: str, run: Run) -> None:
    done = run(verb, option)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: atlas-kg {verb} ")


@pytest.mark.parametrize(
    ("verb", "option"),
    [
        (verb, parameter)
        for verb, command in VERBS.items()
        for parameter in command.params
        if isinstance(parameter, click.Option)
    ],
    ids=lambda value: str(getattr(value, "name", value)),
)
def test_option_says_what_it_does(verb: str, option: click.Option) -> None:
    assert option.help, f"{verb} {option.opts}"
    assert option.help.endswith(".")


def test_without_words_the_help_is_wrong_use(run: Run) -> None:
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert "Commands:" in done.stderr


def test_version(run: Run) -> None:
    done = run("--version")
    assert done.returncode == 0
    assert __version__ in done.stdout
