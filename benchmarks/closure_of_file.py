"""One engine on one graph, in a process of its own, so that its peak of memory is its own.

Run by `benchmarks.engines` as ``python -m benchmarks.closure_of_file ENGINE FILE RUNS``; prints one
line of JSON. Times are CPU seconds of all threads, which other load on the machine disturbs less
than the time on the clock.
"""

from __future__ import annotations

import hashlib
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from pathlib import Path

import pyoxigraph as ox

from atlas_kg.dataset import Sources, load
from atlas_kg.namespaces import ATLAS, GRAPH_INFERRED, GRAPH_LITERATURE, GRAPH_ONTOLOGY
from atlas_kg.reasoning import DEFAULT_ENGINE, Materialisation, Rule, compile_rules, infer
from atlas_kg.reasoning.columnar import EncodedTriples

LINKS = {f"<{ATLAS[name]}>" for name in ("counters", "appliedAgainst", "addresses", "implements")}
EDITS = 30

_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Figures = dict[str, float | int | str]


def measured(step: Callable[[], object], runs: int) -> float:
    """Return the median CPU time of a step in seconds."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        step()
        times.append(time.process_time() - start)
    return statistics.median(times)


def stored(file: Path) -> ox.Store:
    """Return a graph as a store in memory."""
    store = ox.Store()
    store.bulk_load(path=str(file), format=ox.RdfFormat.N_TRIPLES, to_graph=GRAPH_LITERATURE)
    return store


def streamed(file: Path) -> Iterator[ox.Quad]:
    """Yield a graph from its file."""
    return ox.parse(path=str(file), format=ox.RdfFormat.N_TRIPLES)


def compared(lines: Iterable[str]) -> Figures:
    """Return how many links there are among triples, and a digest of them."""
    links = sorted(line for line in lines if line.split(maxsplit=2)[1] in LINKS)
    return {"links": len(links), "digest": hashlib.sha256("".join(links).encode()).hexdigest()}


def by_store(engine: str, file: Path, runs: int, rules: tuple[Rule, ...]) -> Figures:
    """Measure one of our engines: from a store in memory to the closure."""
    store = stored(file)
    found: list[EncodedTriples] = []

    def step() -> None:
        found[:] = [infer(store, rules, engine).triples]

    seconds = measured(step, runs)
    peak = _peak()
    text = b"".join(found[0].n_triples()).decode()
    figures = {"seconds": seconds, "peak": peak, "out": len(found[0])}
    return figures | compared(text.splitlines(keepends=True))


def by_stream(file: Path, runs: int, rules: tuple[Rule, ...]) -> Figures:
    """Measure the default engine from a file to a file, with nothing else in memory."""
    target = file.with_suffix(".inferred.nt")
    size = 0

    def step() -> None:
        nonlocal size
        triples = infer(streamed(file), rules, DEFAULT_ENGINE).triples
        size = len(triples)
        with target.open("wb") as output:
            output.writelines(triples.n_triples())

    seconds = measured(step, runs)
    peak = _peak()
    with target.open(encoding="utf-8") as lines:
        figures = compared(lines)
    target.unlink()
    return {"seconds": seconds, "peak": peak, "out": size} | figures


def by_reasonable(file: Path, runs: int) -> Figures:
    """Measure ``reasonable``, which reads the axioms itself: from its triples to the closure."""
    from reasonable import PyReasoner  # noqa: PLC0415 - installed for the benchmark alone

    # It knows the format by the suffix alone; N-Triples are Turtle.
    turtle = file.with_suffix(".ttl")
    turtle.symlink_to(file)
    whole: list[tuple[object, object, object]] = []
    times = []
    for _ in range(runs):
        reasoner = PyReasoner()
        reasoner.load_file(str(turtle))
        base = len(reasoner.get_base_triples())
        start = time.process_time()
        whole = reasoner.reason()
        times.append(time.process_time() - start)
    peak = _peak()
    turtle.unlink()
    lines = (f"<{s}> <{p}> <{o}> .\n" for s, p, o in whole)
    figures = {"seconds": statistics.median(times), "peak": peak, "out": len(whole) - base}
    return figures | compared(lines)


def materialise(store: ox.Store, rules: tuple[Rule, ...]) -> None:
    """Write the closure of a store to its graph ``inferred``."""
    for text in infer(store, rules, DEFAULT_ENGINE).triples.n_triples():
        store.load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=GRAPH_INFERRED)


def by_maintenance(file: Path, rules: tuple[Rule, ...]) -> Figures:
    """Measure single edits: the full closure with its writing, one coding retracted, one added."""
    store = stored(file)
    start = time.process_time()
    materialise(store, rules)
    full = time.process_time() - start
    before = len(store)
    kept = Materialisation(store, rules)
    retracting, adding, last = [], [], []

    def cost(added: list[ox.Quad], retracted: list[ox.Quad]) -> float:
        return measured(lambda: kept.change(added, retracted), 1)

    for quads in _spread(_codings(store), EDITS):
        retracting.append(cost([], quads))
        adding.append(cost(quads, []))
    for quads in _spread(_unheard_of(store), EDITS):
        kept.change(quads)
        last.append(cost([], quads))
    if len(store) != before:
        sys.exit("The store is not what it was before the edits.")
    return {
        "seconds": full,
        "retracting": statistics.median(retracting),
        "retracting at worst": max(retracting),
        "adding": statistics.median(adding),
        "retracting the last": statistics.median(last),
        "retracting the last at worst": max(last),
        "peak": _peak(),
    }


def _codings(store: ox.Store) -> list[list[ox.Quad]]:
    """Return what is said of each coding."""
    prop = ox.NamedNode(str(ATLAS.codesSolution))
    codings = [q.subject for q in store.quads_for_pattern(None, prop, None, GRAPH_LITERATURE)]
    return [list(store.quads_for_pattern(c, None, None, GRAPH_LITERATURE)) for c in codings]


def _unheard_of(store: ox.Store) -> list[list[ox.Quad]]:
    """Return codings, one for each cell and mechanism for which there is none yet.

    When such a coding is retracted, nothing proves its links any more.
    """
    parts = [ox.NamedNode(str(ATLAS[f"codes{part}"])) for part in ("Mechanism", "Phase", "Target")]
    accepted = (ox.NamedNode(str(ATLAS.hasStatus)), ox.NamedNode(str(ATLAS.Accepted)))
    known: dict[tuple[_Term, ...], list[ox.Quad]] = {}
    for quads in _codings(store):
        said = {quad.predicate: quad.object for quad in quads}
        if said[accepted[0]] == accepted[1]:
            known.setdefault(tuple(said[part] for part in parts), quads)
    mechanisms, cells = {key[0] for key in known}, {key[1:] for key in known}
    model = min(known.values(), key=str)
    coding = ox.NamedNode("https://example.org/coding")
    made = []
    for mechanism, cell in product(sorted(mechanisms, key=str), sorted(cells, key=str)):
        if (mechanism, *cell) not in known:
            told = dict(zip(parts, (mechanism, *cell), strict=True))
            triples = [(q.predicate, told.get(q.predicate, q.object)) for q in model]
            made.append([ox.Quad(coding, *triple, GRAPH_LITERATURE) for triple in triples])
    return made


def _spread(edits: list[list[ox.Quad]], number: int) -> list[list[ox.Quad]]:
    """Return about a number of edits, evenly spread over all, as often as it takes."""
    every = edits[:: max(1, len(edits) // number)]
    return every * max(1, round(number / len(every)))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(engine: str, file: Path, runs: int) -> None:
    """Print the figures of an engine on a graph."""
    rules = compile_rules(load(Sources.carried()).graph(GRAPH_ONTOLOGY))
    if engine == "reasonable":
        figures = by_reasonable(file, runs)
    elif engine == "streamed":
        figures = by_stream(file, runs, rules)
    elif engine == "maintenance":
        figures = by_maintenance(file, rules)
    else:
        figures = by_store(engine, file, runs, rules)
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
