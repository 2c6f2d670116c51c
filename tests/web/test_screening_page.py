"""The page of screening."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json

import pytest
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.web.app import create_app


@pytest.fixture(scope="module")
def client(graph: KnowledgeGraph) -> TestClient:
    return TestClient(create_app(graph))


def test_page_lists_fifty_works_and_leads_on(client: TestClient) -> None:
    page = client.get("/screening").text
    assert page.count("/id/work/") == 50
    assert 'href="/screening?page=2#works"' in page
    assert "1 to 50 of 3,470" in page
    assert "<title id=" in page


def test_filters_stand_in_the_address(client: TestClient) -> None:
    found = client.get("/screening?list=llm-sp&q=arxiv-2307&state=unscreened")
    told = client.get("/screening.json?list=llm-sp&q=arxiv-2307&state=unscreened").json()
    assert "/screening.csv?list=llm-sp&state=unscreened&q=arxiv-2307" in found.headers["Link"]
    assert 0 < told["total"] == len(told["works"]) < 50
    assert all("llm-sp" in work["lists"].split() for work in told["works"])
    assert client.get("/screening?state=included").text.count("No work fits.") == 1


def test_table_holds_all_pages(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/screening.csv").text)))
    assert len(rows) == 3470
    last = client.get("/screening.json?page=70").json()
    assert [work["work"] for work in last["works"]] == [row["work"] for row in rows[3450:]]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=0", 400),
        ("page=x", 400),
        ("page=99999999999999", 400),
        ("page=71", 404),
        ("list=../x", 400),
        ("state=maybe", 400),
        (f"q={'x' * 201}", 400),
    ],
)
def test_what_means_nothing_is_refused(client: TestClient, query: str, status: int) -> None:
    answer = client.get(f"/screening?{query}", headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert json.loads(answer.text)["detail"]


def test_words_are_no_markup(client: TestClient) -> None:
    assert "<b>x" not in client.get("/screening?q=%3Cb%3Ex").text


def test_diagram_and_work_have_addresses(client: TestClient) -> None:
    svg = client.get("/screening.svg")
    assert svg.headers["Content-Type"].startswith("image/svg+xml")
    assert "prefers-color-scheme: dark" in svg.text
    # Its own style is allowed there, and nowhere else.
    style = svg.text.partition("<style>")[2].partition("</style>")[0]
    name = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = svg.headers["Content-Security-Policy"]
    assert f"style-src 'self' 'sha256-{name}';" in policy
    assert "sha256" not in client.get("/screening").headers["Content-Security-Policy"]
    assert client.get("/id/work/arxiv-1905-02175").status_code == 200
    assert client.get("/id/list/alignment-newsletter").status_code == 200


def test_search_says_which_works_no_words_can_find(client: TestClient) -> None:
    page = client.get("/screening?list=awesome-llm-hallucination&q=hallucination").text
    rows = client.get("/screening.csv?list=awesome-llm-hallucination").text
    works = list(csv.DictReader(io.StringIO(rows)))
    untitled = sum(work["title"] in ("", work["identifiers"].split(" ")[0]) for work in works)
    assert untitled > 0
    assert f"Of {untitled} works of this list the lists give no title" in page
    assert "give no title" not in client.get("/screening").text
