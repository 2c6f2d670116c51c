"""The benchmark of the engines runs, on a graph that is small enough for a test."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox

from atlas_kg.namespaces import ATLAS
from benchmarks.closure_of_file import LINKS, by_maintenance, by_store, by_stream, streamed
from benchmarks.engines import EDITS
from benchmarks.generated import generated_dataset, write_generated
from benchmarks.proofs_of_file import by_explanation
from tests.reasoning.seed import theory


def test_routes_of_the_default_engine_find_the_same_links(tmp_path: Path) -> None:
    file = tmp_path / "graph.nt"
    write_generated(file, 60)
    stored = by_store("columnar", file, 2, theory().rules)
    told = by_stream(file, 1, theory().rules)
    assert (stored["digest"], stored["links"]) == (told["digest"], told["links"])
    assert stored["out"] == told["out"] != 0
    assert list(tmp_path.iterdir()) == [file]


def test_edits_are_measured(tmp_path: Path) -> None:
    file = tmp_path / "graph.nt"
    write_generated(file, 60)
    found = by_maintenance(file, theory().rules)
    assert all(float(found[name]) > 0 for name in ("seconds", *EDITS))


def test_proofs_of_links_of_every_property_are_measured(tmp_path: Path) -> None:
    file = tmp_path / "graph.nt"
    write_generated(file, 60)
    found = by_explanation(file, theory().rules)
    assert {f"<{ATLAS[name]}>" for name in found.keys() - {"seconds", "slowest"}} == LINKS
    assert all(
        0 < float(found[name]) <= float(found["slowest"]) for name in found.keys() - {"seconds"}
    )


def test_generated_graph_has_as_many_codings_as_asked_for(tmp_path: Path) -> None:
    prop = ox.NamedNode(ATLAS.codesSolution)
    file = tmp_path / "graph.nt"
    sizes = []
    for size in (27, 28, 100):
        write_generated(file, size)
        quads = set(streamed(file))
        assert sum(quad.predicate == prop for quad in quads) == size
        sizes.append(len(quads))
    assert all(less < more for less, more in pairwise(sizes))


def test_generated_graph_is_the_same_on_disk_and_in_memory(tmp_path: Path) -> None:
    file = tmp_path / "graph.nt"
    write_generated(file, 60)
    store = generated_dataset(60).store
    named = {
        q.triple
        for q in store
        if not any(isinstance(term, ox.BlankNode) for term in (q.subject, q.object))
    }
    assert named <= {quad.triple for quad in streamed(file)}
