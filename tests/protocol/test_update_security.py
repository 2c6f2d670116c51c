"""Nobody writes without a token, and no token is told (RFC 9110, 11 and 15.5; RFC 6750)."""

from __future__ import annotations

import base64
import hashlib
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.protocol.conftest import Running, Start, new_token
from tests.protocol.wire import FORM, TURTLE, UPDATE, Answer, Endpoint, Pairs, send

pytestmark = pytest.mark.own

GRAPH = "http://example.org/secured"
INSERT = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <{GRAPH}> a <{GRAPH}> }} }}"
IS_THERE = f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
TRIPLE = f"<{GRAPH}> a <{GRAPH}> .".encode()


def attempts(endpoint: Endpoint, headers: Pairs) -> dict[str, Answer]:
    """Try to write in every way there is."""
    sent = [*headers]
    update = [("Content-Type", UPDATE), *sent]
    form = [("Content-Type", FORM), *sent]
    turtle = [("Content-Type", TURTLE), *sent]
    direct = f"{endpoint.graphs_url}/secured"
    named = endpoint.named(GRAPH)
    encoded = f"update={INSERT}".replace(" ", "+").encode()
    return {
        "update": send(endpoint.update_url, "POST", update, INSERT.encode()),
        "form": send(endpoint.update_url, "POST", form, encoded),
        "update at the query address": send(endpoint.query_url, "POST", update, INSERT.encode()),
        "form at the query address": send(endpoint.query_url, "POST", form, encoded),
        "PUT": send(named, "PUT", turtle, TRIPLE),
        "POST": send(named, "POST", turtle, TRIPLE),
        "DELETE": send(named, "DELETE", sent),
        "PUT direct": send(direct, "PUT", turtle, TRIPLE),
        "POST direct": send(direct, "POST", turtle, TRIPLE),
        "DELETE direct": send(direct, "DELETE", sent),
        "PUT default": send(endpoint.default, "PUT", turtle, TRIPLE),
        "DELETE default": send(endpoint.default, "DELETE", sent),
        "POST new": send(endpoint.graphs_url, "POST", turtle, TRIPLE),
    }


def number_of_triples(endpoint: Endpoint) -> str:
    query = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    (row,) = endpoint.post(query, "application/sparql-results+json").rows()
    return str(row["n"]["value"])


@pytest.mark.parametrize("headers", [[], [("Authorization", "Bearer anything")]])
def test_a_server_without_tokens_takes_no_changes(
    reader: Endpoint, headers: list[tuple[str, str]]
) -> None:
    before = number_of_triples(reader)
    for name, answer in attempts(reader, headers).items():
        assert answer.status == 403, name
        assert answer.json()["detail"], name
    assert number_of_triples(reader) == before
    assert not reader.ask(IS_THERE)


def basic(password: str) -> tuple[str, str]:
    return ("Authorization", f"Basic {base64.b64encode(f'x:{password}'.encode()).decode()}")


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", "Bearer no-such-token")],
        [("Authorization", "Bearer")],
        [("Authorization", "Bearer ")],
        [("Authorization", "")],
        [("Authorization", "Basic")],
        [("Authorization", "Basic ###")],
        [("Authorization", "Basic /w==")],
        [basic("no-such-token")],
        [basic("")],
        [("Authorization", "Bearer é")],
        [("Authorization", f"Bearer {'x' * 5000}")],
        [("Authorization", "Digest username=x")],
        [("Cookie", "token=no-such-token")],
    ],
)
def test_changes_need_a_token(endpoint: Endpoint, headers: list[tuple[str, str]]) -> None:
    endpoint.change(f"DROP SILENT GRAPH <{GRAPH}>")
    before = number_of_triples(endpoint)
    for name, answer in attempts(endpoint, headers).items():
        assert answer.status == 401, name
        assert "bearer" in answer.headers["WWW-Authenticate"].lower(), name
        assert answer.media_type == "application/problem+json", name
    assert number_of_triples(endpoint) == before


def test_the_token_counts_in_its_header_only(endpoint: Endpoint) -> None:
    endpoint.change(f"DROP SILENT GRAPH <{GRAPH}>")
    token = endpoint.token or ""
    for name in ("token", "access_token", "key", "Authorization"):
        url = f"{endpoint.update_url}?{name}={token}"
        answer = send(url, "POST", [("Content-Type", UPDATE)], INSERT.encode())
        assert answer.status == 401
    for headers in ([("X-Token", token)], [("Cookie", f"token={token}")]):
        sent = [("Content-Type", UPDATE), *headers]
        assert send(endpoint.update_url, "POST", sent, INSERT.encode()).status == 401
    assert not endpoint.ask(IS_THERE)


def test_parts_and_relatives_of_a_token_are_none(running: Running) -> None:
    endpoint = running.endpoint
    token = endpoint.token or ""
    stored = (running.tokens or Path()).read_text("utf-8").split()[1]
    near = [token[:-1], token + "x", token.swapcase(), token[::-1], stored]
    near.append(stored.removeprefix("sha256:"))
    for word in near:
        sent = [("Content-Type", UPDATE), ("Authorization", f"Bearer {word}")]
        assert send(endpoint.update_url, "POST", sent, INSERT.encode()).status == 401
        sent = [("Content-Type", UPDATE), basic(word)]
        assert send(endpoint.update_url, "POST", sent, INSERT.encode()).status == 401


@pytest.fixture
def running(writable: Running) -> Running:
    writable.endpoint.change(f"DROP SILENT GRAPH <{GRAPH}>")
    return writable


@pytest.mark.parametrize("scheme", ["Bearer {}", "bearer {}", "BEARER  {}"])
def test_the_scheme_is_written_as_one_likes(running: Running, scheme: str) -> None:
    endpoint = running.endpoint
    sent = [("Content-Type", UPDATE), ("Authorization", scheme.format(endpoint.token))]
    assert send(endpoint.update_url, "POST", sent, INSERT.encode()).status in (200, 204)
    assert endpoint.ask(IS_THERE)


def test_the_token_may_be_a_password(running: Running) -> None:
    endpoint = running.endpoint
    sent = [("Content-Type", UPDATE), *endpoint.basic_authorization]
    assert send(endpoint.update_url, "POST", sent, INSERT.encode()).status in (200, 204)
    assert endpoint.ask(IS_THERE)


def test_reading_needs_no_token(running: Running) -> None:
    endpoint = running.endpoint
    assert endpoint.get("ASK {}", "application/sparql-results+json").truth()
    assert send(endpoint.default).status in (200, 404)
    for method in ("OPTIONS", "HEAD"):
        assert send(endpoint.query_url, method).status in (200, 204)
    wrong = [("Authorization", "Bearer no-such-token")]
    assert send(f"{endpoint.query_url}?query=ASK%7B%7D", headers=wrong).status in (200, 401)


def test_who_may_not_write_learns_nothing_of_the_update(running: Running) -> None:
    sent = [("Content-Type", UPDATE)]
    for body in (b"", b"INSERT", b"\xff", b"LOAD <file:///etc/passwd>"):
        assert send(running.endpoint.update_url, "POST", sent, body).status == 401


def test_tokens_are_stored_hashed(running: Running) -> None:
    assert running.tokens
    lines = running.tokens.read_text("utf-8").splitlines()
    token = running.endpoint.token or ""
    assert f"suite sha256:{hashlib.sha256(token.encode()).hexdigest()}" in lines
    assert token not in running.tokens.read_text("utf-8")
    assert len(token) >= 32
    assert not running.tokens.stat().st_mode & 0o077


def test_each_token_of_the_file_counts(start: Start, tmp_path: Path) -> None:
    tokens = tmp_path / "tokens"
    words = [new_token(name, tokens) for name in ("first", "second")]
    assert len(set(words)) == 2
    with start("--tokens", str(tokens)) as server:
        for word in words:
            sent = [("Content-Type", UPDATE), ("Authorization", f"Bearer {word}")]
            answer = send(server.endpoint.update_url, "POST", sent, INSERT.encode())
            assert answer.status in (200, 204)


def test_no_token_is_logged(running: Running) -> None:
    endpoint = running.endpoint
    token = endpoint.token or ""
    endpoint.change(INSERT)
    endpoint.update("INSERT DATA { broken")
    endpoint.write("PUT", endpoint.named(GRAPH), "broken")
    sent = [("Content-Type", UPDATE), *endpoint.basic_authorization]
    send(endpoint.update_url, "POST", sent, b"CLEAR GRAPH <http://example.org/none>")
    send(f"{endpoint.update_url}?access_token={token}", "POST", sent, b"INSERT")
    send(f"{endpoint.query_url}?query=ASK%7B%7D&access_token={token}")
    log = running.log.read_text("utf-8")
    assert token not in log
    assert endpoint.basic_authorization[0][1].split()[1] not in log


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A port that writes down who calls."""
    calls: list[bytes] = []

    class Listener(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            calls.append(self.request.recv(1024))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1], calls
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:{port}/>",
        "LOAD SILENT <http://127.0.0.1:{port}/>",
        "load <http://localhost:{port}/> into graph <http://e.org/>",
        "LOAD <file:///etc/passwd>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <http://[::1]:{port}/> { ?s ?p ?o } }",
        "PREFIX x: <http://127.0.0.1:{port}/> LOAD x:data",
        "BASE <http://127.0.0.1:{port}/> LOAD <data>",
    ],
)
def test_updates_fetch_nothing(running: Running, update: str) -> None:
    with listening() as (port, calls):
        answer = running.endpoint.update(update.replace("{port}", str(port)))
        assert answer.status in (400, 403)
    assert calls == []
