"""The writer: the process that alone writes the store on disk.

It works on a clone of the current checkpoint. What an update leaves behind that fails on the way,
or during which the process dies, is thrown away with the clone; only a whole new checkpoint that
`current` names counts.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from atlas_kg.workers.changes import MissingGraphError, apply
from atlas_kg.workers.checkpoints import clone
from atlas_kg.workers.confinement import isolate
from atlas_kg.workers.folder import State, StoreFolder
from atlas_kg.workers.frames import Applied, Change, Failure, Kind, Operation, frame, receive

__all__ = ["main"]

_PDEATHSIG = 1


def main() -> None:
    """Open a clone of a checkpoint, then make changes as the server asks.

    The arguments are the descriptors of the connection and of the folder's lock, which is held as
    long as this process lives, and the process id of the server. The first frame tells the folder,
    the generation to start from, its sources, how much memory a change may take, and the port of
    this machine through which it may call other servers.
    """
    connection = socket.socket(fileno=int(sys.argv[1]))
    _die_with(int(sys.argv[3]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    setup = receive(connection)
    if setup is None:
        return
    options = json.loads(setup[1])
    folder = StoreFolder(Path(options["folder"]))
    try:
        store, state = _open(
            folder, Path(options["working"]), options["generation"], options["sources"]
        )
    except OSError as error:
        connection.sendall(_problem(Failure.FAILED, str(error)))
        return
    # After the engine has linked its files, which an old system would not let it do any more.
    isolate(gateway=options["gateway"], folders=[folder.path])
    connection.sendall(frame(Kind.READY, str(state.generation).encode()))
    # The engine tells on standard error how it died; the server says it to whoever asked.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    while (message := receive(connection)) is not None:
        head, _, change = message[1].partition(b"\n")
        _limit_memory(options["memory"])
        answer, state = _change(
            store, folder, state, Change.from_bytes(change), json.loads(head)["sources"]
        )
        connection.sendall(answer)
    # Closing the engine's files would only take time.
    os._exit(0)


def _die_with(server: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
        # If memory runs out, the writer is to go and not the server.
        Path("/proc/self/oom_score_adj").write_text("500", "ascii")
    if os.getppid() != server:
        os._exit(1)


def _open(
    folder: StoreFolder, working: Path, generation: int | None, sources: str
) -> tuple[ox.Store, State]:
    if generation is not None:
        clone(folder.checkpoint(generation), working)
        return ox.Store(working), State(generation, sources)
    store = ox.Store(working)
    state = State(0)
    store.backup(folder.checkpoint(0))
    folder.switch(state)
    return store, state


def _limit_memory(budget: int) -> None:
    """Let the process take so many bytes beyond those that it has.

    What the engine has reserved and not used, and files that it reads, do not count.
    """
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text("ascii")
        taken = int(status.partition("VmData:")[2].split(maxsplit=1)[0]) << 10
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (taken + budget, hard))


def _change(
    store: ox.Store, folder: StoreFolder, state: State, change: Change, sources: str | None
) -> tuple[bytes, State]:
    """Make a change; return what to answer, and the state of the data after it."""
    try:
        applied = _apply(store, change)
        after = State(
            state.generation + 1, state.sources if sources is None else sources, applied.created
        )
        # This writes out what the engine has in memory, and waits until the disk has it.
        store.backup(folder.checkpoint(after.generation))
        folder.switch(after)
    except SyntaxError as error:
        return _problem(Failure.MALFORMED, str(error)), state
    except MissingGraphError as error:
        return _problem(Failure.MISSING, str(error)), state
    except (RuntimeError, ValueError) as error:
        # An update leaves nothing behind; graphs that were being replaced may be gone.
        retires = change.operation is Operation.REPLACE
        return _problem(Failure.REFUSED, str(error), retires=retires), state
    except (MemoryError, OSError) as error:
        # The engine's files may be the worse for it.
        what = str(error) or "it takes more memory than one change may have"
        return _problem(Failure.FAILED, what, retires=True), state
    done = {"created": after.created, "checkpoint": after.generation}
    return frame(Kind.END, json.dumps(done).encode()), after


def _apply(store: ox.Store, change: Change) -> Applied:
    if change.operation is not Operation.REPLACE:
        return apply(store, change)
    # For whole graphs several times faster than an update, and in a fraction of the memory.
    parts = [(_format(media_type), body) for media_type, body in change.parts]
    for form, body in parts:
        for _ in ox.parse(body, form):
            # A mistake must be found before anything is removed.
            pass
    for name in change.graphs:
        store.remove_graph(ox.NamedNode(name))
    for form, body in parts:
        store.bulk_load(body, form)
    return Applied()


def _format(media_type: str) -> ox.RdfFormat:
    form = ox.RdfFormat.from_media_type(media_type)
    if form is None:
        raise ValueError(f"{media_type} is no RDF format")
    return form


def _problem(failure: Failure, what: str, *, retires: bool = False) -> bytes:
    problem: dict[str, Any] = {"failure": failure, "what": what, "retires": retires}
    return frame(Kind.PROBLEM, json.dumps(problem).encode())


if __name__ == "__main__":
    main()
