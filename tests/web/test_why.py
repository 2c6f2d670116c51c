"""Beside every inferred value stands a link to its proof."""

from __future__ import annotations

import html
import re

import pyoxigraph as ox
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import ATLAS, THING
from atlas_kg.web.links import SiteLinks

EXPLAINED = "/explain?s={}&p=atlas:appliedAgainst&o=atlas:HiddenActionInModelDevelopment"


def links(client: TestClient, path: str) -> set[str]:
    page = client.get(path).text
    return {html.unescape(link) for link in re.findall(r'href="(/explain[^"]+)"', page)}


def test_every_inferred_value_has_its_why(client: TestClient, graph: KnowledgeGraph) -> None:
    shown: dict[str, set[str]] = {"/ontology": links(client, "/ontology")}
    for triple in graph.closure.triples:
        assert isinstance(triple.subject, ox.NamedNode)
        assert isinstance(triple.object, ox.NamedNode)
        subject = triple.subject.value
        if not subject.startswith((THING, str(ATLAS))):
            continue
        path = SiteLinks().thing(subject).partition("#")[0]
        why = SiteLinks().why(subject, triple.predicate.value, triple.object.value)
        if subject.startswith(str(ATLAS)) and why not in shown[path]:
            # Of the many of one property, the page of all terms shows a few and leads to the rest.
            path = f"/terms/{subject.removeprefix(str(ATLAS))}"
        if path not in shown:
            shown[path] = links(client, path)
        assert why in shown[path], f"{path} lacks {why}"


def test_proofs_come_page_by_page(client: TestClient) -> None:
    address: str | None = f"{EXPLAINED.format('atlas:Bonding')}&from=1"
    told: list[object] = []
    while address:
        page = client.get(f"{address}&format=json").json()
        assert page["from"] == len(told) + 1
        told += page["proofs"]
        address = page["next"]
    assert len(told) > 5
    assert len({str(proof) for proof in told}) == len(told)


def test_first_proof_leads_to_the_others(client: TestClient) -> None:
    path = EXPLAINED.format("atlas:Bonding")
    assert "Other proofs" in client.get(path).text
    assert client.get(f"{path}&format=json").json()["holds"] is True


def test_why_not_has_every_form(client: TestClient) -> None:
    path = EXPLAINED.format("atlas:Monitoring")
    assert "Why not: Monitoring applied against" in client.get(path).text
    assert client.get(f"{path}&format=json").json()["holds"] is False
    for form in ("ttl", "jsonld", "nt", "rdf"):
        assert client.get(f"{path}&format={form}").status_code == 200


def test_number_of_a_proof_is_a_number(client: TestClient) -> None:
    for wrong in ("0", "x", "-1", "1001", "٣"):
        answer = client.get(f"{EXPLAINED.format('atlas:Bonding')}&from={wrong}")
        assert answer.status_code == 400
