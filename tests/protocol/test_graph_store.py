"""The clauses of the Graph Store HTTP Protocol that the W3C's lists leave out."""

from __future__ import annotations

import pytest
import rdflib
from rdflib.compare import isomorphic

from tests.protocol.wire import Endpoint, send

BASE = "http://example.org/store/"
GRAPH = f"{BASE}graph"
TRIPLE = "<http://e.org/s> <http://e.org/p> 'é' ."
FORMATS = {
    "text/turtle": TRIPLE,
    "application/n-triples": '<http://e.org/s> <http://e.org/p> "é" .\n',
    "application/rdf+xml": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">'
        '<rdf:Description rdf:about="http://e.org/s"><e:p>é</e:p></rdf:Description></rdf:RDF>'
    ),
    "application/ld+json": '{"@id": "http://e.org/s", "http://e.org/p": "é"}',
}


@pytest.fixture
def url(endpoint: Endpoint) -> str:
    """The URL of a graph that is not there."""
    named = endpoint.named(GRAPH)
    endpoint.write("DELETE", named, content_type=None)
    return named


def size(endpoint: Endpoint, url: str) -> int:
    answer = endpoint.read(url, "application/n-triples")
    assert answer.status == 200
    return len(answer.graph())


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_each_format_can_be_sent(
    endpoint: Endpoint, url: str, media_type: str, method: str
) -> None:
    assert endpoint.write(method, url, FORMATS[media_type], media_type).status == 201
    expected = rdflib.Graph().parse(data=TRIPLE, format="turtle")
    assert isomorphic(endpoint.read(url).graph(), expected)


@pytest.mark.parametrize(
    "media_type",
    [
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/trig",
        "application/n-quads",
    ],
)
def test_each_format_can_be_had(endpoint: Endpoint, url: str, media_type: str) -> None:
    endpoint.write("PUT", url, TRIPLE)
    answer = endpoint.read(url, media_type)
    assert (answer.status, answer.media_type) == (200, media_type)
    assert isomorphic(answer.graph(), rdflib.Graph().parse(data=TRIPLE, format="turtle"))


def test_without_accept_some_rdf_comes(endpoint: Endpoint, url: str) -> None:
    endpoint.write("PUT", url, TRIPLE)
    assert len(endpoint.read(url, None).graph()) == 1


def test_what_there_is_not_is_not_acceptable(endpoint: Endpoint, url: str) -> None:
    endpoint.write("PUT", url, TRIPLE)
    assert endpoint.read(url, "image/png").status == 406
    assert endpoint.read(url, "text/turtle;q=0").status == 406


@pytest.mark.parametrize("content_type", ["text/csv", "application/sparql-query", "image/png", "x"])
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_unknown_content_is_refused(
    endpoint: Endpoint, url: str, content_type: str, method: str
) -> None:
    assert endpoint.write(method, url, TRIPLE, content_type).status == 415
    assert endpoint.read(url).status == 404


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_content_without_type_is_rdf_xml_or_refused(
    endpoint: Endpoint, url: str, method: str
) -> None:
    answer = endpoint.write(method, url, FORMATS["application/rdf+xml"], None)
    assert answer.status in (201, 400, 415)
    assert endpoint.read(url).status == (200 if answer.status == 201 else 404)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_broken_content_changes_nothing(endpoint: Endpoint, url: str, method: str) -> None:
    endpoint.write("PUT", url, TRIPLE)
    sent = f"{TRIPLE} <http://e.org/s> <http://e.org/q> 1 . <http://e.org/broken>"
    assert endpoint.write(method, url, sent).status == 400
    assert size(endpoint, url) == 1


@pytest.mark.own
def test_broken_content_says_where(endpoint: Endpoint, url: str) -> None:
    answer = endpoint.write("PUT", url, f"{TRIPLE}\n<http://e.org/s> nowhere:p 1 .")
    assert (answer.status, answer.media_type) == (400, "application/problem+json")
    assert answer.json()["line"] == 2


def test_what_is_not_utf8_is_refused(endpoint: Endpoint, url: str) -> None:
    assert endpoint.write("PUT", url, TRIPLE.encode("latin-1")).status == 400
    assert endpoint.read(url).status == 404


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_content_may_come_in_chunks(endpoint: Endpoint, url: str, method: str) -> None:
    lines = "".join(f"<http://e.org/{n}> <http://e.org/p> {n} .\n" for n in range(2_000))
    sent = [("Content-Type", "text/turtle"), *endpoint.authorization]
    assert send(url, method, sent, lines.encode(), chunked=True).status == 201
    assert size(endpoint, url) == 2_000


def test_put_replaces_and_post_adds(endpoint: Endpoint, url: str) -> None:
    for n, method in enumerate(["PUT", "POST", "PUT", "POST", "POST"]):
        endpoint.write(method, url, f"<http://e.org/s> <http://e.org/p> {n} .")
    assert size(endpoint, url) == 3


def test_adding_what_is_there_changes_nothing(endpoint: Endpoint, url: str) -> None:
    endpoint.write("PUT", url, TRIPLE)
    assert endpoint.write("POST", url, TRIPLE).status in (200, 204)
    assert size(endpoint, url) == 1


def test_adding_nothing_changes_nothing(endpoint: Endpoint, url: str) -> None:
    endpoint.write("PUT", url, TRIPLE)
    assert endpoint.write("POST", url, "").status in (200, 204)
    assert size(endpoint, url) == 1


def test_nodes_without_name_are_not_merged(endpoint: Endpoint, url: str) -> None:
    for _ in range(2):
        endpoint.write("POST", url, "_:a <http://e.org/p> 1 .")
    assert size(endpoint, url) == 2


def test_replacing_by_nothing_empties(endpoint: Endpoint, url: str) -> None:
    endpoint.write("PUT", url, TRIPLE)
    assert endpoint.write("PUT", url, "").status in (200, 204)
    answer = endpoint.read(url)
    assert answer.status in (200, 404)
    assert answer.status == 404 or len(answer.graph()) == 0
    assert not endpoint.ask(f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")


def test_queries_see_the_graph_under_its_name(endpoint: Endpoint, url: str) -> None:
    endpoint.write("PUT", url, TRIPLE)
    assert endpoint.ask(f"ASK {{ GRAPH <{GRAPH}> {{ {TRIPLE} }} }}")
    endpoint.write("DELETE", url, content_type=None)
    assert not endpoint.ask(f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")


def test_the_graph_store_sees_what_updates_wrote(endpoint: Endpoint, url: str) -> None:
    endpoint.change(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {TRIPLE} }} }}")
    assert size(endpoint, url) == 1
    endpoint.change(f"DROP GRAPH <{GRAPH}>")
    assert endpoint.read(url).status == 404


def test_relative_names_are_resolved_against_the_graph(endpoint: Endpoint) -> None:
    direct = f"{endpoint.graphs_url}/people/one"
    assert endpoint.write("PUT", direct, "<two> <#p> <> .").status in (200, 201, 204)
    ((subject, predicate, object_),) = endpoint.read(direct).graph()
    assert str(subject) == f"{endpoint.graphs_url}/people/two"
    assert str(predicate) == f"{direct}#p"
    assert str(object_) == direct


def test_percent_signs_in_direct_names_stay(endpoint: Endpoint) -> None:
    direct = f"{endpoint.graphs_url}/a%20b"
    assert endpoint.write("PUT", direct, TRIPLE).status in (200, 201, 204)
    assert endpoint.ask(f"ASK {{ GRAPH <{direct}> {{ {TRIPLE} }} }}")
    assert size(endpoint, endpoint.named(direct)) == 1


def test_names_of_any_script(endpoint: Endpoint) -> None:
    named = endpoint.named(f"{BASE}知識/é")
    assert endpoint.write("PUT", named, TRIPLE).status in (200, 201, 204)
    assert endpoint.ask(f"ASK {{ GRAPH <{BASE}知識/é> {{ {TRIPLE} }} }}")


def test_a_new_graph_is_at_its_location(endpoint: Endpoint) -> None:
    places = set()
    for _ in range(3):
        made = endpoint.write("POST", endpoint.graphs_url, TRIPLE)
        assert made.status == 201
        places.add(made.headers["Location"])
        assert size(endpoint, made.headers["Location"]) == 1
    assert len(places) == 3


def test_the_default_graph(endpoint: Endpoint) -> None:
    url = endpoint.default
    assert endpoint.write("PUT", url, TRIPLE).status in (200, 201, 204)
    assert size(endpoint, url) == 1
    assert endpoint.write("POST", url, "<http://e.org/s> <http://e.org/q> 1 .").status in (200, 204)
    assert size(endpoint, url) == 2
    assert endpoint.ask(f"ASK {{ {TRIPLE} }}")
    assert endpoint.write("DELETE", url, content_type=None).status in (200, 204)
    answer = endpoint.read(url)
    assert answer.status in (200, 404)
    assert answer.status == 404 or len(answer.graph()) == 0


@pytest.mark.parametrize(
    "query",
    [
        "?default&graph=http%3A%2F%2Fe.org%2F",
        "?graph=http%3A%2F%2Fe.org%2F&graph=http%3A%2F%2Fe.org%2Fb",
        "?graph=",
        "?graph=not%20an%20iri",
        "?graph=http%3A%2F%2Fe.org%2F%FF",
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_one_graph_is_named_by_an_iri(endpoint: Endpoint, query: str, method: str) -> None:
    sent = [("Content-Type", "text/turtle"), *endpoint.authorization]
    answer = send(endpoint.graphs_url + query, method, sent, TRIPLE.encode())
    assert answer.status == 400


@pytest.mark.own
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_relative_names_are_refused(endpoint: Endpoint, method: str) -> None:
    sent = [("Content-Type", "text/turtle"), *endpoint.authorization]
    url = f"{endpoint.graphs_url}?graph=relative"
    assert send(url, method, sent, TRIPLE.encode()).status == 400


@pytest.mark.own
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_some_graph_is_named(endpoint: Endpoint, method: str) -> None:
    sent = [("Content-Type", "text/turtle"), *endpoint.authorization]
    assert send(endpoint.graphs_url, method, sent, TRIPLE.encode()).status in (400, 405)


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_what_is_not_there_is_not_found(endpoint: Endpoint, method: str) -> None:
    for url in (endpoint.named(f"{BASE}none"), f"{endpoint.graphs_url}/none"):
        answer = send(url, method, endpoint.authorization)
        assert (answer.status, answer.rest) == (404, b"")


def part(name: str, kind: str | None, text: str) -> str:
    told = f"Content-Type: {kind}\r\n" if kind else ""
    return (
        f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n{told}\r\n'
        f"{text}\r\n"
    )


def test_forms_may_hold_files_of_several_formats(endpoint: Endpoint, url: str) -> None:
    files = [
        part("a.ttl", "text/turtle", "<http://e.org/a> <http://e.org/p> 1 ."),
        part("b.nt", "application/n-triples", '<http://e.org/b> <http://e.org/p> "1" .'),
        part("c.rdf", "application/rdf+xml", FORMATS["application/rdf+xml"]),
        part("d.jsonld", "application/ld+json", FORMATS["application/ld+json"]),
    ]
    kind = "multipart/form-data; boundary=b"
    answer = endpoint.write("POST", url, f"{''.join(files)}--b--\r\n", kind)
    assert answer.status in (200, 201, 204)
    assert size(endpoint, url) == 3


def test_forms_with_a_broken_file_change_nothing(endpoint: Endpoint, url: str) -> None:
    files = part("a.ttl", "text/turtle", TRIPLE) + part("b.ttl", "text/turtle", "<broken")
    answer = endpoint.write("POST", url, f"{files}--b--\r\n", "multipart/form-data; boundary=b")
    assert answer.status == 400
    assert endpoint.read(url).status == 404


@pytest.mark.parametrize("body", ["", "--b", "nonsense", "--b\r\n\r\n--b--"])
def test_broken_forms_are_refused(endpoint: Endpoint, url: str, body: str) -> None:
    answer = endpoint.write("POST", url, body, "multipart/form-data; boundary=b")
    assert 400 <= answer.status < 500 or (body == "" and answer.status == 204)
    assert endpoint.write("POST", url, body, "multipart/form-data").status in (400, 415)
    assert endpoint.read(url).status == 404


@pytest.mark.own
def test_dataset_formats_have_no_place_in_one_graph(endpoint: Endpoint, url: str) -> None:
    """TriG and N-Quads name graphs of their own, which a graph cannot hold."""
    quad = f'<http://e.org/s> <http://e.org/p> "1" <{BASE}other> .'
    for kind in ("application/n-quads", "application/trig"):
        text = quad if kind.endswith("quads") else f"GRAPH <{BASE}other> {{ {TRIPLE} }}"
        assert endpoint.write("PUT", url, text, kind).status in (400, 415)
    assert not endpoint.ask(f"ASK {{ GRAPH <{BASE}other> {{ ?s ?p ?o }} }}")
