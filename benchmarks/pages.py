"""How fast the site makes its pages of much data: ``python -m benchmarks.pages``.

Run by ``make bench``. The site is the one that ``atlas-kg serve`` runs, in a process of its own,
over 10,000 publications and 20,000 codings that were read from files, validated and reasoned
about. Each page is asked for once, which may prepare what it needs, and then again and again over
one connection. Figures are milliseconds from the request to the last byte, the processor time of
the server for one answer, which others who use the machine change less, and kilobytes of the
compressed answer. A mark stands beside what misses a bar.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from atlas_kg.namespaces import THING
from benchmarks.addresses import ADDRESSES
from benchmarks.contributions_at_scale import Amount, contributed
from benchmarks.processes import family, memory_of
from benchmarks.served import HOST, Served, ask, free_port, running

__all__ = ["MEDIAN", "SIZE", "Measured", "measure"]

MEDIAN = 100.0
"""Milliseconds that a page may take in the median."""
SIZE = 150.0
"""Kilobytes that a page may have, compressed."""

_RUNS = 11
_PATIENCE = 20.0
"""Seconds after which nobody waits for an answer any more."""
_KINDS = ("publication", "solution", "coder", "coding")
_MOST_LINKED = (Path(__file__).parent / "queries" / "most-linked.rq").read_text("utf-8")
_RESULTS = "application/sparql-results+json"
_OK = 200
_TICKS = os.sysconf("SC_CLK_TCK")
_HEADERS = {"Accept": "text/html", "Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Measured:
    """What a page costs.

    Attributes:
        path: Its address.
        status: With which status it is answered; 0 if nobody waited for it.
        first: How many milliseconds the first answer took.
        median: The median of the others.
        p95: The longest of all but the twentieth part of them.
        busy: How many milliseconds of processor time the server took for one of them.
        size: How many kilobytes the compressed answer has.
    """

    path: str
    status: int
    first: float
    median: float
    p95: float
    busy: float
    size: float

    def __str__(self) -> str:
        marks = [
            *(["slow"] if self.median > MEDIAN else []),
            *(["large"] if self.size > SIZE else []),
            *([f"status {self.status}"] if self.status != _OK else []),
        ]
        figures = f"{self.first:8.0f} {self.median:8.1f} {self.p95:8.1f} {self.busy:8.1f}"
        return f"{figures} {self.size:8.1f}  {', '.join(marks):<11} {self.path}"


def measure(port: int, path: str, busy: Callable[[], float], runs: int = _RUNS) -> Measured:
    """Ask for a page of a server on this machine.

    Args:
        port: The port of the server.
        path: The address of the page.
        busy: How many seconds of processor time the server has taken so far.
        runs: How often to ask after the first time.
    """
    with closing(HTTPConnection(HOST, port, timeout=_PATIENCE)) as connection:

        def asked() -> tuple[float, int, int]:
            start = time.perf_counter()
            connection.request("GET", path, headers=_HEADERS)
            answer = connection.getresponse()
            body = answer.read()
            return (time.perf_counter() - start) * 1e3, answer.status, len(body)

        try:
            first, status, size = asked()
            before = busy()
            others = [asked()[0] for _ in range(runs)]
            cost = (busy() - before) / runs * 1e3
        except TimeoutError:
            waited = _PATIENCE * 1e3
            return Measured(path, 0, waited, waited, waited, waited, 0.0)
    p95 = statistics.quantiles(others, n=20, method="inclusive")[-1]
    return Measured(path, status, first, statistics.median(others), p95, cost, size / 1e3)


def busy_of(pid: int) -> float:
    """Return the processor time in seconds that a process and its descendants have taken."""
    found = 0
    for each in family(pid):
        try:
            told = Path(f"/proc/{each}/stat").read_text("ascii")
        except (FileNotFoundError, ProcessLookupError):
            continue
        fields = told.rpartition(")")[2].split()
        found += int(fields[11]) + int(fields[12])
    return found / _TICKS


def paths(server: Served) -> Iterator[str]:
    """Yield the addresses of the table, and of the things to which most others refer."""
    yield from (address.path for address in ADDRESSES if address.status == _OK)
    for kind in _KINDS:
        query = _MOST_LINKED.replace("$KIND", f"{THING}{kind}/")
        _, body = ask(server.address, query, _RESULTS)
        for row in json.loads(body)["results"]["bindings"]:
            yield "/id/" + quote(row["thing"]["value"].removeprefix(THING))


def main() -> None:
    """Print a table of the pages."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, help="where the data are, or are to be kept")
    parser.add_argument("--only", default="", help="a part of the addresses to ask for")
    parser.add_argument("--runs", type=int, default=_RUNS, help="how often to ask for each")
    told = parser.parse_args()
    amount = Amount()
    with TemporaryDirectory() as temporary:
        data = contributed((told.folder or Path(temporary) / "data").resolve(), amount)
        port = free_port()
        program = Path(sys.executable).with_name("atlas-kg")
        command = [str(program), "serve", "--port", str(port), "--data", str(data)]
        start = time.perf_counter()
        with running(lambda pid: _served(port, pid), command, Path(temporary)) as server:
            loading = time.perf_counter() - start
            print(
                f"Pages over {amount.publications} publications and {amount.codings} codings. "
                f"Loading took {loading:.0f} s, of which the processor was busy "
                f"{busy_of(server.pid):.0f} s; then {memory_of(server.pid):.0f} MiB are in use."
            )
            print(f"Bars: {MEDIAN:g} ms in the median, {SIZE:g} kB compressed.")
            print(f"{'first':>8} {'median':>8} {'p95':>8} {'busy':>8} {'kB':>8}  {'':<11} page")
            for path in paths(server):
                if told.only in path:
                    found = measure(port, path, lambda: busy_of(server.pid), told.runs)
                    print(found, flush=True)


def _served(port: int, pid: int) -> Served:
    return Served("atlas-kg", f"http://{HOST}:{port}/sparql", pid)


if __name__ == "__main__":
    main()
