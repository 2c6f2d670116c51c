"""HTTP as it goes over the wire: requests as they are written, answers to their last byte."""

from __future__ import annotations

import base64
import io
import json
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPMessage, HTTPResponse
from typing import Any, BinaryIO, cast
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox
import rdflib

from atlas_kg.formats import to_rdflib

__all__ = [
    "FORM",
    "QUERY",
    "TURTLE",
    "UPDATE",
    "Answer",
    "Endpoint",
    "Pairs",
    "connect",
    "send",
    "with_parameters",
]

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
TURTLE = "text/turtle"

Pairs = Iterable[tuple[str, str]]

_SYNTAX = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": None,
    "application/trig": None,
    "application/n-quads": None,
}
_TIMEOUT = 60


class _Received(io.BytesIO):
    """What was received; `http.client` closes it after one response, and more may follow."""

    def close(self) -> None:
        """Stay open."""


class _Replay:
    """What `http.client` takes for a socket."""

    def __init__(self, received: bytes) -> None:
        self.file = _Received(received)

    def makefile(self, _: str) -> BinaryIO:
        return self.file


@dataclass(frozen=True)
class Answer:
    """A response.

    Attributes:
        url: Where it comes from.
        status: Its status.
        headers: Its headers.
        body: Its body, as far as the method and the status let it have one.
        rest: What the server sent after that, which must be nothing.
    """

    url: str
    status: int
    headers: HTTPMessage
    body: bytes
    rest: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        return str(self.headers.get_param("charset", "")).lower()

    def listed(self, name: str) -> set[str]:
        """Return the elements of a header that holds a list, in lower case."""
        values = ",".join(self.headers.get_all(name, []))
        return {part.strip().lower() for part in values.split(",") if part.strip()}

    def json(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        return json.loads(self.body)

    def truth(self) -> bool:
        return bool(self.json()["boolean"])

    def rows(self) -> list[dict[str, Any]]:
        return list(self.json()["results"]["bindings"])

    def graph(self) -> rdflib.Graph:
        """Return the triples of the body, whatever graphs they stand in."""
        syntax = _SYNTAX[self.media_type]
        text = self.body.decode("utf-8")
        if syntax is None:
            # rdflib reads these into datasets, and warns of its own ones.
            form = ox.RdfFormat.from_media_type(self.media_type)
            return to_rdflib(ox.parse(text, form, base_iri=self.url))
        return rdflib.Graph().parse(data=text, format=syntax, publicID=self.url)


def send(
    url: str, method: str = "GET", headers: Pairs = (), body: bytes = b"", *, chunked: bool = False
) -> Answer:
    """Send one request and read until the server closes the connection.

    Args:
        url: Where; what follows the host goes out as it is written here.
        method: The method.
        headers: The headers, as often and in the order given.
        body: The body.
        chunked: Whether it goes in chunks of unknown number.
    """
    own = [*headers, ("Connection", "close")]
    if chunked:
        own.append(("Transfer-Encoding", "chunked"))
        size = max(1, len(body) // 3)
        parts = [body[start : start + size] for start in range(0, len(body), size)]
        body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    elif body or method in ("POST", "PUT", "PATCH"):
        own.append(("Content-Length", str(len(body))))
    return _parse(_exchange(url, _head(url, method, own) + body), url, method)


def _head(url: str, method: str, headers: Pairs) -> bytes:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def connect(url: str) -> socket.socket:
    """Return a connection to the server of a URL."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 80), timeout=_TIMEOUT)


def _exchange(url: str, request: bytes) -> bytes:
    received = bytearray()
    with connect(url) as connection:
        # A server may answer and close before it has read a body that it does not take.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request)
        with suppress(ConnectionResetError):
            while part := connection.recv(1 << 16):
                received += part
    return bytes(received)


def _parse(received: bytes, url: str, method: str) -> Answer:
    replay = _Replay(received)
    response = HTTPResponse(cast("socket.socket", replay), method=method)
    response.begin()
    body = response.read()
    return Answer(url, response.status, response.headers, body, replay.file.read())


@dataclass(frozen=True)
class Endpoint:
    """A SPARQL server.

    Attributes:
        query_url: Where it takes queries.
        update_url: Where it takes updates.
        graphs_url: Its graph store.
        token: What a client needs to write, if it needs anything.
    """

    query_url: str
    update_url: str
    graphs_url: str
    token: str | None = None

    @property
    def authorization(self) -> list[tuple[str, str]]:
        return [("Authorization", f"Bearer {self.token}")] if self.token else []

    @property
    def basic_authorization(self) -> list[tuple[str, str]]:
        pair = base64.b64encode(f"anyone:{self.token}".encode()).decode()
        return [("Authorization", f"Basic {pair}")]

    def get(self, query: str, accept: str | None = None, parameters: Pairs = ()) -> Answer:
        """Ask a query by GET."""
        url = f"{self.query_url}?{urlencode([('query', query), *parameters])}"
        return send(url, headers=_accept(accept))

    def post(self, query: str, accept: str | None = None, parameters: Pairs = ()) -> Answer:
        """Ask a query by direct POST."""
        url = with_parameters(self.query_url, parameters)
        return send(url, "POST", [("Content-Type", QUERY), *_accept(accept)], query.encode())

    def post_form(self, pairs: Pairs, accept: str | None = None, url: str | None = None) -> Answer:
        """Send a form, with what is needed to write."""
        headers = [("Content-Type", FORM), *_accept(accept), *self.authorization]
        return send(url or self.query_url, "POST", headers, urlencode([*pairs]).encode())

    def ask(self, query: str, parameters: Pairs = ()) -> bool:
        """Return the answer to a yes-or-no question."""
        answer = self.post(query, "application/sparql-results+json", parameters)
        assert answer.status == 200, answer.body
        return answer.truth()

    def update(self, text: str, parameters: Pairs = (), url: str | None = None) -> Answer:
        """Send an update by direct POST."""
        headers = [("Content-Type", UPDATE), *self.authorization]
        return send(
            with_parameters(url or self.update_url, parameters), "POST", headers, text.encode()
        )

    def change(self, text: str, parameters: Pairs = ()) -> None:
        """Send an update that must be done."""
        answer = self.update(text, parameters)
        assert 200 <= answer.status < 400, answer.body

    def named(self, graph: str) -> str:
        """Return the URL of a graph in the graph store, named indirectly."""
        return f"{self.graphs_url}?graph={quote(graph, safe='')}"

    @property
    def default(self) -> str:
        """The URL of the default graph in the graph store."""
        return f"{self.graphs_url}?default"

    def write(
        self, method: str, url: str, body: str | bytes = b"", content_type: str | None = TURTLE
    ) -> Answer:
        """Send a request that writes to the graph store."""
        headers = [("Content-Type", content_type)] if content_type else []
        sent = body.encode() if isinstance(body, str) else body
        return send(url, method, [*headers, *self.authorization], sent)

    def read(self, url: str, accept: str | None = TURTLE, method: str = "GET") -> Answer:
        """Read from the graph store."""
        return send(url, method, _accept(accept))


def _accept(accept: str | None) -> list[tuple[str, str]]:
    return [] if accept is None else [("Accept", accept)]


def with_parameters(url: str, parameters: Pairs) -> str:
    """Return a URL with parameters."""
    encoded = urlencode([*parameters])
    return f"{url}?{encoded}" if encoded else url
