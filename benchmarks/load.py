"""Load on a server from many connections, and what came of it.

Short questions come from `wrk`, which itself takes little of the processor. Long ones come from
threads that are waited for: of sixty-four long queries that a server runs at once, none would be
done when `wrk` stops counting.
"""

from __future__ import annotations

import json
import math
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

from atlas_kg.errors import UsageError
from benchmarks.questions import Question
from benchmarks.served import Served, ask

__all__ = ["AT_MOST", "Outcome", "load", "percentile"]

AT_MOST = 10_000_000
"""More queries than one load can bring."""

_OK = 200
_EACH = 400
_TIMEOUT = 60
_SCRIPT = """
local queries, place, number, before, after = {}, 0, nil, nil, nil
function init(arguments)
  for query in io.lines(arguments[1]) do queries[#queries + 1] = query end
  local whole = wrk.format("GET", wrk.path .. "?query=HERE", {Accept = arguments[2]})
  before, after = whole:match("(.*)HERE(.*)")
  number = tonumber(arguments[3])
end
function request()
  place = place % #queries + 1
  if number < 0 then return before .. queries[place] .. after end
  number = number + 1
  return before .. queries[place] .. "%23" .. number .. after
end
function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '\\n{"requests": %d, "microseconds": %d, "bytes": %d, "statuses": %d, "broken": %d, ' ..
    '"late": %d, "median": %.1f, "p99": %.1f}\\n',
    summary.requests, summary.duration, summary.bytes, failed.status,
    failed.connect + failed.read + failed.write, failed.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True)
class Outcome:
    """What came of a load.

    Attributes:
        rate: Answers a second, those that report an error left out.
        median: The time in milliseconds within which half of the answers came.
        p99: The time within which 99 % of them came.
        errors: Answers with a status from 400 on, broken connections, and answers that took longer
            than a minute.
    """

    rate: float
    median: float
    p99: float
    errors: int


def load(
    server: Served, question: Question, first: int, connections: int, seconds: float
) -> Outcome:
    """Ask a server a question from many connections at once.

    Args:
        server: The server.
        question: The question.
        first: The number of the first query, so that none comes twice.
        connections: How many connections.
        seconds: How long; rounded to whole seconds. Long queries that have begun are waited for.

    Raises:
        UsageError: The program `wrk` is not installed.
    """
    if question.is_heavy:
        return _patient_load(server, question, first, connections, seconds)
    program = shutil.which("wrk")
    if program is None:
        raise UsageError("The program wrk is missing. Get it by: make bench-system")
    with tempfile.TemporaryDirectory() as folder:
        script, requests = Path(folder) / "load.lua", Path(folder) / "requests"
        script.write_text(_SCRIPT, "utf-8")
        requests.write_text("\n".join(encoded(question)), "ascii")
        command = (
            f"{program} --threads 1 --connections {connections} --timeout {_TIMEOUT}s "
            f"--duration {max(1, round(seconds))}s --script {script} {server.address} "
            f"-- {requests} {question.accept} {-1 if question.repeats else first}"
        )
        done = subprocess.run(  # noqa: S603
            command.split(), check=True, capture_output=True, text=True, timeout=seconds + 120
        )
    told = json.loads(done.stdout.splitlines()[-1])
    return Outcome(
        rate=(told["requests"] - told["statuses"]) * 1e6 / told["microseconds"],
        median=told["median"] / 1000,
        p99=told["p99"] / 1000,
        errors=round(told["statuses"] + told["broken"] + told["late"]),
    )


@cache
def encoded(question: Question) -> list[str]:
    """Return the query for each constant, as it stands in an address."""
    return [quote(question.text.replace("$constant", each)) for each in question.constants]


def percentile(durations: list[float], share: float) -> float:
    """Return the least duration that a share of all do not exceed; 0 if there are none."""
    ordered = sorted(durations)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def _patient_load(
    server: Served, question: Question, first: int, connections: int, seconds: float
) -> Outcome:
    """Ask from threads until the time is up, and wait for what they have asked."""
    queries = question.queries(first)
    begun = time.monotonic()

    def ask_on(own: list[str]) -> Iterator[float | None]:
        for query in own:
            asked = time.monotonic()
            try:
                status, _ = ask(server.address, query, question.accept)
            except (OSError, HTTPException):
                status = 0
            yield time.monotonic() - asked if status == _OK else None
            if time.monotonic() - begun >= seconds:
                return

    shares = [[next(queries) for _ in range(_EACH)] for _ in range(connections)]
    with ThreadPoolExecutor(connections) as pool:
        answers = [each for some in pool.map(lambda own: [*ask_on(own)], shares) for each in some]
    took = time.monotonic() - begun
    good = [each * 1000 for each in answers if each is not None]
    return Outcome(
        rate=len(good) / took,
        median=statistics.median(good) if good else 0.0,
        p99=percentile(good, 0.99),
        errors=len(answers) - len(good),
    )
