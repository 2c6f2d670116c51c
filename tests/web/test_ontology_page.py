"""The ontology on the site: the same content as in the folder of documents."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from atlas_kg.documentation import OntologyDocumentation
from atlas_kg.namespaces import ATLAS
from tests.documentation.html_pages import Element, read

BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def page(app: FastAPI) -> Element:
    return read(TestClient(app).get("/ontology", headers=BROWSER).text)


def sections(page: Element) -> dict[str, str]:
    """Return what is told of each term, without what only a running site can offer."""
    told = {}
    for section in page.all("section"):
        if section.attributes.get("class") == "term":
            text = section.text.replace(" why?", "")
            text = text.replace("Datattl · jsonld · nt · rdf · query", "")
            told[section.attributes["id"]] = " ".join(text.split())
    return told


def test_site_and_folder_tell_the_same(page: Element, folder: dict[str, bytes]) -> None:
    offline = read(folder["ontology.html"])
    assert sections(page) == sections(offline)
    assert [h.text for h in page.all("h2")] == [h.text for h in offline.all("h2")]
    assert [svg.text for svg in page.all("svg")] == [svg.text for svg in offline.all("svg")]


def test_every_term_of_the_ontology_has_its_anchor(
    page: Element, documented: OntologyDocumentation
) -> None:
    anchors = {element.attributes["id"] for element in page.with_attribute("id")}
    own = [entry.term.iri for entry in documented.entries if entry.term.iri.startswith(str(ATLAS))]
    assert len(own) > 200
    assert {iri.removeprefix(str(ATLAS)) for iri in own} <= anchors


def test_links_of_the_page_lead_somewhere(page: Element, client: TestClient) -> None:
    anchors = {element.attributes["id"] for element in page.with_attribute("id")}
    links = {a.attributes["href"] for a in page.all("main")[0].all("a")}
    assert {link[1:] for link in links if link.startswith("#")} <= anchors
    own = sorted(link for link in links if "://" not in link and not link.startswith("#"))
    seen = set()
    for link in own:
        kind = link.split("?")[0].lstrip("/").split("/")[0] + link[-4:]
        if kind not in seen:
            seen.add(kind)
            path = link if link.startswith("/") else f"/{link}"
            assert client.get(path, headers=BROWSER).status_code == 200, link
    assert len(seen) > 10


def test_inferred_statements_say_why(page: Element, client: TestClient) -> None:
    (section,) = [s for s in page.all("section") if s.attributes.get("id") == "Screening"]
    reasons = [a.attributes["href"] for a in section.all("a") if a.text == "why?"]
    assert reasons
    for address in reasons:
        assert client.get(address, headers=BROWSER).status_code == 200


@pytest.mark.parametrize(
    ("form", "syntax"),
    [
        ("ttl", ox.RdfFormat.TURTLE),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("nt", ox.RdfFormat.N_TRIPLES),
        ("rdf", ox.RdfFormat.RDF_XML),
    ],
)
def test_term_as_data(client: TestClient, form: str, syntax: ox.RdfFormat) -> None:
    answer = client.get(f"/terms/AgencyProblem.{form}")
    subjects = {quad.subject for quad in ox.parse(answer.content, format=syntax)}
    assert ox.NamedNode(str(ATLAS.AgencyProblem)) in subjects


def test_reused_term_as_data(client: TestClient) -> None:
    answer = client.get("/terms/prov:Agent", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"].startswith("text/turtle")
    assert "http://www.w3.org/ns/prov#" in answer.text


def test_term_as_a_page(client: TestClient) -> None:
    page = read(client.get("/terms/Screening", headers=BROWSER).text)
    assert page.all("h1")[0].text == "Screening"
    assert any(a.attributes["href"] == "/terms/Screening.ttl" for a in page.all("a"))


def test_unknown_term(client: TestClient) -> None:
    assert client.get("/terms/Nothing").status_code == 404
    assert client.get("/terms/Nothing.ttl").json()["status"] == 404
