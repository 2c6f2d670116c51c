"""A graph to which records came is the graph that is built from all of them."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from atlas_kg.dataset import Sources
from atlas_kg.desk.known import grown
from atlas_kg.desk.parts import files_of, parts, records_in
from atlas_kg.desk.waiting import Waiting
from atlas_kg.knowledge_graph import KnowledgeGraph, build
from atlas_kg.literature import read_proposal
from atlas_kg.model import Record
from tests.coded_twice import coded_twice


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Literature that further people have coded, with a publication and a solution of its own."""
    data = coded_twice(tmp_path_factory.mktemp("twice"))
    (data / "publications/Doe2031.yaml").write_text(
        (data / "publications/Zou2023.yaml")
        .read_text("utf-8")
        .replace("Universal and Transferable", "Doubly Fictitious")
        .replace("2307.15043", "2307.99999")
        .replace("2023", "2031")
        .replace("s2:260202961", "s2:990202961")
    )
    return data


def new_records(graph: KnowledgeGraph, data: Path) -> Waiting:
    """Return what the folder holds and the graph does not, as it would wait."""
    shapes = graph.dataset.record_shapes
    files: dict[Path, str] = {}
    records: list[Record] = []
    carried = Sources.carried().data
    for file in sorted(data.rglob("*.yaml")):
        path = file.relative_to(data)
        if not (carried / path).exists():
            files[path] = file.read_text("utf-8")
            records += read_proposal(path, file.read_bytes(), shapes).records
    return Waiting(shapes, files, tuple(records), (), ())


def canonical(store: ox.Store) -> set[str]:
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, dataset))


def test_grown_graph_is_the_one_built_anew(graph: KnowledgeGraph, folder: Path) -> None:
    before = canonical(graph.store)
    waiting = new_records(graph, folder)
    assert len(waiting.records) > 10

    growth = grown(graph, waiting.records)

    anew = build(Sources.carried(folder))
    assert canonical(growth.graph.store) == canonical(anew.store)
    assert growth.graph.dataset.comparison.standings() == anew.dataset.comparison.standings()
    assert canonical(graph.store) == before
    assert growth.removed == () or set(growth.removed) <= set(graph.store)


def test_update_makes_a_store_the_grown_graph(graph: KnowledgeGraph, folder: Path) -> None:
    growth = grown(graph, new_records(graph, folder).records)
    store = ox.Store()
    store.extend(graph.store)

    store.update(growth.as_update())

    assert canonical(store) == canonical(growth.graph.store)


def test_graph_grows_part_by_part(graph: KnowledgeGraph, folder: Path) -> None:
    waiting = new_records(graph, folder)
    found = parts(waiting)
    assert set(files_of(found)) == set(waiting.files)
    grows, done = graph, set[Path]()
    for part in found:
        files = [file for file in part.files if file not in done]
        done |= set(files)
        grows = grown(grows, records_in(waiting, files)).graph
    assert canonical(grows.store) == canonical(build(Sources.carried(folder)).store)
