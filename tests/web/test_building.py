"""What is told while a graph is built, and when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from atlas_kg.findings import Finding, Location, Severity
from atlas_kg.web.building import Construction, building_app

PAGE = {"Accept": "text/html"}


@pytest.fixture
def construction() -> Construction:
    return Construction()


@pytest.fixture
def client(construction: Construction) -> TestClient:
    return TestClient(building_app(construction))


def finding(severity: Severity = Severity.VIOLATION) -> Finding:
    place = Location(Path("/srv/atlas/data/codings/jane/Doe2025.yaml"), 6)
    return Finding("'X' is no phase.", "Write <ModelSelection>.", place, severity=severity)


def test_before_the_first_step(client: TestClient) -> None:
    told = client.get("/")
    assert (told.status_code, told.json()["step"]) == (503, "Starting")
    assert "Starting." in client.get("/", headers=PAGE).text


def test_steps_are_told_without_the_folders_of_the_server(
    client: TestClient, construction: Construction
) -> None:
    construction.note("Reading /srv/atlas/ontology and /srv/atlas/data …")
    construction.note("Reasoning …")
    told = client.get("/anything/at/all").json()
    assert [step["step"] for step in told["steps"]] == ["Reading ontology and data", "Reasoning"]
    assert told["step"] == "Reasoning"
    page = client.get("/", headers=PAGE)
    assert "Reading ontology and data: 0 seconds" in page.text
    assert "Reasoning: 0 seconds so far" in page.text
    assert page.headers["refresh"] == page.headers["retry-after"] == "5"
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_changes_are_put_off_as_well(client: TestClient, method: str) -> None:
    assert client.request(method, "/update").status_code == 503


def test_what_blocks_comes_first(client: TestClient, construction: Construction) -> None:
    construction.stop([finding(Severity.WARNING), finding()])
    told = client.get("/").json()
    assert [each["severity"] for each in told["findings"]] == ["Violation", "Warning"]
    assert told["detail"].startswith("The data break rules in 1 place,")
    assert told["findings"][0]["file"] == "data/codings/jane/Doe2025.yaml"
    page = client.get("/validation", headers=PAGE)
    assert "data/codings/jane/Doe2025.yaml:6" in page.text
    assert "Write &lt;ModelSelection&gt;." in page.text
    assert "refresh" not in page.headers
    assert "retry-after" not in page.headers


def test_many_findings_are_cut_on_the_page(client: TestClient, construction: Construction) -> None:
    construction.stop([finding()] * 120)
    page = client.get("/", headers=PAGE).text
    assert page.count("Doe2025.yaml:6") == 100
    assert "There are 20 more." in page


def test_health_tells_live_from_ready(client: TestClient, construction: Construction) -> None:
    assert client.get("/-/health/live").status_code == 200
    assert client.get("/-/health/ready").status_code == 503
    health = client.get("/-/health").json()
    assert (health["status"], health["live"], health["ready"]) == ("building", True, False)
    construction.stop([finding()])
    assert client.get("/-/health").json()["status"] == "failed"
    assert client.get("/-/health/live").status_code == 200


def test_page_is_in_the_look_of_the_site(client: TestClient) -> None:
    assert client.get("/styles/site.css").status_code == 200
    assert client.get("/styles/map/map.css").status_code == 200
