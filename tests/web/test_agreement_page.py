"""The page of how far coders agree."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import build
from atlas_kg.web import Settings, create_app
from tests.coded_twice import add_adjudication, add_codings, coded_twice

BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    data = coded_twice(tmp_path_factory.mktemp("twice"))
    add_adjudication(data, "Zou2023", ["jane.c1", "john.c1"], "jane.c1")
    return served(data)


def served(data: Path) -> TestClient:
    return TestClient(create_app(build(Sources.carried(data)), Settings()))


def test_the_seed_corpus_is_told_how_to_begin(client: TestClient) -> None:
    page = client.get("/agreement", headers=BROWSER).text
    assert "There are 32 statements about 1 publication (Kaltenpoth2024)" in page
    assert "Authors of the seed paper (published consensus)" in page
    assert '<a href="/contribute/coding">code a publication</a>' in page
    assert "<table" not in page


def test_navigation_leads_there(client: TestClient) -> None:
    assert '<a href="/agreement">Agreement</a>' in client.get("/", headers=BROWSER).text
    page = client.get("/agreement", headers=BROWSER).text
    assert '<a href="/agreement" aria-current="page">Agreement</a>' in page


def test_coefficients_stand_in_a_table_with_heads(twice: TestClient) -> None:
    page = twice.get("/agreement", headers=BROWSER).text
    assert '<th scope="col">Krippendorff\'s alpha</th>' in page
    assert '<th scope="row">mechanism</th>' in page
    row = page.split('<th scope="row">mechanism</th>')[1].split("</tr>")[0]
    assert "0.750 (" in row
    assert "4 units, 2 coders, 3 publications" in row
    assert "nan" not in re.sub(r"<[^>]+>", "", page).lower().split()
    assert "<script>" not in page


def test_settled_differences_are_told_apart(twice: TestClient) -> None:
    page = twice.get("/agreement", headers=BROWSER).text
    open_, _, settled = page.partition("Settled by an adjudication")
    assert "/id/publication/Gao2020" in open_
    assert "/id/publication/Zou2023" not in open_
    assert "Mary Major decided for Jane Doe: The text says so." in settled
    assert 'href="/id/coding/Zou2023.jane.c1"' in settled


def test_other_forms(twice: TestClient) -> None:
    document = twice.get("/agreement.json").json()
    assert {row["variable"] for row in document["variables"]} >= {"phase", "overall"}
    rows = list(csv.DictReader(io.StringIO(twice.get("/agreement.csv").text)))
    assert len(rows) == 6 * 3
    answer = twice.get("/agreement", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "Accept" in answer.headers["vary"].split(", ")
    assert twice.get("/agreement.pdf", headers=BROWSER).status_code == 404
    assert twice.get("/agreement", headers={"Accept": "text/turtle"}).status_code == 406


def test_long_lists_are_cut_and_say_so(tmp_path: Path) -> None:
    data = coded_twice(tmp_path)
    for number in range(3):
        add_codings(data, "mary", "Zou2023", "ModelDevelopment Model Bonding adversarial-attacks 3")
        name = ("Brown2020", "Lin2022", "Yao2023")[number]
        add_codings(data, "jane", name, "ModelSelection Model Signaling model-cards 1")
        add_codings(data, "john", name, "ModelSelection Model Screening model-cards 1")
    client = TestClient(create_app(build(Sources.carried(data)), Settings(max_rows=2)))
    page = client.get("/agreement", headers=BROWSER).text
    assert "These are the first 2 of 5;" in page
    assert (
        "Cohen&#39;s kappa of each pair of coders" in page or "kappa of each pair of coders" in page
    )
    assert len(client.get("/agreement.json").json()["open"]) == 5
