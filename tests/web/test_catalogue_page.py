"""The lists of publications, solutions and so on."""

from __future__ import annotations

import csv
import html
import io
import json
import re

import pytest
from starlette.testclient import TestClient

from atlas_kg.bibliography.bibtex import read_bibtex
from atlas_kg.web.catalogues import CATALOGUES

BROWSER = {"Accept": "text/html"}


def named(client: TestClient, path: str) -> list[str]:
    """Return the addresses of the things in a list, in its order."""
    text = html.unescape(client.get(path, headers=BROWSER).text)
    return re.findall(r'<th scope="row"><a href="([^"]+)"', text)


@pytest.mark.parametrize("name", [catalogue.name for catalogue in CATALOGUES])
def test_what_is_listed_has_a_page(client: TestClient, name: str) -> None:
    found = named(client, f"/{name}")
    assert found
    for address in found[:5]:
        assert client.get(address, headers=BROWSER).status_code == 200
    rows = list(csv.DictReader(io.StringIO(client.get(f"/{name}.csv").text)))
    assert len(rows) == len(client.get(f"/{name}.json").json()) == len(found)


def test_problems_and_phases_stand_in_their_order(client: TestClient) -> None:
    assert named(client, "/phases")[0] == "/terms/BusinessProblemDefinition"
    assert named(client, "/problems")[0] == "/terms/HiddenCharacteristicsOfDatasets"


def test_publications_in_each_order(client: TestClient) -> None:
    rows = client.get("/publications.json?sort=title").json()
    titles = [row["title"].casefold() for row in rows]
    assert titles == sorted(titles)
    years = [row["year"] for row in client.get("/publications.json?sort=year").json()]
    assert years == sorted(years, reverse=True)
    assert named(client, "/publications?sort=statements")[0] == "/id/publication/Kaltenpoth2024"
    assert client.get("/publications.json?sort=statements").json()[0]["statements"] > 27


def test_words_narrow_the_list(client: TestClient) -> None:
    assert named(client, "/publications?q=zou+ADVERSARIAL") == ["/id/publication/Zou2023"]
    assert (
        client.get("/publications.json?q=zou+adversarial").json()[0]["label"] == "Zou et al. (2023)"
    )
    text = client.get("/publications?q=<b>nothing", headers=BROWSER).text
    assert "Nothing has all these words" in text
    assert "<b>nothing" not in text


def test_what_is_chosen_can_be_cited(client: TestClient) -> None:
    entries = list(read_bibtex(client.get("/publications.bib?q=alignment").text, "test"))
    items = json.loads(client.get("/publications.csl.json?q=alignment").text)
    listed = client.get("/publications.json?q=alignment").json()
    keys = [row["publication"].rpartition("/")[2] for row in listed]
    assert [entry.name for entry in entries] == [item["id"] for item in items] == keys


def test_numbers_are_those_of_the_graph(client: TestClient) -> None:
    rows = {row["label"]: row for row in client.get("/solutions.json").json()}
    assert (rows["Data cards"]["statements"], rows["Data cards"]["works"]) == (2, 1)
    assert rows["Data cards"]["problems"] == 2


@pytest.mark.parametrize("name", ["solutions", "mechanisms", "phases"])
def test_counts_of_statements_lead_to_as_many(client: TestClient, name: str) -> None:
    text = html.unescape(client.get(f"/{name}", headers=BROWSER).text)
    counts = re.findall(r'<a href="(/evidence[^"]+)">([\d,]+)</a>', text)
    assert len(counts) > 2
    for address, count in counts[:8]:
        path, _, query = address.partition("?")
        rows = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv?{query}").text)))
        assert len(rows) == int(count), address


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/publications?sort=colour", 400),
        ("/publications?page=two", 400),
        ("/publications?page=9", 404),
        (f"/solutions?q={'a' * 201}", 400),
        ("/solutions.bib", 404),
        ("/solutions?sort=year", 400),
    ],
)
def test_wrong_parameter_is_told(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize("suffix", ["", ".bib", ".ttl", "?page=1"])
def test_promised_address_leads_to_the_publication(client: TestClient, suffix: str) -> None:
    answer = client.get(f"/publications/Zou2023{suffix}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/id/publication/Zou2023{suffix}"
    assert client.get(answer.headers["location"]).status_code == 200
