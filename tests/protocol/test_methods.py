"""Methods, and scripts of other sites (RFC 9110, 9.3 and 15.5; the Fetch standard, 3.3)."""

from __future__ import annotations

import pytest

from tests.protocol.wire import FORM, QUERY, UPDATE, Answer, Endpoint, send

JSON = "application/sparql-results+json"
ORIGIN = ("Origin", "https://other.example")
SELECT = "SELECT%20%28'x'%20AS%20%3Fx%29%20%7B%7D"

pytestmark = pytest.mark.own


def addresses(endpoint: Endpoint) -> dict[str, str]:
    return {
        "query": endpoint.query_url,
        "update": endpoint.update_url,
        "graphs": endpoint.graphs_url,
        "graph": f"{endpoint.graphs_url}/some/graph",
    }


@pytest.mark.parametrize(
    ("where", "methods"),
    [
        ("query", {"get", "head", "post", "options"}),
        ("update", {"post", "options"}),
        ("graphs", {"get", "head", "put", "post", "delete", "options"}),
        ("graph", {"get", "head", "put", "post", "delete", "options"}),
    ],
)
def test_options_tell_the_methods(endpoint: Endpoint, where: str, methods: set[str]) -> None:
    answer = send(addresses(endpoint)[where], "OPTIONS")
    assert answer.status in (200, 204)
    assert methods <= answer.listed("Allow")
    assert answer.rest == b""


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_queries_take_no_other_method(reader: Endpoint, method: str) -> None:
    answer = send(f"{reader.query_url}?query=ASK%7B%7D", method)
    assert answer.status == 405
    assert {"get", "head", "post"} <= answer.listed("Allow")
    assert not {"put", "delete", "patch", "trace"} & answer.listed("Allow")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_updates_take_no_other_method(endpoint: Endpoint, method: str) -> None:
    answer = send(f"{endpoint.update_url}?update=CLEAR%20ALL", method, endpoint.authorization)
    assert answer.status == 405
    assert "post" in answer.listed("Allow")
    assert not {"get", "put", "delete"} & answer.listed("Allow")


@pytest.mark.parametrize("method", ["PATCH", "TRACE"])
def test_the_graph_store_takes_no_other_method(endpoint: Endpoint, method: str) -> None:
    for url in (endpoint.default, f"{endpoint.graphs_url}/some/graph"):
        answer = send(url, method, endpoint.authorization)
        assert answer.status == 405
        assert {"get", "head", "put", "post", "delete"} <= answer.listed("Allow")


def test_a_reading_server_does_not_say_that_it_can_be_written_to(reader: Endpoint) -> None:
    answer = send(reader.graphs_url, "OPTIONS")
    assert {"get", "head"} <= answer.listed("Allow")
    assert not {"put", "post", "delete"} & answer.listed("Allow")


@pytest.mark.parametrize(
    ("where", "method", "headers"),
    [
        ("query", "POST", "content-type, accept"),
        ("query", "GET", "accept, if-none-match"),
        ("query", "POST", "authorization, content-type"),
        ("update", "POST", "authorization, content-type"),
        ("graphs", "PUT", "authorization, content-type, if-match"),
        ("graph", "DELETE", "authorization"),
    ],
)
def test_preflight(endpoint: Endpoint, where: str, method: str, headers: str) -> None:
    asked = [
        ORIGIN,
        ("Access-Control-Request-Method", method),
        ("Access-Control-Request-Headers", headers),
    ]
    answer = send(addresses(endpoint)[where], "OPTIONS", asked)
    assert answer.status in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert method.lower() in answer.listed("Access-Control-Allow-Methods")
    wanted = {name.strip() for name in headers.split(",")}
    assert wanted <= answer.listed("Access-Control-Allow-Headers")
    assert int(answer.headers["Access-Control-Max-Age"]) > 0
    assert "Access-Control-Allow-Credentials" not in answer.headers


def readings(endpoint: Endpoint) -> dict[str, Answer]:
    """Return answers of each status that a script of another site may have to read."""
    url, graphs = endpoint.query_url, endpoint.graphs_url
    query = f"{url}?query={SELECT}"
    return {
        "200": send(query, headers=[ORIGIN, ("Accept", JSON)]),
        "200 of a graph": send(endpoint.default, headers=[ORIGIN]),
        "200 of the description": send(url, headers=[ORIGIN, ("Accept", "text/turtle")]),
        "400": send(f"{url}?query=SELEC", headers=[ORIGIN]),
        "400 of the graph store": send(graphs, headers=[ORIGIN]),
        "404": send(f"{graphs}?graph=http%3A%2F%2Fe.org%2Fnone", headers=[ORIGIN]),
        "405": send(url, "PATCH", [ORIGIN]),
        "406": send(query, headers=[ORIGIN, ("Accept", "image/png")]),
        "406 of a graph": send(endpoint.default, headers=[ORIGIN, ("Accept", "image/png")]),
        "415": send(url, "POST", [ORIGIN, ("Content-Type", "text/plain")], b"ASK {}"),
    }


def test_scripts_of_other_sites_may_read_answers_and_errors(reader: Endpoint) -> None:
    for name, answer in readings(reader).items():
        assert answer.status == int(name[:3]), name
        assert answer.headers["Access-Control-Allow-Origin"] == "*", name
        assert answer.rest == b"", name


@pytest.mark.parametrize("headers", [[], [("Authorization", "Bearer no-such-token")]])
def test_scripts_of_other_sites_may_read_refusals(
    endpoint: Endpoint, headers: list[tuple[str, str]]
) -> None:
    sent = [ORIGIN, ("Content-Type", UPDATE), *headers]
    answer = send(endpoint.update_url, "POST", sent, b"CLEAR ALL")
    assert answer.status == 401
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_scripts_of_other_sites_may_read_the_headers_that_matter(endpoint: Endpoint) -> None:
    url = f"{endpoint.query_url}?query={SELECT}"
    answer = send(url, headers=[ORIGIN, ("Accept", JSON)])
    assert "etag" in answer.listed("Access-Control-Expose-Headers")


def test_errors_are_problem_details(reader: Endpoint) -> None:
    for name, answer in readings(reader).items():
        if not name.startswith("4"):
            continue
        assert answer.media_type == "application/problem+json", name
        problem = answer.json()
        assert problem["status"] == answer.status
        assert problem["title"], name
        assert problem["detail"].endswith((".", "…")), name


def test_head_is_get_without_body(reader: Endpoint) -> None:
    queries = [SELECT, "ASK%7B%7D", "SELECT%20*%7B%3Fs%20%3Fp%20%3Fo%7D", "SELEC"]
    urls = [f"{reader.query_url}?query={query}" for query in queries]
    urls += [reader.query_url, reader.default, f"{reader.graphs_url}?graph=http%3A%2F%2Fe%2F"]
    for url in urls:
        got, head = send(url), send(url, "HEAD")
        assert (head.status, head.body, head.rest) == (got.status, b"", b""), url
        for name in ("Content-Type", "Vary", "ETag", "Access-Control-Allow-Origin"):
            # A tag may be known only once the whole answer is.
            if name != "ETag" or got.headers[name]:
                assert head.headers[name] == got.headers[name], (url, name)
        if "Content-Length" in head.headers and "Content-Length" in got.headers:
            assert head.headers["Content-Length"] == got.headers["Content-Length"], url


@pytest.mark.parametrize("where", ["query", "update"])
def test_writing_servers_say_that_they_take_updates(endpoint: Endpoint, where: str) -> None:
    sent = [("Content-Type", "text/plain"), *endpoint.authorization]
    answer = send(addresses(endpoint)[where], "POST", sent, b"CLEAR ALL")
    assert answer.status == 415
    taken = {UPDATE, FORM} | ({QUERY} if where == "query" else set())
    assert taken <= answer.listed("Accept-Post")
