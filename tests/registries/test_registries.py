"""Each registry is asked as it documents, and its answers are read."""

from __future__ import annotations

import json

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.reference import Person
from atlas_kg.registries import Client, UnreadableAnswerError, arxiv, crossref, datacite
from atlas_kg.registries import doi as resolver
from tests.registries.responses import ATOM, ATOM_ERROR, CROSSREF, CSL, DATACITE
from tests.registries.servers import Registry, Reply

JSON = {"Content-Type": "application/json"}
WATER = "10.1126/science.169.3946.635"


def test_doi_by_content_negotiation(registry: Registry) -> None:
    csl = "application/vnd.citationstyles.csl+json"
    there = {"Location": f"{registry.url}/agency", "Content-Type": "text/html"}
    registry.answer(f"/{WATER}", Reply(b"moved", 302, there))
    registry.answer("/agency", Reply(CSL, headers={"Content-Type": csl}))
    with Client("jane@example.org") as client:
        found = resolver.by_doi(client, WATER)
    assert found is not None
    assert (found.title, found.year, found.kind) == (
        (
            "The Structure of Ordinary Water: New data and interpretations are yielding new "
            "insights into this fascinating substance"
        ),
        "1970",
        "JournalArticle",
    )
    assert found.authors == (Person("Frank", "H. S."),)
    assert (found.dois, found.urls) == ((WATER,), ())
    assert (found.venue, found.volume, found.issue, found.pages) == (
        "Science",
        "169",
        "3946",
        "635-641",
    )
    assert found.source == f"https://doi.org/{WATER}"
    for _, headers in registry.asked:
        assert headers["accept"] == csl
        assert headers["user-agent"].startswith("atlas-kg/")
        assert "mailto:jane@example.org" in headers["user-agent"]


def test_doi_that_nobody_registered(registry: Registry) -> None:
    with Client() as client:
        assert resolver.by_doi(client, "10.1234/nothing") is None
    assert registry.asked[0][0] == "/10.1234/nothing"


def test_doi_with_strange_signs_is_encoded(registry: Registry) -> None:
    with Client() as client:
        resolver.by_doi(client, "10.1002/(sici)1<1::aid#2>3.0.co;2-k?x")
    assert registry.asked[0][0] == "/10.1002/(sici)1%3C1::aid%232%3E3.0.co;2-k%3Fx"


def test_page_in_the_place_of_data_is_told(registry: Registry) -> None:
    registry.answer(f"/{WATER}", Reply(b"<html>", headers={"Content-Type": "text/html"}))
    with Client() as client, pytest.raises(UnreadableAnswerError, match=r"Give a file instead"):
        resolver.by_doi(client, WATER)


def test_crossref_by_doi(registry: Registry) -> None:
    body = json.dumps({"status": "ok", "message": CROSSREF}).encode()
    registry.answer(
        "/works/10.1126%2Fscience.169.3946.635?mailto=jane%40example.org", Reply(body, headers=JSON)
    )
    with Client("jane@example.org") as client:
        found = crossref.by_doi(client, WATER)
    assert found is not None
    assert (found.title, found.kind) == ("The Structure of Ordinary Water", "JournalArticle")


def test_crossref_by_title(registry: Registry) -> None:
    body = json.dumps({"message": {"items": [CROSSREF, "no item"]}}).encode()
    registry.answer(
        "/works?query.bibliographic=The+Structure+of+Ordinary+Water&rows=5",
        Reply(body, headers=JSON),
    )
    with Client() as client:
        found = crossref.by_title(client, "The Structure of Ordinary Water")
    assert [one.dois for one in found] == [(WATER,)]


def test_datacite_by_doi(registry: Registry) -> None:
    registry.answer("/dois/10.5438/0012", Reply(json.dumps({"data": DATACITE}).encode()))
    with Client() as client:
        found = datacite.by_doi(client, "10.5438/0012")
    assert found is not None
    assert found.authors == (Person("DataCite Metadata Working Group"),)
    assert (found.year, found.venue, found.kind) == ("2016", "DataCite e.V.", "Other")
    assert registry.asked[0][1]["accept"] == "application/vnd.api+json"


def test_datacite_by_title(registry: Registry) -> None:
    path = "/dois?query=titles.title%3A%22DataCite+Metadata%22&page%5Bsize%5D=5"
    registry.answer(path, Reply(json.dumps({"data": [DATACITE]}).encode()))
    with Client() as client:
        found = datacite.by_title(client, 'DataCite "Metadata"')
    assert [one.dois for one in found] == [("10.5438/0012",)]


@pytest.mark.parametrize("body", [b"{}", b'{"message": 1, "data": 1}', b"[]", b'{"mess'])
def test_json_of_another_form_is_told(registry: Registry, body: bytes) -> None:
    registry.answer("/works/10.1%2Fx", Reply(body, headers=JSON))
    registry.answer("/dois/10.1/x", Reply(body, headers=JSON))
    with Client() as client:
        with pytest.raises(UnreadableAnswerError, match=r"Crossref|JSON"):
            crossref.by_doi(client, "10.1/x")
        with pytest.raises(UnreadableAnswerError, match=r"DataCite|JSON"):
            datacite.by_doi(client, "10.1/x")


def test_arxiv_by_identifier(registry: Registry) -> None:
    registry.answer("/query?id_list=hep-ex%2F0307015&max_results=1", Reply(ATOM))
    with Client() as client:
        found = arxiv.by_identifier(client, "hep-ex/0307015")
    assert found is not None
    assert found.title == (
        "Multi-Electron Production at High Transverse Momenta in ep Collisions at HERA"
    )
    assert found.authors == (Person("H1 Collaboration"),)
    assert (found.year, found.kind, found.arxiv) == ("2003", "Preprint", "hep-ex/0307015")
    assert found.dois == ("10.1140/epjc/s2003-01326-x", "10.48550/arxiv.hep-ex/0307015")


def test_arxiv_tells_an_error_as_an_entry(registry: Registry) -> None:
    registry.answer("/query?id_list=1234.12345&max_results=1", Reply(ATOM_ERROR))
    with Client() as client:
        assert arxiv.by_identifier(client, "1234.12345") is None


@pytest.mark.parametrize(
    "body",
    [
        ATOM[:200],
        b"<html/>",
        b'<!DOCTYPE feed [<!ENTITY a "b">]><feed xmlns="http://www.w3.org/2005/Atom"/>',
    ],
)
def test_feed_that_is_none_is_told(registry: Registry, body: bytes) -> None:
    registry.answer("/query?search_query=ti%3A%22x%22&max_results=5", Reply(body))
    with Client() as client, pytest.raises(UnreadableAnswerError, match="Atom"):
        arxiv.by_title(client, "x")


def test_setting_that_is_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_KG_DOI_URL", "doi.example.org")
    with Client() as client, pytest.raises(UsageError, match="ATLAS_KG_DOI_URL"):
        resolver.by_doi(client, WATER)
