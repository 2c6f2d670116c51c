"""What holds for all pages: forms, headers, errors."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from atlas_kg.namespaces import THING

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
EXPLANATION = "/explain?s=atlas:Screening&p=atlas:counters&o=atlas:HiddenCharacteristicsOfDatasets"
GAP = "/explain?s=atlas:Monitoring&p=atlas:appliedAgainst&o=atlas:HiddenActionInModelDevelopment"
PAGES = [
    "/",
    "/cells/ModelDevelopment/Screening",
    "/cells/ModelDevelopment/Monitoring",
    "/cells/BusinessProblemDefinition/Bonding",
    "/id/solution/data-cards",
    "/id/publication/Zou2023",
    "/id/publication/Kaltenpoth2024",
    "/id/coder/seed-paper-authors",
    "/id/transcription/Kaltenpoth2024.seed-paper-authors",
    "/ontology",
    "/queries",
    "/queries/cq04-gaps",
    EXPLANATION,
    f"{EXPLANATION}&from=1",
    GAP,
    "/sparql",
    "/contribute",
    "/contribute/coding",
    "/validation",
    "/agreement",
]
RDF = {
    "ttl": ("text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}


@pytest.mark.parametrize("path", PAGES)
def test_page_is_html_for_a_browser(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="en">' in answer.text
    assert answer.text.count("<h1>") == 1
    assert '<a class="skip" href="#main">' in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_page_sends_nothing_elsewhere(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"]
    assert 'style="' not in answer.text
    assert 'src="http' not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_head_gives_the_same_headers(client: TestClient, path: str) -> None:
    answer = client.head(path, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/", "/id/solution/data-cards", "/ontology", EXPLANATION])
@pytest.mark.parametrize("form", RDF)
def test_page_as_triples(client: TestClient, path: str, form: str) -> None:
    media_type, syntax = RDF[form]
    answer = client.get(path, headers={"Accept": media_type.split(";")[0]})
    assert answer.headers["content-type"] == media_type
    assert "Accept" in answer.headers["vary"]
    assert list(ox.parse(answer.content, format=syntax))


@pytest.mark.parametrize("stem", ["/map", "/ontology", "/id/solution/data-cards"])
@pytest.mark.parametrize("form", RDF)
def test_suffix_names_the_form(client: TestClient, stem: str, form: str) -> None:
    answer = client.get(f"{stem}.{form}", headers=BROWSER)
    assert answer.headers["content-type"] == RDF[form][0]


def test_alternates_are_linked_and_exist(client: TestClient) -> None:
    link = client.get("/id/solution/data-cards", headers=BROWSER).headers["link"]
    addresses = [part.split(">")[0].strip(" <") for part in link.split(", ")]
    assert len(addresses) == 8
    for address in addresses:
        assert client.get(address).status_code == 200
    assert 'rel="alternate"; type="text/turtle"' in link


def test_not_acceptable_lists_what_there_is(client: TestClient) -> None:
    answer = client.get("/id/solution/data-cards", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    assert "text/turtle" in answer.json()["available"]


def test_unknown_format_parameter(client: TestClient) -> None:
    answer = client.get("/queries?format=pdf")
    assert answer.status_code == 400
    assert "csv" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/id/solution/nothing",
        "/id/a%20%3Cb/c%7B",
        "/cells/Nothing/Screening",
        "/queries/nothing",
        "/queries/cq04-gaps.ttl",
        "/map.pdf",
        "/ontology.pdf",
        "/sparql?example=nothing",
        "/explain?s=atlas:Nothing&p=atlas:counters&o=atlas:HiddenActionInModelDevelopment",
        f"{EXPLANATION}&from=900",
    ],
)
def test_missing_in_the_form_of_the_page(client: TestClient, path: str) -> None:
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 404
    if not path.endswith((".ttl", ".pdf")):
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/nothing", "/id/solution/nothing.ttl", "/queries/nothing"])
def test_problem_has_one_shape(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code == 404
    assert {"type", "title", "status", "detail"} <= set(problem)


def test_wrong_method(client: TestClient) -> None:
    answer = client.post("/ontology")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.json()["status"] == 405


@pytest.mark.parametrize("query", ["", "s=atlas:A", "s=atlas:A&s=atlas:B&p=a:b&o=c:d"])
def test_explanation_of_half_a_statement(client: TestClient, query: str) -> None:
    assert client.get(f"/explain?{query}").status_code == 400


def test_explanation_of_no_iri(client: TestClient) -> None:
    answer = client.get("/explain?s=http://a b&p=atlas:counters&o=atlas:Screening")
    assert answer.status_code == 400


def test_unknown_cell_names_the_known_ones(client: TestClient) -> None:
    problem = client.get("/cells/Nothing/Screening").json()
    assert "ModelDevelopment" in problem["phases"]
    assert "Screening" in problem["mechanisms"]


def test_health(client: TestClient) -> None:
    health = client.get("/-/health").json()
    assert health["status"] == "ok"
    assert health["version"]
    assert set(health["statements"]) == {"corpus", "inferred", "links", "literature", "ontology"}
    assert all(health["statements"].values())


def test_whole_ontology_travels(client: TestClient) -> None:
    answer = client.get("/ontology.nt")
    triples = {quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)}
    assert len(triples) > 800


def test_styles_are_served(client: TestClient) -> None:
    for path in ("/styles/site.css", "/styles/map/map.css"):
        assert client.get(path).headers["content-type"].startswith("text/css")
    assert client.get("/styles/icon.svg").headers["content-type"] == "image/svg+xml"


def test_data_hold_what_the_page_shows(client: TestClient) -> None:
    thing = json.loads(client.get("/id/solution/data-cards.json").content)
    assert thing["iri"] == f"{THING}solution/data-cards"
    assert thing["inferred"]
    rows = client.get("/id/solution/data-cards.csv").text.splitlines()
    assert rows[0] == "subject,predicate,object,inferred"
    assert any(row.endswith(",true") for row in rows)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("cq04", "/queries/cq04-gaps"),
        ("cq04.csv", "/queries/cq04-gaps.csv"),
        ("cq04-gaps", "/queries/cq04-gaps"),
    ],
)
def test_name_of_a_question_leads_to_its_page(client: TestClient, name: str, path: str) -> None:
    answer = client.get(f"/id/query/{name}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert client.get(path).status_code == 200


def test_name_of_no_question_leads_nowhere(client: TestClient) -> None:
    assert client.get("/id/query/cq00").status_code == 404
