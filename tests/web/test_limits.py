"""The endpoint under hostile queries, long answers and clients that go away."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import uvicorn

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.web import Settings, create_app
from atlas_kg.workers.limits import Limits

POINT = "ASK {}"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 300000"
MIDDLING = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 50000"
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
MIB = 1 << 20


@contextmanager
def served(graph: KnowledgeGraph, limits: Limits) -> Iterator[str]:
    """Run a server and give its address."""
    app = create_app(graph, Settings(limits=limits))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=30)


@pytest.fixture(scope="module")
def limited(graph: KnowledgeGraph) -> Iterator[str]:
    """The address of a server with tight limits."""
    limits = Limits(seconds=2, memory=128 * MIB, workers=2, slow=2, patience=0.5)
    with served(graph, limits) as place:
        yield place


@contextmanager
def opened(
    place: str, query: str, accept: str = "*/*", method: str = "GET"
) -> Iterator[http.client.HTTPResponse]:
    """Ask, and have the answer to read from."""
    with closing(http.client.HTTPConnection(place, timeout=60)) as connection:
        path = "/sparql?" + urlencode({"query": query})
        connection.request(method, path, headers={"Accept": accept})
        with connection.getresponse() as answer:
            yield answer


def ask(place: str, query: str, accept: str = "*/*") -> tuple[int, Message, bytes]:
    """Return status, headers and body of an answer."""
    with opened(place, query, accept) as answer:
        return answer.status, answer.headers, answer.read()


@pytest.mark.parametrize(
    ("query", "why"), [(ENDLESS, "longer than 2 seconds"), (GREEDY, "128 MiB of memory")]
)
def test_hostile_queries_end_with_a_status(limited: str, query: str, why: str) -> None:
    status, headers, body = ask(limited, query)
    assert status == 503
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert why in json.loads(body)["detail"]
    status, _, page = ask(limited, query, BROWSER)
    assert status == 503
    assert why in page.decode()
    assert ask(limited, POINT)[0] == 200


def test_others_are_served_meanwhile(limited: str) -> None:
    statuses = []
    hostile = [
        threading.Thread(target=lambda: statuses.append(ask(limited, ENDLESS)[0])) for _ in range(6)
    ]
    for thread in hostile:
        thread.start()
    while any(thread.is_alive() for thread in hostile):
        assert ask(limited, POINT)[2] == b'{"head":{},"boolean":true}'
        time.sleep(0.05)
    assert set(statuses) == {503}


def test_too_much_at_once_says_when_to_come_back(limited: str) -> None:
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(ask(limited, ENDLESS))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [headers["Retry-After"] for _, headers, _ in answers]
    assert any(told)
    assert all(int(seconds) >= 1 for seconds in told if seconds)


def test_long_answers_stream(graph: KnowledgeGraph) -> None:
    rows = most = 0
    with served(graph, Limits(seconds=120)) as place, opened(place, LONG, "text/csv") as answer:
        assert answer.getheader("Content-Length") is None
        before = resident()
        while part := answer.read(1 << 16):
            rows += part.count(b"\n")
            most = max(most, resident())
    assert rows == 300_001
    # The answer has about 100 MB; server and client, in this one process, hold a part of it.
    assert most - before < 40 * MIB


def resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096


def test_head_has_no_body(limited: str) -> None:
    with opened(limited, LONG, "text/csv", "HEAD") as answer:
        assert answer.status == 200
        assert answer.getheader("Content-Type") == "text/csv; charset=utf-8"
        assert answer.read() == b""


def test_who_leaves_stops_the_query(limited: str) -> None:
    """More clients leave than there are lanes, and the next is served at once all the same."""
    host = urlsplit(f"http://{limited}")
    for _ in range(8):
        with socket.create_connection((host.hostname or "", host.port or 0)) as client:
            path = "/sparql?" + urlencode({"query": ENDLESS})
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: {limited}\r\n\r\n".encode())
            time.sleep(0.05)
    assert ask(limited, POINT)[0] == 200


def test_a_slow_reader_gets_all(limited: str) -> None:
    """Time in which nobody takes the answer does not count against its query."""
    with opened(limited, MIDDLING, "text/csv") as answer:
        answer.read(1000)
        time.sleep(3)
        assert answer.read().count(b"\n") > 49_000


def test_an_answer_over_the_limit_breaks_off(graph: KnowledgeGraph) -> None:
    with (
        served(graph, Limits(answer=MIB)) as place,
        opened(place, LONG, "text/csv") as answer,
        pytest.raises(http.client.IncompleteRead),
    ):
        answer.read()


def test_stopping_the_server_is_told(graph: KnowledgeGraph) -> None:
    app = create_app(graph, Settings(limits=Limits(seconds=60)))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="critical", ws="none", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.02)
        place = f"127.0.0.1:{listener.getsockname()[1]}"
        answers: list[tuple[int, Message, bytes]] = []
        asking = threading.Thread(target=lambda: answers.append(ask(place, ENDLESS)))
        asking.start()
        time.sleep(1)
        server.should_exit = True
        asking.join(timeout=30)
        thread.join(timeout=30)
    assert answers[0][0] == 503
    assert "the server is being stopped" in json.loads(answers[0][2])["detail"]
