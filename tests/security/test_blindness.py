"""What a coder has not seen yet stays unseen: nothing tells of a sealed coding or of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from atlas_kg.desk.desk import Desk
from atlas_kg.errors import UsageError
from atlas_kg.knowledge_graph import KnowledgeGraph
from tests.web.contributors import (
    CODING,
    NAMES,
    TOKENS,
    Contributor,
    desk_app,
    folder_with_coders,
    running,
    text_of,
)

MARKER = "xylophone"
ID = "watched-training"
VALUES = {
    "kind": ["coding", "coding.json", "coder", "adjudication.json"],
    "publication": ["Zou2023", "Gao2020", "nothing"],
    "slug": ["Zou2023", "Zou2023.jane-doe.watched-training", "jane-doe", "cq01"],
    "phase": ["ModelDevelopment"],
    "mechanism": ["Monitoring"],
    "name": ["Monitoring", "cq04-gaps"],
    "suffix": ["json"],
    "form": ["json"],
    "graph": [""],
}
ALL = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER CONTAINS(STR(?o), 'xylo') }"
BAD = ["../jane-doe", "..%2Fjane-doe", "%2e%2e", "a/b", "", ".sealed", "x" * 300, "a\\b", "é"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_with_coders(tmp_path / "desk")


@pytest.fixture
def app(graph: KnowledgeGraph, folder: Path) -> FastAPI:
    return desk_app(graph, folder)


@pytest.fixture
def server(app: FastAPI) -> Iterator[TestClient]:
    with running(app) as client:
        yield client


def person(server: TestClient, name: str) -> Contributor:
    found = Contributor(server)
    assert found.sign_in(name).status_code == 200
    return found


def addresses(app: FastAPI, key: str) -> Iterator[str]:
    """Yield addresses of every route."""
    for route in app.routes:
        if isinstance(route, Mount) or not isinstance(route, Route):
            continue
        path = route.path_format
        names = re.findall(r"\{(\w+)\}", path)
        for number in range(max((len(VALUES.get(n, [])) for n in names), default=1) or 1):
            given = {n: VALUES.get(n, ["x"]) for n in names} | (
                {"key": [key]} if "key" in names else {}
            )
            yield path.format(**{n: v[number % len(v)] for n, v in given.items()})
    yield f"/sparql?query={ALL}".replace(" ", "%20")
    yield "/rdf-graph-store?default"
    yield "/rdf-graph-store?graph=https://w3id.org/llm-atlas/graph/proposed"


def test_nothing_tells_of_a_sealed_coding(server: TestClient, app: FastAPI, folder: Path) -> None:
    jane, john = person(server, "jane-doe"), person(server, "john-roe")
    jane.save(CODING | {"publication": "Gao2020", "id": f"{ID}-draft"})
    (draft,) = re.findall(r'name="desk\.draft" value="(\w+)"', jane.page)
    jane.code(CODING)
    assert MARKER in jane.get("/contribute/handed-in/Zou2023").text
    assert MARKER in jane.get(f"/contribute/drafts/{draft}").text
    nobody = Contributor(server)
    seen = 0
    for someone in (john, nobody):
        for address in addresses(app, draft):
            for accept in ("text/html", "application/json", "text/turtle", "*/*"):
                for method in ("GET", "POST"):
                    answer = someone.send(method, address, headers={"Accept": accept})
                    if address.startswith("/sparql?query") and method == "GET":
                        assert answer.status_code in (200, 406)
                    told = answer.text + str(answer.headers)
                    assert MARKER not in told, address
                    if "/id/" not in address:
                        assert ID not in told, address
                    seen += 1
    assert seen > 400
    # A record of the same name in the same place is no different from any other.
    john.get("/contribute/coding")
    told = john.post("/contribute/coding", CODING | {"statement": "Mine."}, action="check").text
    assert "already" not in text_of(told)
    assert MARKER not in server.get("/contribute/waiting.zip").content.decode("latin-1")
    assert "jane-doe/" not in server.get("/contribute").text
    john.save(CODING | {"statement": "Mine."})
    page = text_of(john.get("/contribute/hand-in/Zou2023").text)
    assert "Another coder has handed in a coding" in page
    assert "jane" not in page.lower()
    # Other users of the machine read no draft and no sealed coding.
    for name in (".drafts", ".sealed"):
        assert (folder / name).stat().st_mode & 0o077 == 0


def test_sealed_and_unknown_publications_look_alike(server: TestClient) -> None:
    jane, john = person(server, "jane-doe"), person(server, "john-roe")
    jane.code(CODING)
    sealed, unknown = (
        john.get(f"/contribute/compare/{name}").text for name in ("Zou2023", "Gao2020")
    )
    assert sealed.replace("Zou2023", "") == unknown.replace("Gao2020", "")


def test_third_coder_is_not_shown_the_two(server: TestClient) -> None:
    jane, john, ann = (person(server, name) for name in NAMES)
    jane.code(CODING)
    john.code(CODING | {"id": "mine"})
    assert MARKER in ann.get("/contribute/compare/Zou2023").text
    ann.save(CODING | {"id": "third", "statement": "Third."})
    for address in ("/contribute", "/contribute/compare/Zou2023", "/contribute/hand-in/Zou2023"):
        assert MARKER not in ann.get(address).text
    ann.get("/contribute/coding")
    checked = ann.post("/contribute/coding", CODING | {"statement": "Third."}, action="check").text
    assert MARKER not in checked
    assert "What would follow" not in checked


def test_two_hand_in_at_the_same_moment(graph: KnowledgeGraph, folder: Path) -> None:
    from tests.test_contribution import contribution  # noqa: PLC0415 - shares its module

    desk = Desk(folder, graph)
    try:
        codings = [
            contribution(
                graph.dataset,
                "coding",
                {n: (v,) for n, v in CODING.items()} | {"coder": (name,), "status": ("Tentative",)},
            )
            for name in NAMES[:2]
        ]

        def hand_in(number: int) -> bool | None:
            try:
                return desk.hand_in([codings[number % 2]], ())
            except UsageError:
                return None

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(hand_in, range(16)))
        assert sorted(found, key=str) == [False, *[None] * 14, True]
        assert len(list(folder.glob("codings/*/Zou2023.yaml"))) == 2
        assert not list(folder.glob(".sealed/*/*.yaml"))
        with pytest.raises(UsageError, match="Another server keeps"):
            Desk(folder, graph)
    finally:
        desk.close()


def test_forged_and_stolen_cookies(server: TestClient) -> None:
    jane = person(server, "jane-doe")
    (cookie,) = jane.cookies.values()
    for forged in ("x", "", f"{cookie}x", cookie.swapcase(), "jane-doe", "\x01"):
        stranger = Contributor(server)
        stranger.cookies["atlas-session"] = forged
        assert "Signed in as" not in stranger.get("/contribute").text
    jane.get("/contribute")
    jane.post("/contribute/sign-out", {})
    thief = Contributor(server)
    thief.cookies["atlas-session"] = cookie
    assert "Signed in as" not in thief.get("/contribute").text


def test_cookie_is_kept_from_scripts_and_other_sites(server: TestClient) -> None:
    for scheme in ("http", "https"):
        someone = Contributor(server)
        answer = someone.send(
            "POST",
            f"{scheme}://localhost/contribute/sign-in",
            data={"desk.token": TOKENS["jane-doe"]},
        )
        kept = answer.headers["set-cookie"].lower()
        assert "httponly" in kept
        assert "samesite=lax" in kept
        assert "max-age=28800" in kept
        assert "path=/contribute" in kept
        assert ("secure" in kept) == (scheme == "https")
        assert answer.headers["cache-control"] == "no-store"


FORMS = {
    "/contribute/coding": {"desk.action": "save", **CODING},
    "/contribute/solution": {"desk.action": "hand-in", "key": "made-up"},
    "/contribute/hand-in/Zou2023": {"desk.state": "x"},
    "/contribute/compare/Zou2023": {"reason": "x", "decision": "x"},
    "/contribute/introduction": {"desk.label": "x"},
    "/contribute/sign-out": {},
}


@pytest.mark.parametrize("path", FORMS)
def test_form_without_its_mark_does_nothing(server: TestClient, folder: Path, path: str) -> None:
    jane, john = person(server, "jane-doe"), person(server, "john-roe")
    john.get("/contribute/coding")
    (foreign,) = set(re.findall(r'name="desk\.mark" value="([^"]+)"', john.page))
    before = sorted(folder.rglob("*"))
    for mark in ({}, {"desk.mark": "x.y"}, {"desk.mark": foreign}, {"desk.mark": "é.é"}):
        jane.send("POST", path, data=FORMS[path] | mark)
        assert sorted(folder.rglob("*")) == before
        assert "Signed in as" in jane.get("/contribute").text


@pytest.mark.parametrize("path", [*FORMS, "/contribute/sign-in"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://other.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_form_of_another_site(
    server: TestClient, folder: Path, path: str, headers: dict[str, str]
) -> None:
    jane = person(server, "jane-doe")
    jane.get("/contribute/coding")
    mark = re.findall(r'name="desk\.mark" value="([^"]+)"', jane.page)[0]
    values = {"desk.mark": mark, "desk.token": TOKENS["john-roe"], **FORMS.get(path, {})}
    before = sorted(folder.rglob("*"))
    answer = jane.send("POST", path, data=values, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("name", BAD)
def test_names_lead_out_of_no_folder(server: TestClient, folder: Path, name: str) -> None:
    jane = person(server, "jane-doe")
    jane.code(CODING)
    before = sorted(folder.parent.rglob("*"))
    for path in ("drafts", "handed-in", "hand-in", "compare"):
        assert jane.get(f"/contribute/{path}/{name}").status_code in (307, 404)
    for kind in ("solution", "publication", "coder"):
        jane.get(f"/contribute/{kind}")
        jane.post(f"/contribute/{kind}", {"key": name, "label": "x"}, action="hand-in")
    jane.get("/contribute/coding")
    jane.post("/contribute/coding", CODING, action="save", draft=f"../jane-doe/{name}", stored="x")
    jane.post("/contribute/coding", CODING, action="discard", draft=f"../../coders/{name}")
    assert sorted(folder.parent.rglob("*")) == before
    jane.get("/contribute/coding")
    jane.post("/contribute/coding", CODING | {"publication": name}, action="save")
    jane.hand_in("x")
    new = set(folder.parent.rglob("*")) - set(before)
    assert {file.parent.parent for file in new if file.is_file()} <= {folder / ".drafts"}


def test_coder_is_who_signed_in(server: TestClient, folder: Path) -> None:
    jane = person(server, "jane-doe")
    jane.code(CODING | {"coder": "john-roe", "status": "Accepted", "desk.owner": "john-roe"})
    assert [file.parent.name for file in folder.glob(".sealed/*/*.yaml")] == ["jane-doe"]
    assert "Accepted" not in (folder / ".sealed/jane-doe/Zou2023.yaml").read_text()
    jane.get("/contribute/coder")
    record = {"key": "john-doe", "label": "John", "kind": "HumanCoder", "description": "x"}
    told = jane.post("/contribute/coder", record, action="hand-in").text
    assert "yourself as coder alone" in text_of(told)
    assert not (folder / "coders/john-doe.yaml").exists()


def test_guessing_is_slowed_down(server: TestClient) -> None:
    stranger = Contributor(server)
    statuses = [
        stranger.send("POST", "/contribute/sign-in", data={"desk.token": "x", "note": "kept"})
        for _ in range(15)
    ]
    assert {answer.status_code for answer in statuses[:5]} == {403}
    assert statuses[-1].status_code == 429
    assert statuses[-1].headers["retry-after"] == "60"
    assert 'value="kept"' in statuses[-1].text


def test_token_whose_owner_is_no_name_of_a_file(server: TestClient) -> None:
    answer = Contributor(server).send(
        "POST", "/contribute/sign-in", data={"desk.token": TOKENS["a@example.org"]}
    )
    assert answer.status_code == 403
    assert "cannot be the name of a coder" in text_of(answer.text)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("there", ["https://other.example/", "//other.example", "/\\other", "/x"])
def test_signing_in_leads_nowhere_else(server: TestClient, there: str) -> None:
    answer = Contributor(server).send(
        "POST",
        "/contribute/sign-in",
        data={"desk.token": TOKENS["jane-doe"], "desk.there": there},
    )
    assert answer.headers["location"] == "/contribute"


def test_what_was_typed_is_no_markup(server: TestClient) -> None:
    nasty = """"><script>alert(1)</script>{{ 7 * 7 }}"""
    jane, john, ann = (person(server, name) for name in NAMES)
    jane.code(CODING | {"statement": nasty, "section": nasty})
    john.code(CODING | {"id": "mine", "mechanism": "Screening"})
    pages = [jane.get("/contribute/handed-in/Zou2023"), ann.get("/contribute/compare/Zou2023")]
    ann.cookies.clear()
    pages.append(ann.post("/contribute/compare/Zou2023", {"reason": nasty, nasty: nasty}))
    for page in pages:
        assert "alert(1)" in page.text
        assert "<script>" not in page.text
        assert "default-src 'self'" in page.headers["content-security-policy"]
