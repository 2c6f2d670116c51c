"""Frames: the messages between the server and its query workers.

A frame is one byte that says its kind, four bytes that give its length, and its payload. This
module, `worker` and `zygote` are all that a worker loads beside the engine, so that it starts at
once.
"""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from json.encoder import encode_basestring_ascii

__all__ = [
    "HEADER",
    "Applied",
    "Change",
    "Failure",
    "Kind",
    "Operation",
    "Task",
    "end_payload",
    "frame",
    "head_payload",
    "read_end",
    "read_head",
    "receive",
]

HEADER = struct.Struct("!cI")
_MOST = 1 << 18
_LONGEST = 1_000
_HEAD = {"rows": b"R", "graph": b"G"}
_FAMILIES = {sign[0]: family for family, sign in _HEAD.items()}
_END = struct.Struct("!?q")


class Kind:
    """What a frame is."""

    READY = b"R"
    TASK = b"T"
    CHANGE = b"C"
    HEAD = b"H"
    DATA = b"D"
    END = b"E"
    PROBLEM = b"P"


class Failure(StrEnum):
    """Why a query has no answer, or a change was not made."""

    MALFORMED = "malformed"
    MISSING = "missing"
    REFUSED = "refused"
    TOO_LARGE = "too large"
    FAILED = "failed"
    OUTDATED = "outdated"


@dataclass(frozen=True)
class Task:
    """A query for a worker.

    Attributes:
        query: The text.
        rows: The media type for rows and booleans; None where the client accepts none.
        graph: The media type for triples; None where the client accepts none.
        page: How many rows to give at most where a page shows them; None for all of them.
        union: Whether the default graph is the union of all graphs.
        default_graphs: The graphs whose union is the default graph instead, if the request says so.
        named_graphs: The graphs that GRAPH may name, if the request says so.
        existing: A graph that must exist for there to be an answer.
        counts: Whether the rows are to be counted, which takes some time.
        base: The IRI against which relative ones are resolved, if there is one.
    """

    query: str
    rows: str | None
    graph: str | None
    page: int | None = None
    union: bool = True
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    existing: str | None = None
    counts: bool = False
    base: str | None = None

    def as_bytes(self) -> bytes:
        """Return the task as the payload of a frame."""
        # What a client may make as long as it likes is not worth keeping.
        is_rare = self.default_graphs or self.named_graphs or len(self.base or "") > _LONGEST
        write = _rest.__wrapped__ if is_rare else _rest
        rest = write(
            self.rows,
            self.graph,
            self.page,
            self.default_graphs,
            self.named_graphs,
            self.existing,
            self.base,
            union=self.union,
            counts=self.counts,
        )
        return b'{"query": %s, %s' % (encode_basestring_ascii(self.query).encode("ascii"), rest)


@lru_cache(maxsize=1024)
def _rest(  # noqa: PLR0913, PLR0917 - as many as a task has
    rows: str | None,
    graph: str | None,
    page: int | None,
    default_graphs: tuple[str, ...] | None,
    named_graphs: tuple[str, ...] | None,
    existing: str | None,
    base: str | None,
    *,
    union: bool,
    counts: bool,
) -> bytes:
    """Return a task without its query as JSON, without the first brace; most tasks share it."""
    return json.dumps(
        {
            "rows": rows,
            "graph": graph,
            "page": page,
            "union": union,
            "default_graphs": default_graphs,
            "named_graphs": named_graphs,
            "existing": existing,
            "base": base,
            "counts": counts,
        }
    ).encode()[1:]


class Operation(StrEnum):
    """What a change does."""

    UPDATE = "update"
    PUT = "put"
    POST = "post"
    DELETE = "delete"
    REPLACE = "replace"


@dataclass(frozen=True)
class Change:
    """A change of the data, which is made as a whole or not at all.

    Attributes:
        operation: What it does: run updates; put, merge or drop one graph (SPARQL 1.1 Graph Store
            HTTP Protocol); or replace whole graphs.
        text: The updates, separated by semicolons.
        graph: The IRI of the graph that is put, merged or dropped; None for the default graph.
        graphs: The IRIs of the graphs that are replaced.
        parts: The documents whose union is to be in the graph, each with the media type of its RDF
            format; for `REPLACE` they hold all the graphs.
        base: The IRI against which relative ones in the updates are resolved, if there is one.
        since: The state of the data that must still be the one there is, if that matters.
    """

    operation: Operation
    text: str = ""
    graph: str | None = None
    graphs: tuple[str, ...] = ()
    parts: tuple[tuple[str, bytes], ...] = ()
    base: str | None = None
    since: int | None = None

    def as_bytes(self) -> bytes:
        """Return the change as the payload of a frame: a line of JSON, and the documents."""
        head = {
            "operation": self.operation,
            "text": self.text,
            "graph": self.graph,
            "graphs": self.graphs,
            "base": self.base,
            "since": self.since,
            "parts": [(media_type, len(body)) for media_type, body in self.parts],
        }
        bodies = (body for _, body in self.parts)
        return b"".join([json.dumps(head).encode(), b"\n", *bodies])

    @staticmethod
    def from_bytes(payload: bytes) -> Change:
        """Return the change that a payload holds."""
        place = payload.index(b"\n") + 1
        fields = json.loads(payload[:place])
        parts = []
        for media_type, length in fields["parts"]:
            parts.append((media_type, payload[place : place + length]))
            place += length
        return Change(
            operation=Operation(fields["operation"]),
            text=fields["text"],
            graph=fields["graph"],
            graphs=tuple(fields["graphs"]),
            parts=tuple(parts),
            base=fields["base"],
            since=fields["since"],
        )


@dataclass(frozen=True)
class Applied:
    """What became of a change that was made.

    Attributes:
        created: Whether it made a graph that was not there.
    """

    created: bool = False


def head_payload(family: str, media_type: str | None) -> bytes:
    """Return the payload of a head: of which family an answer is, and in which media type."""
    return _HEAD[family] + (media_type or "").encode()


def read_head(payload: bytes) -> tuple[str, str | None]:
    """Return the family and the media type that a head tells."""
    return _FAMILIES[payload[0]], payload[1:].decode() or None


def end_payload(*, retires: bool, rows: int | None) -> bytes:
    """Return the payload of an end: whether the worker ends itself, and how many rows it sent."""
    return _END.pack(retires, -1 if rows is None else rows)


def read_end(payload: bytes) -> tuple[bool, int | None]:
    """Return whether the worker ends itself, and how many rows there were."""
    retires, rows = _END.unpack(payload)
    return retires, None if rows < 0 else rows


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Return a frame as bytes."""
    return HEADER.pack(kind, len(payload)) + payload


def receive(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """Wait for one frame, after which the other side waits for an answer.

    Returns:
        Its kind and its payload; None when the other side has closed the connection.
    """
    data = connection.recv(_MOST)
    if len(data) >= HEADER.size:
        kind, length = HEADER.unpack_from(data)
        if len(data) == HEADER.size + length:
            return kind, data[HEADER.size :]
    kept = bytearray(data)
    while len(kept) < HEADER.size or len(kept) < HEADER.size + HEADER.unpack_from(kept)[1]:
        data = connection.recv(_MOST)
        if not data:
            return None
        kept += data
    return HEADER.unpack_from(kept)[0], bytes(memoryview(kept)[HEADER.size :])
