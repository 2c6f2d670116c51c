"""The SPARQL 1.1 Protocol, for queries."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.queries import published_queries, render
from atlas_kg.store import EmbeddedStore
from atlas_kg.web import Settings, create_app
from atlas_kg.web.sparql import _preferred
from atlas_kg.web.sparql_request import _base
from tests.short_ways import TOKEN, TOKENS

SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/llm-atlas/ontology#Mechanism> } ORDER BY ?s"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s a <https://w3id.org/llm-atlas/ontology#Mechanism> }"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv; charset=utf-8"
TSV = "text/tab-separated-values; charset=utf-8"
TURTLE = "text/turtle; charset=utf-8"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
GRAPH = "https://w3id.org/llm-atlas/graph/"


def number(answer: bytes) -> int:
    """Return the number that is the only value of an answer."""
    return int(json.loads(answer)["results"]["bindings"][0]["n"]["value"])


def test_three_ways_of_asking_give_the_same(client: TestClient, store: EmbeddedStore) -> None:
    expected = render(store.query(SELECT), "json")
    direct = {"Content-Type": "application/sparql-query; charset=UTF-8"}
    assert client.get("/sparql", params={"query": SELECT}).content == expected
    assert client.post("/sparql", data={"query": SELECT}).content == expected
    assert client.post("/sparql", content=SELECT, headers=direct).content == expected


def test_published_queries_over_the_wire(client: TestClient, store: EmbeddedStore) -> None:
    for query in published_queries():
        if query.services:
            continue
        expected = store.query(query.text)
        if isinstance(expected, ox.QuerySolutions):
            headers = {"Accept": "text/csv"}
            answer = client.post("/sparql", data={"query": query.text}, headers=headers)
            assert answer.content == render(expected, "csv")
        else:
            headers = {"Accept": "application/n-triples"}
            answer = client.post("/sparql", data={"query": query.text}, headers=headers)
            lines = render(expected, "nt").splitlines()
            assert sorted(answer.content.splitlines()) == sorted(lines)


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, None, JSON),
        (SELECT, "*/*", JSON),
        (SELECT, JSON, JSON),
        (SELECT, "application/json", JSON),
        (SELECT, XML, XML),
        (SELECT, "application/xml", XML),
        (SELECT, "text/csv", CSV),
        (SELECT, "text/tab-separated-values", TSV),
        (SELECT, f"{JSON};q=0.2, {XML};q=0.7", XML),
        (SELECT, f"{JSON}, text/turtle;q=0.9", JSON),
        (SELECT, BROWSER, "text/html; charset=utf-8"),
        (ASK, None, JSON),
        (ASK, "text/csv", CSV),
        (ASK, BROWSER, "text/html; charset=utf-8"),
        (CONSTRUCT, None, TURTLE),
        (CONSTRUCT, "text/turtle", TURTLE),
        (CONSTRUCT, f"{JSON}, text/turtle;q=0.9", TURTLE),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, BROWSER, "text/html; charset=utf-8"),
        ("DESCRIBE <https://w3id.org/llm-atlas/ontology#Screening>", "text/turtle", TURTLE),
    ],
)
def test_media_types(client: TestClient, query: str, accept: str | None, media_type: str) -> None:
    headers = {"Accept": accept} if accept else {}
    if not accept:
        client.headers.pop("accept")
    answer = client.get("/sparql", params={"query": query}, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert "Accept" in answer.headers["vary"]
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("query", "form", "media_type"),
    [
        (SELECT, "json", JSON),
        (SELECT, "xml", XML),
        (SELECT, "csv", CSV),
        (SELECT, "tsv", TSV),
        (CONSTRUCT, "ttl", TURTLE),
        (CONSTRUCT, "jsonld", "application/ld+json"),
        (CONSTRUCT, "nt", "application/n-triples"),
        (CONSTRUCT, "rdf", "application/rdf+xml"),
        (CONSTRUCT, "xml", "application/rdf+xml"),
        (CONSTRUCT, "Turtle", TURTLE),
        (SELECT, "text/csv", CSV),
    ],
)
def test_format_outweighs_accept(
    client: TestClient, query: str, form: str, media_type: str
) -> None:
    answer = client.get(
        "/sparql", params={"query": query, "format": form}, headers={"Accept": BROWSER}
    )
    assert answer.headers["content-type"] == media_type


def test_malformed_query_says_where(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s ?p }"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["line"] == 2
    assert problem["column"] > 1
    assert problem["detail"]


def test_malformed_query_in_a_browser_keeps_the_text(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELEC ?x"}, headers={"Accept": BROWSER})
    assert answer.status_code == 400
    assert "SELEC ?x</textarea>" in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    ("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (ASK, "image/png")]
)
def test_not_acceptable(client: TestClient, query: str, accept: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.json()["available"]


@pytest.mark.parametrize(("query", "form"), [(SELECT, "ttl"), (CONSTRUCT, "csv"), (SELECT, "n3")])
def test_format_of_another_kind_of_answer(client: TestClient, query: str, form: str) -> None:
    answer = client.get("/sparql", params={"query": query, "format": form})
    assert answer.status_code == 406


@pytest.mark.parametrize(
    "parameters",
    [
        [("query", SELECT), ("query", ASK)],
        [("query", SELECT), ("format", "pdf")],
        [("query", SELECT), ("update", "CLEAR ALL")],
        [("query", SELECT), ("default-graph-uri", "not an iri")],
        [("query", "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }")],
        [("query", "")],
    ],
)
def test_bad_requests(client: TestClient, parameters: list[tuple[str, str]]) -> None:
    encoded = urlencode(parameters)
    assert client.get(f"/sparql?{encoded}").status_code == 400
    posted = client.post("/sparql", content=encoded, headers={"Content-Type": FORM})
    assert posted.status_code == 400


def test_form_without_query(client: TestClient) -> None:
    posted = client.post("/sparql", content="format=csv", headers={"Content-Type": FORM})
    assert posted.status_code == 400


def test_not_utf8(client: TestClient) -> None:
    direct = {"Content-Type": "application/sparql-query"}
    assert client.post("/sparql", content=b"ASK { \xff }", headers=direct).status_code == 400
    assert client.get("/sparql?query=%FF").status_code == 400


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/json",
        "application/sparql-query; charset=latin-1",
    ],
)
def test_unsupported_media_type(client: TestClient, media_type: str) -> None:
    answer = client.post("/sparql", content=ASK, headers={"Content-Type": media_type})
    assert answer.status_code == 415
    assert "application/sparql-query" in answer.headers["accept-post"]


def test_too_large(client: TestClient) -> None:
    query = ASK + "#" * 20_000
    direct = {"Content-Type": "application/sparql-query"}
    assert client.post("/sparql", content=query, headers=direct).status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods(client: TestClient, method: str) -> None:
    answer = client.request(method, "/sparql")
    assert answer.status_code == 405
    assert {"GET", "HEAD", "POST"} <= {name.strip() for name in answer.headers["allow"].split(",")}


def test_head_and_options(client: TestClient) -> None:
    assert client.head("/sparql", params={"query": SELECT}).headers["content-type"] == JSON
    answer = client.options("/sparql", headers={"Origin": "https://example.org"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]


def test_percent_signs_in_iris_survive(client: TestClient) -> None:
    query = "SELECT (<http://example.org/a%20b> AS ?iri) {}"
    direct = {"Content-Type": "application/sparql-query"}
    answers = (
        client.get(f"/sparql?query={quote(query)}"),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", content=query, headers=direct),
    )
    for answer in answers:
        assert "http://example.org/a%20b" in answer.text


def test_other_scripts_survive(client: TestClient) -> None:
    query = 'SELECT ("Köpf + 知識 & =" AS ?text) {}'
    for answer in (
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
    ):
        value = answer.json()["results"]["bindings"][0]["text"]["value"]
        assert value == "Köpf + 知識 & ="


def test_default_graph_is_the_union(client: TestClient, store: EmbeddedStore) -> None:
    answer = client.get("/sparql", params={"query": COUNT})
    assert number(answer.content) == len({quad.triple for quad in store.store})


@pytest.mark.parametrize("name", ["ontology", "literature", "inferred", "nothing"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_default_graph_named_by_the_request(
    client: TestClient, store: EmbeddedStore, name: str, method: str
) -> None:
    graph = ox.NamedNode(GRAPH + name)
    sent = {"query": COUNT, "default-graph-uri": graph.value}
    if method == "GET":
        answer = client.get("/sparql", params=sent)
    else:
        answer = client.post("/sparql", data=sent)
    size = len(list(store.store.quads_for_pattern(None, None, None, graph)))
    assert number(answer.content) == size


def test_named_graphs_named_by_the_request(client: TestClient, store: EmbeddedStore) -> None:
    within = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    graph = ox.NamedNode(f"{GRAPH}inferred")
    sent = {"query": within, "named-graph-uri": graph.value}
    size = len(list(store.store.quads_for_pattern(None, None, None, graph)))
    assert number(client.get("/sparql", params=sent).content) == size
    sent["query"] = COUNT
    assert number(client.get("/sparql", params=sent).content) == 0


def test_from_names_the_dataset(client: TestClient, store: EmbeddedStore) -> None:
    graph = ox.NamedNode(f"{GRAPH}inferred")
    query = COUNT.replace("WHERE", f"FROM {graph} WHERE")
    size = len(list(store.store.quads_for_pattern(None, None, None, graph)))
    assert number(client.get("/sparql", params={"query": query}).content) == size


def test_request_outweighs_from(client: TestClient, store: EmbeddedStore) -> None:
    query = COUNT.replace("WHERE", f"FROM <{GRAPH}ontology> WHERE")
    graph = ox.NamedNode(f"{GRAPH}inferred")
    sent = {"query": query, "default-graph-uri": graph.value}
    size = len(list(store.store.quads_for_pattern(None, None, None, graph)))
    assert number(client.get("/sparql", params=sent).content) == size


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "*/*"])
def test_service_description(client: TestClient, accept: str) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    media_type = answer.headers["content-type"].split(";")[0]
    syntax = ox.RdfFormat.from_media_type(media_type)
    assert syntax
    described = {quad.triple.object for quad in ox.parse(answer.content, format=syntax)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert ox.NamedNode(f"{sd}SPARQL11Query") in described
    assert ox.NamedNode(f"{GRAPH}inferred") in described
    assert ox.NamedNode("http://testserver/sparql") in described


def test_service_description_as_rows(client: TestClient) -> None:
    assert client.get("/sparql?format=csv").status_code == 406


def test_editor_begins_with_an_example(client: TestClient) -> None:
    page = client.get("/sparql?example=cq04-gaps", headers={"Accept": BROWSER}).text
    assert 'value="cq04-gaps"' in page
    assert "selected" in page
    assert 'id="sparql-vocabulary"' in page


def test_long_answers_are_cut_on_the_page_only(client: TestClient) -> None:
    query = "SELECT * { ?s ?p ?o }"
    page = client.get("/sparql", params={"query": query}, headers={"Accept": BROWSER}).text
    assert "There are more rows" in page
    rows = client.get("/sparql", params={"query": query, "format": "csv"}).text
    assert len(rows.splitlines()) > 2000


def test_values_cannot_become_markup(client: TestClient) -> None:
    query = 'SELECT ("<script>alert(1)</script>" AS ?x) (<javascript:alert(1)> AS ?y) {}'
    page = client.get("/sparql", params={"query": query}, headers={"Accept": BROWSER}).text
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page


def test_pages_show_the_beginning_of_long_values(client: TestClient) -> None:
    doubled = " ".join(
        f"BIND(CONCAT(?x{number}, ?x{number}) AS ?x{number + 1})" for number in range(14)
    )
    query = (
        "SELECT ?x14 { VALUES ?a { 0 1 2 3 4 5 6 7 8 9 } VALUES ?b { 0 1 2 3 4 5 6 7 8 9 } "
        f"VALUES ?c {{ 0 1 2 }} BIND('0123456789' AS ?x0) {doubled} }}"
    )
    page = client.get("/sparql", params={"query": query}, headers={"Accept": BROWSER}).text
    assert 1_000_000 < len(page) < 1_200_000
    assert "0123456789…" in page
    assert "a download holds all" in page


def test_titles_say_what_failed(graph: KnowledgeGraph) -> None:
    with TestClient(create_app(graph, Settings(tokens=TOKENS))) as writable:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        update = f"INSERT DATA {{ {'(' * 300} }}"
        given = writable.post("/update", data={"update": update}, headers=headers)
    assert given.status_code == 400
    assert given.json()["title"] == "The change cannot be made"


@pytest.mark.parametrize("size", [10, 3_000])
def test_forms_are_bounded(client: TestClient, size: int) -> None:
    fields = "&".join("a" for _ in range(size))
    given = client.post(
        "/sparql",
        content=f"query=ASK+%7B%7D&{fields}",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert given.status_code == (200 if size == 10 else 400)
    assert size == 10 or "at most" in given.json()["detail"]


def test_what_anybody_can_send_is_not_kept(client: TestClient) -> None:
    before = _preferred.cache_info().currsize, _base.cache_info().currsize
    for number in range(3):
        long = f"text/csv, text/x{number}{'x' * 2_000}"
        headers = {"Accept": long, "Host": f"h{number}{'x' * 2_000}"}
        given = client.get("/sparql", params={"query": "SELECT * {}"}, headers=headers)
        assert given.headers["content-type"].startswith("text/csv")
    assert (_preferred.cache_info().currsize, _base.cache_info().currsize) == before


def test_head_has_the_headers_of_get(client: TestClient) -> None:
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 20"}
    headers = {"Accept": "text/csv", "Accept-Encoding": "gzip"}
    got, head = (
        client.request(method, "/sparql", params=query, headers=headers)
        for method in ("GET", "HEAD")
    )
    assert got.headers["content-encoding"] == "gzip"
    for name in ("etag", "vary", "content-encoding", "content-type"):
        assert head.headers[name] == got.headers[name]
    assert head.content == b""
