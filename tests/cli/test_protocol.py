"""HTTP on the wire: requests however they are cut, on whichever way they go."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from atlas_kg.cli import protocol
from atlas_kg.knowledge_graph import KnowledgeGraph
from tests.short_ways import Client, Given, Server, get, served, slow

SLOW = 400
"""So many rows by as many take longer than a moment."""
LONG = 20_000
"""And so many take until they are stopped."""


@pytest.fixture(scope="module")
def server(graph: KnowledgeGraph) -> Iterator[Server]:
    with served(graph) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with server.connect() as connected:
        yield connected


def value(given: Given) -> str:
    (row,) = json.loads(given.body)["results"]["bindings"]
    (found,) = row.values()
    return str(found["value"])


def constant(text: str) -> bytes:
    return get(f"SELECT ('{text}' AS ?x) {{}}")


def test_requests_in_one_segment_are_answered_in_their_order(
    server: Server, client: Client
) -> None:
    server.expressed(client)
    texts = [f"piped {number}" for number in range(5)]
    for _ in range(3):
        client.send(b"".join(constant(text) for text in texts))
        assert [value(client.receive()) for _ in texts] == texts


@pytest.mark.parametrize("pause", [0.0, 0.005, 0.03])
def test_what_comes_behind_a_slow_request_waits_for_it(
    server: Server, client: Client, pause: float
) -> None:
    server.expressed(client)
    before = len(server.ways)
    client.send(get(slow(SLOW)))
    time.sleep(pause)
    client.send(constant(f"behind {pause}") + constant(f"last {pause}"))
    assert value(client.receive()).isdigit()
    assert value(client.receive()) == f"behind {pause}"
    assert value(client.receive()) == f"last {pause}"
    assert server.ways[before] == "resumed"
    assert value(client.ask(constant(f"and on {pause}"))) == f"and on {pause}"
    assert server.rests()


def test_a_request_may_come_in_parts(server: Server, client: Client) -> None:
    request = server.expressed(client)
    for place in (1, 4, 20, len(request) - 1):
        client.send(request[:place])
        time.sleep(0.02)
        client.send(request[place:])
        assert client.receive().status == 200
    assert server.ways[-1] == "usual"


@pytest.mark.parametrize("place", [0, 1])
def test_what_stands_in_a_body_is_no_request(server: Server, client: Client, place: int) -> None:
    request = server.expressed(client)
    for _ in range(3):
        client.ask(request)
    assert server.ways[-1] == "repeated"
    before = len(server.ways)
    head = (
        f"POST /sparql HTTP/1.1\r\nHost: short.example\r\nAccept: */*\r\n"
        f"Content-Type: application/sparql-query\r\nContent-Length: {place + len(request)}\r\n\r\n"
    )
    client.send(head.encode() + b"#"[:place])
    time.sleep(0.03)
    client.send(request)
    assert client.receive().status == 400
    assert server.ways[before:] == ["usual"]
    assert client.ask(request).status == 200


def test_a_body_in_chunks_is_no_request_either(server: Server, client: Client) -> None:
    request = server.expressed(client)
    for _ in range(3):
        client.ask(request)
    head = (
        "POST /sparql HTTP/1.1\r\nHost: short.example\r\nTransfer-Encoding: chunked\r\n"
        f"Content-Type: application/sparql-query\r\n\r\n{len(request):x}\r\n"
    )
    client.send(head.encode())
    time.sleep(0.03)
    client.send(request)
    time.sleep(0.03)
    client.send(b"\r\n0\r\n\r\n")
    assert client.receive().status == 400
    assert client.ask(request).status == 200


def test_head_has_no_body(server: Server, client: Client) -> None:
    request = server.expressed(client)
    got = client.ask(request)
    for _ in range(3):
        client.send(b"HEAD" + request[3:])
        head = client.receive("HEAD")
        assert (head.status, head.body) == (200, b"")
        assert head.headers == got.headers
        assert server.ways[-1] == "usual"
    assert client.ask(request).body == got.body


def test_connections_of_old_clients_are_closed(server: Server, client: Client) -> None:
    request = server.expressed(client)
    for _ in range(4):
        for old in (request.replace(b" HTTP/1.1", b" HTTP/1.0", 1), get("ASK {}", version="1.0")):
            with server.connect() as another:
                assert another.ask(old).status == 200
                assert another.is_closed(2)


def test_a_client_may_have_the_connection_closed(server: Server, client: Client) -> None:
    server.expressed(client)
    for _ in range(4):
        with server.connect() as another:
            given = another.ask(get("SELECT (1 AS ?x) {}", {"Connection": "close"}))
            assert (given.status, given.headers["connection"]) == (200, "close")
            assert another.is_closed(2)


def test_connections_that_are_quiet_are_closed(graph: KnowledgeGraph) -> None:
    with served(graph, keep_alive=1) as server, server.connect() as client:
        for _ in range(4):
            time.sleep(0.6)
            server.expressed(client)
        last = time.monotonic()
        assert client.is_closed(5)
        assert time.monotonic() - last > 0.7


def test_nobody_works_for_a_client_that_left(server: Server, client: Client) -> None:
    server.expressed(client)
    for pause in (0.0, 0.005, 0.1):
        with server.connect() as another:
            another.send(get(slow(LONG)))
            time.sleep(pause)
        assert server.rests()
    assert value(client.ask(constant("still"))) == "still"


def test_the_same_slow_query_of_many_is_let_go_of(server: Server, client: Client) -> None:
    """One has the answer of another that was begun later, and its own is needed no more."""
    server.expressed(client)
    for rows in range(100, 500, 50):
        request = get(slow(rows))
        clients = [server.connect() for _ in range(6)]
        for another in clients:
            another.send(request)
            time.sleep(0.008)
        assert len({another.receive().body for another in clients}) == 1
        for another in clients:
            another.__exit__()
    assert server.rests()
    assert value(client.ask(constant("and well"))) == "and well"


@pytest.mark.parametrize("rows", [1, SLOW])
def test_what_is_under_way_is_answered_before_the_end(graph: KnowledgeGraph, rows: int) -> None:
    with served(graph) as server, server.connect() as client, server.connect() as idle:
        server.expressed(client)
        server.expressed(idle)
        client.send(get(slow(rows)))
        time.sleep(0.003)
        server.running.should_exit = True
        assert value(client.receive()).isdigit()
        assert client.is_closed(5)
        assert idle.is_closed(5)


@pytest.mark.parametrize(
    "request_",
    [
        get(f"ASK {{}} #{'x' * 70_000}"),
        get("ASK {}", {"X-Long": "x" * 70_000}),
        get("ASK {}", {f"X-{number}": "x" for number in range(100)}),
        # These never end.
        get("ASK {}", {"X-Long": "x" * 700_000})[:-4],
        get("ASK {}", {f"X-{number}": "x" * 1000 for number in range(700)})[:-4],
    ],
    ids=["address", "header", "headers", "endless header", "endless headers"],
)
def test_long_heads_are_refused(server: Server, client: Client, request_: bytes) -> None:
    server.expressed(client)
    # In parts that the server surely takes one by one, so that none is left when it closes.
    for begin in range(0, len(request_), 60_000):
        try:
            client.send(request_[begin : begin + 60_000])
        except OSError:
            break
        time.sleep(0.02)
    given = client.receive()
    assert given.status == 431
    assert given.headers["content-type"] == "application/problem+json"
    assert given.headers["connection"] == "close"
    assert "default-src 'self'" in given.headers["content-security-policy"]
    assert "by POST" in json.loads(given.body)["detail"]


def test_who_sends_no_whole_request_is_not_waited_for(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "_HEAD_SECONDS", 0.5)
    monkeypatch.setattr(protocol, "_BODY_SECONDS", 0.5)
    with served(graph) as server, server.connect() as client:
        server.expressed(client)
        head = b"POST /sparql HTTP/1.1\r\nHost: short.example\r\nContent-Length: 10\r\n"
        kind = b"Content-Type: application/sparql-query\r\n\r\n"
        for part in (b"", head, head + kind + b"ASK"):
            with server.connect() as another:
                another.send(part)
                begun = time.monotonic()
                while time.monotonic() - begun < 3:
                    try:
                        closed = another.socket.recv(4096) == b""
                    except OSError:
                        break
                    if closed:
                        break
                assert 0.3 < time.monotonic() - begun < 3
        time.sleep(0.7)
        assert value(client.ask(get(slow(LONG // 20)))).isdigit()
