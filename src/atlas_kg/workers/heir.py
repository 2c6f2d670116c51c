"""An heir: a forked child that makes one change of data in memory.

It shares the memory of its parent until it writes. What it changed is the next generation if it
succeeds; otherwise it ends, and its parent's data are as they were.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
from dataclasses import asdict
from pathlib import Path

import pyoxigraph as ox

from atlas_kg.workers.changes import MissingGraphError, apply
from atlas_kg.workers.confinement import isolate
from atlas_kg.workers.frames import Change, Failure, Kind, frame, receive

__all__ = ["make_change", "problem_of"]


def make_change(
    store: ox.Store, connection: socket.socket, memory: int, gateway: int | None
) -> bool:
    """Make the change that comes, and tell the server what became of it.

    Args:
        store: What to change.
        connection: Where the change comes from.
        memory: How many bytes it may take beyond those that the process has.
        gateway: The port through which it may call other servers.

    Returns:
        Whether it was made.
    """
    bounds = resource.getrlimit(resource.RLIMIT_AS)
    _bound(memory, bounds[1])
    isolate(gateway=gateway)
    connection.sendall(frame(Kind.READY, json.dumps({"pid": os.getpid()}).encode()))
    message = receive(connection)
    if message is None:
        return False
    try:
        applied = apply(store, Change.from_bytes(message[1]))
    except (
        SyntaxError,
        MissingGraphError,
        MemoryError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        connection.sendall(problem_of(error))
        return False
    del message
    # It is bound no more, since it is to live as long as its data.
    resource.setrlimit(resource.RLIMIT_AS, bounds)
    told = {**asdict(applied), "resident": _resident()}
    connection.sendall(frame(Kind.END, json.dumps(told).encode()))
    return True


def problem_of(error: Exception) -> bytes:
    """Return the frame that tells why a change was not made."""
    failure = Failure.REFUSED
    what = str(error)
    if isinstance(error, SyntaxError):
        failure = Failure.MALFORMED
    elif isinstance(error, MissingGraphError):
        failure = Failure.MISSING
    elif isinstance(error, MemoryError):
        failure, what = Failure.FAILED, "it takes more memory than one change may have"
    return frame(Kind.PROBLEM, json.dumps({"failure": failure, "what": what}).encode())


def _bound(memory: int, hard: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        page = resource.getpagesize()
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * page
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, hard))


def _resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
