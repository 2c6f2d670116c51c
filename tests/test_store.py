"""The embedded store answers, and refuses what must not reach the engine."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from socketserver import BaseRequestHandler, TCPServer
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.errors import UsageError
from atlas_kg.namespaces import GRAPH_INFERRED, expand
from atlas_kg.store import EmbeddedStore, QueryError, RemoteStore

ATLAS_PREFIX = "PREFIX atlas: <https://w3id.org/llm-atlas/ontology#>\n"

# What people write, and what breaks parsers, in any order.
PIECES = st.lists(
    st.sampled_from(
        [
            *"{}()[]<>.;,|/^*+?!=&#\"'\\:@_-1 \n\r\t\0",
            *("SELECT", "ASK", "WHERE", "FILTER", "OPTIONAL", "UNION", "BIND", "AS", "VALUES"),
            *(
                "?s ?p ?o",
                "<http://a/>",
                "a:b",
                "_:b",
                "'x'@en",
                "<<",
                ">>",
                "PREFIX a: <http://a/>",
            ),
            *("\\u0041", "\\U00110000", "é", "\ud800", "\U0010ffff", "'''", '"""'),
        ]
    ),
    max_size=25,
).map("".join)


class Trap(NamedTuple):
    """A server that must not be asked."""

    url: str
    asked: list[bytes]


@pytest.fixture
def trap() -> Iterator[Trap]:
    asked: list[bytes] = []

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(1_000))

    with TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield Trap(f"http://127.0.0.1:{server.server_address[1]}/", asked)
        server.shutdown()
        thread.join()


def rows(store: EmbeddedStore, query: str) -> list[str]:
    answer = store.query(ATLAS_PREFIX + query)
    assert isinstance(answer, ox.QuerySolutions)
    return sorted(row[0].value for row in answer)


def test_default_graph_is_the_union(store: EmbeddedStore) -> None:
    found = rows(store, "SELECT ?m { ?m a atlas:Mechanism ; atlas:counters ?problem }")
    assert len(found) == 8


def test_named_graphs_are_told_apart(store: EmbeddedStore) -> None:
    found = rows(store, "SELECT DISTINCT ?g { GRAPH ?g { ?m atlas:counters ?problem } }")
    assert found == [GRAPH_INFERRED.value]


def test_dataset_of_the_query_is_not_widened(store: EmbeddedStore) -> None:
    pattern = "{ ?m a atlas:Mechanism ; atlas:counters ?problem }"
    for words in ("SELECT ?m FROM", "select ?m from", "SELECT ?m#\rFROM"):
        assert rows(store, f"{words} <{GRAPH_INFERRED.value}> {pattern}") == []


@pytest.mark.parametrize("word", ["'FROM'", "<http://example.org/FROM>", "?FROM", "'a' # FROM\n"])
def test_from_in_a_text_or_a_name_names_no_dataset(word: str, store: EmbeddedStore) -> None:
    pattern = f"{{ ?m a atlas:Mechanism ; atlas:counters ?problem OPTIONAL {{ ?m ?p {word} }} }}"
    assert len(set(rows(store, f"SELECT ?m {pattern}"))) == 4


def test_bindings_stand_for_variables(store: EmbeddedStore) -> None:
    bound = {"mechanism": ox.NamedNode(expand("atlas:Bonding"))}
    query = f"{ATLAS_PREFIX} SELECT ?mechanism ?a {{ ?mechanism atlas:mitigates ?a }}"
    answer = store.query(query, bound)
    assert isinstance(answer, ox.QuerySolutions)
    assert [row["a"].value for row in answer] == [expand("atlas:HiddenAction")]


def test_malformed_query_is_told_with_its_place(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError) as raised:
        store.query("SELECT *\nWHERE { ?s ?p }")
    assert (raised.value.line, raised.value.column) == (2, 15)
    assert "(line 2, column 15)" in str(raised.value)


@pytest.mark.parametrize("text", ["", " ", "\0", "é", "#", "SELECT", "{", "\ud800"])
def test_no_query_at_all(text: str, store: EmbeddedStore) -> None:
    with pytest.raises(QueryError):
        store.query(text)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { service silent <URL> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o.SERVICE<URL>{ ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE ?g { ?s ?p ?o } VALUES ?g { <URL> } } } }",
        "PREFIX : <URL> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX : <URL> SELECT * { ?s ?p ?o.SERVICE:x { ?s ?p ?o } }",
        "PREFIX e: <http://e/> SELECT * { ?s ?p e:.SERVICE<URL> { ?s ?p ?o } }",
        "SELECT * { #\r SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE<URL> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1e0SERVICE<URL> { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE<URL> { ?s ?p ?o } }",
        "PREFIX e: <URL> SELECT * { SERVICEe: { ?s ?p ?o } }",
        "PREFIX : <URL> SELECT * { {}SERVICESILENT: { ?s ?p ?o } }",
        "PREFIX e: <URL> SELECT * { { SELECT * { ?s ?p true.serviceSilente:x } } }",
        "PREFIX : <URL> SELECT * { FILTER(1<2)SERVICE#>\n:x { ?s ?p ?o } }",
        "PREFIX e: <http://e/> SELECT * { FILTER(1<2#>'''\n)SERVICE<URL> { ?s ?p ?o } #'''\n }",
        "PREFIX e: <http://e/> SELECT * { FILTER(?s<e:a#>'''\n)SERVICE<URL> { ?s ?p ?o } #'''\n }",
        "SELECT * { ?s ?p 'a\\'' . SERVICE <URL> { ?s ?p '' } }",
        "SELECT * { ?s <urn:a#b> ?o . SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    ],
)
def test_no_query_makes_the_engine_call_others(query: str, trap: Trap) -> None:
    store = EmbeddedStore(ox.Store())
    store.store.add(ox.Quad(*[ox.NamedNode("http://e/a")] * 3))
    with pytest.raises(QueryError):
        list(store.query(query.replace("URL", trap.url)))  # type: ignore[arg-type]
    assert trap.asked == []


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p 'a service' }",
        'ASK { ?s ?p "SERVICE" }',
        "ASK { ?s ?p '''it's a SERVICE''' }",
        "ASK { ?service ?p ?o } # SERVICE",
        "ASK { ?s <http://example.org/service#x> $SERVICE }",
        "PREFIX s: <http://example.org/service#> ASK { ?s s:x 1 }",
    ],
)
def test_the_word_alone_is_not_refused(query: str, store: EmbeddedStore) -> None:
    assert isinstance(store.query(query), ox.QueryBoolean)


DEEP = {
    "groups": "ASK " + "{" * 50_000,
    "brackets": "ASK { FILTER" + "(" * 50_000,
    "lists": "ASK { ?s ?p " + "(" * 50_000,
    "blank nodes": "ASK { ?s ?p " + "[ ?p " * 50_000,
    "quoted triples": "ASK { " + "<<( ?s ?p " * 50_000,
    "reified triples": "ASK { " + "<< " * 50_000,
    "negations": "ASK { FILTER(" + "!" * 50_000 + "true) }",
    "sums": "ASK { FILTER(" + "1+" * 50_000 + "1) }",
    "differences": "ASK { FILTER(" + "1-1" * 50_000 + ") }",
    "choices": "ASK { FILTER(" + "1=1||" * 50_000 + "1=1) }",
    "paths": "PREFIX a: <http://a/> ASK { ?s " + "a:/" * 50_000 + "a: ?o }",
    "inverse paths": "ASK { ?s " + "^" * 50_000 + "<http://a/> ?o }",
    "repeated paths": "ASK { ?s <http://a/>" + "*" * 50_000 + " ?o }",
    "unions": "ASK { {}" + "UNION{}" * 12_000 + " }",
    "optionals": "ASK { " + "OPTIONAL{}" * 12_000 + " }",
    "filters": "ASK { " + "FILTER(1=1)" * 12_000 + " }",
    "bindings": "ASK { " + "".join(f"BIND(1 AS ?x{n})" for n in range(6_000)) + " }",
    "groups in a row": "ASK { " + "{}" * 12_000 + " }",
    "patterns": "ASK { " + "?s ?p ?o . " * 12_000 + " }",
    "objects": "ASK { ?s ?p " + "?o," * 12_000 + "?o }",
    "long list": "ASK { ?s ?p (" + "1 " * 50_000 + ") }",
    "braces in a text": "ASK { FILTER('" + "{" * 50_000 + "' = '" + "(" * 50_000 + "') }",
    "text without end": "ASK { ?s ?p '" + "{" * 50_000,
    "brackets after a relative name": "ASK { ?s <a#> " + "(" * 50_000,
    "dashes": "ASK { FILTER(" + "a-" * 400_000 + " }",
    "dashes in a name": "ASK { ?service ?p <" + "1-" * 400_000 + "> }",
    "length": "ASK { } #" + "x" * 1_000_000,
}
PROGRAM = """
import sys, pyoxigraph as ox
from atlas_kg.store import EmbeddedStore, QueryError
try:
    EmbeddedStore(ox.Store()).query(sys.stdin.read())
except QueryError as error:
    print(error)
"""


@pytest.mark.parametrize("name", DEEP)
def test_deep_query_does_not_end_the_process(name: str) -> None:
    # In a process of its own, since the engine may overflow the stack of the whole process.
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=DEEP[name],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@given(text=st.text(max_size=80) | PIECES)
def test_any_text_is_answered_or_refused(text: str) -> None:
    with contextlib.suppress(QueryError):
        EmbeddedStore(ox.Store()).query(text)


@pytest.mark.parametrize("url", ["foo", "http://a b/", "http://[", "ftp://127.0.0.1:9/", "", "//a"])
def test_endpoint_that_is_no_address(url: str) -> None:
    with pytest.raises(UsageError, match="is not the address of an endpoint"):
        RemoteStore(url, timeout=2).query("ASK {}")


def test_endpoint_that_is_silent() -> None:
    with pytest.raises(QueryError, match="did not answer"):
        RemoteStore("http://127.0.0.1:9/", timeout=2).query("ASK {}")


def test_endpoint_takes_no_bindings() -> None:
    with pytest.raises(QueryError, match="embedded graph"):
        RemoteStore("http://127.0.0.1:9/").query("ASK {}", {"x": GRAPH_INFERRED})
