"""A real server of which one can tell by which way each request went, and bytes to talk to it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse
from itertools import count
from typing import IO, Any, Self, cast
from urllib.parse import quote_plus

import pyoxigraph as ox
import uvicorn

from atlas_kg.cli.protocol import Protocol
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import PREFIXES
from atlas_kg.tokens import Tokens, new_token, token_line
from atlas_kg.web import Settings, create_app
from atlas_kg.web.express import Resumed
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.pool import Pool

__all__ = ["JSON", "TOKEN", "TOKENS", "Client", "Given", "Server", "get", "served", "slow"]

JSON = "application/sparql-results+json"
TOKEN = new_token()
TOKENS = Tokens({"ann": bytes.fromhex(token_line("ann", TOKEN).partition(":")[2])})
_NUMBERS = count()


def slow(rows: int) -> str:
    """Return a query that takes longer than a moment, and is like no other."""
    some = f"{{ SELECT ?{{}} {{ ?{{}} ?p{{}} ?o{{}} }} LIMIT {rows} }}"
    pairs = some.replace("{}", "a") + " " + some.replace("{}", "b")
    return f"SELECT (COUNT(*) + {next(_NUMBERS)} AS ?n) {{ {pairs} FILTER(STR(?a) < STR(?b)) }}"


def get(query: str, headers: Mapping[str, str] | None = None, version: str = "1.1") -> bytes:
    """Return a request with a query as bytes."""
    lines = [f"GET /sparql?query={quote_plus(query)} HTTP/{version}", "Host: short.example"]
    named = {"Accept": JSON} | dict(headers or {})
    lines += [f"{name}: {value}" for name, value in named.items()]
    return "\r\n".join([*lines, "", ""]).encode()


@dataclass(frozen=True)
class Given:
    """A response, but for its date."""

    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """A connection to a server."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self.socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def receive(self, method: str = "GET") -> Given:
        """Read one response and nothing of what follows."""
        shared = cast("socket.socket", _Shared(self._file))
        response = HTTPResponse(shared, method=method)
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        headers.pop("date")
        return Given(response.status, headers, response.read())

    def ask(self, request: bytes) -> Given:
        self.send(request)
        return self.receive()

    def is_closed(self, within: float) -> bool:
        """Tell whether the server closes the connection in some seconds, and sends nothing."""
        self.socket.settimeout(within)
        try:
            return self.socket.recv(1) == b""
        except TimeoutError:
            return False
        finally:
            self.socket.settimeout(30)


class _Shared:
    """What `http.client` takes for a socket, and cannot close."""

    def __init__(self, file: Any) -> None:  # noqa: ANN401 - a file
        self._file = file

    def makefile(self, _: str) -> _Shared:
        return self

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of the file
        return (lambda: None) if name == "close" else getattr(self._file, name)


@dataclass
class Server:
    """A server that runs.

    Attributes:
        address: Where it is.
        pool: What answers its queries.
        ways: By which way each request went, in their order: ``usual``, ``express``, ``repeated``;
            ``resumed`` stands before ``usual``.
        running: The server.
    """

    address: tuple[str, int]
    pool: Pool
    ways: list[str]
    running: uvicorn.Server = field(repr=False)

    def connect(self) -> Client:
        return Client(self.address)

    def way_of(self, client: Client, request: bytes) -> tuple[str, Given]:
        """Send a request; return its way and its response."""
        before = len(self.ways)
        given = client.ask(request)
        return self.ways[before:][0], given

    def expressed(self, client: Client, headers: Mapping[str, str] | None = None) -> bytes:
        """Return a request that has just gone the express way; on a busy machine not each does."""
        client.ask(get("ASK {}", headers))
        for _ in range(200):
            request = get(f"SELECT ({next(_NUMBERS)} AS ?x) {{}}", headers)
            if self.way_of(client, request)[0] == "express":
                return request
        raise AssertionError("No query goes the express way")

    def rests(self) -> bool:
        """Tell whether all queries end soon."""
        deadline = time.monotonic() + 5
        while any(self.pool.running().values()):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True

    def update(self, text: str) -> int:
        size = len(text.encode())
        head = (
            f"POST /update HTTP/1.1\r\nHost: short.example\r\nAuthorization: Bearer {TOKEN}\r\n"
            f"Content-Type: application/sparql-update\r\nContent-Length: {size}\r\n\r\n"
        )
        with self.connect() as client:
            return client.ask(head.encode() + text.encode()).status


@contextmanager
def served(
    graph: KnowledgeGraph,
    rate: float | None = None,
    keep_alive: int = 5,
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
) -> Iterator[Server]:
    """Run a server."""
    ways: list[str] = []

    class Watched(Protocol):
        """Tells by which way a request goes."""

        def on_message_begin(self) -> None:
            ways.append("usual")
            super().on_message_begin()

        def deliver(self, rest: bytes) -> None:
            ways.append("express")
            super().deliver(rest)

        def resume(self, resumed: Resumed) -> None:
            ways.append("resumed")
            super().resume(resumed)

        def _goes_short(self, data: bytes) -> bool:
            is_short = super()._goes_short(data)
            if is_short and self._express is None:
                ways.append("repeated")
            return is_short

    def dump(file: IO[bytes]) -> None:
        graph.store.dump(file, ox.RdfFormat.N_QUADS)

    pool = Pool(dump, PREFIXES, limits)
    app = create_app(graph, Settings(tokens=TOKENS, rate=rate, limits=limits), pool)
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=Watched,
        ws="none",
        log_level="critical",
        server_header=False,
        timeout_keep_alive=keep_alive,
        timeout_graceful_shutdown=20,
    )
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, args=([listener],))
        thread.start()
        while not running.started:
            time.sleep(0.02)
        try:
            yield Server(listener.getsockname(), pool, ways, running)
        finally:
            running.should_exit = True
            thread.join(timeout=30)
        assert not thread.is_alive()
