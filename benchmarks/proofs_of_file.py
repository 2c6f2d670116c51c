"""Proofs of links in one graph, in a process of its own.

Run by `benchmarks.engines` as ``python -m benchmarks.proofs_of_file FILE``; prints one line of
JSON. Each proof is asked for as a reader does, with nothing remembered of the one before.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from atlas_kg.dataset import Sources, load
from atlas_kg.explanation import explain
from atlas_kg.namespaces import ATLAS, GRAPH_INFERRED, GRAPH_ONTOLOGY
from atlas_kg.reasoning import Rule, compile_rules
from benchmarks.closure_of_file import LINKS, Figures, materialise, measured, stored

PROOFS = 20
"""How many links of each property are explained, if there are as many."""


@dataclass(frozen=True)
class _Graph:
    """A graph with the rules by which its inferred part came about."""

    store: ox.Store
    rules: tuple[Rule, ...]


def by_explanation(file: Path, rules: tuple[Rule, ...]) -> Figures:
    """Measure the full closure with its writing, then one proof of each of some links."""
    store = stored(file)
    start = time.process_time()
    materialise(store, rules)
    found: Figures = {"seconds": time.process_time() - start}
    graph, slowest = _Graph(store, rules), 0.0
    for link in sorted(LINKS):
        name = ox.NamedNode(link[1:-1])
        quads = store.quads_for_pattern(None, name, None, GRAPH_INFERRED)
        goals = sorted(tuple(map(_iri, quad.triple)) for quad in quads)
        chosen = random.Random(1).sample(goals, min(PROOFS, len(goals)))  # noqa: S311 - repeatable
        times = [measured(lambda goal=goal: explain(graph, *goal), 1) for goal in chosen]  # type: ignore[misc]
        found[name.value.removeprefix(str(ATLAS))] = statistics.median(times)
        slowest = max(slowest, *times)
    return found | {"slowest": slowest}


def _iri(term: object) -> str:
    return str(term)[1:-1]


if __name__ == "__main__":
    compiled = compile_rules(load(Sources.carried()).graph(GRAPH_ONTOLOGY))
    print(json.dumps(by_explanation(Path(sys.argv[1]), compiled)))
