"""The real server, for those who attack it."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlencode

import uvicorn

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.tokens import Tokens, new_token, token_line
from atlas_kg.web import Settings, create_app

FORM = "application/x-www-form-urlencoded"
TOKEN = new_token()
TOKENS = Tokens({"ann": bytes.fromhex(token_line("ann", TOKEN).partition(":")[2])})
MAY_WRITE = {"Authorization": f"Bearer {TOKEN}"}


@dataclass(frozen=True)
class Answer:
    """What a server answers."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    place: str

    def send(
        self,
        method: str,
        path: str,
        body: bytes | str = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        with closing(http.client.HTTPConnection(self.place, timeout=60)) as connection:
            sent = body.encode() if isinstance(body, str) else body
            connection.request(method, path, sent, dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())

    def query(self, text: str, accept: str = "application/sparql-results+json") -> Answer:
        """Ask by POST, as a form."""
        headers = {"Accept": accept, "Content-Type": FORM}
        return self.send("POST", "/sparql", urlencode({"query": text}), headers)

    def update(self, text: str) -> Answer:
        """Change the graph, with a token."""
        headers = {**MAY_WRITE, "Content-Type": "application/sparql-update"}
        return self.send("POST", "/update", text, headers)

    def post(self, media_type: str, body: bytes, graph: str = "urn:posted") -> Answer:
        """Send a document to the graph store, with a token."""
        headers = {**MAY_WRITE, "Content-Type": media_type}
        path = "/rdf-graph-store?" + urlencode({"graph": graph})
        return self.send("POST", path, body, headers)

    @property
    def is_well(self) -> bool:
        """Whether it still answers others."""
        return self.query("ASK {}").status == 200


@contextmanager
def served(
    graph: KnowledgeGraph, settings: Settings, log_level: str = "critical"
) -> Iterator[Server]:
    """Run a server."""
    app = create_app(graph, settings)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        running = uvicorn.Server(uvicorn.Config(app, log_level=log_level, ws="none"))
        thread = threading.Thread(target=running.run, args=([listener],))
        thread.start()
        while not running.started:
            time.sleep(0.02)
        try:
            yield Server(f"127.0.0.1:{listener.getsockname()[1]}")
        finally:
            running.should_exit = True
            thread.join(timeout=30)
