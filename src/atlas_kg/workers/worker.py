"""A worker: a process of its own that answers one query at a time, and may die of it."""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from atlas_kg.query_rewriting import answered
from atlas_kg.workers.confinement import confine
from atlas_kg.workers.frames import Failure, Kind, end_payload, frame, head_payload, receive
from atlas_kg.workers.rows import RowCounter
from atlas_kg.workers.writing import write_answer

__all__ = ["work"]

_CHUNK = 1 << 16
_MAXRSS_UNIT = 1024 if sys.platform == "linux" else 1
_MOMENT = 0.005
_RETIRE = 64 << 20
"""By how many bytes a worker may have grown and still take another query."""


class _TooLargeError(Exception):
    """The answer is longer than allowed."""


class _MissingError(Exception):
    """The graph that must exist does not."""


class _RefusedError(Exception):
    """The engine will not answer the query."""


class _Answer:
    """Where the engine writes an answer, which goes on in frames.

    A short answer leaves in one piece, from its head to its end.
    """

    def __init__(
        self, connection: socket.socket, head: bytes, counter: RowCounter | None, limit: int
    ) -> None:
        self._counter = counter
        self._connection = connection
        self._left = limit
        self._frames = frame(Kind.HEAD, head)
        self._part = bytearray()

    def write(self, data: bytes) -> int:
        """Take a part of the answer; waits while the reader is slow."""
        self._left -= len(data)
        if self._left < 0:
            raise _TooLargeError
        self._part += data
        if len(self._part) >= _CHUNK:
            self._connection.sendall(self._framed())
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is small goes with the end."""

    def end(self, *, retires: bool) -> None:
        """Send the rest and say that this was all.

        Args:
            retires: Whether the worker ends itself now.
        """
        frames = self._framed() if self._part else self._frames
        rows = self._counter.rows if self._counter else None
        self._connection.sendall(frames + frame(Kind.END, end_payload(retires=retires, rows=rows)))

    def _framed(self) -> bytes:
        part = bytes(self._part)
        self._part.clear()
        if self._counter:
            self._counter.add(part)
        frames, self._frames = self._frames + frame(Kind.DATA, part), b""
        return frames


@dataclass(frozen=True)
class _Desk:
    """What a worker answers from."""

    store: ox.Store
    prefixes: dict[str, str]
    connection: socket.socket
    limit: int
    shown: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None
    """The graphs of the default graph, if those are not all."""


def work(store: ox.Store, options: dict[str, Any], connection: socket.socket) -> None:
    """Answer queries until the connection closes.

    Args:
        store: What to ask.
        options: ``prefixes`` for graphs in Turtle; ``hidden``, the IRI of the graph that is no part
            of the default graph; ``gateway``, the port through which it may call other servers;
            ``folder`` and ``copies``, where the data lie on disk; and ``limits``: ``memory``, how
            many bytes the process may take beyond those it has, and ``answer``, how long an answer
            may be, in bytes.
        connection: Where tasks come from and answers go.
    """
    limits = options["limits"]
    confine(limits["memory"], gateway=options["gateway"], folders=_folders(options))
    graphs = list(store.named_graphs())
    hidden = ox.NamedNode(options["hidden"])
    shown = [ox.DefaultGraph(), *(graph for graph in graphs if graph != hidden)]
    desk = _Desk(
        store=store,
        prefixes=options["prefixes"],
        connection=connection,
        limit=limits["answer"],
        shown=shown if hidden in graphs else None,
    )
    born = _most_resident()
    connection.sendall(frame(Kind.READY, json.dumps({"pid": os.getpid()}).encode()))
    while (message := receive(connection)) is not None:
        if _answer(desk, json.loads(message[1]), born):
            return


def _folders(options: dict[str, Any]) -> list[Path]:
    """Return where the files lie from which the store reads while it answers."""
    return [Path(options["folder"])] if options["folder"] and not options["copies"] else []


def _most_resident() -> int:
    """Return the most memory that the process ever took, in bytes; it costs a microsecond."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_UNIT


def _answer(desk: _Desk, task: dict[str, Any], born: int) -> bool:
    """Answer a task; tell whether the worker has grown so much that it had better be replaced."""
    connection = desk.connection
    begun = time.monotonic()
    try:
        answer = _begin(desk, task)
        # What was answered in a moment has not taken much.
        retires = time.monotonic() - begun > _MOMENT and _most_resident() - born > _RETIRE
        answer.end(retires=retires)
    except SyntaxError as error:
        connection.sendall(_problem(Failure.MALFORMED, str(error)))
    except _MissingError:
        connection.sendall(_problem(Failure.MISSING, task["existing"]))
    except _RefusedError as error:
        connection.sendall(_problem(Failure.REFUSED, str(error)))
    except _TooLargeError:
        connection.sendall(_problem(Failure.TOO_LARGE, str(desk.limit)))
        return True
    except BrokenPipeError:
        return True
    except MemoryError:
        connection.sendall(_problem(Failure.FAILED, "it takes more memory than one query may have"))
        return True
    except (OSError, RuntimeError, ValueError) as error:
        connection.sendall(_problem(Failure.FAILED, str(error)))
    else:
        return retires
    return False


def _problem(failure: Failure, what: str) -> bytes:
    return frame(Kind.PROBLEM, json.dumps({"failure": failure, "what": what}).encode())


def _begin(desk: _Desk, task: dict[str, Any]) -> _Answer:
    """Evaluate a task and send its answer but for the end."""
    result = _result(desk, task)
    family = "graph" if isinstance(result, ox.QueryTriples) else "rows"
    media_type = task[family]
    counts = task["counts"] and family == "rows" and task["page"] is None
    counter = RowCounter(media_type) if counts and media_type else None
    answer = _Answer(desk.connection, head_payload(family, media_type), counter, desk.limit)
    if media_type is None:
        return answer
    write_answer(result, cast("IO[bytes]", answer), media_type, task["page"], desk.prefixes)
    return answer


def _result(
    desk: _Desk, task: dict[str, Any]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    existing = task["existing"]
    if existing is not None and not desk.store.contains_named_graph(ox.NamedNode(existing)):
        raise _MissingError
    default, named = _graphs(task["default_graphs"]), _graphs(task["named_graphs"])
    is_union = task["union"]
    if is_union and desk.shown is not None:
        default, is_union = desk.shown, False

    def evaluate(text: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        return desk.store.query(
            text,
            base_iri=task["base"],
            use_default_graph_as_union=is_union,
            default_graph=default,
            named_graphs=named,
        )

    try:
        return answered(task["query"], evaluate)
    except (OSError, RuntimeError, ValueError) as error:
        raise _RefusedError(str(error)) from error


def _graphs(names: list[str] | None) -> list[Any] | None:
    return None if names is None else [ox.NamedNode(name) for name in names]
