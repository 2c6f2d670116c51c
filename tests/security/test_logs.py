"""No token appears in a log, on standard error, or in a response."""

from __future__ import annotations

import base64
import logging
import urllib.parse
from pathlib import Path

import pytest

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.tokens import add_token
from atlas_kg.web import Settings
from atlas_kg.workers.limits import Limits
from tests.security.servers import TOKEN, TOKENS, served

BASIC = base64.b64encode(f"ann:{TOKEN}".encode()).decode()
WRONG = "wrong-but-almost-" + TOKEN[:20]


def test_no_log_holds_a_token(
    graph: KnowledgeGraph, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """With every logger of the server at its most talkative, and every query slow."""
    settings = Settings(tokens=TOKENS, limits=Limits(patience=0.0))
    sent = []
    with caplog.at_level(logging.DEBUG), served(graph, settings, "trace") as server:
        for value in (f"Bearer {TOKEN}", f"Basic {BASIC}", f"Bearer {WRONG}", f"Basic {WRONG}"):
            common = {"Authorization": value}
            for method, path, media_type, body in (
                ("GET", "/sparql?query=ASK%20%7B%7D", None, b""),
                ("POST", "/sparql", "application/sparql-query", b"ASK { ?s ?p ?o }"),
                ("POST", "/update", "application/sparql-update", b"INSERT DATA { <a:a> <a:b> 1 }"),
                ("POST", "/update", "application/sparql-update", b"INSERT DATA {"),
                ("POST", "/update", "text/plain", b""),
                ("PUT", "/rdf-graph-store?graph=urn:g", "text/turtle", b"<a:a> <a:b> 1 ."),
                ("PUT", "/rdf-graph-store?graph=urn:g", "text/turtle", b"<a:a> <a:b>"),
                ("DELETE", "/rdf-graph-store?graph=urn:none", None, b""),
                ("GET", "/none", None, b""),
                ("GET", "/-/metrics", None, b""),
            ):
                kind = {"Content-Type": media_type} if media_type else {}
                answer = server.send(method, path, body, common | kind)
                sent.append(answer.text + str(answer.headers))
    out, err = capfd.readouterr()
    told = "\n".join([out, err, caplog.text, *map(str, caplog.records), *sent])
    assert caplog.text.count("atlas_kg.queries") >= 15
    assert "POST /update HTTP/1.1" in out
    for secret in (TOKEN, BASIC, WRONG, TOKEN[:20], BASIC[10:40], TOKEN.lower()):
        assert secret not in told


def test_token_in_an_address_is_no_token(graph: KnowledgeGraph) -> None:
    """Addresses end up in logs, so that a token there counts for nothing."""
    settings = Settings(tokens=TOKENS)
    body = urllib.parse.urlencode({"update": "CLEAR DEFAULT", "access_token": TOKEN})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    with served(graph, settings) as server:
        for path in (f"/update?access_token={TOKEN}", f"/update?token={TOKEN}"):
            assert server.send("POST", path, body, headers).status == 401


def test_file_of_tokens_holds_none(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    token = add_token(file, "ann")
    assert token not in file.read_text("utf-8")
