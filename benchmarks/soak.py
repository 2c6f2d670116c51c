"""Good and hostile queries for ten minutes: whether memory stays flat and every good one is served.

Run by ``make soak`` (SOAK_ARGS="--seconds 60" for less). Memory is that of all processes of the
server; what counts is the least of each stretch of time, since what a query takes comes and goes.
It fails if memory in the second half lies above that in the first by more than noise, if a good
query fails, or if a hostile one is not stopped.
"""

from __future__ import annotations

import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.attack import attack, counted
from benchmarks.benign import benign
from benchmarks.contenders import atlas
from benchmarks.hostile_queries import HOSTILE
from benchmarks.literature_at_scale import Scale, write_literature
from benchmarks.load import percentile
from benchmarks.processes import family, memory_of, share_of
from benchmarks.questions import questions
from benchmarks.served import Served

__all__ = ["Sample", "growth", "stretches"]

_SMALLER = 10
_CACHE = 4 << 20
"""So small that it is full long before half of the time is over."""
_LIMIT = 5.0
_NOISE = 0.05
_SPARE = 24.0
_EVERY = 0.5
_STRETCHES = 20
_MOST_AT_ONCE = 4
_GOOD = ("Q1", "Q1r", "Q2", "Q2r", "Q3", "Q4", "Q5", "Q7")


@dataclass(frozen=True)
class Sample:
    """Memory at a moment, in MiB.

    Attributes:
        second: The moment.
        front: That of the process that listens.
        total: That of all processes.
    """

    second: float
    front: float
    total: float


def stretches(samples: Sequence[Sample], number: int = _STRETCHES) -> list[Sample]:
    """Return the least memory of each stretch of time.

    Args:
        samples: What was seen.
        number: In how many stretches of the same length to cut the time.
    """
    if not samples:
        return []
    begun, length = samples[0].second, (samples[-1].second - samples[0].second) / number or 1.0
    parts: dict[int, list[Sample]] = {}
    for sample in samples:
        place = min(number - 1, int((sample.second - begun) / length))
        parts.setdefault(place, []).append(sample)
    return [
        Sample(
            begun + (place + 0.5) * length,
            min(sample.front for sample in part),
            min(sample.total for sample in part),
        )
        for place, part in sorted(parts.items())
    ]


def growth(least: Sequence[float]) -> float:
    """Return by how much memory grew from the first half to the second, beyond noise, in MiB.

    The first tenth, in which caches fill and processes are born, does not count.

    Args:
        least: The least memory of each stretch of time.
    """
    counted = least[max(1, len(least) // 10) :]
    middle = len(counted) // 2
    if not middle:
        return 0.0
    first, second = statistics.median(counted[:middle]), statistics.median(counted[middle:])
    return max(0.0, second - first - max(_SPARE, _NOISE * first))


@contextmanager
def watched(server: Served) -> Iterator[list[Sample]]:
    """Watch the memory of a server until the end of the block."""
    samples: list[Sample] = []
    is_over = threading.Event()
    begun = time.monotonic()

    def watch() -> None:
        while not is_over.wait(_EVERY):
            total, front = memory_of(server.pid), share_of(family(server.pid)[0])
            samples.append(Sample(time.monotonic() - begun, front, total))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield samples
    finally:
        is_over.set()
        watcher.join()


def soaked(server: Served, seconds: float, scale: Scale) -> list[str]:
    """Ask good and hostile queries for a time; print what was seen and return what went wrong."""
    chance = random.Random(1)  # noqa: S311 - repeatable, not secret
    good = [each for each in questions(scale) if each.name in _GOOD]
    faults: list[str] = []
    attacks = 0
    deadline = time.monotonic() + seconds
    with watched(server) as samples, benign(server.address, good) as told:
        while time.monotonic() < deadline:
            hostile, times = chance.choice(HOSTILE), chance.randint(1, _MOST_AT_ONCE)
            faults += attack(server, hostile, times, ()).unstopped(_LIMIT)
            attacks += times
            # Stretches without hostile queries show what memory comes back.
            time.sleep(chance.uniform(0.0, _LIMIT))
    parts = stretches(samples)
    print(f"{'seconds':>9}{'front MiB':>11}{'all MiB':>9}")
    for part in parts:
        print(f"{part.second:>9.0f}{part.front:>11.0f}{part.total:>9.0f}")
    millis = [1000 * each for each in told.seconds]
    print(f"{attacks:,} hostile queries; the most memory: {max(s.total for s in samples):.0f} MiB")
    print(
        f"{len(millis):,} good queries, {len(told.failures)} failed; half of them within "
        f"{percentile(millis, 0.5):.0f} ms, 95 % within {percentile(millis, 0.95):.0f} ms, "
        f"all within {percentile(millis, 1):.0f} ms"
    )
    faults += told.failures
    for name, least in (
        ("all processes", [part.total for part in parts]),
        ("the process that listens", [part.front for part in parts]),
    ):
        if (grown := growth(least)) > 0:
            faults.append(f"the memory of {name} grew by {grown:.0f} MiB beyond noise")
    return faults


def main() -> None:
    """Soak a server; exit with 1 if something went wrong."""
    # Whoever ends this ends the servers too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="how long")
    chosen = parser.parse_args()
    scale = Scale().smaller(_SMALLER)
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "literature.nq"
        print(
            f"{write_literature(file, scale):,} statements, {chosen.seconds:g} seconds", flush=True
        )
        with atlas(file, Path(name), {"seconds": _LIMIT, "cache": _CACHE}) as server:
            faults = soaked(server, chosen.seconds, scale)
    print(counted(faults) or "Memory is flat, and nothing failed.")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
