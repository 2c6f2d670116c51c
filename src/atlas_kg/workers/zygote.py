"""The zygote: a process with one thread that holds the data and forks a worker whenever asked.

A worker shares the memory of the store until it writes, so it begins in milliseconds however large
the store is. The server cannot fork itself safely, as it runs threads.

A change of data in memory is made by a child as well: if it succeeds, the child is the zygote of
the next generation; if it fails or dies, nothing has happened.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import struct
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pyoxigraph as ox

from atlas_kg.workers.frames import Kind, frame, receive
from atlas_kg.workers.heir import make_change
from atlas_kg.workers.worker import work

__all__ = ["CONTROL", "DUMP", "EXITED", "FORK", "HEIR", "KILL", "RELEASE", "main"]

CONTROL = struct.Struct("!cqi")
"""A message on the control connection: what, a process id, and the status of one that ended."""

FORK, HEIR, DUMP, KILL, RELEASE, EXITED = b"F", b"H", b"D", b"K", b"R", b"X"


def main() -> None:
    """Load the data, then fork and kill children as the server asks."""
    control = socket.socket(fileno=int(sys.argv[1]))
    setup = receive(control)
    if setup is None:
        return
    options = json.loads(setup[1])
    store = _open(options, int(sys.argv[2]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    # Objects that the collector never visits stay in pages that all workers share.
    gc.freeze()
    _Zygote(store, control, options).serve()


def _open(options: dict[str, Any], source: int) -> ox.Store:
    if options["folder"] is None:
        store = ox.Store()
        with os.fdopen(source, "rb") as quads:
            store.bulk_load(quads, ox.RdfFormat.N_QUADS)
        for name in options["graphs"]:
            store.add_graph(ox.NamedNode(name))
        return store
    os.close(source)
    try:
        kept = ox.Store.read_only(options["folder"])
    except OSError as error:
        sys.exit(f"{options['folder']} cannot be opened: {error}")
    if not options["copies"]:
        return kept
    store = ox.Store()
    with tempfile.TemporaryFile(dir=Path(options["folder"]).parent) as quads:
        kept.dump(quads, ox.RdfFormat.N_QUADS)
        quads.seek(0)
        store.bulk_load(quads, ox.RdfFormat.N_QUADS)
    # The dump says nothing of graphs that are empty.
    for graph in kept.named_graphs():
        store.add_graph(graph)
    return store


_Life = Callable[["_Zygote", list[Any]], socket.socket | None]
"""What a child does; an heir returns the connection on which it takes orders from now on."""


class _Zygote:
    def __init__(self, store: ox.Store, control: socket.socket, options: dict[str, Any]) -> None:
        self.store = store
        self.options = options
        self.is_quiet = False
        self._begin(control)

    def serve(self) -> None:
        """Do as the server asks until it is gone."""
        while True:
            ready, _, _ = select.select([self.control, self.wake], [], [])
            if self.wake in ready:
                self.wake.recv(4096)
                self._reap()
            if self.control in ready and not self._obey():
                break
        for child in self.children:
            os.kill(child, signal.SIGKILL)
        os._exit(0)

    def _begin(self, control: socket.socket) -> None:
        """Say on a connection that this process holds the data and awaits orders."""
        self.control = control
        self.children: set[int] = set()
        self.wake, self.alarm = socket.socketpair()
        self.alarm.setblocking(False)
        signal.set_wakeup_fd(self.alarm.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _ignore)
        control.sendall(CONTROL.pack(FORK, os.getpid(), 0))

    def _obey(self) -> bool:
        """Take one message; tell whether the server is still there."""
        try:
            data, files, _, _ = socket.recv_fds(self.control, CONTROL.size, 2)
        except ConnectionResetError:
            return False
        if len(data) < CONTROL.size:
            return False
        what, pid, _ = CONTROL.unpack(data)
        if what == KILL and pid in self.children:
            os.kill(pid, signal.SIGKILL)
        elif what == RELEASE:
            self.children.discard(pid)
        elif what in _LIVES:
            self._fork(_LIVES[what], [socket.socket(fileno=files[0]), *files[1:]])
        return True

    def _reap(self) -> None:
        for child in tuple(self.children):
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid:
                self.children.discard(pid)
                code = os.waitstatus_to_exitcode(status)
                # A server that is gone is noticed by the end of what it says.
                with contextlib.suppress(OSError):
                    self.control.sendall(CONTROL.pack(EXITED, pid, code))

    def _fork(self, life: _Life, given: list[Any]) -> None:
        """Fork a child that leads a life of its own; an heir goes on from here in its own right."""
        child = os.fork()
        if child:
            self.children.add(child)
            given[0].close()
            for file in given[1:]:
                os.close(file)
            return
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for each in (self.control, self.wake, self.alarm):
                each.close()
            self._be_quiet()
            control = life(self, given)
            if control is None:
                os._exit(0)
            self._begin(control)
        except BaseException:  # noqa: BLE001 - a child must never go on as its parent
            os._exit(1)

    def _be_quiet(self) -> None:
        """Keep what the engine tells on standard error when it dies to the server to say."""
        if not self.is_quiet:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
            self.is_quiet = True


def _ignore(_signal: int, _frame: FrameType | None) -> None:
    """Take the signal; the loop is woken by the descriptor."""


def _be_worker(zygote: _Zygote, given: list[Any]) -> None:
    work(zygote.store, zygote.options, given[0])


def _be_heir(zygote: _Zygote, given: list[Any]) -> socket.socket | None:
    connection, control = given[0], socket.socket(fileno=given[1])
    memory = zygote.options["limits"]["change_memory"]
    is_made = make_change(zygote.store, connection, memory, zygote.options["gateway"])
    connection.close()
    gc.freeze()
    return control if is_made else None


def _be_dumper(zygote: _Zygote, given: list[Any]) -> None:
    names = [graph.value for graph in zygote.store.named_graphs()]
    told = {"pid": os.getpid(), "graphs": names}
    given[0].sendall(frame(Kind.READY, json.dumps(told).encode()))
    with os.fdopen(given[1], "wb") as quads:
        zygote.store.dump(quads, ox.RdfFormat.N_QUADS)


_LIVES: dict[bytes, _Life] = {FORK: _be_worker, HEIR: _be_heir, DUMP: _be_dumper}


if __name__ == "__main__":
    main()
