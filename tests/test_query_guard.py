"""The guard before the engine: what it refuses, and that it lets the rest pass."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest

from atlas_kg.queries import PublishedQuery, published_queries
from atlas_kg.query_guard import check_update, checked_words
from atlas_kg.sparql_text import QueryError, tokens


def chain(count: int) -> str:
    return " ".join(f"?v{n} ?p ?v{n + 1} ." for n in range(count))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"ASK {{ FILTER({'||'.join(['1'] * 9_000)}) }}", "words and signs"),
        ("ASK { {}" + "UNION{}" * 20_000 + " }", "words and signs"),
        (f"ASK {{ {chain(1_500)} }}", "joins more than 128 patterns"),
        (f"ASK {{ {chain(130)} }}", "joins more than 128 patterns"),
        (f"ASK {{ ?s ?p {', '.join(['?o'] * 200)} }}", "joins more than"),
        (f"ASK {{ ?s ?p ?o {'; ?p ?o' * 200} }}", "joins more than"),
        (f"ASK {{ ?s {'/'.join(['<x:p>'] * 200)} ?o }}", "joins more than"),
        (f"ASK {{ {'{?s ?p ?o}' * 130} }}", "joins more than"),
        (f"ASK {{ {'OPTIONAL{?s ?p ?o}' * 130} }}", "joins more than"),
        (f"ASK {{ ?s ?p {'[?p ' * 150} 1 {']' * 150} }}", "joins more than"),
        (f"ASK {{ ?s ?p {'(' * 201}1{')' * 201} }}", "nested deeper"),
        (f"ASK {{ FILTER({'!' * 201}true) }} #" + "x" * 2_000, "nested deeper"),
        ("ASK {}" + " " * 1_000_000, "longer than"),
    ],
)
def test_what_the_engine_could_not_bear_is_refused(text: str, problem: str) -> None:
    with pytest.raises(QueryError, match=problem):
        checked_words(text)


@pytest.mark.parametrize(
    "text",
    [
        f"ASK {{ FILTER({'||'.join(['1'] * 1_600)}) }}",
        f"ASK {{ {{}} {'UNION{}' * 1_600} }}",
        f"ASK {{ {chain(60)} }}",
        f"ASK {{ ?s ?p ?x {'MINUS{?s ?p ?o}' * 700} }}",
        f"ASK {{ ?s ?p ?x FILTER(?x IN ({', '.join(map(str, range(2_000)))})) }}",
        f"ASK {{ ?s ?p ?x VALUES (?x ?y) {{ {'(1.5 <http://e/x.y/z>) ' * 1_000} }} }}",
        f"CONSTRUCT {{ {chain(500)} }} {{ ?v1 ?p ?v2 }}",
        f"ASK {{ FILTER({'!' * 190}true) }}",
        f"SELECT ?s {'{' * 150} ?s ?p ?o {'}' * 150}",
    ],
)
def test_what_the_engine_bears_passes_and_is_planned_in_time(text: str) -> None:
    checked_words(text)
    start = time.process_time()
    ox.Store().query(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("query", published_queries(), ids=lambda query: query.name)
def test_published_query_passes(query: PublishedQuery) -> None:
    checked_words(query.text, may_call=bool(query.services))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT ?x { ?x a ?known }", set()),
        ("SELECT ?x from <http://e/g> { ?x a ?y }", {"FROM"}),
        (
            "SELECT ?x { BIND(now() AS ?x) BIND(Rand() AS ?y) BIND(UUID() AS ?z) }",
            {"NOW", "RAND", "UUID"},
        ),
        ("SELECT ?x { BIND(BNODE() AS ?x) BIND(STRUUID() AS ?y) }", {"BNODE", "STRUUID"}),
    ],
)
def test_telling_words_are_told(text: str, words: set[str]) -> None:
    told = checked_words(text)
    assert words <= told
    assert bool(words) == bool(told)


def test_long_data_of_updates_pass() -> None:
    data = "<http://e/s> <http://e/p> 1.5, 'x' . " * 10_000
    check_update(f"PREFIX : <http://e/> INSERT DATA {{ GRAPH :g {{ {data} }} }}")
    check_update(f"DELETE {{ {chain(500)} }} INSERT {{ {chain(500)} }} WHERE {{ ?v1 ?p ?v2 }}")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("LOAD <http://127.0.0.1/>", "LOAD is not allowed"),
        ("load silent <http://127.0.0.1/>", "LOAD is not allowed"),
        ("CLEAR ALL;LOAD<http://127.0.0.1/>", "LOAD is not allowed"),
        ("PREFIX e: <http://127.0.0.1/>LOADe:x", "LOAD is not allowed"),
        ("PREFIX e: <http://127.0.0.1/> LOADSILENTe:x INTO GRAPH e:g", "LOAD is not allowed"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://e/> { ?s ?p ?o } }", "SERVICE is not"),
        (f"INSERT {{ ?s ?p ?o }} WHERE {{ {chain(200)} }}", "joins more than"),
        (f"INSERT DATA {{ <x:s> <x:p> 1 }} ; DELETE WHERE {{ {chain(200)} }}", "joins more than"),
        (f"INSERT DATA {{ <x:s> <x:p> {'(' * 300} {')' * 300} }}", "nested deeper"),
    ],
)
def test_update_that_asks_others_or_too_much_is_refused(text: str, problem: str) -> None:
    with pytest.raises(QueryError, match=problem):
        check_update(text)


def test_update_may_speak_of_loading() -> None:
    check_update("INSERT DATA { <http://e/load#x> <http://e/p> 'LOAD <x>', \"SERVICE\" } # LOAD")


def test_text_that_could_be_one_long_name_is_read_in_time() -> None:
    start = time.process_time()
    with pytest.raises(QueryError):
        checked_words("ASK { " + "a-1" * 300_000)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("?x:y", "name name"),
        (":p*/ex:q?/^a", "name sign sign name sign sign sign word"),
        (":a.:b. :c.", "name sign name sign"),
        ("ex.x-1:a.b\\,c%20:d. _:b.1 :", "name sign name name"),
        ("<http://e/\\u0041> <\\x>", "iri sign sign word sign"),
        ("'a''b' '''it's''' \"\"\"\"a\"\"\"", "text text text text"),
    ],
)
def test_tokens_are_those_of_the_grammar(text: str, kinds: str) -> None:
    assert [token.lastgroup for token in tokens(text)] == kinds.split()
