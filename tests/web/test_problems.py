"""Errors as the web tells them."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.web import create_app
from atlas_kg.web.problems import ProblemError


def test_members_without_value_are_left_out() -> None:
    problem = ProblemError(HTTPStatus.BAD_REQUEST, "No.", line=3, column=None)
    assert problem.as_json() == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "No.",
        "line": 3,
    }


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [("*/*", "application/problem+json"), ("text/html", "text/html; charset=utf-8")],
)
def test_crash_is_told_without_its_insides(
    graph: KnowledgeGraph, accept: str, media_type: str
) -> None:
    def crash(_: Request) -> Response:
        raise LookupError("insides")

    app = create_app(graph)
    app.router.routes.append(Route("/crash", crash))
    client = TestClient(app, raise_server_exceptions=False)
    answer = client.get("/crash", headers={"Accept": accept})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == media_type
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "insides" not in answer.text


def test_missing_page_leads_on(client: TestClient) -> None:
    page = client.get("/ontolgy", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert 'Did you mean <a href="/ontology">' in page.text
    assert '<a href="/">The map</a>' in page.text
    assert "Did you mean" not in client.get("/xyzzy", headers={"Accept": "text/html"}).text


def test_wrong_method_is_told_as_a_page(client: TestClient) -> None:
    page = client.delete("/ontology", headers={"Accept": "text/html"})
    assert page.status_code == 405
    assert "does not take requests of this kind" in page.text
    assert '<a href="/queries">' in page.text


def test_form_that_is_not_there_is_told_with_those_there_are(client: TestClient) -> None:
    told = client.get("/validation", headers={"Accept": "image/png"})
    assert told.status_code == 406
    assert "text/turtle" in told.json()["available"]
