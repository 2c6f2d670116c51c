"""The express way gives what the usual way gives, and never what is stale."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import pytest

from atlas_kg.knowledge_graph import KnowledgeGraph
from tests.short_ways import JSON, Client, Given, Server, get, served, slow

QUERIES = [
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p LIMIT 3",
    "SELECT * { <a> ?p ?o }",
    "SELECT (IRI('x') AS ?x) {}",
    "ASK { ?s ?p 'é 知識 +%&=#;' }",
    "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } ORDER BY ?s ?o LIMIT 4",
    "SELECT ?g FROM NAMED <https://w3id.org/llm-atlas/graph/ontology> { GRAPH ?g {} }",
]
ACCEPTS = ["*/*", "text/csv, text/turtle", "application/sparql-results+xml, application/n-triples"]


@pytest.fixture(scope="module")
def server(graph: KnowledgeGraph) -> Iterator[Server]:
    with served(graph) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with server.connect() as connected:
        yield connected


def plain(given: Given) -> Given:
    """Return a response without its tag, which each answer has of its own."""
    headers = {name: text for name, text in given.headers.items() if name != "etag"}
    body = gzip.decompress(given.body) if "content-encoding" in headers else given.body
    if "content-encoding" in headers:
        headers.pop("content-length")
    return Given(given.status, headers, body)


def each_way(
    server: Server, client: Client, query: str, headers: dict[str, str]
) -> dict[str, Given]:
    """Return the response to a query on each way that it goes."""
    found: dict[str, Given] = {}
    # A header that nobody knows makes it a client of its own.
    found["usual"] = client.ask(get(query + " #", headers | {"X-Own": "1"}))
    server.expressed(client, headers)
    for number in range(200):
        # Each text is new, and all of them mean the same.
        request = get(query + " " * number, headers)
        way, found_now = server.way_of(client, request)
        found[way] = found_now
        if way == "express" or "content-encoding" in found_now.headers:
            break
    for _ in range(3):
        way, given = server.way_of(client, request)
        assert given.headers.get("etag") == found_now.headers.get("etag")
        found[way] = given
    return found


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("query", QUERIES)
def test_each_way_gives_the_same(
    server: Server, client: Client, query: str, accept: str, *, zipped: bool
) -> None:
    headers = {"Accept": accept} | ({"Accept-Encoding": "gzip"} if zipped else {})
    found = each_way(server, client, query, headers)
    usual = plain(found["usual"])
    assert usual.status == 200
    assert usual.headers["vary"] == "Accept, Accept-Encoding"
    assert usual.headers["access-control-allow-origin"] == "*"
    assert "content-security-policy" in usual.headers
    is_zipped = "content-encoding" in found["usual"].headers
    assert is_zipped == (zipped and len(usual.body) >= 500)
    if is_zipped:
        assert "repeated" not in found
    else:
        assert found.keys() >= {"usual", "express", "repeated"}
    for way, given in found.items():
        assert plain(given) == usual, way


def test_relative_names_mean_the_same_on_each_way(client: Client) -> None:
    for host in ("one.example", "two.example"):
        for _ in range(4):
            for number in range(3):
                request = get(f"SELECT (<x{number}> AS ?x) {{}}", {"Accept": JSON})
                request = request.replace(b"short.example", host.encode())
                (row,) = json.loads(client.ask(request).body)["results"]["bindings"]
                assert row["x"]["value"] == f"http://{host}/x{number}"


def test_a_slow_query_goes_on_in_the_usual_way(server: Server, client: Client) -> None:
    server.expressed(client)
    before = len(server.ways)
    given = client.ask(get(slow(500)))
    assert given.status == 200
    assert server.ways[before:] == ["resumed", "usual"]
    assert server.rests()


@pytest.mark.parametrize(
    ("query", "status"), [("SELECT *", 400), ("SELECT (1/0 AS ?x) {} LIMIT", 400)]
)
def test_malformed_queries_are_told_as_ever(
    server: Server, client: Client, query: str, status: int
) -> None:
    server.expressed(client)
    given = [client.ask(get(query)) for _ in range(3)]
    assert [one.status for one in given] == [status] * 3
    assert given[0].headers["content-type"] == "application/problem+json"
    assert server.rests()


def test_no_way_gives_what_is_stale(server: Server, client: Client) -> None:
    request = get("SELECT ?n { <http://e.org/counter> <http://e.org/is> ?n }")
    server.expressed(client)
    seen = []
    for number in range(8):
        text = (
            "DELETE WHERE { GRAPH <http://e.org/g> { ?s ?p ?o } } ; INSERT DATA { GRAPH "
            f"<http://e.org/g> {{ <http://e.org/counter> <http://e.org/is> {number} }} }}"
        )
        assert server.update(text) == 204
        for _ in range(4):
            way, given = server.way_of(client, request)
            (row,) = json.loads(given.body)["results"]["bindings"]
            assert int(row["n"]["value"]) == number, way
            seen.append(way)
    assert "repeated" in seen


def test_what_changes_by_itself_is_computed_anew(server: Server, client: Client) -> None:
    server.expressed(client)
    request = get("SELECT (UUID() AS ?x) {}")
    assert len({client.ask(request).body for _ in range(6)}) == 6


@pytest.mark.parametrize("query", ["SELECT (1 AS ?x) {}", "own", "slow"])
def test_the_rate_counts_on_each_way(graph: KnowledgeGraph, query: str) -> None:
    """A client may send two seconds' worth at once: the same query, ever new ones, or slow ones."""
    with served(graph, rate=4) as server, server.connect() as client:
        given = []
        for number in range(16):
            text = {"own": f"SELECT ({number} AS ?x) {{}}", "slow": slow(400)}.get(query, query)
            given.append(client.ask(get(text)))
        statuses = [one.status for one in given]
        assert statuses[:8] == [200] * 8
        assert 429 in statuses
        assert server.rests()
        refused = next(one for one in given if one.status == 429)
        assert int(refused.headers["retry-after"]) >= 1


@pytest.mark.parametrize("end", [b"\n", b" HTTP/1.1\n", b" HTTP/1.0\r\n"])
def test_nobody_tells_what_another_wants(server: Server, end: bytes) -> None:
    """Some readers end a line at a bare line feed, so that a header hides in the first line."""
    known = {"Accept": JSON, "User-Agent": "victim"}
    with server.connect() as client:
        server.expressed(client, known)
    plain_request = get("SELECT (99 AS ?x) {}", known)
    evil = plain_request.replace(b" HTTP/1.1\r\n", end + b"Accept: text/csv\r\n", 1)
    evil = evil.replace(JSON.encode(), b"*/*")
    learnt = plain_request.replace(JSON.encode(), b"*/*")
    for _ in range(3):
        with server.connect() as attacker:
            attacker.send(evil)
            attacker.socket.settimeout(2)
            attacker.socket.recv(4096)
    with server.connect() as client:
        for number in range(20):
            given = client.ask(learnt.replace(b"99", b"%d" % number))
            assert given.headers["content-type"].startswith(JSON)
