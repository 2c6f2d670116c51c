"""The list of coded statements as a page and as data."""

from __future__ import annotations

import csv
import html
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from atlas_kg.evidence import Evidence, Named, Selection
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.problem_solution_space import ProblemSolutionSpace
from atlas_kg.web import Settings, statement_graphs
from atlas_kg.web.evidence_filters import filters_of
from atlas_kg.web.evidence_page import ORDERS, PER_PAGE, evidence_routes
from atlas_kg.web.links import SiteLinks
from atlas_kg.web.negotiation import GRAPHS, Form
from atlas_kg.web.site import Site, open_site
from atlas_kg.web.statement_graphs import forms_about


def words(text: str) -> str:
    """Return the text of a page without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.fixture(scope="module")
def site(graph: KnowledgeGraph) -> Site:
    return open_site(graph, Settings())


@pytest.fixture(scope="module")
def evidence(site: Site) -> Evidence:
    return site.evidence


def test_heading_asks_and_rows_answer(client: TestClient, evidence: Evidence) -> None:
    page = client.get("/evidence?phase=ModelSelection&mechanism=Screening").text
    text = words(page)
    assert "<h1>What does the literature say about screening in model selection?</h1>" in page
    assert "2 coded statements about 2 solutions, resting on 2 cited works" in text
    found = evidence.selected(Selection(phase=("ModelSelection",), mechanism=("Screening",)))
    for said in found:
        assert said.text in text
        assert f"section {said.section}" in text
        assert f'href="/id/coding/{said.iri.rpartition("/")[2]}"' in page
    assert text.count("Accepted It comes from a published consensus. Coded by") == len(found)


def test_each_why_holds(client: TestClient, evidence: Evidence) -> None:
    page = client.get("/evidence").text
    proofs = {html.unescape(link) for link in re.findall(r'href="(/explain[^"]+)"', page)}
    assert len(proofs) == len({(s.solution.iri, s.problem) for s in evidence.statements})
    for proof in proofs:
        assert client.get(f"{proof}&format=json").json()["holds"]


def test_every_number_of_the_map_leads_to_as_many(
    client: TestClient, space: ProblemSolutionSpace
) -> None:
    page = client.get("/").text
    linked = re.findall(r'href="(/evidence[^"]+)">(\d+) (solution|work)s?<', page)
    numbers = [cell for cell in space.cells if cell.statements]
    assert len(linked) == 2 * len(numbers)
    for address, number, noun in linked:
        told = client.get(html.unescape(address).replace("/evidence?", "/evidence.json?")).json()
        counted = told["solutions"] if noun == "solution" else len(told["works"])
        assert counted == int(number)


@pytest.mark.parametrize("path", ["/", "/evidence"])
def test_forms_offer_the_solutions(client: TestClient, evidence: Evidence, path: str) -> None:
    page = client.get(f"{path}?solution=data-cards").text
    offered = set(re.findall(r'<option value="([^"]+)">', page))
    said = {said.solution.name for said in evidence.statements}
    assert offered == said - {"data-cards"}
    assert 'name="solution" value="data-cards" checked' in page
    assert '<input type="hidden" name="solution"' not in page
    labels = re.findall(r'<option value="[^"]+">([^<]+) \(\d+\)<', page)
    assert labels == sorted(labels, key=str.casefold)


def test_of_many_solutions_those_with_most_statements_are_offered(evidence: Evidence) -> None:
    said = evidence.statements[0]
    many = tuple(
        replace(said, solution=Named(f"Solution {number}", f"{said.solution.iri}-{number}"))
        for number in range(150)
    )
    label = {each.solution.name: each.solution.label for each in many}
    facets = replace(evidence.facets, labels={**evidence.facets.labels, "solution": label})
    often = many[-1]
    crowded = Evidence((*many, replace(often, iri=f"{often.iri}-again")), facets)
    (found,) = filters_of(crowded, Selection(), ("solution",)).filters
    assert (len(found.choices), len(found.offered), found.more) == (0, 100, 50)
    assert ("Solution 149", 2) in {(choice.label, choice.count) for choice in found.offered}


@pytest.mark.parametrize("form", ["csv", "json", "ttl"])
def test_data_hold_the_same_statements(client: TestClient, evidence: Evidence, form: str) -> None:
    expected = {said.iri for said in evidence.selected(Selection(target=("Model",)))}
    answer = client.get(f"/evidence.{form}?target=Model")
    assert answer.status_code == 200
    if form == "csv":
        found = {row["statement"] for row in csv.DictReader(answer.text.splitlines())}
    elif form == "json":
        assert answer.json()["filters"] == {"target": ["Model"]}
        found = {said["iri"] for said in answer.json()["statements"]}
    else:
        triples = ox.parse(answer.content, format=ox.RdfFormat.TURTLE)
        found = {str(quad.subject).strip("<>") for quad in triples}
    assert found == expected


def test_formats_and_links_keep_the_filters(client: TestClient) -> None:
    page = client.get("/evidence?target=Model&from=2020&sort=solution").text
    data = re.findall(r'href="(/evidence\.[^"]+)"', page)
    assert data
    for address in data:
        asked = parse_qs(urlsplit(html.unescape(address)).query)
        assert asked == {"target": ["Model"], "from": ["2020"], "sort": ["solution"]}


@pytest.mark.parametrize("sort", ORDERS)
def test_statements_are_sorted(client: TestClient, evidence: Evidence, sort: str) -> None:
    found = client.get(f"/evidence.json?sort={sort}").json()["statements"]
    assert len(found) == len(evidence.statements)
    if sort == "solution":
        labels = [said["solution"]["label"] for said in found]
        assert labels == sorted(labels)


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_many_things_are_written_as_few_are(
    graph: KnowledgeGraph, evidence: Evidence, monkeypatch: pytest.MonkeyPatch, form: Form
) -> None:
    things = [said.iri for said in evidence.statements]
    few = forms_about(graph.store, things)[form]()
    monkeypatch.setattr(statement_graphs, "_MANY", 0)
    many = forms_about(graph.store, things)[form]()
    syntax = ox.RdfFormat.from_media_type(form.media_type)
    read = [
        ox.Dataset(ox.parse(text, format=syntax, without_named_graphs=True)) for text in (few, many)
    ]
    assert len(read[0]) > len(things)
    assert read[0] == read[1]


def test_empty_selection_says_what_to_do(client: TestClient) -> None:
    text = words(client.get("/evidence?phase=ModelDevelopment&mechanism=Monitoring").text)
    assert "No coded statement fits these filters." in text
    assert "nobody has coded one, not that no publication says it" in text
    assert "contribute a coding" in text


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/evidence?phase=Model", 400, "Write one of BusinessProblemDefinition"),
        ("/evidence?sort=size", 400, "Write one of phase, solution"),
        ("/evidence?page=0", 400, "Write a number from 1 on."),
        ("/evidence?page=7", 404, "fill 1 page"),
        ("/?state=gaps", 400, "Did you mean 'gap'?"),
        ("/map.csv?from=20", 400, "four digits"),
        ("/cells/ModelSelection/Screening?target=Modle", 400, "Did you mean 'Model'?"),
        ("/evidence.svg", 404, "/evidence.csv"),
    ],
)
def test_wrong_addresses_say_what_to_write(
    client: TestClient, address: str, status: int, told: str
) -> None:
    answer = client.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert told in answer.json()["detail"]


def test_what_somebody_writes_is_shown_as_text(client: TestClient) -> None:
    page = client.get("/evidence", params={"q": '<img src=x onerror="alert(1)">'}).text
    assert "<img" not in page


def test_long_lists_are_paged(site: Site) -> None:
    statements = site.evidence.statements
    many = tuple(
        replace(statements[number % len(statements)], iri=f"https://example.org/{number}")
        for number in range(2 * PER_PAGE + 5)
    )
    crowded = replace(site)
    crowded.__dict__["evidence"] = replace(site.evidence, statements=many)
    app = FastAPI(routes=[*evidence_routes(crowded)])

    @app.middleware("http")
    async def add_nonce(request, call_next):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        request.state.nonce = ""
        return await call_next(request)

    client = TestClient(app)
    pages = [client.get("/evidence", params={"page": number}).text for number in (1, 2, 3)]
    assert [page.count("https://example.org/") for page in pages] == [PER_PAGE, PER_PAGE, 5]
    assert '<link rel="next" href="/evidence?page=2">' in pages[0]
    assert 'rel="prev"' not in pages[0]
    assert '<a rel="prev" href="/evidence">' in pages[1]
    assert 'rel="next"' not in pages[2]
    assert len(client.get("/evidence.json").json()["statements"]) == len(many)
    links = SiteLinks()
    assert links.evidence(Selection(words="a b")) == "/evidence?q=a+b"
