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
