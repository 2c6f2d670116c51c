"""Connections: several requests on one, bodies in chunks, clients that wait before they send."""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import pytest

from tests.protocol.wire import QUERY, TURTLE, Endpoint, connect, send

ASK = "?query=ASK%7B%7D"


def test_many_requests_share_a_connection(endpoint: Endpoint) -> None:
    parts = urlsplit(endpoint.query_url)
    graphs = urlsplit(endpoint.graphs_url).path
    none = f"{graphs}?graph=http%3A%2F%2Fexample.org%2Fnone"
    requests = (
        ("GET", parts.path + ASK, 200),
        ("HEAD", parts.path + ASK, 200),
        ("HEAD", none, 404),
        ("GET", none, 404),
        ("HEAD", f"{graphs}/none", 404),
        ("GET", f"{parts.path}?query=SELEC", 400),
        ("HEAD", f"{parts.path}?query=SELEC", 400),
        ("GET", parts.path + ASK, 200),
    )
    with closing(HTTPConnection(parts.netloc, timeout=30)) as connection:
        connection.connect()
        first = connection.sock
        for method, path, status in requests * 3:
            connection.request(method, path)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == status
            assert bool(body) is (method == "GET")
        assert connection.sock is first


def test_a_refused_body_does_not_become_the_next_request(endpoint: Endpoint) -> None:
    hidden = f"GET {urlsplit(endpoint.query_url).path}{ASK} HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = send(endpoint.query_url, "POST", [("Content-Type", "text/plain")], hidden.encode())
    assert (answer.status, answer.rest) == (415, b"")


@pytest.mark.parametrize("path", ["query", "graphs"])
def test_a_client_that_waits_is_told_to_go_on(endpoint: Endpoint, path: str) -> None:
    graph = endpoint.named("http://example.org/waited")
    triple = b"<http://e.org/> a <http://e.org/> ."
    url, kind, body = {
        "query": (endpoint.query_url, QUERY, b"ASK {}"),
        "graphs": (graph, TURTLE, triple),
    }[path]
    method = "POST" if path == "query" else "PUT"
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    token = "".join(f"{name}: {value}\r\n" for name, value in endpoint.authorization)
    head = (
        f"{method} {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: {kind}\r\n{token}"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    with connect(url) as connection:
        connection.sendall(head.encode())
        connection.settimeout(10)
        told = connection.recv(1 << 16)
        assert told.startswith(b"HTTP/1.1 100 ")
        connection.sendall(body)
        response = HTTPResponse(connection, method=method)
        response.begin()
        assert response.status in (200, 201, 204)
        response.read()


def test_a_query_by_pieces(endpoint: Endpoint) -> None:
    query = "ASK { # " + "é" * 2_000 + "\n}"
    headers = [("Content-Type", QUERY), ("Accept", "application/sparql-results+json")]
    assert send(endpoint.query_url, "POST", headers, query.encode(), chunked=True).truth()


@pytest.mark.own
def test_large_answers_arrive_whole(reader: Endpoint) -> None:
    query = "SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
    answer = send(f"{reader.query_url}?query={query}", headers=[("Accept", "text/csv")])
    assert answer.status == 200
    assert answer.body.endswith(b"\r\n")
    (row,) = reader.get(
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "application/sparql-results+json"
    ).rows()
    tsv = send(
        f"{reader.query_url}?query={query}", headers=[("Accept", "text/tab-separated-values")]
    )
    assert len(tsv.body.splitlines()) == int(row["n"]["value"]) + 1


@pytest.mark.own
def test_old_clients_are_answered(reader: Endpoint) -> None:
    parts = urlsplit(reader.query_url)
    with connect(reader.query_url) as connection:
        connection.sendall(
            f"GET {parts.path}{ASK} HTTP/1.0\r\nHost: {parts.netloc}\r\n\r\n".encode()
        )
        received = b""
        while part := connection.recv(1 << 16):
            received += part
    told, _, body = received.partition(b"\r\n\r\n")
    assert b" 200 " in told.splitlines()[0]
    assert b"chunked" not in told.lower()
    assert b"true" in body
