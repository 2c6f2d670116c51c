"""The W3C's tests of the Graph Store Protocol with graphs named by the URL itself (7 of 13)."""

from __future__ import annotations

from tests.protocol.people import ALICE, card, holds, is_done
from tests.protocol.wire import TURTLE, Endpoint

UTF8 = "text/turtle; charset=utf-8"


def person(endpoint: Endpoint, number: int) -> str:
    """Return the URL of a graph below the graph store, and see that there is none yet."""
    graph = f"{endpoint.graphs_url}/person/{number}.ttl"
    assert endpoint.write("DELETE", graph, content_type=None).status in (200, 204, 404)
    return graph


def test_w3c_put_get_repeat(endpoint: Endpoint) -> None:
    graph = person(endpoint, 1)
    john, jane = card(graph, "John Doe"), card(graph, "Jane Doe")
    assert endpoint.write("PUT", graph, john, UTF8).status == 201
    assert holds(endpoint.read(endpoint.named(graph)), john)
    assert is_done(endpoint.write("PUT", endpoint.named(graph), jane, UTF8))
    assert holds(endpoint.read(graph), jane)


def test_w3c_put_get_default(endpoint: Endpoint) -> None:
    assert endpoint.write("PUT", endpoint.default, ALICE, UTF8).status in (200, 201, 204)
    assert holds(endpoint.read(endpoint.default), ALICE)


def test_w3c_put_delete_get_delete(endpoint: Endpoint) -> None:
    graph = person(endpoint, 2)
    assert endpoint.write("PUT", graph, ALICE, UTF8).status in (200, 201, 204)
    assert is_done(endpoint.write("DELETE", graph, content_type=None))
    assert endpoint.read(graph, None).status == 404
    assert endpoint.write("DELETE", graph, content_type=None).status in (200, 204, 404)


def test_w3c_post_get_post_get(endpoint: Endpoint) -> None:
    graph = person(endpoint, 1)
    jane = card(graph, "Jane Doe")
    assert endpoint.write("POST", graph, jane, UTF8).status in (200, 201, 204)
    assert holds(endpoint.read(graph), jane)
    boundary = "a0b1c2d3e4f5"
    parts = "".join(
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{name}.ttl"; filename="{name}.ttl"\r\n'
        f"Content-Type: {UTF8}\r\n\r\n"
        f'@prefix foaf: <http://xmlns.com/foaf/0.1/> .\r\n<{graph}> foaf:{name} "{value}" .\r\n\r\n'
        for name, value in (("familyName", "Doe"), ("givenName", "Jane"))
    )
    sent = f"{parts}--{boundary}--\r\n"
    kind = f"multipart/form-data; boundary={boundary}"
    assert is_done(endpoint.write("POST", graph, sent, kind))
    whole = card(graph, "Jane Doe", 'foaf:familyName "Doe" ; foaf:givenName "Jane" ;')
    assert holds(endpoint.read(graph), whole)


def test_w3c_post_get_new_graph(endpoint: Endpoint) -> None:
    made = endpoint.write("POST", endpoint.graphs_url, ALICE, UTF8)
    assert made.status == 201
    assert made.headers["Location"]
    assert made.headers["Location"] != endpoint.graphs_url
    assert holds(endpoint.read(made.headers["Location"]), ALICE)
    assert holds(endpoint.read(endpoint.named(made.headers["Location"])), ALICE)


def test_w3c_head_existing(endpoint: Endpoint) -> None:
    graph = person(endpoint, 1)
    assert endpoint.write("PUT", graph, card(graph, "John Doe"), UTF8).status == 201
    head = endpoint.read(graph, UTF8, "HEAD")
    assert (head.status, head.media_type, head.body, head.rest) == (200, TURTLE, b"", b"")


def test_w3c_head_non_existing(endpoint: Endpoint) -> None:
    head = endpoint.read(person(endpoint, 4), UTF8, "HEAD")
    assert (head.status, head.rest) == (404, b"")
