"""A worker: a process of its own that answers one query at a time, and may die of it."""

from __future__ import annotations

import ctypes
import io
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from atlas_kg.workers.frames import Failure, Kind, frame, receive

__all__ = ["work"]

_CHUNK = 1 << 16
_PDEATHSIG = 1
_RETIRE = 64 << 20
"""By how many bytes a worker may have grown and still take another query."""


class _TooLargeError(Exception):
    """The answer is longer than allowed."""


class _RefusedError(Exception):
    """The engine will not answer the query."""


class _Answer(io.RawIOBase):
    """Where the engine writes an answer, which goes on in frames.

    A short answer leaves in one piece, from its head to its end.
    """

    def __init__(self, connection: socket.socket, head: Mapping[str, object], limit: int) -> None:
        super().__init__()
        self._connection = connection
        self._left = limit
        self._frames = bytearray(frame(Kind.HEAD, json.dumps(head).encode()))

    def writable(self) -> bool:
        """Tell that this can be written to."""
        return True

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - whatever has bytes
        """Take a part of the answer; waits while the reader is slow."""
        part = bytes(data)
        self._left -= len(part)
        if self._left < 0:
            raise _TooLargeError
        self._frames += frame(Kind.DATA, part)
        if len(self._frames) >= _CHUNK:
            self._connection.sendall(self._frames)
            self._frames.clear()
        return len(part)

    def end(self, note: bytes) -> None:
        """Send the rest and say that this was all."""
        self._connection.sendall(self._frames + frame(Kind.END, note))


def work(
    store: ox.Store, prefixes: dict[str, str], connection: socket.socket, limits: dict[str, int]
) -> None:
    """Answer queries until the connection closes.

    Args:
        store: What to ask.
        prefixes: The prefixes for graphs in Turtle.
        connection: Where tasks come from and answers go.
        limits: ``memory``, how many bytes the process may take beyond those it has; ``answer``, how
            long an answer may be, in bytes.
    """
    _limit_memory(limits["memory"])
    born = _resident()
    connection.sendall(frame(Kind.READY, str(os.getpid()).encode()))
    while (message := receive(connection)) is not None:
        retires = _answer(
            store, prefixes, connection, json.loads(message[1]), limits["answer"], born
        )
        if retires:
            return


def _limit_memory(budget: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
        page = resource.getpagesize()
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * page
        resource.setrlimit(resource.RLIMIT_AS, (taken + budget, taken + budget))
        # If memory runs out all the same, a worker is to go and not the server.
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")


def _resident() -> int:
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()


def _answer(  # noqa: PLR0913, PLR0917 - what a query needs is not one thing
    store: ox.Store,
    prefixes: dict[str, str],
    connection: socket.socket,
    task: dict[str, Any],
    limit: int,
    born: int,
) -> bool:
    """Answer a task; tell whether the worker has grown so much that it had better be replaced."""
    try:
        answer = _begin(store, prefixes, connection, task, limit)
        retires = _resident() - born > _RETIRE
        answer.end(b"retires" if retires else b"")
    except SyntaxError as error:
        connection.sendall(_problem(Failure.MALFORMED, str(error)))
    except _RefusedError as error:
        connection.sendall(_problem(Failure.REFUSED, str(error)))
    except _TooLargeError:
        connection.sendall(_problem(Failure.TOO_LARGE, str(limit)))
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


def _begin(
    store: ox.Store,
    prefixes: dict[str, str],
    connection: socket.socket,
    task: dict[str, Any],
    limit: int,
) -> _Answer:
    """Evaluate a task and send its answer but for the end."""
    default, named = task["default_graphs"], task["named_graphs"]
    try:
        result = store.query(
            task["query"],
            use_default_graph_as_union=task["union"],
            default_graph=None if default is None else [ox.NamedNode(iri) for iri in default],
            named_graphs=None if named is None else [ox.NamedNode(iri) for iri in named],
        )
    except (OSError, RuntimeError, ValueError) as error:
        raise _RefusedError(str(error)) from error
    family = "graph" if isinstance(result, ox.QueryTriples) else "rows"
    media_type = task[family]
    answer = _Answer(connection, {"family": family, "media_type": media_type}, limit)
    if media_type is None:
        return answer
    file = io.BufferedWriter(answer, _CHUNK)
    if isinstance(result, ox.QueryTriples):
        form = ox.RdfFormat.from_media_type(media_type)
        ox.serialize(result, file, form, prefixes=prefixes)
    elif task["page"] is not None:
        file.write(_page(result, task["page"]))
    elif isinstance(result, ox.QueryBoolean) and media_type in _WITHOUT_TRUTH:
        file.write(b"true\n" if result else b"false\n")
    else:
        result.serialize(file, ox.QueryResultsFormat.from_media_type(media_type))
    file.flush()
    file.detach()
    return answer


_WITHOUT_TRUTH = ("text/csv", "text/tab-separated-values")
"""Formats that have no form for yes and no."""


def _page(result: ox.QuerySolutions | ox.QueryBoolean, count: int) -> bytes:
    """Return the first rows in the JSON form of results, and whether there are more."""
    if isinstance(result, ox.QueryBoolean):
        return json.dumps({"boolean": bool(result)}).encode()
    names = [variable.value for variable in result.variables]
    rows = [
        [None if row[name] is None else _term(row[name]) for name in names]
        for row in islice(result, count)
    ]
    is_cut = next(result, None) is not None
    return json.dumps({"variables": names, "rows": rows, "is_cut": is_cut}).encode()


def _term(node: object) -> tuple[str, str, str | None]:
    if isinstance(node, ox.NamedNode):
        return ("uri", node.value, None)
    if isinstance(node, ox.Literal):
        return ("literal", node.value, node.language)
    return ("other", str(node), None)
