"""What the first page says of the dataset to search engines."""

from __future__ import annotations

import json
import re

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, SDO
from starlette.testclient import TestClient

from atlas_kg.formats import to_rdflib
from atlas_kg.namespaces import DATASET, ONTOLOGY, thing

BROWSER = {"Accept": "text/html"}
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def block(client: TestClient) -> str:
    (found,) = BLOCK.findall(client.get("/", headers=BROWSER).text.partition("</head>")[0])
    return str(found)


@pytest.fixture
def described(block: str) -> rdflib.Graph:
    content = json.loads(block)
    # What the context of schema.org does, which is not fetched here.
    assert content["@context"] == "https://schema.org/"
    content["@context"] = {"@vocab": str(SDO)}
    quads = ox.parse(json.dumps(content), format=ox.RdfFormat.JSON_LD)
    return to_rdflib(quad.triple for quad in quads)


def test_it_says_what_the_dataset_is(described: rdflib.Graph) -> None:
    dataset = rdflib.URIRef(DATASET)
    assert set(described.subjects(RDF.type, SDO.Dataset)) == {dataset}
    text = str(described.value(dataset, SDO.description))
    # What Google asks of a description.
    assert 50 <= len(text) <= 5_000
    for name in ("name", "license", "creator", "version", "url", "identifier", "creditText"):
        assert described.value(dataset, SDO[name]), name
    assert str(described.value(dataset, SDO.identifier)) == ONTOLOGY
    assert str(described.value(dataset, SDO.license)).startswith("https://creativecommons.org/")
    paper = rdflib.URIRef(thing("publication", "Kaltenpoth2024").value)
    assert set(described.objects(dataset, SDO.citation)) == {paper}
    assert str(described.value(paper, SDO.sameAs)).startswith("https://doi.org/10.")


def test_every_word_is_one_of_schema_org(described: rdflib.Graph) -> None:
    words = {*map(str, {*described.predicates(), *described.objects(None, RDF.type)} - {RDF.type})}
    assert words
    assert {word for word in words if word not in SDO} == set()


def test_every_distribution_is_there(client: TestClient, described: rdflib.Graph) -> None:
    found = set(described.objects(None, SDO.distribution))
    assert len(found) >= 4
    for one in found:
        address = str(described.value(one, SDO.contentUrl))
        answer = client.get(address, headers={"Accept": "*/*"})
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == str(
            described.value(one, SDO.encodingFormat)
        )


def test_nothing_in_it_can_end_the_block(block: str) -> None:
    assert not set("<>&") & set(block)
    assert block == block.strip()
