"""Rows counted in the bytes of an answer."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.workers.rows import RowCounter

FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
TRICKY = st.text(alphabet='"\\}{],:\r\n\tab</result>', max_size=12)


@pytest.mark.parametrize("media_type", FORMATS)
@given(texts=st.lists(TRICKY, max_size=8), size=st.integers(1, 60))
def test_every_row_counts_once(media_type: str, texts: list[str], size: int) -> None:
    store = ox.Store()
    for number, text in enumerate(texts):
        node = ox.NamedNode(f"http://example.org/{number}")
        store.add(ox.Quad(node, node, ox.Literal(text)))
    answer = store.query("SELECT * { ?s ?p ?o }")
    assert isinstance(answer, ox.QuerySolutions)
    body = answer.serialize(format=FORMATS[media_type])
    assert body is not None
    counter = RowCounter(media_type)
    for start in range(0, len(body), size):
        counter.add(body[start : start + size])
    assert counter.rows == len(texts)
