"""The servers that the suite talks to: our own, or any other.

To run the suite against another server, say where it is:

    PROTOCOL_QUERY=http://127.0.0.1:7878/query PROTOCOL_UPDATE=http://127.0.0.1:7878/update \
    PROTOCOL_GRAPHS=http://127.0.0.1:7878/store [PROTOCOL_TOKEN=…] pytest tests/protocol

It is emptied. What is promised of our own server only is then left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.protocol.wire import Endpoint

COMMAND = Path(sys.executable).with_name("atlas-kg")
READY = "Ready: open "


@dataclass(frozen=True)
class Running:
    """Our server at work.

    Attributes:
        site: Its address.
        endpoint: Where it takes what.
        log: The file of all that it says.
        tokens: The file of the tokens that it knows, if it has one.
    """

    site: str
    endpoint: Endpoint
    log: Path
    tokens: Path | None = None


Start = Callable[..., AbstractContextManager[Running]]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "own: promised of our own server, asked by no standard")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "PROTOCOL_QUERY" not in os.environ:
        return
    ours = [item for item in items if item.get_closest_marker("own")]
    config.hook.pytest_deselected(items=ours)
    items[:] = [item for item in items if item not in ours]


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    """Start our server, with some options, and with tokens if asked for."""

    @contextmanager
    def started(*options: str, writes: bool = False) -> Iterator[Running]:
        folder = tmp_path_factory.mktemp("server")
        tokens = folder / "tokens" if writes else None
        token = new_token("suite", tokens) if tokens else None
        words = ["--tokens", str(tokens), *options] if tokens else options
        log = folder / "log"
        with (
            log.open("wb") as file,
            subprocess.Popen(
                [COMMAND, "serve", "--port", "0", *words],
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd=folder,
            ) as process,
        ):
            try:
                site = _ready(process, log)
                endpoint = Endpoint(
                    f"{site}/sparql", f"{site}/update", f"{site}/rdf-graph-store", token
                )
                yield Running(site, endpoint, log, tokens)
            finally:
                process.terminate()
                _see_it_end(process)

    return started


def _see_it_end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError("The server did not end when it was told to") from None


def new_token(name: str, tokens: Path) -> str:
    """Make a token as whoever runs a server does."""
    done = subprocess.run(
        [COMMAND, "token", name, "--tokens", tokens], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _ready(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(600):
        told = log.read_text("utf-8")
        for line in told.splitlines(keepends=True):
            if line.startswith(READY) and line.endswith("\n"):
                return line.split()[2]
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"The server ended before it was ready:\n{log.read_text('utf-8')}")


def _elsewhere() -> Endpoint | None:
    if "PROTOCOL_QUERY" not in os.environ:
        return None
    query = os.environ["PROTOCOL_QUERY"]
    update = os.environ.get("PROTOCOL_UPDATE", query)
    graphs = os.environ.get("PROTOCOL_GRAPHS", query)
    return Endpoint(query, update, graphs, os.environ.get("PROTOCOL_TOKEN"))


@pytest.fixture(scope="session")
def writable(start: Start) -> Iterator[Running]:
    """Our server, which lets those write who have a token; tests may empty it."""
    with start(writes=True) as running:
        yield running


@pytest.fixture(scope="session")
def readable(start: Start) -> Iterator[Running]:
    """Our server as it is without options: it gives the real graph and takes no changes."""
    with start() as running:
        yield running


@pytest.fixture(scope="session")
def endpoint(request: pytest.FixtureRequest) -> Endpoint:
    """The server that the standards are held against; it takes changes."""
    other = _elsewhere()
    if other:
        return other
    running: Running = request.getfixturevalue("writable")
    return running.endpoint


@pytest.fixture(scope="session")
def reader(request: pytest.FixtureRequest) -> Endpoint:
    """A server that need not take changes."""
    other = _elsewhere()
    if other:
        return other
    running: Running = request.getfixturevalue("readable")
    return running.endpoint


@pytest.fixture
def site(readable: Running) -> str:
    """The address of our server with the real graph."""
    return readable.site
