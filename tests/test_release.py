"""The release files hold the same graph, in every format."""

from __future__ import annotations

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from atlas_kg.errors import UsageError
from atlas_kg.formats import to_rdflib
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import (
    GRAPH_CORPUS,
    GRAPH_INFERRED,
    GRAPH_LINKS,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
)
from atlas_kg.queries import published_queries
from atlas_kg.release import export

MERGED = {
    "atlas-kg.ttl": (ox.RdfFormat.TURTLE, "turtle"),
    "atlas-kg.owl": (ox.RdfFormat.RDF_XML, "xml"),
    "atlas-kg.nt": (ox.RdfFormat.N_TRIPLES, "nt"),
    "atlas-kg.jsonld": (ox.RdfFormat.JSON_LD, None),
}
TABLES = {f"map-{query.name}.csv": query for query in published_queries() if query.group == "map"}


FULL = ("atlas-kg-full", "atlas-kg-full-inferred")


@pytest.fixture(scope="module")
def release(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "new" / "folder"
    written = export(graph, folder)
    assert sorted(written) == sorted(folder.iterdir())
    return folder


def parsed(file: Path, syntax: ox.RdfFormat) -> list[ox.Quad]:
    return list(ox.parse(path=file, format=syntax))


def named(triples: set[ox.Triple]) -> set[ox.Triple]:
    """Return the triples that have the same text in every format."""
    return {
        triple
        for triple in triples
        if not any(isinstance(node, ox.BlankNode) for node in (triple.subject, triple.object))
    }


def test_files_are_these(release: Path) -> None:
    assert {file.name for file in release.iterdir()} == {
        *MERGED,
        *TABLES,
        "atlas-kg.trig",
        "inferred.ttl",
        "nanopublications.trig",
        "ro-crate-metadata.json",
        *(f"{name}.{suffix}" for name in FULL for suffix in ("ttl", "owl")),
    }


@pytest.mark.parametrize("name", MERGED)
def test_merged_graph_is_the_same_in_each_format(
    name: str, release: Path, graph: KnowledgeGraph
) -> None:
    triples = {quad.triple for quad in graph.store}
    found = {quad.triple for quad in parsed(release / name, MERGED[name][0])}
    assert named(found) == named(triples)
    assert isomorphic(to_rdflib(found), to_rdflib(triples))


@pytest.mark.parametrize("name", [name for name, (_, form) in MERGED.items() if form])
def test_other_software_reads_it_too(name: str, release: Path, graph: KnowledgeGraph) -> None:
    found = rdflib.Graph().parse(release / name, format=MERGED[name][1])
    assert len(found) == len({quad.triple for quad in graph.store})


def test_named_graphs_stay_apart(release: Path, graph: KnowledgeGraph) -> None:
    store = ox.Store()
    store.extend(parsed(release / "atlas-kg.trig", ox.RdfFormat.TRIG))
    assert set(store.named_graphs()) == {
        GRAPH_ONTOLOGY,
        GRAPH_LITERATURE,
        GRAPH_CORPUS,
        GRAPH_LINKS,
        GRAPH_INFERRED,
    }
    for name in store.named_graphs():
        sizes = [
            len(list(each.quads_for_pattern(None, None, None, name)))
            for each in (store, graph.store)
        ]
        assert sizes[0] == sizes[1]


def test_inferred_statements_alone(release: Path, graph: KnowledgeGraph) -> None:
    found = parsed(release / "inferred.ttl", ox.RdfFormat.TURTLE)
    assert {quad.triple for quad in found} == set(graph.closure.triples)


@pytest.mark.parametrize("name", TABLES)
def test_tables_hold_rows(name: str, release: Path) -> None:
    with (release / name).open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    # Every statement of the seed set is accepted.
    assert bool(rows) == (
        name not in {"map-disputed-statements.csv", "map-tentative-statements.csv"}
    )
    assert {len(row) for row in rows} <= {len(head)}


def test_releasing_again_gives_the_same_bytes(
    release: Path, graph: KnowledgeGraph, tmp_path: Path
) -> None:
    export(graph, tmp_path)
    for file in release.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name


def test_other_files_of_the_folder_stay(graph: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    (tmp_path / "atlas-kg.nt").write_text("old", "utf-8")
    export(graph, tmp_path)
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"
    assert (tmp_path / "atlas-kg.nt").read_text("utf-8") != "old"
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


def test_folder_in_place_of_a_file_is_told(graph: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "atlas-kg.nt").mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        export(graph, tmp_path)
    assert list((tmp_path / "atlas-kg.nt").iterdir()) == []


def test_file_in_place_of_the_folder_is_told(graph: KnowledgeGraph, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        export(graph, file)
    assert file.read_text("utf-8") == "mine"
