"""A graph in which nothing has been coded says what to do next."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import build
from atlas_kg.web import create_app

KEPT = ("publications", "coders")


@pytest.fixture(scope="module")
def uncoded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The site of publications that nobody has coded."""
    data = tmp_path_factory.mktemp("uncoded")
    for name in KEPT:
        shutil.copytree(Sources.carried().data / name, data / name)
    with TestClient(create_app(build(Sources.carried(data)))) as client:
        client.headers["Accept"] = "text/html"
        yield client


def test_map_says_how_to_begin(uncoded: TestClient, client: TestClient) -> None:
    page = uncoded.get("/").text
    assert "Nothing has been coded yet" in page
    for command in ("new", "coder", "propose", "validate"):
        assert f"<code>atlas-kg {command}" in page
    assert "Nothing has been coded yet" not in client.get("/", headers={"Accept": "*/*"}).text


def test_lists_say_how_to_begin(uncoded: TestClient) -> None:
    assert "No list of works is there yet" in uncoded.get("/screening").text
    assert "No agreement can be measured yet" in uncoded.get("/agreement").text


def test_every_page_of_the_site_is_there(uncoded: TestClient) -> None:
    paths = ["/", "/queries", "/ontology", "/validation", "/agreement", "/screening", "/search"]
    assert {path: uncoded.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
