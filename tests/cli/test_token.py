"""``atlas-kg token``: a token for somebody who may change the graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from atlas_kg.tokens import read_tokens

Run = Callable[..., CompletedProcess[str]]


def test_token_goes_to_standard_output_and_its_hash_into_the_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    done = run("token", "ann", "--tokens", file)
    assert done.returncode == 0
    token = done.stdout.removesuffix("\n")
    assert read_tokens(file).owner(token) == "ann"
    assert token not in done.stderr
    assert "Authorization: Bearer" in done.stderr
    again = run("token", "ann", "--tokens", file)
    assert (again.returncode, again.stdout) == (2, "")


def test_without_a_file_the_line_is_told(run: Run, tmp_path: Path) -> None:
    done = run("token", "ann")
    assert done.returncode == 0
    file = tmp_path / "tokens"
    file.write_text(done.stderr.splitlines()[0], "utf-8")
    assert read_tokens(file).owner(done.stdout.strip()) == "ann"


def test_token_for_contributions(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    done = run("token", "jane", "--may", "contribute", "--tokens", file)
    assert done.returncode == 0
    assert "Sign in with it at /contribute." in done.stderr
    tokens = read_tokens(file)
    assert tokens.owner(done.stdout.strip()) == "jane"
    assert not tokens.may_change("jane")


def test_wrong_name(run: Run) -> None:
    done = run("token", "a b")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be the name of a token" in done.stderr
