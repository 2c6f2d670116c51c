"""The page about linking shows what its commands do."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from atlas_kg.concordance import SERVICES
from atlas_kg.knowledge_graph import KnowledgeGraph
from tests.conftest import ROOT

Run = Callable[..., CompletedProcess[str]]

PAGE = (ROOT / "docs" / "link.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_commands_do_what_the_page_shows(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "data", "data")
    extract = Path("tests/concordance/works.jsonl")
    extract.parent.mkdir(parents=True)
    shutil.copy(ROOT / extract, extract)
    offline, from_file = blocks("sh")
    shown = blocks("text")
    assert run(*shlex.split(offline)[1:]).stdout == shown[0]
    copy, command = from_file.splitlines()
    assert shlex.split(copy) == ["cp", "-r", "data", "mydata"]
    shutil.copytree("data", "mydata")
    done = run(*shlex.split(command)[1:])
    assert (done.returncode, done.stdout) == (0, shown[1])
    assert run("validate", "mydata").returncode == 0
    reasons, _ = blocks("sparql")
    told = run("query", "-q", reasons, "--data", "mydata", "--format", "csv").stdout.splitlines()
    rows = [f"| {line.replace(',', ' | ')} |" for line in told]
    rows.insert(1, "|---|---|")
    assert "\n".join(["", *rows, ""]) in PAGE


def test_query_of_the_page_runs(graph: KnowledgeGraph) -> None:
    _, query = blocks("sparql")
    rows = list(graph.store.query(query, use_default_graph_as_union=True))  # type: ignore[arg-type]
    assert len(rows) == 80


def test_page_names_every_service_and_setting() -> None:
    for service in SERVICES.values():
        assert f"`{service.name}`" in PAGE
        assert f"`{service.registry.setting}`" in PAGE
        assert f"{service.registry.interval:g} s" in PAGE
        if service.registry.key_header or service.registry.key_parameter:
            assert f"`ATLAS_KG_{service.name.upper()}_KEY`" in PAGE


def test_page_names_every_option(run: Run) -> None:
    options = set(re.findall(r"--[a-z-]+", run("link", "--help").stdout)) - {"--help"}
    assert {option for option in options if option not in PAGE} == set()
