"""People who contribute in a browser, as far as forms and cookies go."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI
from httpx2 import Client, Response
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.tokens import Tokens, new_token, token_line
from atlas_kg.web import Settings, create_app

NAMES = ("jane-doe", "john-roe", "ann-other")
PUBLISHER = "mary-major"
TOKENS = {name: new_token() for name in (*NAMES, PUBLISHER, "a@example.org")}
KNOWN = Tokens(
    {name: bytes.fromhex(token_line(name, t).partition(":")[2]) for name, t in TOKENS.items()},
    contributors=NAMES,
    publishers=(PUBLISHER,),
)
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
WORDS = "Training is watched: xylophone gradients tell."
CODING = {
    "publication": "Zou2023",
    "id": "watched-training",
    "statement": WORDS,
    "phase": "ModelDevelopment",
    "target": "Model",
    "mechanism": "Monitoring",
    "solution": "dataset-analysis",
    "section": "4.1",
}
_MARK = re.compile(r'name="desk\.mark" value="([^"]+)"')


def desk_app(
    graph: KnowledgeGraph, folder: Path, rate: float | None = None, data: Path | None = None
) -> FastAPI:
    settings = Settings(max_body=20_000, tokens=KNOWN, desk=folder, rate=rate, data=data)
    return create_app(graph, settings)


def folder_with_coders(folder: Path) -> Path:
    """Make a folder of a desk that knows who will sign in."""
    (folder / "coders").mkdir(parents=True)
    for name in (*NAMES, PUBLISHER):
        (folder / f"coders/{name}.yaml").write_text(
            f"# A coder.\nschema: 1\nlabel: {name.replace('-', ' ').title()}\n"
            "kind: HumanCoder\ndescription: Somebody who codes.\n"
        )
    return folder


class Contributor:
    """One person with a browser of their own.

    Args:
        running: A client of the application, which runs.
    """

    def __init__(self, running: Client) -> None:
        self._running = running
        self.cookies: dict[str, str] = {}
        self.page = ""

    def send(self, method: str, path: str, **options: object) -> Response:
        self._running.cookies.clear()
        headers = {**BROWSER, **dict(options.pop("headers", {}))}  # type: ignore[call-overload]
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer: Response = self._running.request(
            method,
            path,
            headers=headers,
            follow_redirects=False,
            **options,  # type: ignore[arg-type]
        )
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        if "text/html" in answer.headers.get("content-type", ""):
            self.page = answer.text
        return answer

    def get(self, path: str) -> Response:
        answer = self.send("GET", path)
        if answer.status_code == 303:
            return self.get(answer.headers["location"])
        return answer

    def post(self, path: str, values: Mapping[str, object], **own: str) -> Response:
        """Send a form, with the mark of the page that was shown last."""
        found = _MARK.search(self.page)
        sent = {**values, **{f"desk.{name}": value for name, value in own.items()}}
        if found:
            sent.setdefault("desk.mark", found[1])
        answer = self.send("POST", path, data=sent)
        if answer.status_code == 303:
            return self.get(answer.headers["location"])
        return answer

    def sign_in(self, name: str) -> Response:
        self.get("/contribute/sign-in")
        answer = self.post("/contribute/sign-in", {}, token=TOKENS[name])
        if "I am a person" in answer.text:
            return self.post("/contribute/introduction", {}, label=name.replace("-", " ").title())
        return answer

    def save(self, coding: Mapping[str, object]) -> Response:
        self.get("/contribute/coding")
        return self.post("/contribute/coding", coding, action="save")

    def hand_in(self, publication: str) -> Response:
        self.get(f"/contribute/hand-in/{publication}")
        state = re.search(r'name="desk\.state" value="([^"]+)"', self.page)
        return self.post(f"/contribute/hand-in/{publication}", {}, state=state[1] if state else "")

    def code(self, coding: Mapping[str, object]) -> Response:
        """Save a coding and hand it in."""
        self.save(coding)
        return self.hand_in(str(coding["publication"]))


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@contextmanager
def running(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://localhost") as client:
        yield client
