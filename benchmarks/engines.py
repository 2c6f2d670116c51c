"""Engines side by side on generated graphs: time, memory, triples out, equality of the links.

Run by ``make bench``, or with other sizes by
``python -m benchmarks.engines --sizes 10000,1000000``. Each engine takes each graph in a process of
its own; a ratio is taken within one run. What an engine takes minutes or gigabytes for is left out,
unless its limit is raised.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from atlas_kg.reasoning import DEFAULT_ENGINE
from benchmarks.closure_of_file import Figures
from benchmarks.generated import write_generated

LIMITS = {
    DEFAULT_ENGINE: 100_000,
    "streamed": 1_000_000,
    "sparql": 100_000,
    "reasonable": 1_000,
    "owlrl": 1_000,
}
"""The most codings on which each engine is measured; a limit of the command line goes before."""

EDITS = {
    "adding": "one coding added",
    "retracting": "one coding retracted",
    "retracting at worst": "the same, at worst (long lists are read once)",
    "retracting the last": "the last coding behind a link retracted",
    "retracting the last at worst": "the same, at worst",
}

MANY_RUNS = 10_000
"""Up to this size a figure is the median of three runs."""


def figures(engine: str, file: Path, runs: int) -> Figures | None:
    """Measure an engine on a graph, or return None if it is not installed or fails."""
    return _told(engine, "benchmarks.closure_of_file", engine, str(file), str(runs))


def _told(name: str, module: str, *arguments: str) -> Figures | None:
    """Return what a module prints that runs in a process of its own."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    found: Figures = json.loads(done.stdout)
    return found


def compared(file: Path, size: int, limits: dict[str, int]) -> Iterator[str]:
    """Yield a line of the table for each engine."""
    reference: Figures | None = None
    for engine, limit in limits.items():
        if size > limit:
            continue
        runs = 3 if size <= MANY_RUNS and engine != "owlrl" else 1
        found = figures(engine, file, runs)
        if found is None:
            continue
        reference = reference or found
        same = "same" if found["digest"] == reference["digest"] else "OTHER"
        same = same if found["links"] else "none"
        ratio = float(found["seconds"]) / float(reference["seconds"])
        yield (
            f"{size:>9,}  {engine:<12}{found['seconds']:>10.3f}{ratio:>10.1f}"
            f"{found['peak']:>9,.0f}{found['out']:>12,}{found['links']:>11,}  {same}"
        )


def edited(file: Path, size: int) -> Iterator[str]:
    """Yield what one coding costs that comes or goes."""
    found = figures("maintenance", file, 1)
    if found is not None:
        full = float(found["seconds"])
        yield _row(size, "full closure, from the store to the graph inferred", full)
        for step, name in EDITS.items():
            yield _row(size, name, float(found[step]), full)


def explained(file: Path, size: int) -> Iterator[str]:
    """Yield what a proof costs of a link of each property."""
    found = _told("explain", "benchmarks.proofs_of_file", str(file))
    if found is not None:
        full = float(found.pop("seconds"))
        slowest = float(found.pop("slowest"))
        for prop, cost in found.items():
            yield _row(size, f"one proof of a link {prop}", float(cost), full)
        yield _row(size, "the slowest of these proofs", slowest, full)


def _row(size: int, name: str, cost: float, full: float | None = None) -> str:
    share = f"   1/{full / cost:,.0f} of the full closure" if full else ""
    return f"{size:>9,}  {name:<52}{cost * 1000:>10,.1f} ms{share}"


def options() -> Namespace:
    """Read the command line."""
    parser = ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000", help="numbers of codings")
    for engine, limit in LIMITS.items():
        parser.add_argument(f"--{engine}-limit", type=int, default=limit)
    parser.add_argument("--edits-limit", type=int, default=100_000)
    return parser.parse_args()


def main() -> None:
    """Print the tables."""
    chosen = options()
    limits = {engine: getattr(chosen, f"{engine}_limit") for engine in LIMITS}
    print(f"Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print("Seconds are of the processor, which others who use the machine disturb less.")
    print("'streamed' is the default engine from file to file; the others start from memory.")
    print("'reasonable' knows no property chains, from which all the links follow.")
    head = f"{'codings':>9}  {'engine':<12}{'CPU s':>10}{'ratio':>10}{'MB':>9}{'triples out':>12}"
    print(f"{head}{'links':>11}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, chosen.sizes.split(",")):
            file = Path(folder) / f"{size}.nt"
            write_generated(file, size)
            for line in compared(file, size, limits):
                print(line, flush=True)
            if size <= chosen.edits_limit:
                for line in chain(edited(file, size), explained(file, size)):
                    print(line, flush=True)
            file.unlink()


if __name__ == "__main__":
    main()
