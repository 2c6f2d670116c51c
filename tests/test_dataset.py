"""The dataset: named graphs, and where their statements stand."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from atlas_kg.dataset import Dataset, Sources, copy_of, load, load_theory
from atlas_kg.errors import UsageError
from atlas_kg.namespaces import (
    GRAPH_CORPUS,
    GRAPH_INFERRED,
    GRAPH_LINKS,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    THING,
    compress,
    expand,
)


def test_asserted_graphs_are_told_apart(asserted: Dataset) -> None:
    assert set(asserted.store.named_graphs()) == {
        GRAPH_ONTOLOGY,
        GRAPH_LITERATURE,
        GRAPH_CORPUS,
        GRAPH_LINKS,
    }
    assert not list(asserted.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert asserted.findings == ()


def test_literature_speaks_of_things_only(asserted: Dataset) -> None:
    quads = asserted.store.quads_for_pattern(None, None, None, GRAPH_LITERATURE)
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    assert len(subjects) == 151
    assert all(subject.startswith(THING) for subject in subjects)


def test_graph_is_the_union_of_those_named(asserted: Dataset) -> None:
    sizes = [len(asserted.graph(name)) for name in (GRAPH_ONTOLOGY, GRAPH_LITERATURE)]
    assert min(sizes) > 300
    assert len(asserted.graph(GRAPH_ONTOLOGY, GRAPH_LITERATURE)) == sum(sizes)
    assert len(asserted.graph(GRAPH_INFERRED)) == 0


@pytest.mark.parametrize(
    ("name", "file", "begins"),
    [
        ("atlas:Screening", "core.ttl", "atlas:Screening"),
        ("atlas:Coding", "coding.ttl", "atlas:Coding"),
        ("prov:wasDerivedFrom", "coding.ttl", "prov:wasDerivedFrom"),
        ("atlas-id:solution/data-cards", "data-cards.yaml", "schema: 1"),
        ("atlas-id:publication/Gao2020", "Gao2020.yaml", "schema: 1"),
    ],
)
def test_things_and_terms_know_their_line(
    name: str, file: str, begins: str, asserted: Dataset
) -> None:
    location = asserted.origins[expand(name), None, None].location
    assert location.file.name == file
    assert location.file.read_text("utf-8").splitlines()[location.line - 1].startswith(begins)


def test_every_subject_of_the_literature_has_an_origin(asserted: Dataset) -> None:
    quads = asserted.store.quads_for_pattern(None, None, None, GRAPH_LITERATURE)
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    assert {compress(s) for s in subjects if (s, None, None) not in asserted.origins} == set()


def test_copy_is_free_of_the_original(asserted: Dataset) -> None:
    copy = copy_of(asserted.store)
    assert set(copy) == set(asserted.store)
    copy.clear()
    assert len(asserted.store) > 0


def test_loading_twice_gives_the_same(asserted: Dataset) -> None:
    again = load(Sources.carried())
    assert len(again.store) == len(asserted.store)
    assert again.origins == asserted.origins


def test_blank_nodes_of_two_files_stay_apart(sources: Sources) -> None:
    for name in ("one", "two"):
        text = f'_:same <http://example.org/name> "{name}" .\n'
        (sources.ontology / f"{name}.ttl").write_text(text, "utf-8")
    predicate = ox.NamedNode("http://example.org/name")
    quads = list(load(sources).store.quads_for_pattern(None, predicate, None))
    assert len({quad.subject for quad in quads}) == 2


def test_other_data_stand_beside_the_carried_ontology(data: Path) -> None:
    own = Sources.carried()
    assert Sources.carried(data) == Sources(own.ontology, own.shapes, data)


def test_data_that_are_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Name a folder that holds publications/") as raised:
        Sources.carried(tmp_path / "missing")
    assert str(tmp_path / "missing") in str(raised.value)


def test_unreadable_records_are_missing_and_told(sources: Sources) -> None:
    (sources.data / "publications" / "Gao2020.yaml").write_text("- a\n", "utf-8")
    dataset = load(sources)
    # The seed paper's reference to it leads nowhere then.
    told = [finding.location.file.name for finding in dataset.findings if finding.location]
    assert told == ["seed-paper.csv", "Gao2020.yaml"]
    gao = ox.NamedNode(expand("atlas-id:publication/Gao2020"))
    assert not list(dataset.store.quads_for_pattern(gao, None, None))


def test_blank_nodes_of_the_ontology_keep_their_names() -> None:
    once, again = (list(map(str, load_theory(Sources.carried()).store)) for _ in range(2))
    assert any("_:" in quad for quad in once)
    assert once == again
