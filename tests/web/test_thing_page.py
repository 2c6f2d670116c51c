"""Things, terms, queries and explanations as pages."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import ATLAS, THING
from atlas_kg.queries import published_queries, render
from atlas_kg.store import EmbeddedStore
from atlas_kg.web.links import SiteLinks


def links(page: str) -> set[str]:
    """Return the addresses to which a page leads."""
    return {html.unescape(address) for address in re.findall(r'href="([^"]+)"', page)}


def test_everything_has_a_page(client: TestClient, graph: KnowledgeGraph) -> None:
    things = {
        quad.subject.value
        for quad in graph.store
        if str(quad.subject).startswith(f"<{THING}") and not isinstance(quad.subject, str)
    }
    assert len(things) > 100
    for iri in things:
        assert client.get(SiteLinks().thing(iri)).status_code == 200


def test_publication_leads_to_its_identifiers(client: TestClient) -> None:
    found = links(client.get("/id/publication/Zou2023").text)
    assert "https://doi.org/10.48550/arxiv.2307.15043" in found
    assert "https://arxiv.org/abs/2307.15043" in found


def test_publication_leads_to_what_cites_it(client: TestClient) -> None:
    found = links(client.get("/id/publication/Zou2023").text)
    assert "/id/solution/adversarial-attacks" in found
    assert any(address.startswith("/id/coding/") for address in found)


def test_property_without_label_is_told_by_the_words_of_its_name(client: TestClient) -> None:
    page = client.get("/id/publication/Kaltenpoth2024").text
    assert re.search(r"<summary>retrieved from \(\d+\)</summary>", page)


def test_solution_explains_what_follows(client: TestClient) -> None:
    page = client.get("/id/solution/data-cards").text
    proofs = [address for address in links(page) if address.startswith("/explain")]
    assert len(proofs) == 9
    for proof in proofs:
        answer = client.get(proof)
        assert answer.status_code == 200
        # What type a thing has is no statement of a publication; its description is.
        is_type = "p=rdf:type" in unquote(proof)
        assert ("stands with the description of" if is_type else "stated in") in answer.text


def test_proof_tells_a_coding_once(client: TestClient) -> None:
    page = client.get(
        "/explain?s=atlas:Screening&p=atlas:appliedAgainst&o=atlas:HiddenActionInModelDevelopment"
    ).text
    assert page.count("After training, adversarial attacks can assess") == 1
    assert page.count("from the same source as above") > 2


def test_proof_as_json(client: TestClient) -> None:
    proof = client.get(
        "/explain?s=atlas:Screening&p=atlas:counters&o=atlas:HiddenCharacteristicsOfDatasets",
        headers={"Accept": "application/json"},
    ).json()
    assert proof["rule"]["name"]
    assert proof["premises"]


def test_every_term_has_an_anchor(client: TestClient, graph: KnowledgeGraph) -> None:
    page = client.get("/ontology").text
    terms = {
        quad.subject.value.removeprefix(str(ATLAS))
        for quad in graph.store
        if str(quad.subject).startswith(f"<{ATLAS}") and not isinstance(quad.subject, str)
    }
    anchors = set(re.findall(r' id="([^"]+)"', page))
    assert terms <= anchors


def test_ontology_leads_nowhere_in_vain(client: TestClient) -> None:
    page = client.get("/ontology").text
    anchors = set(re.findall(r' id="([^"]+)"', page))
    assert {address[1:] for address in links(page) if address.startswith("#")} <= anchors


@pytest.mark.parametrize(
    "query",
    [query for query in published_queries() if not query.services],
    ids=lambda query: str(query.name),
)
def test_published_query_has_a_page_and_its_rows(
    client: TestClient, store: EmbeddedStore, query: object
) -> None:
    named = next(known for known in published_queries() if known == query)
    page = client.get(f"/queries/{named.name}")
    assert html.escape(named.summary, quote=False) in page.text.replace("&#39;", "'")
    answer = store.query(named.text)
    if isinstance(answer, ox.QuerySolutions):
        rows = client.get(f"/queries/{named.name}.csv")
        assert rows.content == render(answer, "csv")
    else:
        triples = client.get(f"/queries/{named.name}.nt")
        assert sorted(triples.content.splitlines()) == sorted(render(answer, "nt").splitlines())
    assert client.get(f"/queries/{named.name}.rq").text == named.text


def test_queries_are_listed(client: TestClient) -> None:
    found = links(client.get("/queries").text)
    assert {f"/queries/{query.name}" for query in published_queries()} <= found
    assert len(client.get("/queries.json").json()) == len(published_queries())
