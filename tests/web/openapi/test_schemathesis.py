"""Ten thousand requests that follow from the description, well formed and malformed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.tokens import add_token, read_tokens
from atlas_kg.web import Settings, create_app
from tests.conftest import ROOT, Serve

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
FOLDER = Path(__file__).parent
REQUESTS = 10_000


@contextmanager
def running(serve: Serve, *words: str) -> Iterator[str]:
    """Give the address of a server, whose log is read so that it never waits for a reader."""
    lines: list[str] = []
    with serve(*words) as (process, url):
        reader = threading.Thread(target=lambda: lines.extend(process.stderr or ()))
        reader.start()
        yield url
        process.terminate()
        reader.join(timeout=30)
    assert [line for line in lines if "Traceback" in line] == []


def asked(place: str, folder: Path, *words: str) -> dict[str, Any]:
    """Have schemathesis ask a server, and return its report."""
    report = folder / "report.json"
    command: list[str | Path] = [
        SCHEMATHESIS,
        f"--config-file={FOLDER / 'schemathesis.toml'}",
        "run",
        "--no-color",
    ]
    reported = ["--report=json", f"--report-json-path={report}"]
    hooks = {"PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.web.openapi.requests_to_send"}
    done = subprocess.run(
        [*command, *reported, *words, f"{place}/openapi.json"],
        check=False,
        cwd=folder,
        env=os.environ | hooks,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(report.read_text("utf-8"))
    assert told["operations"]["tested"] == told["operations"]["selected"]
    return told


def test_every_answer_is_one_that_the_description_knows(serve: Serve, tmp_path: Path) -> None:
    """As strangers ask it: changes are described, and nobody here has a token."""
    file = tmp_path / "tokens"
    add_token(file, "somebody")
    with running(serve, "--tokens", str(file)) as place:
        told = asked(place, tmp_path)
    assert told["operations"]["selected"] == told["operations"]["total"]
    assert told["test_cases"]["generated"] >= REQUESTS


@pytest.fixture
def token(graph: KnowledgeGraph, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a server that takes changes, and a token for it."""
    file = tmp_path / "tokens"
    token = add_token(file, "somebody")
    app = create_app(graph, Settings(tokens=read_tokens(file)))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", token
        server.should_exit = True
        thread.join(timeout=30)


def test_whoever_has_a_token_is_answered_so_too(token: tuple[str, str], tmp_path: Path) -> None:
    place, secret = token
    writing = "--include-path-regex=^/(update|rdf-graph-store)"
    told = asked(place, tmp_path, writing, f"--header=Authorization: Bearer {secret}")
    assert told["test_cases"]["generated"] >= REQUESTS // 10
