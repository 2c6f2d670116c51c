"""The SPARQL endpoint beside other servers, on the same million statements, in one run.

Run by ``make bench`` or ``python -m benchmarks.endpoint``; docs/endpoint-benchmarks.md says how to
read what it prints. Servers are asked in turn, round after round, so that what else the machine
does touches all of them; figures are medians of the rounds.
"""

from __future__ import annotations

import math
import os
import signal
import statistics
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from atlas_kg.errors import UsageError
from benchmarks.bars import DISK, MEMORY, RDFLIB, VIRTUOSO, bars
from benchmarks.contenders import ATLAS, CONTENDERS, started
from benchmarks.costs import costs
from benchmarks.literature_at_scale import Scale, write_literature
from benchmarks.load import AT_MOST, Outcome, load
from benchmarks.questions import Question, questions
from benchmarks.sameness import differences
from benchmarks.served import Served
from benchmarks.streaming import streaming

PARTS = ("throughput", "streaming", "costs")
_ONCE = (RDFLIB, VIRTUOSO)
"""Servers that are measured in the first round alone."""
_FEW, _SOME = 1, 8

Outcomes = Mapping[str, Sequence[Outcome]]


def connections_for(server: str, question: Question, wanted: Iterable[int]) -> list[int]:
    """Return from how many connections a server is asked a question.

    Long queries from many connections are left out where one round would take minutes.

    Args:
        server: The name of the server.
        question: The question.
        wanted: The numbers of connections.
    """
    most = max(wanted)
    if question.is_heavy:
        most = {RDFLIB: _FEW, VIRTUOSO: _SOME, DISK: _SOME}.get(server, most)
        most = min(most, _SOME) if "LIMIT" in question.text else most
    if question.repeats and server not in (ATLAS, MEMORY):
        return []
    return [each for each in wanted if each <= most]


def measured(
    servers: Sequence[Served], question: Question, chosen: Namespace, numbers: Iterator[int]
) -> Iterator[tuple[int, Outcomes]]:
    """Yield the outcomes of the servers for a question, for each number of connections."""
    for connections in chosen.connections:
        found: dict[str, list[Outcome]] = defaultdict(list)
        for turn in range(chosen.rounds):
            for server in servers:
                asked = connections_for(server.name, question, chosen.connections)
                if connections in asked and (turn == 0 or server.name not in _ONCE):
                    found[server.name].append(
                        load(server, question, next(numbers), connections, chosen.seconds)
                    )
        yield connections, found


def rows(question: Question, connections: int, found: Outcomes) -> Iterator[str]:
    """Yield a line of the table for each server."""
    rates = {name: statistics.median(each.rate for each in some) for name, some in found.items()}
    for name, some in found.items():
        ratio = rates[ATLAS] / rates[name] if ATLAS in rates and rates[name] else 0.0
        yield (
            f"{question.name:<4}{connections:>4}  {name:<18}{rates[name]:>10,.1f}"
            f"{statistics.median(each.median for each in some):>10,.2f}"
            f"{statistics.median(each.p99 for each in some):>10,.2f}"
            f"{sum(each.errors for each in some):>8}{ratio:>9.2f}"
        )


def verdicts(
    question: Question, connections: int, found: Outcomes, alone: Mapping[str, float]
) -> Iterator[str]:
    """Yield which bars are met and which are missed."""
    rates = {name: statistics.median(each.rate for each in some) for name, some in found.items()}
    for bar in bars(question.name, connections, alone):
        if ATLAS in rates and bar.other in rates:
            # One that answers nothing in time is outrun by any answer.
            ratio = rates[ATLAS] / rates[bar.other] if rates[bar.other] else math.inf
            word = "met" if ratio >= bar.ratio else "MISSED"
            yield (
                f"{question.name:<4}{connections:>4}  {bar.other:<18}"
                f"{ratio:>9.2f}  of {bar.ratio:.2f}  {word}"
            )


def throughput(servers: Sequence[Served], chosen: Namespace, scale: Scale) -> None:
    """Print the answers a second of all servers, and which bars are met."""
    asked = [each for each in questions(scale) if each.name in chosen.questions]
    for line in differences(servers, (each for each in asked if not each.repeats)):
        print(f"DIFFERENT: {line}")
    print(
        f"{'':<4}{'conn':>4}  {'server':<18}{'answers/s':>10}{'p50 ms':>10}{'p99 ms':>10}", end=""
    )
    print(f"{'errors':>8}{'ours/it':>9}", flush=True)
    told: list[str] = []
    numbers = count(0, AT_MOST)
    for question in asked:
        print(f"{question.name}: {question.what}")
        alone: dict[str, float] = {}
        for connections, found in measured(servers, question, chosen, numbers):
            if connections == _FEW:
                alone = {n: statistics.median(e.median for e in some) for n, some in found.items()}
            told += verdicts(question, connections, found, alone)
            for line in rows(question, connections, found):
                print(line, flush=True)
    print("\nBars: ours divided by the other's")
    print("\n".join(told), flush=True)


def options(arguments: Sequence[str] | None = None) -> Namespace:
    """Read the command line."""
    parser = ArgumentParser(prog="python -m benchmarks.endpoint", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas")
    parser.add_argument("--servers", default=",".join(CONTENDERS), help="servers to compare")
    names = ",".join(question.name for question in questions(Scale()))
    parser.add_argument("--questions", default=names, help="questions to ask")
    parser.add_argument("--connections", default="1,8,64", help="numbers of connections")
    parser.add_argument("--seconds", type=float, default=2.0, help="for one figure")
    parser.add_argument("--rounds", type=int, default=3, help="of which medians are taken")
    parser.add_argument("--smaller", type=int, default=1, help="by how much than a million")
    parser.add_argument("--file", type=Path, help="N-Quads made before, to save their making")
    chosen = parser.parse_args(arguments)
    for name in ("only", "servers", "questions"):
        setattr(chosen, name, getattr(chosen, name).split(","))
    chosen.connections = [int(each) for each in chosen.connections.split(",")]
    unknown = {*chosen.only} - {*PARTS} | {*chosen.servers} - {*CONTENDERS}
    unknown |= {*chosen.questions} - {*names.split(",")}
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    return chosen


def main() -> None:
    """Print the tables."""
    # Whoever ends this ends the servers too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chosen = options()
    scale = Scale().smaller(chosen.smaller)
    print(f"Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        file = chosen.file or folder / "data" / "literature.nq"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            print(f"{write_literature(file, scale):,} statements", flush=True)
        wanted = chosen.servers if "throughput" in chosen.only else [ATLAS]
        servers = []
        for each in wanted:
            try:
                servers.append(stack.enter_context(started(each, file, folder)))
            except UsageError as error:
                print(error, file=sys.stderr)
        ours = next((server for server in servers if server.name == ATLAS), None)
        if "throughput" in chosen.only:
            throughput(servers, chosen, scale)
        for part, measure in (("streaming", streaming), ("costs", costs)):
            if part in chosen.only and ours:
                print()
                for line in measure(ours):
                    print(line, flush=True)
    print(f"Load of the machine: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
