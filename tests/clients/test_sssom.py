"""The library sssom finds our mapping sets valid, and makes the same of them in RDF as we do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, Literal, URIRef
from rdflib.term import Node

from atlas_kg.dataset import Dataset, Sources
from atlas_kg.mappings.writing import head_of, sssom_table
from atlas_kg.namespaces import GRAPH_LINKS, SSSOM
from tests.mappings.test_writing import ROWS

SCRIPT = Path(__file__).with_name("sssom") / "judge.py"
PYTHON = Path(__file__).parents[2] / "build" / "sssom" / "bin" / "python"
CARRIED = sorted((Sources.carried().data / "mappings").glob("*.sssom.tsv"))
SLOTS = (
    OWL.annotatedSource,
    OWL.annotatedProperty,
    OWL.annotatedTarget,
    SSSOM.mapping_justification,
    SSSOM.confidence,
    SSSOM.mapping_tool,
)

Row = tuple[object, ...]


def judged(file: Path, folder: Path) -> tuple[list[str], Graph]:
    """Return what the library finds wrong in a set, and what it makes of it."""
    assert PYTHON.exists(), "The library is missing: run 'make sssom'"
    target = folder / "out.ttl"
    done = subprocess.run(
        [PYTHON, SCRIPT, file, target], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines(), Graph().parse(target)


def _plain(value: Node | None) -> object:
    return value.toPython() if isinstance(value, Literal) else value


def rows(graph: Graph) -> set[Row]:
    """Return the mappings of a graph, with numbers as numbers."""
    return {
        tuple(_plain(graph.value(one, slot)) for slot in SLOTS)
        for one in graph.subjects(RDF.type, OWL.Axiom)
    }


@pytest.mark.parametrize("file", CARRIED, ids=lambda file: file.name)
def test_carried_set_is_valid(file: Path, tmp_path: Path, asserted: Dataset) -> None:
    problems, graph = judged(file, tmp_path)
    assert problems == []
    ours = asserted.graph(GRAPH_LINKS)
    (whole,) = graph.subjects(RDF.type, SSSOM.MappingSet)
    assert isinstance(whole, URIRef)
    assert set(ours.predicate_objects(whole)) >= {
        pair for pair in graph.predicate_objects(whole) if pair[0] != SSSOM.mappings
    }
    assert rows(graph)
    assert rows(graph) <= rows(ours)


def test_set_that_link_would_write_is_valid(tmp_path: Path) -> None:
    head = head_of("works", "Records of works", "Made up.", mapping_tool="atlas-kg link")
    file = tmp_path / "works.sssom.tsv"
    file.write_text(sssom_table(head, ROWS), "utf-8")
    problems, graph = judged(file, tmp_path)
    assert problems == []
    assert len(rows(graph)) == len(ROWS)


def test_what_is_wrong_is_found(tmp_path: Path) -> None:
    text = CARRIED[0].read_text("utf-8").replace("semapv:CompositeMatching", "semapv:Guess", 1)
    file = tmp_path / "wrong.sssom.tsv"
    file.write_text(text, "utf-8")
    assert any("semapv:Guess" in problem for problem in judged(file, tmp_path)[0])
