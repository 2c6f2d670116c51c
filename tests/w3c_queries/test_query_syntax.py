"""The syntax tests of W3C over HTTP: a query has an answer, and what is none gets a 400."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.w3c_queries import suites
from tests.w3c_queries.suites import EMPTY, Syntax, syntaxes

ACCEPTED = {
    # IRIs may hold "?" and "&" here, so that the longest token after ?x is <?a&&?b>.
    "data-r2/syntax-sparql3: syn-bad-26.rq": "a comparison without spaces is read as one",
}
_ESCAPE = "it is not SPARQL at ':\\u0070'"
_FUNCTION = "function <http://example"
REFUSED = {
    "data-r2/syntax-sparql1: syntax-expr-05.rq": _FUNCTION,
    "data-r2/syntax-sparql1: syntax-order-05.rq": _FUNCTION,
    "data-r2/syntax-sparql1: syntax-order-06.rq": _FUNCTION,
    "data-r2/syntax-sparql2: syntax-esc-04.rq": _ESCAPE,
    "data-r2/syntax-sparql2: syntax-esc-05.rq": _ESCAPE,
    "data-r2/syntax-sparql2: syntax-function-01.rq": _FUNCTION,
    "data-r2/syntax-sparql2: syntax-function-02.rq": _FUNCTION,
    "data-r2/syntax-sparql2: syntax-function-03.rq": _FUNCTION,
    "data-r2/syntax-sparql2: syntax-function-04.rq": _FUNCTION,
    "data-sparql11/syntax-query: syntax-select-expr-04.rq": _FUNCTION,
    "data-sparql11/syntax-fed: syntax-service-01.rq": "SERVICE",
    "data-sparql11/syntax-fed: syntax-service-02.rq": "SERVICE",
    "data-sparql11/syntax-fed: syntax-service-03.rq": "SERVICE",
}
"""What is SPARQL and has no answer, and why: escapes outside of IRIs and strings, functions that
nobody defines, and other endpoints."""

CASES = syntaxes()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_query_has_an_answer_and_what_is_none_a_bad_request(
    case: Syntax, endpoint: TestClient
) -> None:
    accepted = case.is_query
    if case.name in ACCEPTED or case.name in REFUSED:
        accepted = not accepted
    response = endpoint.get("/sparql", params={"query": case.text, "default-graph-uri": EMPTY})
    assert response.status_code == (200 if accepted else 400), response.text
    if not accepted:
        assert response.headers["content-type"] == "application/problem+json"
        assert REFUSED.get(case.name, "") in response.json()["detail"]


def test_all_syntax_tests_are_read() -> None:
    assert (len(CASES), sum(case.is_query for case in CASES.values())) == (305, 212)


def test_missing_files_are_told_with_what_gets_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suites, "FOLDER", tmp_path / "w3c")
    with pytest.raises(FileNotFoundError, match="'make w3c' downloads"):
        syntaxes()
