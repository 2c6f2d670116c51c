"""Answers as bytes: what whoever reads them finds in them."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from atlas_kg.workers.writing import write_answer

A = ox.NamedNode("http://example.org/a")
TEXTS = ["one\rtwo", "one\r\ntwo\n\r\tthree", "\r", "&#xD;\r&amp;<\r>", "é\r知識\r"]
RESULTS = [
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
]


def written(answer: ox.QuerySolutions | ox.QueryTriples, media_type: str) -> bytes:
    file = io.BytesIO()
    write_answer(answer, file, media_type, None, {"e": "http://example.org/"})
    return file.getvalue()


def store(text: str) -> ox.Store:
    found = ox.Store()
    found.add(ox.Quad(A, A, ox.Literal(text)))
    return found


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("form", [ox.RdfFormat.RDF_XML, ox.RdfFormat.TURTLE, ox.RdfFormat.JSON_LD])
def test_graphs_keep_each_sign(text: str, form: ox.RdfFormat) -> None:
    answer = store(text).query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(answer, ox.QueryTriples)
    (quad,) = ox.parse(written(answer, form.media_type), form)
    assert quad.object == ox.Literal(text)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("media_type", RESULTS)
def test_rows_keep_each_sign(text: str, media_type: str) -> None:
    answer = store(text).query("SELECT ?o { ?s ?p ?o }")
    assert isinstance(answer, ox.QuerySolutions)
    body = written(answer, media_type)
    if media_type == "text/csv":
        quoted = text.replace('"', '""')
        assert f'"{quoted}"'.encode() in body
        return
    form = ox.QueryResultsFormat.from_media_type(media_type)
    assert form
    found = ox.parse_query_results(body, format=form)
    assert isinstance(found, ox.QuerySolutions)
    assert [row["o"] for row in found] == [ox.Literal(text)]


@pytest.mark.parametrize("text", TEXTS)
def test_other_readers_of_xml_find_it_too(text: str) -> None:
    answer = store(text).query("SELECT ?o { ?s ?p ?o }")
    assert isinstance(answer, ox.QuerySolutions)
    read = ET.fromstring(written(answer, "application/sparql-results+xml"))  # noqa: S314 - our own
    (found,) = read.iter("{http://www.w3.org/2005/sparql-results#}literal")
    assert found.text == text
