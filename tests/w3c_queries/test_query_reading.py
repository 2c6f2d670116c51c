"""Queries of W3C are read, and give their columns in the order in which W3C lists them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from atlas_kg.query_reading import UnreadError, read_query
from atlas_kg.sparql_text import tokens
from tests.w3c_queries.results import Rows, expected, read_rows
from tests.w3c_queries.suites import BASE, Evaluation, evaluations, syntaxes
from tests.w3c_queries.test_query_evaluation import asked

NOT_READ = {
    "data-r2/syntax-sparql2: syntax-esc-04.rq",
    "data-r2/syntax-sparql2: syntax-esc-05.rq",
    "data-sparql11/syntax-fed: syntax-service-01.rq",
    "data-sparql11/syntax-fed: syntax-service-02.rq",
    "data-sparql11/syntax-fed: syntax-service-03.rq",
}
"""They hold escapes outside of IRIs, or SERVICE."""

OTHERWISE = {
    "data-r2/basic: Basic - Prefix/Base 1",
    "data-r2/basic: Basic - Prefix/Base 2",
    "data-sparql11/exists: Exists with one constant",
}
"""Queries whose columns W3C lists in another order than that in which they name them."""

ORDERED = {
    name: case
    for name, case in evaluations().items()
    if case.result.suffix in (".srx", ".srj", ".tsv")
    and (match := next((t for t in tokens(case.text) if t.group() == "*"), None))
    and case.text[: match.start()].rstrip().upper().endswith(("SELECT", "DISTINCT", "REDUCED"))
}


def is_read(text: str) -> bool:
    try:
        read_query(tuple(tokens(text)))
    except UnreadError:
        return False
    return True


def test_queries_are_read() -> None:
    texts = {name: case.text for name, case in evaluations().items()}
    texts |= {name: case.text for name, case in syntaxes().items() if case.is_query}
    assert {name for name, text in texts.items() if not is_read(text)} == NOT_READ
    assert len(texts) == 636


@pytest.mark.parametrize("case", ORDERED.values(), ids=ORDERED)
def test_columns_have_the_order_of_the_query(case: Evaluation, endpoint: TestClient) -> None:
    right = expected(case.result, BASE)
    assert isinstance(right, Rows)
    response = asked(endpoint, case, "application/sparql-results+json")
    served = read_rows(response.content, ox.QueryResultsFormat.JSON)
    assert isinstance(served, Rows)
    assert (served.columns == right.columns) is (case.name not in OTHERWISE)
    assert set(served.columns) == set(right.columns)


def test_many_columns_are_compared() -> None:
    assert len(ORDERED) == 77
    assert ORDERED.keys() >= OTHERWISE
