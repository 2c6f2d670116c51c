"""Answers over HTTP to the query tests of W3C: the engine's own, and what is right of them.

Each test passes, or is listed below with the reason why the engine fails it. Literals are compared
by value: what the store makes of them is told in docs/engine.md.
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections import Counter

import pyoxigraph as ox
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.w3c_queries.results import (
    Answer,
    Rows,
    alike,
    answer_of,
    by_value,
    expected,
    read_rows,
    read_triples,
    without_repetition,
)
from tests.w3c_queries.suites import BASE, EMPTY, FOLDER, Evaluation, evaluations, quads_of

CANONICAL = "the store keeps one form of each value, and the test tells forms apart"
OLD = "the test is older than RDF 1.1, in which a literal without datatype is an xsd:string"
FAILED = {
    "data-r2/distinct: All: Distinct": CANONICAL,
    "data-r2/distinct: Numbers: Distinct": CANONICAL,
    "data-r2/distinct: Strings: Distinct": OLD,
    "data-r2/expr-builtin: sameTerm-eq": CANONICAL,
    "data-r2/expr-builtin: sameTerm-not-eq": CANONICAL,
    "data-r2/expr-builtin: sameTerm-simple": CANONICAL,
    "data-r2/expr-builtin: str-1": CANONICAL,
    "data-r2/expr-builtin: str-2": CANONICAL,
    "data-r2/expr-equals: Equality 1-1 -- graph": CANONICAL,
    "data-r2/expr-equals: Equality 1-2 -- graph": CANONICAL,
    "data-r2/open-world: date-2": "dates with and without a timezone are compared as in XSD 1.1",
    "data-r2/open-world: open-eq-01": CANONICAL,
    "data-sparql11/aggregates: agg empty group": "the test is wrong: no rows make no groups",
    "data-sparql11/functions: BNODE(str)": "BNODE of a string gives all rows the same blank node",
    "data-sparql11/functions: STRDT() TypeErrors": OLD,
    "data-sparql11/functions: STRLANG() TypeErrors": OLD,
}
PASSED = {"data-r2": 229, "data-sparql11": 179}

CASES = evaluations()
TSV = "text/tab-separated-values"
ROWS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    TSV: ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


def engine_answer(case: Evaluation) -> Answer:
    store = ox.Store()
    for iri in case.default:
        store.extend(quads_of(iri, None))
    for iri in (*case.named, *case.sources):
        store.extend(quads_of(iri, iri))
    return answer_of(store.query(case.text))


def asked(endpoint: TestClient, case: Evaluation, accept: str) -> Response:
    dataset = {}
    if not case.sources:
        dataset = {
            "default-graph-uri": list(case.default or [EMPTY]),
            "named-graph-uri": list(case.named),
        }
    return endpoint.get(
        "/sparql", params={"query": case.text, **dataset}, headers={"Accept": accept}
    )


def is_of_rows(case: Evaluation) -> bool:
    return not isinstance(engine_answer(case), frozenset)


def passes(case: Evaluation, answer: Answer) -> bool:
    path = case.result
    right = expected(path, BASE + path.relative_to(FOLDER).as_posix())
    answers = [by_value(answer), by_value(right)]
    if case.lax:
        answers = [without_repetition(answer) for answer in answers]
    return alike(*answers)


def served_answer(case: Evaluation, endpoint: TestClient, media_type: str) -> Answer:
    response = asked(endpoint, case, media_type)
    assert response.status_code == 200, response.text
    if media_type in ROWS:
        return read_rows(response.content, ROWS[media_type])
    return read_triples(response.content, GRAPHS[media_type])


def plain_rows(text: str) -> list[list[str]]:
    """Return the rows of CSV, sorted, with numbers in one form and without names of blank nodes."""

    def plain(value: str) -> str:
        if value.startswith("_:"):
            return "_:"
        with contextlib.suppress(ValueError):
            return str(float(value))
        return value

    return sorted([plain(value) for value in row] for row in csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_answers_over_http_are_those_of_the_engine(case: Evaluation, endpoint: TestClient) -> None:
    own = engine_answer(case)
    forms = list(ROWS if isinstance(own, Rows | bool) else GRAPHS)
    if own is True or own is False:
        forms.remove(TSV)
    for media_type in forms:
        assert alike(served_answer(case, endpoint, media_type), own)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_answer_is_right_or_known_to_be_wrong(case: Evaluation, endpoint: TestClient) -> None:
    if case.result.suffix == ".csv":
        served = asked(endpoint, case, "text/csv").text
        assert plain_rows(served) == plain_rows(case.result.read_text("utf-8"))
        return
    media_type = next(iter(ROWS if is_of_rows(case) else GRAPHS))
    answer = served_answer(case, endpoint, media_type)
    assert passes(case, answer) is (case.name not in FAILED)


def test_all_query_tests_are_read() -> None:
    passed = Counter(name.partition("/")[0] for name in CASES if name not in FAILED)
    assert passed == PASSED
    assert FAILED.keys() <= CASES.keys()
