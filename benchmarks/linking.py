"""What it costs to link many references with a large bibliography, on both engines.

Run by ``make bench``, and as ``python -m benchmarks.linking RECORDS.parquet --references 100000
--records 1000000``. The records of the file are enlarged as `benchmarks.bibliography_at_scale`
tells. Each engine runs in a process of its own; memory is that of all its processes together.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from atlas_kg.linking import ENGINES, BibliographicRecord, Match, link
from benchmarks.bibliography_at_scale import Sought, enlarged, references_to, write_works
from benchmarks.processes import family, memory_of

RECORDS = Path("../shared/data/linking/acl_records.parquet")
_TICKS = os.sysconf("SC_CLK_TCK")
_PAUSE = 0.5


def read_records(path: Path) -> list[BibliographicRecord]:
    """Read the records of the ACL Anthology."""
    rows = duckdb.read_parquet(str(path)).project("acl_id, title, authors, year").fetchall()
    return [
        BibliographicRecord(key, title, tuple(authors or ()), year)
        for key, title, authors, year in rows
    ]


def sought_in(records: list[BibliographicRecord], count: int) -> list[Sought]:
    """Return the references, the same each time."""
    return list(references_to(records, count, random.Random(7)))  # noqa: S311


def run(engine: str, source: Path, works: Path, count: int, memory: int) -> None:
    """Link, and print how many answers are right and a digest of all."""
    sought = sought_in(read_records(source), count)
    found = link((each.reference for each in sought), works, engine=engine, memory=memory)
    right = wrong = 0
    lines = []
    for each, outcome in zip(sought, found, strict=True):
        linked = None
        if isinstance(outcome, Match):
            linked = {outcome.candidate.record.id, *outcome.candidate.others}
            right, wrong = right + (each.record in linked), wrong + (each.record not in linked)
        lines.append(f"{outcome}")
    present = sum(each.record is not None for each in sought)
    precision, recall = right / max(1, right + wrong), right / max(1, present)
    print(
        f"{right + wrong} links, precision {precision:.4f}, recall {recall:.4f}, "
        f"answers {hash_of(lines)}"
    )


def hash_of(lines: list[str]) -> str:
    """Return a short digest of answers."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process and all that descend from it."""
    total = 0.0
    for each in family(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(map(int, fields[11:15])) / _TICKS
    return total


def measured(command: list[str]) -> None:
    """Run a program and print wall time, processor time and the most memory it took."""
    started, seconds, memory = time.monotonic(), 0.0, 0.0
    with subprocess.Popen(command) as process:  # noqa: S603
        while process.poll() is None:
            seconds = max(seconds, processor_seconds(process.pid))
            memory = max(memory, memory_of(process.pid))
            time.sleep(_PAUSE)
    wall = time.monotonic() - started
    print(f"  {wall:.0f} s, {seconds:.0f} s of processor, {memory:.0f} MiB", flush=True)


def main() -> None:
    """Make the bibliography and measure the engines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, nargs="?", default=RECORDS)
    parser.add_argument("--references", type=int, default=100_000)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--memory", type=int, default=1024)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        run(given.engine[0], given.source, given.run, given.references, given.memory)
        return
    if not given.source.is_file():
        print(f"There is no {given.source}, so linking is not measured.")
        return
    with tempfile.TemporaryDirectory() as folder:
        works = Path(folder) / "works.jsonl"
        chance = random.Random(1)  # noqa: S311
        write_works(enlarged(read_records(given.source), given.records, chance), works)
        size = works.stat().st_size / 1_000_000
        print(f"{given.references} references, {given.records} records ({size:.0f} MB)")
        for engine in given.engine or ENGINES:
            print(engine, flush=True)
            count = ["--references", str(given.references), "--memory", str(given.memory)]
            command = [sys.executable, "-m", "benchmarks.linking", str(given.source), *count]
            measured([*command, "--engine", engine, "--run", str(works)])


if __name__ == "__main__":
    main()
