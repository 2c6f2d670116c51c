"""A hostile query sent several times at once, while others ask ordinary questions."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException

from benchmarks.benign import Benign, benign
from benchmarks.hostile_queries import Hostile
from benchmarks.processes import memory_of
from benchmarks.questions import ROWS, Question
from benchmarks.served import Served, ask

__all__ = ["STOPPED", "Attack", "attack", "counted", "settled_memory"]

STOPPED = (400, 503)
"""Statuses that tell a client that its query was refused or stopped."""

_GRACE = 1.0
"""How many seconds after its limit a query must have an answer."""
_BROKEN = 0
_EVERY = 0.25
_SILENCE = 30.0


@dataclass(frozen=True)
class Attack:
    """What came of an attack.

    Attributes:
        kind: The kind of the query.
        statuses: What each of the hostile clients got; 0 for a connection that broke.
        longest: After how many seconds the last of them had it.
        benign: How ordinary questions fared meanwhile.
        peak: The most memory of all processes, in MiB.
    """

    kind: str
    statuses: tuple[int, ...]
    longest: float
    benign: Benign
    peak: float

    def faults(self, limit: float) -> list[str]:
        """Say in words what the server must not have done.

        Args:
            limit: How many seconds it allows a query.
        """
        found = self.unstopped(limit)
        if not self.benign.seconds:
            found.append(f"{self.kind}: no ordinary question was answered")
        return found + [f"{self.kind}: {failure}" for failure in self.benign.failures]

    def unstopped(self, limit: float) -> list[str]:
        """Say in words how the server failed to stop the hostile queries; see `faults`."""
        found = []
        if not set(self.statuses) <= {*STOPPED}:
            found.append(f"{self.kind}: answered with {sorted(set(self.statuses))}")
        if self.longest > limit + _GRACE:
            found.append(f"{self.kind}: answered after {self.longest:.1f} seconds")
        return found


def attack(server: Served, hostile: Hostile, times: int, questions: Sequence[Question]) -> Attack:
    """Send a hostile query several times at once.

    Args:
        server: The server.
        hostile: The query.
        times: How many clients send it at once.
        questions: What others ask meanwhile.
    """

    def send(_: int) -> tuple[int, float]:
        begun = time.monotonic()
        try:
            # By POST, as some are too long for a line of a request.
            status, _body = ask(server.address, hostile.query, ROWS, _SILENCE, by_post=True)
        except (OSError, HTTPException):
            status = _BROKEN
        return status, time.monotonic() - begun

    is_over = threading.Event()
    peaks: list[float] = []
    watcher = threading.Thread(target=lambda: peaks.append(_peak(server.pid, is_over)))
    with benign(server.address, questions) as told, ThreadPoolExecutor(times) as clients:
        # Ordinary questions are under way when the hostile ones come.
        time.sleep(_EVERY)
        watcher.start()
        answers = list(clients.map(send, range(times)))
        is_over.set()
        watcher.join()
    statuses, took = zip(*answers, strict=True)
    return Attack(hostile.kind, tuple(statuses), max(took), told, peaks[0])


def counted(faults: Sequence[str]) -> str:
    """Return a line for each fault, with how often it occurred."""
    return "\n".join(f"MISSED, {times} times: {fault}" for fault, times in Counter(faults).items())


def settled_memory(server: Served, seconds: float = 3.0) -> float:
    """Return the least memory in MiB of all processes of a server within some seconds.

    Args:
        server: The server, of which nobody asks anything now.
        seconds: How long to watch.
    """
    deadline = time.monotonic() + seconds
    least = memory_of(server.pid)
    while time.monotonic() < deadline:
        time.sleep(_EVERY)
        least = min(least, memory_of(server.pid))
    return least


def _peak(pid: int, is_over: threading.Event) -> float:
    most = memory_of(pid)
    while not is_over.wait(_EVERY):
        most = max(most, memory_of(pid))
    return most
