"""Killing processes that keep a store on disk, and looking at what they leave."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox

from atlas_kg.workers.folder import StoreFolder
from tests.durability.history import lines

ROOT = Path(__file__).parents[2]


STARTED: list[subprocess.Popen[str]] = []
"""What tests have started, to be ended after them."""


class Keeping:
    """A process that keeps a store on disk.

    Args:
        folder: The folder of the store.
    """

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.keeping", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        STARTED.append(self.process)

    def send(self, *words: object) -> None:
        assert self.process.stdin
        print(*words, file=self.process.stdin, flush=True)

    def told(self) -> list[str]:
        """Return the words of the next line; none when the process has ended."""
        assert self.process.stdout
        return self.process.stdout.readline().split()

    def writers(self) -> list[int]:
        """Return the processes that write the store for it."""
        return children(self.process.pid, "atlas_kg.workers.writer")

    def kill(self, *others: int) -> list[list[str]]:
        """Kill it, and others with it; return what it had told and nobody had read."""
        for pid in (*others, self.process.pid):
            kill(pid)
        assert self.process.stdout
        rest = self.process.stdout.read()
        self.close()
        return [line.split() for line in rest.splitlines()]

    def close(self) -> None:
        """Wait for it to end, which it does by itself when it gets no more orders."""
        assert self.process.stdin
        assert self.process.stdout
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)


def kill(pid: int) -> None:
    """Kill a process, if it is still there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def children(pid: int, module: str) -> list[int]:
    """Return the children of a process that run a module."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                if module in Path(f"/proc/{child}/cmdline").read_text():
                    found.append(int(child))
    return found


def held(folder: Path) -> frozenset[str]:
    """Return what a store that nobody uses holds; an empty one was never opened."""
    lock = StoreFolder(folder).claim(patience=5)
    try:
        return current(folder)
    finally:
        os.close(lock)


def current(folder: Path) -> frozenset[str]:
    """Return what a store holds that is not being changed."""
    state = StoreFolder(folder).state()
    if state is None:
        return frozenset()
    return lines(ox.Store.read_only(str(StoreFolder(folder).checkpoint(state.generation))))


def orphans(folder: Path) -> set[str]:
    """Return what lies in an idle store and belongs to nothing, after a moment to remove it."""
    known = {"format", "lock", "control", "current", "generations", "data-1"}
    end = time.monotonic() + 5
    while True:
        state = StoreFolder(folder).state()
        generations = {each.name for each in (folder / "generations").iterdir()}
        generations.discard(str(state.generation) if state else "")
        found = generations | ({each.name for each in folder.iterdir()} - known)
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.02)
