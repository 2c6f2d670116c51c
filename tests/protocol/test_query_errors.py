"""A query that cannot be answered: where it is wrong, in problem details (RFC 9457)."""

from __future__ import annotations

import pytest

from tests.protocol.wire import Answer, Endpoint

pytestmark = pytest.mark.own

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


def told(answer: Answer) -> tuple[int, int]:
    assert answer.status == 400
    assert answer.media_type == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 400
    assert problem["title"]
    assert problem["detail"]
    return problem["line"], problem["column"]


@pytest.mark.parametrize(
    ("query", "line", "columns"),
    [
        ("SELEC ?x {}", 1, (1, 10)),
        ("SELECT *\nWHERE { ?s ?p }", 2, (13, 17)),
        ("ASK {\n  ?s ?p ?o .\n  ?s ex:p 1\n}", 3, (6, 11)),
        ("SELECT * {\n\n  ?s ?p ?o", 1, (10, 10)),
        ("# é\nSELECT * { ?s ?p ?o ) }", 2, (20, 22)),
        ("ASK { FILTER(1 +) }", 1, (16, 20)),
    ],
)
def test_the_place_is_told(
    reader: Endpoint, query: str, line: int, columns: tuple[int, int]
) -> None:
    for answer in (reader.get(query), reader.post(query), reader.post_form([("query", query)])):
        place = told(answer)
        assert place[0] == line
        assert columns[0] <= place[1] <= columns[1]


def test_lines_may_end_as_windows_ends_them(reader: Endpoint) -> None:
    line, _ = told(reader.post("SELECT *\r\nWHERE {\r\n ?s ?p\r\n}"))
    assert line in (3, 4)


@pytest.mark.parametrize(
    "query", ["SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o }", "", "INSERT DATA { <a:a> <a:a> 1 }"]
)
def test_what_has_no_place_is_told_too(reader: Endpoint, query: str) -> None:
    answer = reader.get(query)
    assert answer.status == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize("accept", [None, "*/*", "text/csv", "text/turtle", "application/json"])
def test_programs_get_problem_details(reader: Endpoint, accept: str | None) -> None:
    told(reader.get("SELECT * { ?s }", accept))


def test_browsers_get_a_page(reader: Endpoint) -> None:
    answer = reader.get("SELECT * { ?s <script>", BROWSER)
    assert (answer.status, answer.media_type) == (400, "text/html")
    assert b"<script>" not in answer.body.replace(b"&lt;script&gt;", b"").split(b"<textarea")[-1]


def test_queries_call_no_one(reader: Endpoint) -> None:
    for text in (
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { VALUES ?x { <http://127.0.0.1:1/> } SERVICE ?x { ?s ?p ?o } }",
    ):
        assert reader.get(text).status in (400, 403)


def test_graphs_that_are_not_here_are_not_fetched(reader: Endpoint) -> None:
    query = "SELECT * FROM <http://127.0.0.1:1/data> { ?s ?p ?o }"
    assert reader.get(query, "application/sparql-results+json").rows() == []
