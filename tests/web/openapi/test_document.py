"""The description of the site: complete, and where programs look for it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from starlette.routing import Mount, Route
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def document(running: TestClient) -> dict[str, Any]:
    answer = running.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


def test_document_is_valid(document: dict[str, Any]) -> None:
    schemathesis.openapi.from_dict(document).validate()


def test_document_tells_every_route_and_no_other(document: dict[str, Any], app: FastAPI) -> None:
    served = {
        (route.path_format, method)
        for route in app.routes
        if isinstance(route, Route)
        for method in route.methods or ()
    }
    mounted = [route for route in app.routes if isinstance(route, Mount)]
    served |= {(route.path_format, method) for route in mounted for method in ("GET", "HEAD")}
    described = {
        (path, method.upper()) for path, item in document["paths"].items() for method in item
    }
    assert described == served


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    operations = [
        operation for item in document["paths"].values() for method, operation in item.items()
    ]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    tags = {tag["name"] for tag in document["tags"]}
    assert {tag for operation in operations for tag in operation["tags"]} == tags


def test_every_problem_has_its_shape(document: dict[str, Any]) -> None:
    for item in document["paths"].values():
        for method, operation in item.items():
            for status, told in operation["responses"].items():
                if status >= "400" and method != "head" and "$ref" not in told:
                    # What is wrong with a contribution is its review, and no problem.
                    assert status == "422"


def test_examples_are_answered(client: TestClient, document: dict[str, Any]) -> None:
    tried = 0
    for path, item in document["paths"].items():
        parameters = item.get("get", {}).get("parameters", ())
        values = {
            told["name"]: told["schema"]["examples"][0]
            for told in parameters
            if told["required"] and "examples" in told["schema"]
        }
        if values and all(told["name"] in values for told in parameters if told["required"]):
            query = {name: value for name, value in values.items() if f"{{{name}}}" not in path}
            answer = client.get(path.format(**values), params=query, follow_redirects=True)
            assert answer.status_code == 200, path
            tried += 1
    assert tried >= 6


@pytest.mark.parametrize("path", ["/", "/sparql"])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_programs_are_led_to_it(client: TestClient, path: str, accept: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert '</openapi.json>; rel="service-desc"' in answer.headers["link"]
    if accept == "text/html":
        assert 'href="/openapi.json"' in answer.text
