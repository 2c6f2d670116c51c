"""Local servers that speak the formats of the registries, one thread each."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """What a server answers once.

    Attributes:
        body: The content.
        status: The status code.
        headers: The headers, besides the length of the content.
        promised: The length that is told, if it is another one than that of the content.
        slowly: The seconds before each byte of the content.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    promised: int | None = None
    slowly: float = 0.0


@dataclass
class Registry:
    """A running server.

    Attributes:
        url: Its address.
        replies: What it answers by path with query; several answers come in turn, the last stays.
        asked: The requests that came: path with query, and headers by names in lower case.
    """

    url: str = ""
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str, *replies: Reply) -> None:
        self.replies[path] = list(replies)


@contextmanager
def serving() -> Iterator[Registry]:
    """Run a server that knows nothing yet."""
    registry = Registry()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # noqa: N802 - the name that the library calls
            headers = {name.lower(): value for name, value in self.headers.items()}
            registry.asked.append((self.path, headers))
            known = registry.replies.get(self.path, [Reply(b"{}", 404)])
            reply = known.pop(0) if len(known) > 1 else known[0]
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            promised = len(reply.body) if reply.promised is None else reply.promised
            self.send_header("Content-Length", str(promised))
            self.end_headers()
            if not reply.slowly:
                self.wfile.write(reply.body)
            for byte in reply.body if reply.slowly else b"":
                if registry.stop.wait(reply.slowly):
                    break
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
            self.close_connection = promised != len(reply.body)

        def log_message(self, *_: Any) -> None:  # noqa: ANN401 - as the library has it
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                pass  # A client that has seen enough goes away.

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        registry.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield registry
        finally:
            registry.stop.set()
            server.shutdown()
            thread.join()
