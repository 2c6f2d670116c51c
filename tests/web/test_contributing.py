"""The desk in a browser without scripts: two coders, blind, and a third one who decides."""

from __future__ import annotations

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from atlas_kg.dataset import Sources, load
from atlas_kg.findings import blocks
from atlas_kg.knowledge_graph import KnowledgeGraph, check
from atlas_kg.namespaces import PROV
from tests.test_contribution import PUBLICATION
from tests.web.contributors import (
    CODING,
    NAMES,
    TOKENS,
    Contributor,
    desk_app,
    running,
    text_of,
)

OTHER = CODING | {"mechanism": "Screening", "statement": "It is screened.", "id": "screened"}
COMPARE = "/contribute/compare/Zou2023"


def decide(person: Contributor, reason: str = "Its section says so.") -> str:
    page = person.get(COMPARE).text
    stands = re.findall(r'name="decision" value="([^"]+)"', page)
    unit = re.findall(r'name="unit" value="([^"]+)"', page)
    values = {"decision": stands[0], "unit": unit[0], "reason": reason}
    return text_of(person.post(COMPARE, values).text)


def rows(desk_server: TestClient, pattern: str) -> list[str]:
    query = f"SELECT * {{ {pattern} }}"
    answer = desk_server.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    return answer.text.splitlines()[1:]


def test_two_coders_differ_and_a_third_decides(
    desk_server: TestClient, people: list[Contributor], desk_folder: Path, data: Path
) -> None:
    jane, john, ann = people
    assert "Nobody sees it but you" in text_of(jane.save(CODING).text)
    assert "nobody sees it but you, until a second coder" in text_of(jane.hand_in("Zou2023").text)
    assert not (desk_folder / "codings").exists()
    assert "Universal and Transferable" in john.get("/contribute").text
    assert "everybody may see both" in text_of(john.code(OTHER).text)
    assert {file.parent.name for file in desk_folder.glob("codings/*/Zou2023.yaml")} == set(
        NAMES[:2]
    )
    page = text_of(jane.get(COMPARE).text)
    assert "mechanism differs Monitoring Screening" in page
    assert "somebody else has to decide" in page
    decided = decide(ann)
    assert "(stands)" in decided
    assert re.search(r"Decided by Ann Other on \d{4}-\d\d-\d\d , for what \w+ \w+ says", decided)
    assert "Reason: Its section says so." in decided
    (decision,) = yaml.safe_load((desk_folder / "adjudications/Zou2023.yaml").read_text())[
        "adjudications"
    ]
    assert decision["by"] == "ann-other"
    assert decision["reason"] == "Its section says so."
    packed = zipfile.ZipFile(io.BytesIO(desk_server.get("/contribute/waiting.zip").content))
    assert len(packed.namelist()) == 8
    assert "data/adjudications/Zou2023.yaml" in packed.read("PULL-REQUEST.txt").decode()
    packed.extractall(data.parent)
    carried = Sources.carried()
    taken = load(Sources(carried.ontology, carried.shapes, data))
    assert taken.findings == ()
    # Of two codings one was decided for, which whoever keeps the data then marks.
    assert {found.field for found in check(taken) if blocks((found,))} <= {"status"}


def test_comparison_has_what_coders_cite_and_note(people: list[Contributor]) -> None:
    jane, john, ann = people
    jane.code(CODING)
    john.code(OTHER)
    assert not re.search(r'<th scope="row">(support|note)</th>', ann.get(COMPARE).text)
    jane.code(CODING | {"publication": "Gao2020", "support": ["Gao2020", "Zou2023"]})
    john.code(OTHER | {"publication": "Gao2020", "note": "Read it twice."})
    page = text_of(ann.get(COMPARE.replace("Zou2023", "Gao2020")).text)
    assert "support Gao et al. (2020); Zou et al. (2023) none" in page
    assert "note none Read it twice." in page


def test_records_and_decisions_are_listed_for_who_handed_them_in(people: list[Contributor]) -> None:
    jane, john, ann = people
    jane.get("/contribute/publication")
    jane.post("/contribute/publication", PUBLICATION | {"key": "Doe2031"}, action="hand-in")
    jane.code(CODING)
    john.code(OTHER)
    decide(ann)
    own = {
        person: person.get("/contribute")
        .text.partition("What you have handed in")[2]
        .partition("</ul>")[0]
        for person in people
    }
    assert 'href="/contribute/handed-in/Zou2023"' in own[jane]
    assert 'href="/contribute/waiting/publications/Doe2031.yaml">Publication: Doe2031' in own[jane]
    assert "Doe2031" not in own[john] + own[ann]
    assert f'href="{COMPARE}">Adjudication: ' in own[ann]
    assert "Adjudication" not in own[jane]


def test_what_waits_is_proposed_and_follows_nowhere(
    desk_server: TestClient, people: list[Contributor]
) -> None:
    people[0].code(CODING)
    proposed = "GRAPH <https://w3id.org/llm-atlas/graph/proposed>"
    coding = "<https://w3id.org/llm-atlas/id/coding/Zou2023.jane-doe.watched-training>"
    before = desk_server.get("/", headers={"Accept": "text/csv"}).text
    assert rows(desk_server, f"{proposed} {{ {coding} ?p ?o }}") == []
    people[1].code(OTHER)
    assert len(rows(desk_server, f"{proposed} {{ {coding} ?p ?o }}")) > 5
    assert rows(desk_server, f"{coding} ?p ?o") == []
    who = f"{proposed} {{ ?act <{PROV.generated}> {coding} ; <{PROV.wasAssociatedWith}> ?who }}"
    assert rows(desk_server, who)[0].endswith(",https://w3id.org/llm-atlas/id/coder/jane-doe")
    assert desk_server.get("/", headers={"Accept": "text/csv"}).text == before


def test_first_coding_is_locked(people: list[Contributor]) -> None:
    jane = people[0]
    jane.code(CODING)
    page = jane.save(CODING | {"id": "late"}).text
    assert "can no longer be changed" in text_of(page)
    assert 'value="late"' in page
    again = jane.get("/contribute/hand-in/Zou2023")
    assert (again.status_code, "already" in text_of(again.text)) == (409, True)
    assert jane.get("/contribute/hand-in/Gao2020").status_code == 404


def test_second_of_two_hand_ins_at_once_is_told(
    people: list[Contributor], desk_folder: Path
) -> None:
    jane = people[0]
    jane.save(CODING)
    jane.get("/contribute/hand-in/Zou2023")
    state, mark = (
        re.findall(rf'name="desk\.{name}" value="([^"]+)"', jane.page)[0]
        for name in ("state", "mark")
    )

    # The second press leaves before the answer to the first one is there.
    first, second = (
        jane.post("/contribute/hand-in/Zou2023", {"desk.mark": mark}, state=state) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (200, 409)
    assert "You have handed in your coding of this publication already" in text_of(second.text)
    assert (desk_folder / ".sealed/jane-doe/Zou2023.yaml").is_file()


def test_nobody_keeps_a_page_of_the_desk(
    people: list[Contributor], desk_server: TestClient
) -> None:
    pages = ("", "/coding", "/sign-in", "/waiting.zip", "/nothing-of-this-kind")
    places = ("/compare/Nobody2020", "/hand-in/Nobody2020", "/handed-in/Zou2023", "/drafts/ab")
    for visitor in (people[0], Contributor(desk_server)):
        for page in (*pages, *places):
            headers = visitor.send("GET", f"/contribute{page}").headers
            assert headers["cache-control"] == "no-store", page
            assert {"Accept", "Cookie"} <= set(headers["vary"].split(", ")), page


def test_wrong_draft_is_kept_and_not_handed_in(
    people: list[Contributor], desk_folder: Path
) -> None:
    jane = people[0]
    jane.save(CODING | {"mechanism": "Monitorng"})
    page = text_of(jane.get("/contribute/hand-in/Zou2023").text)
    assert "Did you mean 'Monitoring'?" in page
    jane.hand_in("Zou2023")
    assert not list(desk_folder.glob(".sealed/*/*"))
    jane.save({"publication": "Zou2023"})
    assert "'statement' is missing" in text_of(jane.get("/contribute/hand-in/Zou2023").text)


def test_several_statements_make_one_file(people: list[Contributor], desk_folder: Path) -> None:
    jane = people[0]
    jane.save(CODING)
    jane.save(CODING | {"id": "screened-too", "mechanism": "Screening"})
    jane.get("/contribute/report")
    report = {
        "publication": "Zou2023",
        "id": "hidden",
        "statement": "It is hidden.",
        "problem": "HiddenActionInModelDevelopment",
        "section": "2",
    }
    jane.post("/contribute/report", report, action="save")
    assert "sealed" in text_of(jane.hand_in("Zou2023").text)
    held = yaml.safe_load((desk_folder / ".sealed/jane-doe/Zou2023.yaml").read_text())
    assert [said["id"] for said in held["codings"]] == ["watched-training", "screened-too"]
    assert [said["id"] for said in held["problems"]] == ["hidden"]
    assert held["date"].endswith("Z")
    assert "Nothing. Choose a kind" in text_of(jane.get("/contribute").text)


def test_draft_in_two_windows(people: list[Contributor]) -> None:
    jane = people[0]
    jane.save(CODING)
    kept = dict(re.findall(r'name="desk\.(draft|stored)" value="([^"]+)"', jane.page))
    jane.post("/contribute/coding", CODING | {"section": "5"}, action="save", **kept)
    page = jane.post("/contribute/coding", CODING | {"section": "77"}, action="save", **kept).text
    assert "changed meanwhile in another window" in text_of(page)
    assert 'value="77"' in page
    assert 'value="5"' in jane.get(f"/contribute/drafts/{kept['draft']}").text


def test_two_hand_in_the_same_file(people: list[Contributor], desk_folder: Path) -> None:
    solution = {
        "key": "red-teaming",
        "label": "Red teaming",
        "definition": "An attack on a model by those who are to defend it.",
        "sources": "Zou2023",
    }
    for person in people[:2]:
        person.get("/contribute/solution")

    def hand_in(person: Contributor) -> str:
        return person.post("/contribute/solution", solution, action="hand-in").text

    with ThreadPoolExecutor(1) as pool:
        pages = list(pool.map(hand_in, people[:2]))
    assert "is handed in" in text_of(pages[0])
    assert "of this name already" in text_of(pages[1])
    assert 'value="An attack' in pages[1] or "An attack on a model" in pages[1]
    assert "by jane-doe at" in (desk_folder / "solutions/red-teaming.yaml").read_text()
    # What was handed in can be coded.
    assert (
        '<option value="red-teaming">Red teaming</option>'
        in people[1].get("/contribute/coding").text
    )


def test_session_ends_and_nothing_typed_is_lost(people: list[Contributor]) -> None:
    jane = people[0]
    jane.get("/contribute/coding")
    jane.cookies.clear()
    page = jane.post("/contribute/coding", CODING, action="save")
    assert page.status_code == 403
    assert "Nothing that you typed is lost" in text_of(page.text)
    carried = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    wrong = jane.post("/contribute/sign-in", carried, token=TOKENS["jane-doe"][1:])
    assert wrong.status_code == 403
    carried = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', wrong.text))
    again = jane.post("/contribute/sign-in", carried, token=TOKENS["jane-doe"]).text
    assert "it is not saved yet" in text_of(again)
    assert CODING["statement"] in again
    assert "Nobody sees it but you" in text_of(
        jane.post("/contribute/coding", CODING, action="save").text
    )


def test_published_coding_is_the_second(people: list[Contributor]) -> None:
    jane = people[0]
    own = CODING | {"publication": "Kaltenpoth2024"}
    jane.save(own)
    assert "Another coder has handed in a coding" in text_of(
        jane.page + jane.get("/contribute").text
    )
    assert jane.get("/contribute/compare/Kaltenpoth2024").status_code == 403
    assert "everybody may see both" in text_of(jane.hand_in("Kaltenpoth2024").text)
    assert jane.get("/contribute/compare/Kaltenpoth2024").status_code == 200


def test_first_sign_in_makes_a_coder(graph: KnowledgeGraph, tmp_path: Path) -> None:
    desk_folder = tmp_path / "new"
    with running(desk_app(graph, desk_folder)) as desk_server:
        _introduced(desk_server, desk_folder)


def _introduced(desk_server: TestClient, desk_folder: Path) -> None:
    jane = Contributor(desk_server)
    jane.get("/contribute/coding")
    sent = jane.post("/contribute/coding", CODING, action="save").text
    carried = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', sent))
    page = jane.post("/contribute/sign-in", carried, token=TOKENS["jane-doe"]).text
    assert "I am a person" in page
    carried = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    wrong = jane.post("/contribute/introduction", carried, label="Jane", orcid="12").text
    assert "ORCID" in text_of(wrong)
    carried = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', wrong))
    form = jane.post("/contribute/introduction", carried, label="Jane Doe", orcid="").text
    assert CODING["statement"] in form
    record = yaml.safe_load((desk_folder / "coders/jane-doe.yaml").read_text())
    assert (record["label"], record["kind"]) == ("Jane Doe", "HumanCoder")


def test_desk_goes_on_after_a_restart(graph: KnowledgeGraph, desk_folder: Path) -> None:
    with running(desk_app(graph, desk_folder)) as client:
        jane = Contributor(client)
        jane.sign_in("jane-doe")
        jane.code(CODING)
    # A server that died between the two steps of opening a pair.
    second = desk_folder / ".sealed/john-roe/Zou2023.yaml"
    second.parent.mkdir()
    text = (desk_folder / ".sealed/jane-doe/Zou2023.yaml").read_text()
    second.write_text(text)
    shown = desk_folder / "codings/jane-doe/Zou2023.yaml"
    shown.parent.mkdir(parents=True)
    shown.write_text(text)
    with running(desk_app(graph, desk_folder)) as client:
        assert client.get(COMPARE).status_code == 200
        assert not list(desk_folder.glob(".sealed/*/*.yaml"))
        assert rows(client, "GRAPH <https://w3id.org/llm-atlas/graph/proposed> { ?s ?p ?o }")


def test_decision_needs_a_reason_and_keeps_what_was_typed(people: list[Contributor]) -> None:
    jane, john, ann = people
    jane.code(CODING)
    john.code(OTHER)
    assert "reason" in decide(ann, reason=" ")
    assert "(stands)" not in text_of(ann.get(COMPARE).text)
    page = ann.post(COMPARE, {"unit": "", "decision": "", "reason": "kept reason"}).text
    assert "not in dispute" in text_of(page)
    assert "(stands)" in decide(ann)
    assert ann.get(COMPARE).text.count('name="decision"') == 0


def test_nobody_declares_themselves_a_consensus(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """The word of a published consensus is accepted at once, so that nobody may take it."""
    kinds = (["PublishedConsensus"], ["SoftwareCoder"], ["HumanCoder", "PublishedConsensus"])
    with running(desk_app(graph, tmp_path)) as desk_server:
        for name, kind in zip(NAMES, kinds, strict=True):
            person = Contributor(desk_server)
            person.get("/contribute/sign-in")
            person.post("/contribute/sign-in", {}, token=TOKENS[name])
            assert 'name="kind"' not in person.get("/contribute/coder").text
            record = {"key": name, "label": f"We, {name}", "kind": kind, "description": "Agreed."}
            person.post("/contribute/coder", record, action="hand-in")
            text = (tmp_path / f"coders/{name}.yaml").read_text()
            assert yaml.safe_load(text)["kind"] == "HumanCoder"


@pytest.mark.parametrize("kind", ["SoftwareCoder", "PublishedConsensus"])
def test_only_a_person_decides(desk_server: TestClient, desk_folder: Path, kind: str) -> None:
    jane, john, ann = (Contributor(desk_server) for _ in NAMES)
    for person, name in zip((jane, john, ann), NAMES, strict=True):
        person.sign_in(name)
    jane.code(CODING)
    john.code(OTHER)
    page = ann.get(COMPARE).text
    (unit,) = re.findall(r'name="unit" value="([^"]+)"', page)
    stands = re.findall(r'name="decision" value="([^"]+)"', page)
    # Whoever runs the desk wrote another kind into the record.
    record = desk_folder / "coders/ann-other.yaml"
    record.write_text(record.read_text().replace("HumanCoder", kind))
    john.get("/contribute/publication")
    john.post("/contribute/publication", PUBLICATION, action="hand-in")
    assert 'name="decision"' not in ann.get(COMPARE).text
    values = {"decision": stands[0], "unit": unit, "reason": "It says so."}
    assert "A person has to decide" in text_of(ann.post(COMPARE, values).text)
    assert not (desk_folder / "adjudications").exists()


def test_absence_is_decided_for(people: list[Contributor], desk_folder: Path) -> None:
    jane, john, ann = people
    jane.code(CODING)
    john.get("/contribute/absence")
    absence = {"publication": "Zou2023", "id": "none", "statement": "It is about cats."}
    john.post("/contribute/absence", absence, action="save")
    john.hand_in("Zou2023")
    page = ann.get(COMPARE).text
    assert "no agency problem" in text_of(page)
    (stands,) = re.findall(r'value="([^"]+/absence/[^"]+)"', page)
    (unit,) = re.findall(r'name="unit" value="([^"]+)"', page)
    values = {"decision": stands, "unit": unit, "reason": "Its section says so."}
    assert "(stands)" in text_of(ann.post(COMPARE, values).text)
    (decision,) = yaml.safe_load((desk_folder / "adjudications/Zou2023.yaml").read_text())[
        "adjudications"
    ]
    assert decision["decision"] == f"absence/Zou2023.{NAMES[1]}.none"
    assert len(decision["codings"]) == 2


def test_what_one_coder_states_is_accepted(people: list[Contributor], desk_folder: Path) -> None:
    jane, john, ann = people
    jane.code(CODING)
    john.code(OTHER | {"solution": "data-cards", "phase": "ModelSelection", "section": "9"})
    page = ann.get(COMPARE).text
    assert "Decide for it if the publication says so" in text_of(page)
    assert "(stands)" in decide(ann)
    (decision,) = yaml.safe_load((desk_folder / "adjudications/Zou2023.yaml").read_text())[
        "adjudications"
    ]
    assert decision["codings"] in (decision["decision"], [decision["decision"]])


def test_failing_disk_loses_nothing(people: list[Contributor], desk_folder: Path) -> None:
    jane = people[0]
    jane.get("/contribute/coding")
    (desk_folder / ".drafts").rmdir()
    (desk_folder / ".drafts").write_text("")
    page = jane.post("/contribute/coding", CODING, action="save").text
    assert "The server could not write it" in text_of(page)
    assert CODING["statement"] in page
    assert str(desk_folder) not in page


def test_conditions_are_shown_and_not_compared(people: list[Contributor]) -> None:
    jane, john, ann = people
    condition = {
        "publication": "Zou2023",
        "id": "needs-access",
        "statement": "It takes the gradients of the model.",
        "solution": "adversarial-attacks",
        "requires": "WithOpenSourceModel",
        "evidence": "We take the gradients of the model.",
        "section": "2",
    }
    for person in (jane, john):
        person.get("/contribute/condition")
        person.post("/contribute/condition", condition, action="save")
        assert "It is handed in" in text_of(person.hand_in("Zou2023").text)
    page = text_of(ann.get(COMPARE).text)
    assert page.count("It takes the gradients of the model.") == 2
    assert "not compared" in page
    assert "What would change on the map" in page
    assert "No cell would change its state" in text_of(ann.get("/contribute/preview/Zou2023").text)
