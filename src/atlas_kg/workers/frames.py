"""Frames: the messages between the server and its query workers.

A frame is one byte that says its kind, four bytes that give its length, and its payload. This
module, `worker` and `zygote` are all that a worker loads beside the engine, so that it starts at
once.
"""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import asdict, dataclass
from enum import StrEnum

__all__ = ["HEADER", "Failure", "Kind", "Task", "frame", "receive"]

HEADER = struct.Struct("!cI")


class Kind:
    """What a frame is."""

    READY = b"R"
    TASK = b"T"
    HEAD = b"H"
    DATA = b"D"
    END = b"E"
    PROBLEM = b"P"


class Failure(StrEnum):
    """Why a query has no answer."""

    MALFORMED = "malformed"
    REFUSED = "refused"
    TOO_LARGE = "too large"
    FAILED = "failed"


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
    """

    query: str
    rows: str | None
    graph: str | None
    page: int | None = None
    union: bool = True
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None

    def as_bytes(self) -> bytes:
        """Return the task as the payload of a frame."""
        return json.dumps(asdict(self)).encode()


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Return a frame as bytes."""
    return HEADER.pack(kind, len(payload)) + payload


def receive(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """Wait for one frame.

    Returns:
        Its kind and its payload; None when the other side has closed the connection.
    """
    head = _exactly(connection, HEADER.size)
    if head is None:
        return None
    kind, length = HEADER.unpack(head)
    payload = _exactly(connection, length)
    return None if payload is None else (kind, payload)


def _exactly(connection: socket.socket, length: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(min(length - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)
