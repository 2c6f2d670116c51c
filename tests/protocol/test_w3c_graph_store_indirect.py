"""The W3C's tests of the Graph Store Protocol that name graphs by ``?graph=`` (6 of 13)."""

from __future__ import annotations

from urllib.parse import quote

from tests.protocol.people import ALICE, card, holds, is_done
from tests.protocol.wire import TURTLE, Endpoint

UTF8 = "text/turtle; charset=utf-8"
BASE = "http://www.example.org/people"


def person(endpoint: Endpoint, number: int) -> str:
    """Return the URL of a graph elsewhere, named in the query, and see that there is none yet."""
    url = endpoint.named(f"{BASE}/{number}.ttl")
    assert endpoint.write("DELETE", url, content_type=None).status in (200, 204, 404)
    return url


def test_w3c_put_get_repeat_indirect(endpoint: Endpoint) -> None:
    url = person(endpoint, 1)
    john, jane = card(f"{BASE}/1", "John Doe"), card(f"{BASE}/1", "Jane Doe")
    assert endpoint.write("PUT", url, john, UTF8).status == 201
    assert holds(endpoint.read(url), john)
    assert is_done(endpoint.write("PUT", url, jane, UTF8))
    assert holds(endpoint.read(url), jane)


def test_w3c_put_delete_get_delete_indirect(endpoint: Endpoint) -> None:
    url = person(endpoint, 2)
    assert endpoint.write("PUT", url, ALICE, UTF8).status in (200, 201, 204)
    assert is_done(endpoint.write("DELETE", url, content_type=None))
    assert endpoint.read(url, None).status == 404
    assert endpoint.write("DELETE", url, content_type=None).status in (200, 204, 404)


def test_w3c_post_get_post_get_indirect(endpoint: Endpoint) -> None:
    url = person(endpoint, 1)
    jane = card(f"{BASE}/1", "Jane Doe")
    assert endpoint.write("POST", url, jane, UTF8).status in (200, 201, 204)
    assert holds(endpoint.read(url), jane)
    boundary = "f5e4d3c2b1a0"
    parts = "".join(
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{name}.ttl"; filename="{name}.ttl"\r\n'
        f"Content-Type: {UTF8}\r\n\r\n"
        f'<{BASE}/1> <http://xmlns.com/foaf/0.1/{name}> "{value}" .\r\n\r\n'
        for name, value in (("familyName", "Doe"), ("givenName", "Jane"))
    )
    kind = f"multipart/form-data; boundary={boundary}"
    assert is_done(endpoint.write("POST", url, f"{parts}--{boundary}--\r\n", kind))
    whole = card(f"{BASE}/1", "Jane Doe", 'foaf:familyName "Doe" ; foaf:givenName "Jane" ;')
    assert holds(endpoint.read(url), whole)


def test_w3c_head_existing_indirect(endpoint: Endpoint) -> None:
    url = person(endpoint, 1)
    created = endpoint.write("PUT", url, card(f"{BASE}/1", "John Doe"), UTF8)
    assert created.status in (200, 201, 204)
    head = endpoint.read(url, UTF8, "HEAD")
    assert (head.status, head.media_type, head.body, head.rest) == (200, TURTLE, b"", b"")


def test_w3c_head_non_existing_indirect(endpoint: Endpoint) -> None:
    head = endpoint.read(person(endpoint, 4), UTF8, "HEAD")
    assert (head.status, head.rest) == (404, b"")


def test_w3c_put_get_uri_pct_encoded_indirect(endpoint: Endpoint) -> None:
    url = person(endpoint, 1)
    john = card(f"{BASE}/1", "John Doe")
    assert endpoint.write("PUT", url, john, UTF8).status == 201
    assert holds(endpoint.read(f"{endpoint.graphs_url}?graph={BASE}/1.ttl"), john)


def test_percent_signs_are_decoded_once(endpoint: Endpoint) -> None:
    """Defined beside the list (put_get_uri_pct_encoded_twice), and not yet part of it."""
    url = person(endpoint, 1)
    john = card(f"{BASE}/1", "John Doe")
    assert endpoint.write("PUT", url, john, UTF8).status == 201
    assert holds(endpoint.read(f"{endpoint.graphs_url}?graph={BASE}/%31.ttl"), john)
    twice = f"{endpoint.graphs_url}?graph={quote(BASE, safe='')}/%2531.ttl"
    assert endpoint.read(twice).status == 404
