"""The W3C's tests of the Graph Store Protocol as they were approved in 2013 (18, and a later one).

There they build on one another; here each test lays its own ground.
"""

from __future__ import annotations

import pytest

from tests.protocol.people import ALICE, card, holds, is_done
from tests.protocol.wire import TURTLE, Endpoint

UTF8 = "text/turtle; charset=utf-8"
NAME = '@prefix foaf: <http://xmlns.com/foaf/0.1/> . <{graph}> foaf:name "Jane Doe" .'
BOUNDARY = "0123456789abcdef"


@pytest.fixture
def one(endpoint: Endpoint) -> str:
    """A graph's URL at which there is none."""
    return absent(endpoint, "person/1.ttl")


@pytest.fixture
def john(endpoint: Endpoint, one: str) -> str:
    """The same, with a graph at it."""
    assert endpoint.write("PUT", one, card(one, "John Doe"), UTF8).status == 201
    return one


def absent(endpoint: Endpoint, path: str) -> str:
    graph = f"{endpoint.graphs_url}/{path}"
    endpoint.write("DELETE", graph, content_type=None)
    assert endpoint.read(graph).status == 404
    return graph


def parts(graph: str) -> str:
    """Return a form with two files, each a graph."""
    told = (("lastName.ttl", "familyName", "Doe"), ("firstName.ttl", "givenName", "Jane"))
    files = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        f'Content-Type: {UTF8}\r\n\r\n<{graph}> <http://xmlns.com/foaf/0.1/{term}> "{value}" .\r\n'
        for name, term, value in told
    )
    return f"{''.join(files)}--{BOUNDARY}--\r\n"


def test_w3c_put__initial_state(endpoint: Endpoint, one: str) -> None:
    assert endpoint.write("PUT", one, card(one, "John Doe"), UTF8).status == 201


def test_w3c_get_of_put__initial_state(endpoint: Endpoint, john: str) -> None:
    assert holds(endpoint.read(endpoint.named(john)), card(john, "John Doe"))


def test_w3c_put__graph_already_in_store(endpoint: Endpoint, john: str) -> None:
    assert endpoint.write("PUT", john, card(john, "Jane Doe"), UTF8).status in (200, 204)


def test_w3c_get_of_put__graph_already_in_store(endpoint: Endpoint, john: str) -> None:
    endpoint.write("PUT", john, card(john, "Jane Doe"), UTF8)
    assert holds(endpoint.read(john), card(john, "Jane Doe"))


def test_w3c_put__default_graph(endpoint: Endpoint) -> None:
    assert endpoint.write("PUT", endpoint.default, ALICE, UTF8).status in (200, 201, 204)


def test_w3c_get_of_put__default_graph(endpoint: Endpoint) -> None:
    endpoint.write("PUT", endpoint.default, ALICE, UTF8)
    assert holds(endpoint.read(endpoint.default), ALICE)


def test_w3c_put__mismatched_payload(endpoint: Endpoint, john: str) -> None:
    sent = card(john, "Jane Doe")
    assert endpoint.write("PUT", john, sent, "application/rdf+xml").status == 400
    assert holds(endpoint.read(john), card(john, "John Doe"))


def test_w3c_delete__existing_graph(endpoint: Endpoint, john: str) -> None:
    assert is_done(endpoint.write("DELETE", john, content_type=None))


def test_w3c_get_of_delete__existing_graph(endpoint: Endpoint, john: str) -> None:
    endpoint.write("DELETE", john, content_type=None)
    assert endpoint.read(john, None).status == 404


def test_w3c_delete__nonexistent_graph(endpoint: Endpoint, one: str) -> None:
    assert endpoint.write("DELETE", one, content_type=None).status == 404


def test_w3c_post__existing_graph(endpoint: Endpoint, john: str) -> None:
    assert is_done(endpoint.write("POST", john, NAME.format(graph=john), UTF8))


def test_w3c_get_of_post__existing_graph(endpoint: Endpoint, john: str) -> None:
    endpoint.write("POST", john, NAME.format(graph=john), UTF8)
    merged = card(john, "John Doe", 'foaf:name "Jane Doe" ;')
    assert holds(endpoint.read(john), merged)


def test_w3c_post__multipart_formdata(endpoint: Endpoint, john: str) -> None:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    assert is_done(endpoint.write("POST", john, parts(john), kind))


def test_w3c_get_of_post__multipart_formdata(endpoint: Endpoint, john: str) -> None:
    endpoint.write("POST", john, parts(john), f"multipart/form-data; boundary={BOUNDARY}")
    merged = card(john, "John Doe", 'foaf:familyName "Doe" ; foaf:givenName "Jane" ;')
    assert holds(endpoint.read(john), merged)


def test_w3c_post__create__new_graph(endpoint: Endpoint) -> None:
    made = endpoint.write("POST", endpoint.graphs_url, ALICE, UTF8)
    assert made.status == 201
    assert made.headers["Location"] != endpoint.graphs_url


def test_w3c_get_of_post__create__new_graph(endpoint: Endpoint) -> None:
    made = endpoint.write("POST", endpoint.graphs_url, ALICE, UTF8)
    assert holds(endpoint.read(made.headers["Location"]), ALICE)


def test_w3c_get_of_post__after_noop(endpoint: Endpoint) -> None:
    graph = endpoint.write("POST", endpoint.graphs_url, ALICE, UTF8).headers["Location"]
    assert is_done(endpoint.write("POST", graph, "", UTF8))
    assert holds(endpoint.read(graph), ALICE)


def test_w3c_head_on_an_existing_graph(endpoint: Endpoint, john: str) -> None:
    head = endpoint.read(john, None, "HEAD")
    assert (head.status, head.body, head.rest) == (200, b"", b"")
    assert endpoint.read(john, TURTLE, "HEAD").media_type == TURTLE


def test_w3c_head_on_a_nonexisting_graph(endpoint: Endpoint) -> None:
    head = endpoint.read(absent(endpoint, "person/4.ttl"), None, "HEAD")
    assert (head.status, head.rest) == (404, b"")
