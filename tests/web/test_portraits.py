"""What the pages of things show of their kind, and how they lead on."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from atlas_kg.bibliography.bibtex import read_bibtex
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import ATLAS, DCTERMS, THING
from atlas_kg.problem_solution_space import ProblemSolutionSpace, State

BROWSER = {"Accept": "text/html"}
ATLAS_RECORDED = ox.NamedNode(str(ATLAS.recordedAs))
KINDS = {
    "problem": "/terms/HiddenCharacteristicsOfDatasets",
    "mechanism": "/terms/Screening",
    "phase": "/terms/ModelSelection",
    "term": "/terms/addresses",
    "solution": "/id/solution/data-cards",
    "publication": "/id/publication/Kaltenpoth2024",
    "coder": "/id/coder/seed-paper-authors",
    "transcriber": "/id/coder/atlas-kg-transcriber",
    "work": "/id/work/arxiv-1606-06565",
    "list": "/id/list/llm-sp",
    "coding": "/id/coding/Kaltenpoth2024.seed-paper-authors.data-cards-signal-datasets",
    "report": "/id/report/Kaltenpoth2024.seed-paper-authors.hidden-characteristics-of-datasets",
    "citation": "/id/citation/Kaltenpoth2024.Zou2023.seed-paper",
}


def page(client: TestClient, path: str) -> str:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def links(text: str) -> set[str]:
    return set(re.findall(r'href="([^"]+)"', text))


def section(text: str, heading: str) -> str:
    """Return what stands below a heading of the second level."""
    return re.split("<h2", text.split(f">{heading}</h2>")[1])[0]


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_every_kind_has_its_trail_its_name_and_its_forms(client: TestClient, path: str) -> None:
    text = page(client, path)
    trail = re.search(r'<nav class="trail" aria-label="Breadcrumbs">(.*?)</nav>', text, re.DOTALL)
    assert trail is not None
    assert trail[1].count("<li") >= 3
    for above in re.findall(r'href="([^"#]+)', trail[1]):
        assert client.get(above, headers=BROWSER).status_code == 200
    heading = re.search("<h1[^>]*>(.*?)</h1>", text)
    assert heading is not None
    assert f'<li aria-current="page">{heading[1]}</li>' in trail[1]
    iri = re.search(r'data-copy="(https://w3id.org/[^"]+)" hidden', text)
    assert iri is not None
    assert f"<code>{iri[1]}</code>" in text
    assert f'<link rel="canonical" href="{path}">' in text
    query = next(link for link in links(text) if link.startswith("/sparql?query="))
    assert f"<{iri[1]}>" in parse_qs(urlsplit(query).query)["query"][0]
    assert any(link.startswith("/contribute") for link in links(section(text, "Its name")))
    for form in ("ttl", "jsonld", "nt", "rdf", "json", "csv"):
        assert f"{path}.{form}" in links(text)
        assert client.get(f"{path}.{form}").status_code == 200


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_query_behind_a_page_is_answered(client: TestClient, path: str) -> None:
    query = next(link for link in links(page(client, path)) if link.startswith("/sparql?query="))
    found = client.get(query, headers={"Accept": "application/sparql-results+json"}).json()
    assert found["results"]["bindings"]


def test_problem_tells_what_is_done_and_what_is_not(
    client: TestClient, space: ProblemSolutionSpace
) -> None:
    for phase in space.phases:
        for problem in phase.problems:
            text = page(client, f"/terms/{problem.iri.removeprefix(str(ATLAS))}")
            assert all(f">{work.label}</a>" in text for work in problem.reported_by)
            for cell in space.row(phase):
                about = {said.solution for said in cell.statements if said.problem == problem.iri}
                for solution in about:
                    assert f"/id/solution/{solution.rpartition('/')[2]}" in links(text)
            gaps = [cell for cell in space.row(phase) if cell.state is State.GAP]
            assert ("Where nobody has an answer yet" in text) == bool(gaps)


def test_mechanism_shows_each_phase_with_its_state(
    client: TestClient, space: ProblemSolutionSpace
) -> None:
    text = section(page(client, "/terms/Screening"), "In each phase")
    for cell in space.cells:
        if cell.mechanism.label == "Screening":
            row = next(part for part in text.split("<tr>") if f">{cell.phase.label}</a>" in part)
            assert cell.state.words in row


def test_phase_leads_to_its_neighbours(client: TestClient, space: ProblemSolutionSpace) -> None:
    names = [phase.iri.removeprefix(str(ATLAS)) for phase in space.phases]
    for before, name, after in zip(["", *names], names, [*names[1:], ""], strict=False):
        text = page(client, f"/terms/{name}")
        assert (f'href="/terms/{before}" rel="prev"' in text) == bool(before)
        assert (f'href="/terms/{after}" rel="next"' in text) == bool(after)


def test_map_leads_to_pages_of_phases_problems_and_mechanisms(client: TestClient) -> None:
    found = links(page(client, "/"))
    assert {"/terms/ModelSelection", "/terms/Screening", KINDS["problem"]} <= found


def test_solution_says_from_where_and_what_for(client: TestClient) -> None:
    text = page(client, "/id/solution/data-cards")
    assert "Also called Data card." in text
    assert '<dt>Introduced by</dt><dd><a href="/id/publication/Pushkarna2022">' in text
    assert "section 4.1" in text
    assert "Authors of the seed paper" in text
    assert text.count('class="why"') >= 3
    assert any(link.startswith("/evidence?solution=data-cards") for link in links(text))


def test_links_out_name_the_service_and_who_says_so(client: TestClient) -> None:
    text = section(page(client, "/id/solution/data-cards"), "Elsewhere")
    assert "<dt>Vocabulary of AI Risks</dt>" in text
    assert "has close match" in text
    mapping = next(link for link in links(text) if link.startswith("/id/mapping/"))
    assert client.get(mapping).status_code == 200
    text = section(page(client, "/id/publication/Zou2023"), "Elsewhere")
    assert re.findall("<dt>(.*?)</dt>", text) == ["arXiv", "DOI", "Semantic Scholar"]
    assert "https://doi.org/10.48550/arxiv.2307.15043" in links(text)


def test_publication_can_be_cited(client: TestClient) -> None:
    text = page(client, "/id/publication/Zou2023")
    for accept, path in (
        ("application/x-bibtex", "/id/publication/Zou2023"),
        ("*/*", "/id/publication/Zou2023.bib"),
    ):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/x-bibtex"
        (entry,) = read_bibtex(answer.text, "test")
        assert entry.reference is not None
        assert [str(author) for author in entry.reference.authors] == [
            "Zou, Andy",
            "Wang, Zifan",
            "Kolter, J. Zico",
            "Fredrikson, Matt",
        ]
        assert answer.text in text
    for accept, path in (
        ("application/vnd.citationstyles.csl+json", "/id/publication/Zou2023"),
        ("*/*", "/id/publication/Zou2023.csl.json"),
    ):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/vnd.citationstyles.csl+json"
        (item,) = json.loads(answer.text)
        assert item["DOI"] == "10.48550/arxiv.2307.15043"
        assert answer.text in text


def test_only_publications_are_cited(client: TestClient) -> None:
    assert client.get("/id/solution/data-cards.bib").status_code == 404


def test_publication_tells_what_was_coded_and_what_it_supports(client: TestClient) -> None:
    text = page(client, "/id/publication/Kaltenpoth2024")
    assert "27 statements, coded by" in text
    assert "No coded statement cites it" in section(text, "What it is cited as evidence for")
    assert "80 publications of this graph" in section(text, "Works that it cites")
    other = page(client, "/id/publication/Zou2023")
    assert "Adversarial attacks" in section(other, "What it is cited as evidence for")


def test_long_list_of_values_is_on_pages_of_its_own(client: TestClient) -> None:
    text = page(client, "/id/publication/Kaltenpoth2024")
    assert "/id/publication/Kaltenpoth2024?values=cito:cites" in links(text)
    all_ = page(client, "/id/publication/Kaltenpoth2024?values=cito:cites")
    assert "1 to 80 of 80" in all_
    assert "/id/publication/Zou2023" in links(all_)
    works = page(client, "/id/list/llm-sp?refers=atlas:identifiedIn&page=2")
    assert "101 to 200 of" in works
    assert {
        f"/id/list/llm-sp?refers=atlas:identifiedIn&page={number}" for number in (1, 3)
    } <= links(works)


def test_list_leaves_out_what_has_no_name(client: TestClient, graph: KnowledgeGraph) -> None:
    source, paper = (
        ox.NamedNode(str(DCTERMS.source)),
        ox.NamedNode(f"{THING}publication/Kaltenpoth2024"),
    )
    found = {q.subject for q in graph.store.quads_for_pattern(None, source, paper, None)}
    named = [subject for subject in found if isinstance(subject, ox.NamedNode)]
    assert len(named) < len(found)
    text = page(client, "/id/publication/Kaltenpoth2024?refers=dcterms:source")
    assert f"1 to 100 of {len(named)}" in text


@pytest.mark.parametrize(
    ("query", "status"),
    [("values=cito:likes", 404), ("refers=nothing", 404), ("page=0", 400), ("page=99", 404)],
)
def test_what_there_is_not_is_told(client: TestClient, query: str, status: int) -> None:
    answer = client.get(f"/id/publication/Kaltenpoth2024?{query}", headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_coder_tells_what_they_coded(client: TestClient) -> None:
    text = page(client, "/id/coder/seed-paper-authors")
    assert "Nobody else has coded the same publications" in text
    assert "27 accepted" in text
    assert "What was transcribed" in page(client, "/id/coder/atlas-kg-transcriber")


def test_identified_work_tells_its_stage(client: TestClient, graph: KnowledgeGraph) -> None:
    text = section(page(client, "/id/work/arxiv-1606-06565"), "Its stage")
    assert "2 public lists name it" in text
    assert "nobody has decided whether it is to be read" in text
    recorded = next(
        quad.subject.value
        for quad in graph.store.quads_for_pattern(None, ATLAS_RECORDED, None, None)
        if isinstance(quad.subject, ox.NamedNode)
    )
    text = section(page(client, f"/id/{recorded.removeprefix(THING)}"), "Its stage")
    assert "as the publication" in text


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/id/publication/Zuo2023", "/id/publication/Zou2023"),
        ("/publications/Zuo2023.bib", "/id/publication/Zou2023"),
        ("/id/solution/data-crads", "/id/solution/data-cards"),
        ("/terms/Screning", "/terms/Screening"),
    ],
)
def test_unknown_name_leads_to_near_ones(client: TestClient, path: str, meant: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 404
    assert meant in links(answer.text)
    problem = client.get(path, headers={"Accept": "application/json"}).json()
    assert meant.rpartition("/")[2] in problem["detail"]
    assert meant in {near["address"] for near in problem["near"]}


def test_unknown_kind_names_the_kinds(client: TestClient) -> None:
    problem = client.get("/id/nothing/at-all", headers={"Accept": "application/json"}).json()
    assert "publication, report, solution" in problem["detail"]
