"""The site that serves the real graph."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.web import Settings, create_app
from tests.web import contributors
from tests.web.contributors import Contributor


@pytest.fixture(scope="session")
def app(graph: KnowledgeGraph) -> FastAPI:
    return create_app(graph, Settings(max_body=10_000))


@pytest.fixture(scope="session")
def running(app: FastAPI) -> Iterator[TestClient]:
    """The application from its start to its end, asked without a network."""
    with TestClient(app) as client:
        yield client


@pytest.fixture
def client(running: TestClient) -> Iterator[TestClient]:
    headers = running.headers.copy()
    yield running
    running.headers = headers


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve an application, and give the address of the real server."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(timeout=30)


@pytest.fixture(scope="session")
def address(app: FastAPI) -> Iterator[str]:
    """The address of a real server."""
    with served(app) as told:
        yield told


@pytest.fixture
def desk_folder(tmp_path: Path) -> Path:
    """The folder of a desk with coders."""
    return contributors.folder_with_coders(tmp_path / "desk")


@pytest.fixture
def desk_server(graph: KnowledgeGraph, desk_folder: Path) -> Iterator[TestClient]:
    """A server with that desk."""
    with contributors.running(contributors.desk_app(graph, desk_folder)) as client:
        yield client


@pytest.fixture
def people(desk_server: TestClient) -> list[Contributor]:
    """Three who have signed in there."""
    found = [Contributor(desk_server) for _ in contributors.NAMES]
    for person, name in zip(found, contributors.NAMES, strict=True):
        assert person.sign_in(name).status_code == 200
    return found
