"""Where the time of one request goes, found by taking the time of one path from that of another.

Each line is the median of many requests on one connection, or of as many calls in this process for
what the server does by itself; what a line adds to the one before is the cost of its step.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from itertools import count
from urllib.parse import parse_qsl, urlencode, urlsplit

from atlas_kg.query_guard import checked_words
from benchmarks.literature_at_scale import Scale
from benchmarks.questions import ROWS, questions
from benchmarks.served import Served

__all__ = ["costs"]

_RUNS = 300
_WARM = 100


def costs(server: Served) -> Iterator[str]:
    """Yield the lines of the table.

    Args:
        server: Our own server.
    """
    point = next(each for each in questions(Scale()) if each.name == "Q1")
    unlike = point.queries(10**9)
    parts = urlsplit(server.address)
    number = count()
    with closing(HTTPConnection(parts.hostname or "", parts.port, timeout=60)) as connection:

        def of(path: str, method: str = "GET") -> None:
            connection.request(method, path, headers={"Accept": ROWS})
            connection.getresponse().read()

        def of_query(query: str) -> None:
            of(f"{parts.path}?{urlencode({'query': query})}")

        wire = _median(lambda: of(parts.path, "OPTIONS"))
        malformed = _median(lambda: of_query(f"SELECT {{ # {next(number)}"))
        known = _median(lambda: of_query(point.text.replace("$constant", point.constants[0])))
        empty = _median(lambda: of_query(f"ASK {{}} # {next(number)}"))
        lookup = _median(lambda: of_query(next(unlike)))
    text = next(unlike)
    string = urlencode({"query": text})
    guard = _median(lambda: checked_words(text))
    form = _median(lambda: parse_qsl(string))
    yield "Where the time of a point lookup goes, in microseconds, one connection"
    for name, cost in (
        ("OPTIONS: client, wire, and reading the request", wire),
        ("answer that is remembered", known),
        ("  of it, above OPTIONS", known - wire),
        ("malformed query: as far as a worker's parser and back", malformed),
        ("ASK {}: the whole way, and nothing to look up", empty),
        ("  of it, task, worker and back, above one remembered", empty - known),
        ("point lookup: the whole way", lookup),
        ("  of it, the engine and its serialisation, above ASK {}", lookup - empty),
        ("in this process: reading the form of the request", form),
        ("in this process: the guard before the engine", guard),
    ):
        yield f"{name:<62}{cost:>9.0f}"


def _median(step: Callable[[], object]) -> float:
    """Return the median time of a step in microseconds."""
    for _ in range(_WARM):
        step()
    took = []
    for _ in range(_RUNS):
        begun = time.perf_counter()
        step()
        took.append(time.perf_counter() - begun)
    return statistics.median(took) * 1e6
