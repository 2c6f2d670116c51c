"""What many tests share: the built graph, editable copies of its sources, and the command line."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from atlas_kg.cli import main
from atlas_kg.dataset import Dataset, Sources, load, load_theory
from atlas_kg.documentation import (
    OntologyDocumentation,
    document_ontology,
    documentation_folder,
)
from atlas_kg.knowledge_graph import KnowledgeGraph, build
from atlas_kg.problem_solution_space import ProblemSolutionSpace, problem_solution_space
from atlas_kg.store import EmbeddedStore

Run = Callable[..., subprocess.CompletedProcess[str]]
Serve = Callable[..., AbstractContextManager[tuple[subprocess.Popen[str], str]]]

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("atlas-kg")
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

settings.register_profile(
    "small",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("small")


@pytest.fixture(scope="session")
def graph() -> KnowledgeGraph:
    """The graph that users get. Tests must not change it."""
    return build(Sources.carried())


@pytest.fixture(scope="session")
def store(graph: KnowledgeGraph) -> EmbeddedStore:
    return EmbeddedStore(graph.store)


@pytest.fixture(scope="session")
def space(store: EmbeddedStore) -> ProblemSolutionSpace:
    return problem_solution_space(store)


@pytest.fixture(scope="session")
def documented(graph: KnowledgeGraph) -> OntologyDocumentation:
    return document_ontology(graph)


@pytest.fixture(scope="session")
def folder(graph: KnowledgeGraph) -> dict[str, bytes]:
    """The files of the documentation, by name."""
    return documentation_folder(graph)


@pytest.fixture(scope="session")
def asserted() -> Dataset:
    """What is written in the sources, before reasoning. Tests must not change it."""
    return load(Sources.carried())


@pytest.fixture(scope="session")
def theory() -> Dataset:
    """Ontology and shapes without literature. Tests must not change it."""
    return load_theory(Sources.carried())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the contributed literature, free to be spoilt."""
    return shutil.copytree(Sources.carried().data, tmp_path / "data")


@pytest.fixture
def sources(tmp_path: Path, data: Path) -> Sources:
    """Copies of all sources, free to be spoilt."""
    carried = Sources.carried()
    return Sources(
        shutil.copytree(carried.ontology, tmp_path / "ontology"),
        shutil.copytree(carried.shapes, tmp_path / "shapes"),
        data,
    )


@contextmanager
def own_loop(item: pytest.Item) -> Iterator[None]:
    """Let a test run an event loop though the browser of another one has left its own running."""
    left = asyncio._get_running_loop()
    if left is None or "browser" in getattr(item, "fixturenames", ()):
        yield
        return
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(left)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    with own_loop(item):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with own_loop(item):
        yield


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    """Leave the log of queries as it was, which ``serve`` sets up for its process."""
    log = logging.getLogger("atlas_kg.queries")
    before = log.level, log.handlers[:], log.propagate
    yield
    log.level, log.handlers[:], log.propagate = before


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The entry point of the command line, called in this process."""

    def command(*words: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return subprocess.CompletedProcess(words, code, out, err)

    return command


@pytest.fixture
def shell(tmp_path: Path) -> Run:
    """The installed program in a process of its own, as a shell starts it."""

    def command(
        *words: str | Path, stdin: bytes = b"", code: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [COMMAND, *words],
            check=False,
            cwd=tmp_path,
            env=environment(code),
            input=stdin,
            capture_output=True,
            timeout=60,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return command


@pytest.fixture
def checkout(sources: Sources) -> Path:
    """The code of a checkout whose ontology, shapes and data are the copies of `sources`."""
    folder = sources.data.parent
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in ("queries", "docs"):
        shutil.copytree(ROOT / name, folder / name)
    ignored = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(ROOT / "src", folder / "src", ignore=ignored)


@pytest.fixture(scope="session")
def serve() -> Serve:
    """A server in a process of its own: gives the process and the address that it tells."""

    @contextmanager
    def running(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
        with subprocess.Popen(
            [COMMAND, "serve", "--port", "0", *words],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process, address(process)
            finally:
                process.kill()

    return running


@pytest.fixture(scope="session")
def server(serve: Serve) -> Iterator[str]:
    """The address of a running server."""
    with serve() as (_, url):
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def environment(code: Path | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return kept | ({"PYTHONPATH": str(code)} if code else {})


def address(process: subprocess.Popen[str]) -> str:
    told = []
    for line in process.stderr or ():
        told.append(line)
        if line.startswith("Ready: open "):
            return line.split()[2]
    raise AssertionError("The server ended before it was ready:\n" + "".join(told))
