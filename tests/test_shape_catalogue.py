"""The page about the checks says what the shapes and the examples say."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, RDFS, SH

from atlas_kg.dataset import Dataset, Sources
from atlas_kg.examples import read_counterexamples, read_examples
from atlas_kg.namespaces import compress
from atlas_kg.shape_catalogue import shape_catalogue

PAGE = Path(__file__).parents[1] / "docs" / "checks.md"


@pytest.fixture(scope="module")
def page(asserted: Dataset) -> str:
    ontology = Sources.carried().ontology
    return shape_catalogue(asserted.shapes, read_examples(ontology), read_counterexamples(ontology))


def test_page_in_the_documentation_is_this_one(page: str) -> None:
    assert PAGE.read_text("utf-8") == page


def test_each_shape_has_an_entry_with_every_message(page: str, asserted: Dataset) -> None:
    entries = dict(entry.split("\n", 1) for entry in page.split("\n### ")[1:])
    for graph in asserted.shapes.values():
        for shape in set(graph.subjects(RDF.type, SH.NodeShape)):
            entry = entries[str(graph.value(shape, RDFS.label))].replace("&lt;", "<")
            assert f"`{compress(str(shape))}`" in entry
            parts = [shape, *graph.objects(shape, SH.property), *graph.objects(shape, SH.sparql)]
            for message in (m for part in parts for m in graph.objects(part, SH.message)):
                assert str(message) in entry


def test_severities_are_told(page: str) -> None:
    rows = [row for row in page.splitlines() if row.startswith("| ") and " | " in row]
    told = {row.split(" | ")[1] for row in rows} - {"severity"}
    assert told == {"violation", "warning", "info"}


def test_shape_without_label_or_example_is_listed() -> None:
    text = """
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix e: <http://example.org/> .
    e:Bare a sh:NodeShape ; sh:targetClass e:A , e:B ; sh:message "Write a | b." .
    """
    graph = rdflib.Graph().parse(data=text, format="turtle")
    page = shape_catalogue({"own": graph}, (), ())
    assert "## own\n\n### http://example.org/Bare\n" in page
    assert "each `http://example.org/A`, each `http://example.org/B`" in page
    assert "| http://example.org/Bare | violation | Write a \\| b. |" in page
