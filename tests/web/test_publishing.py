"""Publishing what waits: the data, the store and the pages change as one, without a restart."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import KnowledgeGraph, build
from atlas_kg.namespaces import ATLAS
from tests.desk.test_known import canonical
from tests.web.contributors import (
    CODING,
    NAMES,
    PUBLISHER,
    Contributor,
    desk_app,
    folder_with_coders,
    running,
    text_of,
)
from tests.web.test_contributing import COMPARE, OTHER, decide, rows

PUBLISH = "/contribute/publish"
CELL = "/cells/ModelDevelopment/Monitoring"
SOLUTION = {
    "key": "red-teaming",
    "label": "Red teaming",
    "definition": "An attack on a model by those who are to defend it.",
    "sources": "Zou2023",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return shutil.copytree(Sources.carried().data, tmp_path / "data")


@pytest.fixture
def server(graph: KnowledgeGraph, tmp_path: Path, data: Path) -> Iterator[TestClient]:
    folder = folder_with_coders(tmp_path / "desk")
    with running(desk_app(graph, folder, data=data)) as client:
        yield client


def person(server: TestClient, name: str) -> Contributor:
    found = Contributor(server)
    assert found.sign_in(name).status_code == 200
    return found


def decided(server: TestClient) -> None:
    """Have a work coded by two, who differ, and decided between by a third."""
    jane, john, ann = (person(server, name) for name in NAMES)
    jane.code(CODING)
    john.code(OTHER)
    assert "(stands)" in decide_for_jane(ann)


def chosen(page: str) -> set[str]:
    """Return the parts that are ticked."""
    return set(re.findall(r'name="part" value="([^"]+)" checked', page))


def decide_for_jane(ann: Contributor) -> str:
    page = ann.get(COMPARE).text
    stands = re.findall(r'name="decision" value="([^"]+jane[^"]+)"', page)
    unit = re.findall(r'name="unit" value="([^"]+)"', page)
    values = {"decision": stands[0], "unit": unit[0], "reason": "Its section says so."}
    return text_of(ann.post(COMPARE, values).text)


def test_map_changes_when_a_work_is_published(
    server: TestClient, data: Path, tmp_path: Path
) -> None:
    decided(server)
    mary = person(server, PUBLISHER)
    before = server.get("/map.csv").text
    assert "gap" in text_of(server.get(CELL).text)
    preview = text_of(mary.get("/contribute/preview/Zou2023").text)
    assert "Proposed, not published" in preview
    assert "Monitoring in model development would change from gap to supported" in preview
    assert server.get("/map.csv").text == before

    mary.get(PUBLISH)
    page = mary.post(PUBLISH, {"part": "Zou2023"})

    assert "It is published" in text_of(page.text)
    assert server.get("/map.csv").text != before
    assert "supported" in text_of(server.get(CELL).text)
    assert server.get("/id/coding/Zou2023.jane-doe.watched-training").status_code == 200
    coding = "<https://w3id.org/llm-atlas/id/coding/Zou2023.jane-doe.watched-training>"
    assert rows(server, f"{coding} <{ATLAS.hasStatus}> ?status") == [f"{ATLAS}Accepted"]
    # What waited waits no more, and is there after the next start.
    proposed = "GRAPH <https://w3id.org/llm-atlas/graph/proposed>"
    assert rows(server, f"{proposed} {{ {coding} ?p ?o }}") == []
    assert not list((tmp_path / "desk").glob("codings/*/*.yaml"))
    text = (data / "codings/jane-doe/Zou2023.yaml").read_text("utf-8")
    assert f"# Published by {PUBLISHER} at " in text
    assert text.count("# Handed in by jane-doe at ") == 1
    anew = build(Sources.carried(data))
    served = {
        graph_name: server.get("/rdf-graph-store", params={"graph": graph_name}).text
        for graph_name in (
            "https://w3id.org/llm-atlas/graph/literature",
            "https://w3id.org/llm-atlas/graph/inferred",
        )
    }
    for graph_name, turtle in served.items():
        store, expected = ox.Store(), ox.Store()
        store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
        expected.extend(
            ox.Quad(q.subject, q.predicate, q.object)
            for q in anew.store.quads_for_pattern(None, None, None, ox.NamedNode(graph_name))
        )
        assert canonical(store) == canonical(expected)


def test_what_was_published_is_there_after_a_restart(
    graph: KnowledgeGraph, tmp_path: Path, data: Path
) -> None:
    folder = folder_with_coders(tmp_path / "desk")
    with running(desk_app(graph, folder, data=data)) as server:
        decided(server)
        mary = person(server, PUBLISHER)
        mary.get(PUBLISH)
        mary.post(PUBLISH, {"part": "Zou2023"})
        shown = server.get("/map.csv").text
        # A server that died before it put a file aside.
        kept = folder / ".published/codings/jane-doe/Zou2023.yaml"
        left = folder / "codings/jane-doe/Zou2023.yaml"
        kept.rename(left)
    anew = build(Sources.carried(data))
    with running(desk_app(anew, folder, data=data)) as server:
        assert server.get("/map.csv").text == shown
        assert not left.exists()
        jane = person(server, "jane-doe")
        assert "watched-training" in jane.get("/contribute/handed-in/Zou2023").text
        assert "Universal and Transferable" in jane.get("/contribute").text


def test_what_was_published_outlives_the_process_with_the_data(server: TestClient) -> None:
    decided(server)
    mary = person(server, PUBLISHER)
    mary.get(PUBLISH)
    mary.post(PUBLISH, {"part": "Zou2023"})
    coding = "<https://w3id.org/llm-atlas/id/coding/Zou2023.jane-doe.watched-training>"
    asked = f"{coding} <{ATLAS.hasStatus}> ?status"
    assert rows(server, asked) == [f"{ATLAS}Accepted"]
    app = server.app
    assert isinstance(app, FastAPI)
    os.kill(app.state.service._current.pid, signal.SIGKILL)
    # The first to ask is told to come again; the data are loaded meanwhile.
    answers = (rows(server, f"{asked} . FILTER({number} > 0)") for number in range(1, 20))
    assert next(filter(None, answers)) == [f"{ATLAS}Accepted"]


def test_sessions_and_drafts_outlive_a_publication(server: TestClient) -> None:
    decided(server)
    jane, mary = person(server, "jane-doe"), person(server, PUBLISHER)
    jane.save(CODING | {"publication": "Gao2020"})
    mark = jane.page
    mary.get(PUBLISH)
    mary.post(PUBLISH, {"part": "Zou2023"})
    jane.page = mark
    assert "sealed" in text_of(jane.hand_in("Gao2020").text)


def test_next_publication_builds_on_the_one_before(server: TestClient, data: Path) -> None:
    decided(server)
    jane, mary = person(server, "jane-doe"), person(server, PUBLISHER)
    mary.get(PUBLISH)
    mary.post(PUBLISH, {"part": "Zou2023"})
    jane.get("/contribute/solution")
    assert "is handed in" in text_of(
        jane.post("/contribute/solution", SOLUTION, action="hand-in").text
    )
    page = mary.get(PUBLISH).text
    assert "Red teaming" in page
    mary.post(PUBLISH, {"part": "solutions/red-teaming.yaml"})
    assert server.get("/id/solution/red-teaming").status_code == 200
    assert "supported" in text_of(server.get(CELL).text)
    assert (data / "solutions/red-teaming.yaml").is_file()


def test_only_who_may_publishes(server: TestClient, data: Path) -> None:
    decided(server)
    jane = person(server, "jane-doe")
    before = sorted(data.rglob("*.yaml"))
    assert jane.get(PUBLISH).status_code == 403
    assert jane.post(PUBLISH, {"part": "Zou2023"}).status_code == 403
    assert Contributor(server).post(PUBLISH, {"part": "Zou2023"}).status_code == 403
    mary = person(server, PUBLISHER)
    mary.get(PUBLISH)
    for origin in ("https://evil.example", "http://["):
        foreign = mary.send("POST", PUBLISH, data={"part": "Zou2023"}, headers={"Origin": origin})
        assert foreign.status_code == 403
    mary.page = ""
    assert mary.post(PUBLISH, {"part": "Zou2023"}).status_code == 403
    assert sorted(data.rglob("*.yaml")) == before


def test_nothing_is_published_where_a_file_stands_in_the_way(
    server: TestClient, data: Path
) -> None:
    decided(server)
    mary = person(server, PUBLISHER)
    there = data / "codings/john-roe/Zou2023.yaml"
    there.parent.mkdir()
    there.write_text("schema: 1\n")
    before, files = server.get("/map.csv").text, sorted(data.rglob("*"))
    mary.get(PUBLISH)
    answer = mary.post(PUBLISH, {"part": "Zou2023"})
    page = text_of(answer.text)
    assert (answer.status_code, chosen(answer.text)) == (409, set())
    assert "There is a file data/codings/john-roe/Zou2023.yaml already." in page
    assert "There is a file codings/john-roe/Zou2023.yaml among the published data already" in page
    assert server.get("/map.csv").text == before
    assert [f for f in sorted(data.rglob("*")) if f.is_file()] == [f for f in files if f.is_file()]
    there.unlink()
    mary.get(PUBLISH)
    assert "It is published" in text_of(mary.post(PUBLISH, {"part": "Zou2023"}).text)


def test_two_publish_at_once(server: TestClient, data: Path) -> None:
    decided(server)
    jane = person(server, "jane-doe")
    jane.get("/contribute/solution")
    jane.post("/contribute/solution", SOLUTION, action="hand-in")
    marys = [person(server, PUBLISHER) for _ in range(2)]
    names = ("Zou2023", "solutions/red-teaming.yaml")
    for mary in marys:
        mary.get(PUBLISH)

    def publish(number: int) -> Response:
        return marys[number].post(PUBLISH, {"part": names[number]})

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(publish, range(2)))
    # One of them, at least, found nothing in the way.
    assert {answer.status_code for answer in answers} <= {200, 409}
    for number, answer in enumerate(answers):
        if answer.status_code == 200:
            assert "It is published" in text_of(answer.text)
        else:
            assert "Somebody published meanwhile; look again." in text_of(answer.text)
            assert chosen(answer.text) == {names[number]}
            assert "It is published" in text_of(publish(number).text)
    assert server.get("/id/solution/red-teaming").status_code == 200
    assert "supported" in text_of(server.get(CELL).text)
    decisions = yaml.safe_load((data / "adjudications/Zou2023.yaml").read_text("utf-8"))
    assert len(decisions["adjudications"]) == 1


def test_disputed_codings_may_be_published_and_change_no_state(server: TestClient) -> None:
    jane, john = person(server, "jane-doe"), person(server, "john-roe")
    jane.code(CODING)
    john.code(OTHER)
    mary = person(server, PUBLISHER)
    page = text_of(mary.get(PUBLISH).text)
    assert "1 difference waits for a decision" in page
    mary.post(PUBLISH, {"part": "Zou2023"})
    assert "gap" in text_of(server.get(CELL).text)
    assert "isputed" in server.get("/id/coding/Zou2023.jane-doe.watched-training").text
    # Both are published, so that a third one may still decide.
    ann = person(server, "ann-other")
    assert "(stands)" in decide(ann)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_with_coders(tmp_path / "desk")


def proposed(folder: Path, name: str, label: str) -> str:
    """Let a solution wait, and return its part."""
    (folder / "solutions").mkdir(exist_ok=True)
    text = f"label: {label}\ndefinition: The measure {name}.\nsources: Zou2023\n"
    (folder / f"solutions/{name}.yaml").write_text(f"# A solution.\nschema: 1\n{text}")
    return f"solutions/{name}.yaml"


def test_what_is_at_fault_is_marked_and_no_longer_chosen(
    graph: KnowledgeGraph, data: Path, folder: Path
) -> None:
    labels = {"first": "Red teaming", "second": "Red teaming", "other": "Blue teaming"}
    wanted = [proposed(folder, name, label) for name, label in labels.items()]
    with running(desk_app(graph, folder, data=data)) as server:
        publish_those_at_no_fault(server, data, wanted)


def publish_those_at_no_fault(server: TestClient, data: Path, wanted: list[str]) -> None:
    mary = person(server, PUBLISHER)
    assert chosen(mary.get(PUBLISH).text) >= set(wanted)
    page = mary.post(PUBLISH, {"part": wanted})
    assert page.status_code == 422
    assert "There is something to mend first" in text_of(page.text)
    assert "What is at fault is marked below, and no longer chosen." in text_of(page.text)
    (marked,) = re.findall(r'value="([^"]+)"[^>]* aria-invalid="true"', page.text)
    assert marked in wanted[:2]
    assert chosen(page.text) == set(wanted) - {marked}
    offered = page.text.partition(f'value="{marked}"')[2].partition("</div>")[0]
    assert "'Red teaming' breaks the rule 'Distinct labels'" in text_of(f"<p{offered}")
    assert not (data / "solutions/other.yaml").exists()
    # What is still chosen can be published as it stands.
    assert "It is published" in text_of(
        mary.post(PUBLISH, {"part": sorted(chosen(page.text))}).text
    )


def test_part_that_was_published_meanwhile(graph: KnowledgeGraph, data: Path, folder: Path) -> None:
    wanted = [proposed(folder, name, name.title()) for name in ("first", "second")]
    with running(desk_app(graph, folder, data=data)) as server:
        publish_after_another(server, data, wanted)


def publish_after_another(server: TestClient, data: Path, wanted: list[str]) -> None:
    marys = [person(server, PUBLISHER) for _ in range(2)]
    for mary in marys:
        mary.get(PUBLISH)
    marys[0].post(PUBLISH, {"part": wanted[0]})
    page = marys[1].post(PUBLISH, {"part": wanted})
    assert page.status_code == 409
    assert "Somebody published meanwhile; look again." in text_of(page.text)
    assert chosen(page.text) == {wanted[1]}
    assert not (data / wanted[1]).exists()
    assert "It is published" in text_of(marys[1].post(PUBLISH, {"part": wanted[1]}).text)


def test_nothing_and_unknown_parts_are_refused(server: TestClient, data: Path) -> None:
    before = sorted(data.rglob("*"))
    mary = person(server, PUBLISHER)
    mary.get(PUBLISH)
    nothing = mary.post(PUBLISH, {})
    assert (nothing.status_code, "Choose what to publish." in nothing.text) == (422, True)
    unknown = mary.post(PUBLISH, {"part": ["../../etc/passwd", "Nobody2020"]})
    assert unknown.status_code == 409
    assert "passwd" not in unknown.text
    assert sorted(data.rglob("*")) == before
