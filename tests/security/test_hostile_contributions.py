"""What contributors write is shown as they wrote it, and does nothing; and nothing gets lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import KnowledgeGraph
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

TAG = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}"
FORMS = (
    "/contribute/coding",
    "/contribute/publication",
    "/contribute/work",
    "/contribute/publish",
    "/contribute/introduction",
    "/contribute/hand-in/Doe2031",
    "/contribute/compare/Doe2031",
)
WORK = {
    "key": "Doe2031",
    "label": f"Doe (2031) {TAG}",
    "title": f"A Test {TAG}",
    "authors": "Doe, Jane",
    "year": "2031",
    "type": "ConferencePaper",
    "url": "https://example.org/tests?a=<b>&c='d'",
    "note": f"A note {TAG}",
}
SOLUTION = {
    "key": "hostile",
    "label": f"Hostile {TAG}",
    "definition": f"A definition {TAG}",
    "sources": "Doe2031",
}
SAID = CODING | {
    "publication": "Doe2031",
    "solution": "hostile",
    "statement": f"It says {TAG}",
    "section": f"4 {TAG}"[:60],
}


@pytest.fixture
def server(graph: KnowledgeGraph, tmp_path: Path) -> Iterator[TestClient]:
    data = shutil.copytree(Sources.carried().data, tmp_path / "data")
    folder = folder_with_coders(tmp_path / "desk")
    record = folder / "coders/jane-doe.yaml"
    record.write_text(record.read_text().replace("label: Jane Doe", f"label: >-\n  Jane {TAG}"))
    with running(desk_app(graph, folder, data=data)) as client:
        yield client


def person(server: TestClient, name: str) -> Contributor:
    found = Contributor(server)
    assert found.sign_in(name).status_code == 200
    return found


def harmless(page: str) -> str:
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert re.search(r"=\"[^\"]*javascript:", page) is None
    return page


def test_nothing_that_contributors_write_runs_anywhere(server: TestClient) -> None:
    jane, john, ann = (person(server, name) for name in NAMES)
    mary = person(server, PUBLISHER)
    for kind, record in (("publication", WORK), ("solution", SOLUTION)):
        jane.get(f"/contribute/{kind}")
        harmless(jane.post(f"/contribute/{kind}", record | {"year": "x"}, action="check").text)
        page = harmless(jane.post(f"/contribute/{kind}", record, action="hand-in").text)
        assert "is handed in" in text_of(page), text_of(page)
    bibtex = f"@misc{{a, title={{A Test {TAG}}}, author={{Doe, Jane}}, year={{2031}}}}"
    jane.get("/contribute/work")
    harmless(jane.post("/contribute/work", {"reference": bibtex}).text)
    harmless(jane.post("/contribute/work", {"identifier": TAG}).text)
    harmless(jane.save(SAID).text)
    harmless(jane.get("/contribute/hand-in/Doe2031").text)
    harmless(jane.hand_in("Doe2031").text)
    john.code(SAID | {"mechanism": "Screening"})
    page = harmless(ann.get("/contribute/compare/Doe2031").text)
    assert "It says" in page
    (stands, _), (unit,) = (
        re.findall(rf'name="{name}" value="([^"]+)"', page) for name in ("decision", "unit")
    )
    values = {"decision": stands, "unit": unit, "reason": f"Because {TAG}"}
    harmless(ann.post("/contribute/compare/Doe2031", {**values, "unit": TAG}).text)
    assert "(stands)" in text_of(harmless(ann.post("/contribute/compare/Doe2031", values).text))
    for path in ("", "/publish", "/preview/Doe2031", "/compare/Doe2031", "/handed-in/Doe2031"):
        for one in (jane, mary):
            harmless(one.get(f"/contribute{path}").text)
    harmless(mary.get(f"/contribute?handed-in={TAG}").text)
    harmless(mary.get(f"/contribute/sign-in?there={TAG}").text)
    mary.get("/contribute/publish")
    assert "It is published" in text_of(
        harmless(mary.post("/contribute/publish", {"part": "Doe2031"}).text)
    )
    for path in (
        "/",
        "/cells/ModelDevelopment/Monitoring",
        "/id/publication/Doe2031",
        "/id/solution/hostile",
        "/id/coder/jane-doe",
        "/id/coding/Doe2031.jane-doe.watched-training",
        "/validation",
        "/agreement",
    ):
        page = harmless(ann.get(path).text)
    assert "49" not in text_of(ann.get("/id/solution/hostile").text).replace("2049", "")


def test_forms_of_other_sites_do_nothing(server: TestClient, tmp_path: Path) -> None:
    jane = person(server, "jane-doe")
    jane.save(CODING)
    mary = person(server, PUBLISHER)

    def state() -> list[bytes]:
        return [f.read_bytes() for f in sorted(tmp_path.rglob("*")) if f.is_file()]

    before = state()
    for form in FORMS:
        for one in (jane, mary):
            found = re.search(r'name="desk\.mark" value="([^"]+)"', one.get("/contribute").text)
            assert found
            values = {**CODING, "desk.action": "save", "part": "Zou2023"}
            # A right mark, and a foreign page; then the right page, and no mark or a wrong one.
            for headers, marks in (
                ({"Origin": "https://evil.example"}, {"desk.mark": found[1]}),
                ({"Sec-Fetch-Site": "cross-site"}, {"desk.mark": found[1]}),
                ({"Origin": "http://localhost"}, {"desk.own": "1"}),
                ({"Origin": "http://localhost"}, {"desk.mark": f"{found[1]}0"}),
            ):
                one.send("POST", form, data=values | marks, headers=headers)
            assert state() == before, form


def test_too_much_is_refused_before_it_is_read(server: TestClient) -> None:
    jane = person(server, "jane-doe")
    for form in FORMS[:4]:
        answer = jane.post(form, {"reference": "x" * 30_000, "statement": "y"}, action="save")
        assert answer.status_code == 413, form


def test_what_many_do_at_once_is_all_there(server: TestClient, tmp_path: Path) -> None:
    """Each saves drafts in several windows, then all hand in at the same moment."""
    people = [person(server, name) for name in NAMES]
    publications = ("Zou2023", "Gao2020")
    for one in people:
        one.get("/contribute/coding")

    def save(work: tuple[int, str, int]) -> None:
        who, publication, number = work
        window = Contributor(server)
        window.cookies, window.page = dict(people[who].cookies), people[who].page
        mechanism = ("Screening", "Signaling", "Bonding", "Monitoring")[number]
        coding = CODING | {"publication": publication, "mechanism": mechanism}
        coding["id"] = f"said-{number}"
        page = window.post("/contribute/coding", coding, action="save").text
        assert "Your draft is saved" in text_of(page)

    def hand_in(who: int) -> None:
        window = Contributor(server)
        window.cookies = dict(people[who].cookies)
        for publication in publications:
            answer = window.hand_in(publication)
            assert "It is handed in" in text_of(answer.text), text_of(answer.text)

    works = [(who, p, n) for who in range(3) for p in publications for n in range(4)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, works))
        list(pool.map(hand_in, range(3)))
    for name in NAMES:
        for publication in publications:
            text = (tmp_path / f"desk/codings/{name}/{publication}.yaml").read_text()
            assert [f"said-{n}" in text for n in range(4)] == [True] * 4
    assert not list((tmp_path / "desk").glob(".sealed/*/*"))
    assert not list((tmp_path / "desk").glob(".drafts/*/*"))
