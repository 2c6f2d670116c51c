"""What clients are told of graphs that cannot be read."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from atlas_kg.web.changing import _malformed_graph


@pytest.mark.parametrize(
    ("form", "body", "advice"),
    [
        (
            ox.RdfFormat.JSON_LD,
            '{"@context": "https://a.example/", "@id": "x:a"}',
            "context itself",
        ),
        (
            ox.RdfFormat.RDF_XML,
            "@prefix a: <urn:a> . a:b a:c a:d .",
            "name that in the Content-Type",
        ),
        (ox.RdfFormat.N_QUADS, "<x:a> <x:b> <x:c> <x:g> .\n", "it names a graph"),
        (ox.RdfFormat.TURTLE, "\n<x:a b> a <x:c> .", "at line 2: Invalid IRI code point ' '."),
    ],
)
def test_graph_that_cannot_be_read(form: ox.RdfFormat, body: str, advice: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        list(ox.parse(body, form, without_named_graphs=True))
    told = _malformed_graph(str(caught.value)).problem
    assert advice in told
    assert told.count("line 2") == ("line 2" in advice)
