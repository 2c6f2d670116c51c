"""The zygote: a process with one thread that holds the store and forks a worker whenever asked.

A worker shares the memory of the store until it writes, so it begins in milliseconds however large
the store is. The server cannot fork itself safely, as it runs threads.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import struct
import sys
from types import FrameType

import pyoxigraph as ox

from atlas_kg.workers.frames import receive
from atlas_kg.workers.worker import work

__all__ = ["CONTROL", "EXITED", "FORK", "KILL", "main"]

CONTROL = struct.Struct("!cqi")
"""A message on the control connection: what, a process id, and the status of one that ended."""

FORK, KILL, EXITED = b"F", b"K", b"X"


def main() -> None:
    """Load the store from a pipe, then fork and kill workers as the server asks."""
    control = socket.socket(fileno=int(sys.argv[1]))
    setup = receive(control)
    if setup is None:
        return
    options = json.loads(setup[1])
    store = ox.Store()
    with os.fdopen(int(sys.argv[2]), "rb") as quads:
        store.bulk_load(quads, ox.RdfFormat.N_QUADS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    # Objects that the collector never visits stay in pages that all workers share.
    gc.freeze()
    _serve(control, store, options["prefixes"], options["limits"])


def _serve(
    control: socket.socket, store: ox.Store, prefixes: dict[str, str], limits: dict[str, int]
) -> None:
    wake, alarm = socket.socketpair()
    alarm.setblocking(False)
    signal.set_wakeup_fd(alarm.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, _ignore)
    children: set[int] = set()
    control.sendall(CONTROL.pack(FORK, os.getpid(), 0))
    while True:
        ready, _, _ = select.select([control, wake], [], [])
        if wake in ready:
            wake.recv(4096)
            _reap(control, children)
        if control in ready:
            try:
                data, files, _, _ = socket.recv_fds(control, CONTROL.size, 1)
            except ConnectionResetError:
                break
            if len(data) < CONTROL.size:
                break
            what, pid, _ = CONTROL.unpack(data)
            if what == KILL and pid in children:
                os.kill(pid, signal.SIGKILL)
            elif what == FORK:
                connection = socket.socket(fileno=files[0])
                child = os.fork()
                if child == 0:
                    _become_worker(connection, (control, wake, alarm), store, prefixes, limits)
                children.add(child)
                connection.close()
    for child in children:
        os.kill(child, signal.SIGKILL)
    os._exit(0)


def _ignore(_signal: int, _frame: FrameType | None) -> None:
    """Take the signal; the loop is woken by the descriptor."""


def _reap(control: socket.socket, children: set[int]) -> None:
    for child in tuple(children):
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            children.discard(pid)
            control.sendall(CONTROL.pack(EXITED, pid, os.waitstatus_to_exitcode(status)))


def _become_worker(
    connection: socket.socket,
    inherited: tuple[socket.socket, ...],
    store: ox.Store,
    prefixes: dict[str, str],
    limits: dict[str, int],
) -> None:
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for each in inherited:
            each.close()
        # The engine tells on standard error how it died; the server says it to whoever asked.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        work(store, prefixes, connection, limits)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
