"""Servers in processes of their own on ports of this machine, and how to ask them."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from atlas_kg.errors import UsageError

__all__ = ["HOST", "Served", "ask", "await_answer", "free_port", "running"]

HOST = "127.0.0.1"
_PATIENCE = 600.0
"""How many seconds a server may take to load its data."""
_GRACE = 20.0
_OK = 200
_RESULTS = "application/sparql-results+json"
_LOADED = "SELECT ?x { ?c <https://w3id.org/llm-atlas/ontology#codesPhase> ?x } LIMIT 1"
"""No ASK, which some answer as a SELECT."""


@dataclass(frozen=True)
class Served:
    """A server that runs.

    Attributes:
        name: Its name in tables.
        address: Where it takes queries.
        pid: Its process.
    """

    name: str
    address: str
    pid: int


def ask(
    address: str, query: str, accept: str, timeout: float = 120, *, by_post: bool = False
) -> tuple[int, bytes]:
    """Return status and body of one answer.

    Args:
        address: Where a server takes queries.
        query: The query.
        accept: The media type to ask for.
        timeout: For how many seconds the server may be silent.
        by_post: Whether the query is the body of a POST, and not part of the address.

    Raises:
        OSError: The server does not answer.
        HTTPException: It answers with something else than HTTP, or breaks off.
    """
    parts = urlsplit(address)
    with closing(HTTPConnection(parts.hostname or HOST, parts.port, timeout=timeout)) as connection:
        if by_post:
            headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
            connection.request("POST", parts.path, query.encode(), headers)
        else:
            path = f"{parts.path}?{urlencode({'query': query})}"
            connection.request("GET", path, headers={"Accept": accept})
        answer = connection.getresponse()
        return answer.status, answer.read()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(
    served: Callable[[int], Served],
    command: Sequence[str],
    folder: Path,
    fill: Callable[[Served], None] | None = None,
) -> Iterator[Served]:
    """Run a server until the end of the block.

    Args:
        served: Says what the server is, from its process id.
        command: What starts it.
        folder: Where it runs and where its log goes.
        fill: Gives it the data, if it does not load them by itself.

    Raises:
        UsageError: It does not start.
    """
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=folder,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        )
    server = served(process.pid)
    try:
        if fill:
            await_answer(server, process, log, with_data=False)
            fill(server)
        await_answer(server, process, log)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def await_answer(
    server: Served, process: subprocess.Popen[bytes], log: Path, *, with_data: bool = True
) -> None:
    """Wait until a server answers.

    Args:
        server: The server.
        process: Its process.
        log: What it said so far.
        with_data: Whether to wait until there are codings.

    Raises:
        UsageError: It ended, or says nothing for minutes.
    """
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            told = log.read_text("utf-8", "replace").strip().splitlines()[-1:]
            raise UsageError(f"{server.name} does not start: {' '.join(told)}")
        try:
            status, body = ask(server.address, _LOADED, _RESULTS)
        except (OSError, HTTPException):
            status, body = 0, b""
        if status == _OK and (not with_data or b'"value"' in body):
            return
        time.sleep(0.2)
    raise UsageError(f"{server.name} does not answer within {_PATIENCE:g} seconds.")
