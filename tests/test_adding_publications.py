"""The page about adding publications shows what its commands do."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from atlas_kg.registries import arxiv, crossref, datacite
from atlas_kg.registries import doi as resolver
from tests.conftest import ROOT

Run = Callable[..., CompletedProcess[str]]

PAGE = (ROOT / "docs" / "adding-publications.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_commands_do_what_the_page_shows(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    copy, command = blocks("sh")
    assert shlex.split(copy) == ["cp", "-r", "data", "mydata"]
    shutil.copytree(ROOT / "data", "mydata")
    (bibliography,) = blocks("bibtex")
    Path("refs.bib").write_text(bibliography, "utf-8")
    program, *words = shlex.split(command)
    assert program == "atlas-kg"
    done = run(*words)
    out, err, *_ = blocks("text")
    assert (done.returncode, done.stdout, done.stderr) == (1, out, err)
    (file,) = blocks("yaml")
    assert Path(out.strip()).read_text("utf-8") == file
    assert run("validate", "mydata").returncode == 0


def test_page_names_every_setting() -> None:
    for registry in (resolver.DOI, arxiv.ARXIV, crossref.CROSSREF, datacite.DATACITE):
        assert f"`{registry.setting}`" in PAGE


def test_page_names_every_option(run: Run) -> None:
    options = set(re.findall(r"--[a-z-]+", run("new", "--help").stdout)) - {"--help"}
    assert {option for option in options if option not in PAGE} == set()
