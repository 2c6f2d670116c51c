"""Signing in by ORCID, in a browser without scripts."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
import yaml
from fastapi import FastAPI
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.orcid.setting import CALLBACK, Orcid
from atlas_kg.tokens import Right
from atlas_kg.web import Settings, create_app
from tests.orcid.registry import CLIENT, JANE, JOHN, SECRET, Registry, running_registry
from tests.web.contributors import CODING, KNOWN, Contributor, running, text_of

Start = Callable[..., AbstractContextManager[TestClient]]
BACK = f"http://localhost{CALLBACK}"


@pytest.fixture
def registry() -> Iterator[Registry]:
    with running_registry() as found:
        yield found


@pytest.fixture
def start(graph: KnowledgeGraph, tmp_path: Path, registry: Registry) -> Start:
    """Start a server, the second time with the same folder."""

    @contextmanager
    def started(admitted: dict[str, Right] | None = None) -> Iterator[TestClient]:
        orcid = Orcid(CLIENT, SECRET, BACK, registry.issuer, admitted)
        settings = Settings(max_body=20_000, tokens=KNOWN, desk=tmp_path / "desk", orcid=orcid)
        app: FastAPI = create_app(graph, settings)
        with running(app) as client:
            yield client

    return started


def away(person: Contributor, typed: dict[str, str] | None = None) -> str:
    """Go to ORCID, and return the path with which one comes back."""
    if typed is None:
        answer = person.send("GET", "/contribute/orcid?there=/contribute/coding")
        address = answer.headers["location"]
    else:
        answer = person.post("/contribute/orcid", typed, there="/contribute/coding")
        found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)
        assert found
        address = found[1].replace("&amp;", "&")
    parts = urlsplit(httpx2.get(address).headers["location"])
    return f"{parts.path}?{parts.query}"


def test_new_coder_says_who_they_are(start: Start, tmp_path: Path) -> None:
    with start() as server:
        jane = Contributor(server)
        assert "Sign in with ORCID" in jane.get("/contribute/sign-in").text
        page = jane.get(away(jane)).text
        assert f'value="{JANE}"' not in page
        introduction = jane.get("/contribute/introduction").text
        assert 'value="Jane Doe"' in introduction
        assert re.search(rf'name="desk.orcid" value="{JANE}"[^>]* readonly', introduction)
        jane.post("/contribute/introduction", {}, label="Jane Doe", orcid=JOHN)
        record = yaml.safe_load((tmp_path / f"desk/coders/{JANE}.yaml").read_text())
        assert record["orcid"] == JANE
        assert record["kind"] == "HumanCoder"
        assert "Nobody sees it but you" in text_of(jane.save(CODING).text)


def test_what_was_typed_comes_back(start: Start, tmp_path: Path) -> None:
    (tmp_path / "desk/coders").mkdir(parents=True)
    (tmp_path / f"desk/coders/{JANE}.yaml").write_text(
        "# A coder.\nschema: 1\nlabel: Jane Doe\nkind: HumanCoder\n"
        f"description: Somebody.\norcid: {JANE}\n"
    )
    with start() as server:
        jane = Contributor(server)
        jane.get("/contribute/coding")
        page = jane.post("/contribute/coding", CODING, action="save").text
        assert "Nothing that you typed is lost" in text_of(page)
        carried = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        back = away(jane, carried)
    # The server was started anew while they were away.
    with start() as server:
        again = Contributor(server)
        again.cookies = jane.cookies
        page = again.get(back).text
        assert CODING["statement"] in page
        assert "it is not saved yet" in text_of(page)
        assert "code=" not in again.send("GET", back).headers["location"]
        assert "Nobody sees it but you" in text_of(
            again.post("/contribute/coding", CODING, action="save").text
        )


def test_only_the_browser_that_began_comes_back(start: Start) -> None:
    with start() as server:
        jane, mallory = Contributor(server), Contributor(server)
        back = away(jane)
        answer = mallory.get(back)
        assert answer.status_code == 403
        assert "another browser" in text_of(answer.text)
        assert "Signed in as" not in mallory.get("/contribute").text
        # It is still worth something to whoever began, once.
        jane.get(back)
        jane.cookies.pop("atlas-session")
        assert "used already" in text_of(jane.get(back).text)


def test_without_the_state_nobody_is_let_in(start: Start) -> None:
    with start() as server:
        jane = Contributor(server)
        back = away(jane)
        forged = re.sub(r"state=[^&]+", "state=guessed", back)
        assert jane.get(forged).status_code == 403
        assert jane.get(CALLBACK).status_code == 403
        assert "Signed in as" not in jane.get("/contribute").text


def test_who_does_not_allow_it_is_not_signed_in(start: Start, registry: Registry) -> None:
    registry.denies = True
    with start() as server:
        jane = Contributor(server)
        answer = jane.get(away(jane, {"statement": "Typed before."}))
        assert answer.status_code == 403
        assert "ORCID did not sign you in" in text_of(answer.text)
        assert 'value="Typed before."' in answer.text


def test_list_says_who_may_contribute(start: Start, registry: Registry) -> None:
    with start({JANE: Right.CONTRIBUTE}) as server:
        jane, john = Contributor(server), Contributor(server)
        assert jane.get(away(jane)).status_code == 200
        registry.who = JOHN
        answer = john.get(away(john))
        assert answer.status_code == 403
        assert f"{JOHN} is not on the list" in text_of(answer.text)


def test_silent_registry_is_told_and_loses_nothing(start: Start, registry: Registry) -> None:
    registry.is_silent = True
    with start() as server:
        jane = Contributor(server)
        jane.get("/contribute/sign-in")
        answer = jane.post("/contribute/orcid", CODING, there="/contribute/coding")
        assert answer.status_code == 502
        assert "ORCID cannot be reached" in text_of(answer.text)
        assert CODING["statement"] in answer.text


def test_page_of_another_site_sends_nobody_there(start: Start) -> None:
    with start() as server:
        jane = Contributor(server)
        headers = {"Origin": "https://evil.example"}
        answer = jane.send("POST", "/contribute/orcid", data={"a": "b"}, headers=headers)
        assert answer.status_code == 403


def test_secrets_stand_in_no_log(
    start: Start, registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    registry.spoil = lambda claims: claims | {"nonce": "another"}
    with start() as server:
        jane = Contributor(server)
        back = away(jane)
        # The browser and the log of requests know the code; what is logged here must not.
        caplog.clear()
        assert jane.get(back).status_code == 502
    (form,) = registry.asked
    told = "\n".join(
        record.getMessage()
        for record in caplog.records
        if not record.name.startswith("httpx2") or "/contribute/" not in record.getMessage()
    )
    assert "could not sign in by ORCID" in told
    for secret in (SECRET, form["code"], form["code_verifier"]):
        assert secret not in told


def test_cookie_is_secure_where_the_address_is(
    graph: KnowledgeGraph, tmp_path: Path, registry: Registry
) -> None:
    callback = f"https://atlas.example.org{CALLBACK}"
    orcid = Orcid(CLIENT, SECRET, callback, registry.issuer)
    settings = Settings(desk=tmp_path / "desk", orcid=orcid)
    with running(create_app(graph, settings)) as server:
        answer = Contributor(server).send("GET", "/contribute/orcid")
        cookie = answer.headers["set-cookie"]
        assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/contribute/orcid"} <= set(
            cookie.split("; ")
        )
        # Without tokens there is one way in.
        assert "Token" not in Contributor(server).get("/contribute/sign-in").text
