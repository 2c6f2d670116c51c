"""An answer of a million rows: when its first byte comes, and how much memory it takes.

A fast reader takes it as it comes; a slow one takes a little at a time, for as long as it is
watched, and must not make the server hold the answer.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode, urlsplit

from benchmarks.processes import family, share_of
from benchmarks.served import Served

__all__ = ["Growth", "Read", "read_long", "streaming"]

_QUERY = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
_PART = 1 << 16
_RUNS = 3
_SLOW_PARTS = 50
_SLOW_PAUSE = 0.2
_EVERY = 0.02
_GROWTH, _FIRST = 30.0, 100.0


@dataclass(frozen=True)
class Growth:
    """By how many MiB memory grew while an answer was read, at most (PSS).

    Attributes:
        front: Of the process that listens.
        workers: Of all that it started.
    """

    front: float
    workers: float


@dataclass(frozen=True)
class Read:
    """How an answer was read.

    Attributes:
        first: After how many milliseconds the first byte of its body was there.
        seconds: How long all of it took.
        rows: How many lines it has.
        size: How many bytes were read.
        growth: What memory it took.
    """

    first: float
    seconds: float
    rows: int
    size: int
    growth: Growth


def streaming(server: Served) -> Iterator[str]:
    """Yield the lines of the table.

    Args:
        server: A server with about a million statements.
    """
    yield "A million rows (TSV): first byte, all of it, and growth of memory (PSS)"
    yield (
        f"{'reader':<8}{'first ms':>10}{'seconds':>9}{'rows':>11}{'MB':>7}"
        f"{'front MiB':>11}{'workers MiB':>13}"
    )
    # The first one warms the server up.
    read_long(server, _to_the_end)
    fast = [read_long(server, _to_the_end) for _ in range(_RUNS)]
    slow = read_long(server, _slowly)
    for name, each in [*(("fast", each) for each in fast), ("slow", slow)]:
        yield (
            f"{name:<8}{each.first:>10.1f}{each.seconds:>9.2f}{each.rows:>11,}"
            f"{each.size / 1e6:>7.0f}{each.growth.front:>11.1f}{each.growth.workers:>13.1f}"
        )
    first = statistics.median(each.first for each in fast)
    grown = max(each.growth.front + each.growth.workers for each in (*fast, slow))
    yield f"first byte {first:.0f} of {_FIRST:.0f} ms  {_word(first <= _FIRST)}"
    yield f"memory {grown:.1f} of {_GROWTH:.0f} MiB  {_word(grown <= _GROWTH)}"


def _word(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


def read_long(server: Served, reader: Callable[[HTTPResponse], tuple[int, int]]) -> Read:
    """Read the long answer and watch the memory of the server meanwhile.

    Args:
        server: The server.
        reader: Reads an answer; returns its lines and its bytes.
    """
    # Whatever a query before left to be done is done.
    time.sleep(1)
    is_over = threading.Event()
    grown: list[Growth] = []
    watcher = threading.Thread(target=lambda: grown.append(_watched(server.pid, is_over)))
    watcher.start()
    parts = urlsplit(server.address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=120)
    with closing(connection):
        path = f"{parts.path}?{urlencode({'query': f'{_QUERY} # {time.monotonic_ns()}'})}"
        begun = time.monotonic()
        connection.request("GET", path, headers={"Accept": "text/tab-separated-values"})
        answer = connection.getresponse()
        head = answer.read(1)
        first = time.monotonic() - begun
        rows, size = reader(answer)
        seconds = time.monotonic() - begun
    is_over.set()
    watcher.join()
    return Read(first * 1000, seconds, rows + head.count(b"\n"), size + len(head), grown[0])


def _to_the_end(answer: HTTPResponse) -> tuple[int, int]:
    rows = size = 0
    while part := answer.read(_PART):
        rows += part.count(b"\n")
        size += len(part)
    return rows, size


def _slowly(answer: HTTPResponse) -> tuple[int, int]:
    rows = size = 0
    for _ in range(_SLOW_PARTS):
        part = answer.read(_PART)
        rows += part.count(b"\n")
        size += len(part)
        time.sleep(_SLOW_PAUSE)
    return rows, size


def _watched(pid: int, is_over: threading.Event) -> Growth:
    """Return by how much memory grew at most until it is over."""
    before = _shares(pid)
    front = workers = 0.0
    while not is_over.wait(_EVERY):
        now = _shares(pid)
        front = max(front, now[0] - before[0])
        workers = max(workers, now[1] - before[1])
    return Growth(front, workers)


def _shares(pid: int) -> tuple[float, float]:
    first, *others = family(pid)
    return share_of(first), sum(share_of(each) for each in others)
