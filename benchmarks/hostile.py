"""Hostile queries of every kind, two and then eight of each at once, and what others notice.

Run by ``make bench`` or ``python -m benchmarks.hostile``. It fails if a hostile query is not
stopped in time, or if an ordinary one gets no answer.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.attack import Attack, attack, counted, settled_memory
from benchmarks.benign import benign
from benchmarks.contenders import atlas
from benchmarks.hostile_queries import HOSTILE
from benchmarks.literature_at_scale import Scale, write_literature
from benchmarks.load import percentile
from benchmarks.questions import Question, questions
from benchmarks.served import Served, ask

_BENIGN = ("Q1", "Q2", "Q4")
"""A point lookup, a star join, and one that takes an engine hundreds of milliseconds."""
_SPARE = 64.0
_ASKERS = 4
_WARM = 15.0


def ordinary(scale: Scale) -> tuple[Question, ...]:
    """Return what others ask meanwhile."""
    return tuple(each for each in questions(scale) if each.name in _BENIGN)


def attacks(server: Served, chosen: Namespace) -> Iterator[tuple[int, Attack]]:
    """Yield how many of a kind were sent at once, and what came of it."""
    asked = ordinary(Scale().smaller(chosen.smaller))
    for times in chosen.times:
        for hostile in HOSTILE:
            if chosen.kind in hostile.kind:
                yield times, attack(server, hostile, times, asked)


def line(times: int, seen: Attack) -> str:
    """Return a line of the table."""
    benign = [1000 * each for each in seen.benign.seconds]
    statuses = ", ".join(
        f"{seen.statuses.count(status)} × {status or 'broken'}"
        for status in sorted(set(seen.statuses))
    )
    return (
        f"{times:>3}  {seen.kind:<24}{statuses:<18}{seen.longest:>7.2f}{len(benign):>8}"
        f"{len(seen.benign.failures):>7}{percentile(benign, 0.5):>9.1f}"
        f"{percentile(benign, 0.95):>9.1f}{percentile(benign, 1):>9.1f}{seen.peak:>8.0f}"
    )


def options(arguments: Sequence[str] | None = None) -> Namespace:
    """Read the command line."""
    parser = ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="the limit of a query")
    parser.add_argument("--times", default="2,8", help="how many of a kind at once")
    parser.add_argument("--kind", default="", help="only kinds with these letters in their name")
    parser.add_argument("--smaller", type=int, default=1, help="by how much than a million")
    parser.add_argument("--file", type=Path, help="N-Quads made before, to save their making")
    chosen = parser.parse_args(arguments)
    chosen.times = [int(each) for each in chosen.times.split(",")]
    return chosen


def main() -> None:
    """Print the table; exit with 1 if a bar is missed."""
    # Whoever ends this ends the servers too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chosen = options()
    faults = []
    ordinaries: dict[int, list[float]] = {times: [] for times in chosen.times}
    with tempfile.TemporaryDirectory() as name:
        file = chosen.file or Path(name) / "literature.nq"
        if not file.exists():
            write_literature(file, Scale().smaller(chosen.smaller))
        with atlas(file, Path(name), {"seconds": chosen.seconds}) as server:
            # Workers keep what they have read, which an ordinary day makes them do.
            with benign(server.address, ordinary(Scale().smaller(chosen.smaller)) * _ASKERS):
                time.sleep(_WARM)
            before = settled_memory(server)
            print(f"Limit: {chosen.seconds:g} s. Times of ordinary questions are in milliseconds.")
            print(
                f"{'n':>3}  {'kind':<24}{'statuses':<18}{'last s':>7}{'others':>8}{'failed':>7}"
                f"{'p50':>9}{'p95':>9}{'longest':>9}{'MiB':>8}"
            )
            for times, seen in attacks(server, chosen):
                print(line(times, seen), flush=True)
                faults += seen.faults(chosen.seconds)
                ordinaries[times] += seen.benign.seconds
            after = settled_memory(server)
            if ask(server.address, "ASK {}", "*/*")[0] != 200:  # noqa: PLR2004 - OK
                faults.append("the server does not answer any more")
    for times, seconds in ordinaries.items():
        p95 = percentile([1000 * each for each in seconds], 0.95)
        print(f"{times} at once: 95 % of {len(seconds):,} ordinary questions within {p95:.0f} ms")
    print(f"Memory: {before:.0f} MiB before, {after:.0f} MiB after")
    if after > before + _SPARE:
        faults.append(f"{after - before:.0f} MiB of memory did not come back")
    print(counted(faults) or "All were stopped, nobody failed.")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
