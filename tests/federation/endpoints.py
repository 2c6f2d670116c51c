"""Endpoints of others, good and bad, on this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

JSON = "application/sparql-results+json"
ROW = (
    b'{"head":{"vars":["s"]},"results":{"bindings":'
    b'[{"s":{"type":"uri","value":"urn:from-elsewhere"}}]}}'
)


class _Handler(BaseHTTPRequestHandler):
    asked: list[tuple[str, str, Message, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.asked.append((self.command, self.path, self.headers, body))
        # Whoever had enough of an answer goes away.
        with suppress(OSError):
            getattr(self, self.path[1:], self.good)()

    do_GET = do_POST  # noqa: N815 - the library's spelling

    def good(self) -> None:
        self.reply(200, ROW, {"Content-Type": JSON})

    def page(self) -> None:
        self.reply(200, b"<p>Hello", {"Content-Type": "text/html"})

    def refusing(self) -> None:
        self.reply(500, b"stack trace of the other side", {"Content-Type": "text/plain"})

    def moved(self) -> None:
        self.reply(307, b"", {"Location": "/secret"})

    def packed(self) -> None:
        self.reply(200, ROW, {"Content-Type": JSON, "Content-Encoding": "gzip"})

    def silent(self) -> None:
        time.sleep(5)

    def dripping(self) -> None:
        self.reply(200, b"", {"Content-Type": JSON}, length=1_000_000)
        for _ in range(50):
            self.wfile.write(b" ")
            time.sleep(0.1)

    def endless(self) -> None:
        self.reply(200, b"", {"Content-Type": JSON}, length=1 << 40)
        for _ in range(1_000):
            self.wfile.write(b" " * 1_000_000)

    def broken(self) -> None:
        self.reply(200, ROW[:20], {"Content-Type": JSON}, length=1_000)

    def reply(
        self, status: int, body: bytes, headers: dict[str, str], length: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("Set-Cookie", "kept=1")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Endpoint:
    """An endpoint that answers by its path, and notes what it is asked.

    Attributes:
        asked: Method, path, headers and body of each request.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Message, bytes]] = []
        handler = type("Handler", (_Handler,), {"asked": self.asked})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    """Run an endpoint."""
    running = Endpoint()
    try:
        yield running
    finally:
        running.server.shutdown()
        running.server.server_close()
