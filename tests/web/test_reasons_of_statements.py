"""What stands beside a statement is about that statement, whatever others say of the same."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import KnowledgeGraph, build
from atlas_kg.namespaces import ATLAS
from atlas_kg.web import Settings, create_app
from tests.coded_twice import add_adjudication, add_codings, coded_twice

ROW = re.compile(r'<td role="cell" class="said">.*?</tr>', re.DOTALL)


@pytest.fixture(scope="module")
def contested(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """Statements that are accepted, tentative, disputed and overruled, of the same solutions."""
    data = coded_twice(tmp_path_factory.mktemp("contested"))
    add_adjudication(data, "Zou2023", ["jane.c1", "john.c1"], "jane.c1")
    add_codings(data, "mary", "Liang2023", "ModelDevelopment Model Monitoring model-cards 2")
    add_codings(data, "john", "Liang2023", "ModelSelection Model Screening model-cards 2")
    for coder in ("jane", "john", "mary"):
        for file in (data / "codings" / coder).iterdir():
            kept = file.read_text("utf-8").replace("  status: Tentative\n", "")
            file.write_text(kept, "utf-8")
    return build(Sources.carried(data))


@pytest.fixture(scope="module")
def reader(contested: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(contested, Settings())) as client:
        yield client


def proof(reader: TestClient, address: str) -> str:
    answer = reader.get(f"{html.unescape(address)}&format=json")
    assert answer.json()["holds"]
    return answer.text


def test_link_of_a_row_is_about_its_statement(reader: TestClient) -> None:
    kinds = set()
    for row in ROW.findall(reader.get("/evidence").text):
        coding = re.search(r'href="/id/(coding/[^"]+)"', row)
        why = re.search(r'<a class="why" href="([^"]+)">([^<]+)</a>', row)
        assert coding
        assert why
        assert coding[1] in proof(reader, why[1])
        kinds.add(why[2])
    assert kinds == {"why?", "why accepted?", "why tentative?", "why disputed?", "why overruled?"}


def test_overruled_statement_leads_to_the_decision(reader: TestClient) -> None:
    page = reader.get("/evidence?status=Overruled").text
    (why,) = re.findall(r'href="([^"]+)">why overruled\?', page)
    told = reader.get(html.unescape(why)).text
    assert "It is overruled: an adjudication decided for another." in told
    assert "Mary Major decided: The text says so." in told


@pytest.mark.parametrize(
    ("solution", "words"),
    [
        ("adversarial-attacks", {"Why the solution addresses the problem"}),
        ("model-cards", {"Why it addresses the problem", "Why it is tentative"}),
        ("dataset-analysis", {"Why it addresses the problem", "Why it is disputed"}),
    ],
)
def test_page_of_a_solution_claims_no_proof_of_another_statement(
    reader: TestClient, solution: str, words: set[str]
) -> None:
    page = reader.get(f"/id/solution/{solution}").text
    found = set()
    for said in re.findall(r'<li class="statement">.*?</li>', page, re.DOTALL):
        coding = re.search(r'href="/id/(coding/[^"]+)"', said)
        why = re.search(r'<a href="([^"]+)">(Why [^<]+)</a>', said)
        assert coding
        assert why
        assert why[2].startswith("Why the solution") or coding[1] in proof(reader, why[1])
        found.add(why[2])
    assert words <= found


def test_what_is_overruled_is_disputed_in_every_form(
    reader: TestClient, contested: KnowledgeGraph
) -> None:
    status = ox.NamedNode(str(ATLAS.hasStatus)), ox.NamedNode(str(ATLAS.Disputed))
    quads = contested.store.quads_for_pattern(None, *status)
    of_graph = {str(quad.subject).strip("<>") for quad in quads}
    told = reader.get("/evidence.json?status=Disputed").json()["statements"]
    assert {said["iri"] for said in told} == of_graph
    overruled = {said["iri"] for said in told if said["overruled"]}
    (one,) = reader.get("/evidence.json?status=Overruled").json()["statements"]
    assert {one["iri"]} == overruled
    assert (one["status"], one["overruled"]) == ("Disputed", True)
    undecided = reader.get("/evidence.json?status=Undecided").json()["statements"]
    assert {said["iri"] for said in undecided} == of_graph - overruled
    table = csv.DictReader(reader.get("/evidence.csv?status=Disputed").text.splitlines())
    assert {row["statement"]: row["overruled"] for row in table} == {
        iri: "true" if iri in overruled else "" for iri in of_graph
    }
    page = reader.get("/evidence?status=Disputed").text
    assert page.count(">Disputed, overruled</strong>") == len(overruled)
    for value, number in (("Disputed", of_graph), ("Overruled", overruled)):
        choice = re.search(rf'value="{value}".*?<span class="count">(\d+)<', page)
        assert choice
        assert int(choice[1]) == len(number)
