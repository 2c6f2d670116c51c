"""The page of what is checked, and of what the checks say."""

from __future__ import annotations

import json

import pytest
import rdflib
from rdflib import RDF, SH
from starlette.testclient import TestClient

from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import KnowledgeGraph, build
from atlas_kg.namespaces import compress
from atlas_kg.shape_catalogue import checked_shapes
from atlas_kg.validation import STYLE
from atlas_kg.web import Settings, create_app

BROWSER = {"Accept": "text/html"}


@pytest.fixture
def remarked(sources: Sources) -> KnowledgeGraph:
    """A graph about which the checks have a remark."""
    person = "schema: 1\nlabel: Somebody\nkind: HumanCoder\ndescription: A reader.\n"
    (sources.data / "coders" / "somebody.yaml").write_text(person, "utf-8")
    return build(sources)


def test_page_lists_each_shape_that_is_asked(client: TestClient, graph: KnowledgeGraph) -> None:
    page = client.get("/validation", headers=BROWSER).text
    asked = {name: g for name, g in graph.dataset.shapes.items() if name != STYLE}
    shapes = checked_shapes(asked)
    assert len(shapes) > 30
    for shape in shapes:
        assert f'id="{compress(shape.iri).replace(":", "-")}"' in page
    assert "no finding" in page


def test_finding_is_told_with_its_place(remarked: KnowledgeGraph) -> None:
    client = TestClient(create_app(remarked, Settings()))
    page = client.get("/validation", headers=BROWSER).text
    assert "<strong>Info:</strong>" in page
    assert "data/coders/somebody.yaml:1" in page
    assert '<a href="#shape-KnownPerson">' in page
    assert 'id="shape-KnownPerson"' in page
    (finding,) = client.get("/validation.json").json()
    assert finding["file"] == "data/coders/somebody.yaml"
    assert finding["severity"] == "Info"
    report = rdflib.Graph().parse(data=client.get("/validation.ttl").text, format="turtle")
    assert len(list(report.subjects(RDF.type, SH.ValidationResult))) == 1


def test_report_of_data_without_findings(client: TestClient) -> None:
    answer = client.get("/validation", headers={"Accept": "text/turtle"})
    report = rdflib.Graph().parse(data=answer.text, format="turtle")
    assert (None, SH.conforms, rdflib.Literal(True)) in report
    assert json.loads(client.get("/validation?format=json").text) == []
    assert client.get("/validation.pdf", headers=BROWSER).status_code == 404
