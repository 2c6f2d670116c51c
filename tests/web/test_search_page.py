"""The page of the search, its data, and what it answers to wrong parameters."""

from __future__ import annotations

import csv
import io
import re

import pytest
from starlette.testclient import TestClient

HTML = {"Accept": "text/html"}


def page(client: TestClient, query: str) -> str:
    answer = client.get(f"/search?{query}", headers=HTML)
    assert answer.status_code == 200
    return answer.text


def test_typing_errors_are_forgiven(client: TestClient) -> None:
    text = page(client, "q=adversrial+atacks")
    assert '<a href="/id/solution/adversarial-attacks"><mark>Adversarial</mark>' in text
    found = client.get("/search.json?q=adversrial+atacks").json()
    assert found["results"][0]["label"] == "Adversarial attacks"
    assert found["words"] == ["adversrial", "atacks"]


def test_results_are_grouped_by_kind_and_lead_to_all_of_a_kind(client: TestClient) -> None:
    text = page(client, "q=alignment")
    headings = re.findall(r"<h2>(.*?)</h2>", text)
    assert {"Terms", "Solutions", "Publications", "Identified works"} <= set(headings)
    (link,) = set(re.findall(r'href="(/search\?q=alignment&amp;kind=work)"', text))
    of_kind = client.get(link.replace("&amp;", "&"), headers=HTML).text
    assert 'rel="next"' in of_kind
    assert "<h2>" not in of_kind


def test_pages_of_results_hold_each_once(client: TestClient) -> None:
    first = client.get("/search.json?q=alignment&kind=work").json()
    addresses = [
        result["address"]
        for number in range(1, first["pages"] + 1)
        for result in client.get(f"/search.json?q=alignment&kind=work&page={number}").json()[
            "results"
        ]
    ]
    assert len(addresses) == len(set(addresses)) == first["total"]
    rows = [*csv.DictReader(io.StringIO(client.get("/search.csv?q=alignment&kind=work").text))]
    assert [row["address"] for row in rows] == addresses


@pytest.mark.parametrize(
    "text",
    ["data cards", "Monitoring", "The map", "Model selection", "cq04", "Gao 2020", "Honesty"],
)
def test_what_is_found_has_a_page(client: TestClient, text: str) -> None:
    for result in client.get("/search.json", params={"q": text}).json()["results"][:5]:
        found = client.get(result["address"].partition("#")[0], headers=HTML)
        assert found.status_code == 200, result["address"]


def test_nothing_found_is_said_with_near_words(client: TestClient) -> None:
    text = page(client, "q=hallucinaktiomk")
    assert "Nothing was found for <strong>hallucinaktiomk</strong>" in text
    assert 'href="/search?q=hallucinati' in text
    assert "No word of the atlas is like that" in page(client, "q=qqqqzz")


def test_nothing_of_a_kind_leads_to_everything(client: TestClient) -> None:
    text = page(client, "q=Signaling&kind=coder")
    assert "among the coders" in text
    assert 'href="/search?q=Signaling"' in text


def test_what_was_typed_is_shown_as_text(client: TestClient) -> None:
    text = page(client, "q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_empty_search_says_what_to_write(client: TestClient) -> None:
    assert "Write a word or a few" in page(client, "q=")
    assert client.get("/search.json").json()["total"] == 0


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("q=a&kind=nothing", "The parameter 'kind' takes one of problem, mechanism"),
        ("q=a&page=0", "The parameter 'page' takes a number from 1 on."),
        ("q=a&page=x", "The parameter 'page'"),
        (f"q={'a' * 201}", "words of at most 200 signs"),
    ],
)
def test_wrong_parameters_are_told(client: TestClient, query: str, told: str) -> None:
    answer = client.get(f"/search.json?{query}")
    assert answer.status_code == 400
    assert told in answer.json()["title"] + answer.json().get("detail", "")


def test_page_that_is_not_there_is_told(client: TestClient) -> None:
    answer = client.get("/search.json?q=Signaling&page=900")
    assert answer.status_code == 404
    assert "pages of results" in answer.text
