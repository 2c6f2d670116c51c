"""The options of ``serve`` for a desk."""

from __future__ import annotations

from pathlib import Path

from atlas_kg.tokens import add_token
from tests.conftest import Run


def test_desk_needs_tokens(run: Run, tmp_path: Path) -> None:
    done = run("serve", "--desk", tmp_path / "desk")
    assert done.returncode == 2
    assert "--desk needs --tokens FILE" in done.stderr
    assert not (tmp_path / "desk").exists()


def test_page_of_a_desk_without_a_server(run: Run, tmp_path: Path) -> None:
    add_token(tmp_path / "tokens", "jane-doe")
    words = ("serve", "--tokens", tmp_path / "tokens", "--desk", tmp_path / "desk")
    done = run(*words, "--get", "/contribute", "--accept", "text/html")
    assert done.returncode == 0
    assert "Two people code each publication" in done.stdout


def test_folder_that_cannot_be_made(run: Run, tmp_path: Path) -> None:
    add_token(tmp_path / "tokens", "jane-doe")
    words = ("serve", "--tokens", tmp_path / "tokens", "--desk", tmp_path / "tokens" / "desk")
    done = run(*words, "--get", "/contribute")
    assert done.returncode == 2
    assert "Name a folder that you may write to" in done.stderr
    assert "Traceback" not in done.stderr
