"""What is passed on to a store is SPARQL 1.1, and a query where a query is expected."""

from __future__ import annotations

import pytest

from atlas_kg.relay.extensions import check_updates, query_form
from atlas_kg.workers.frames import Failure
from atlas_kg.workers.reply import UnansweredError


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("# INSERT\nPREFIX insert: <http://a/define> base <http://a/>\nask {}", "ASK"),
        ("construct where { ?s <http://a/bif:x> 'define option' }", "CONSTRUCT"),
        ("DESCRIBE <http://a/\\u00e9> # \\u0069NSERT", "DESCRIBE"),
    ],
)
def test_form_of_a_query(text: str, form: str) -> None:
    assert query_form(text) == form


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# SELECT * {}",
        "INSERT DATA { <a> <b> <c> }",
        "PREFIX a: <http://a/> CLEAR ALL",
        "define get:soft 'replace' SELECT * {}",
        "explain SELECT * {}",
        "\\u0049NSERT DATA {} # SELECT",
        "{ SELECT * {} }",
    ],
)
def test_what_does_not_begin_as_a_query_is_malformed(text: str) -> None:
    with pytest.raises(UnansweredError) as raised:
        query_form(text)
    assert raised.value.failure is Failure.MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (bif:http_get('http://127.0.0.1/') AS ?x) {}",
        "PREFIX x: <sql:> SELECT (x:y() AS ?x) {}",
        "SELECT (<BIF:sys_stat>('x') AS ?x) {}",
        "SELECT (<\\u0062if:sys_stat>('x') AS ?x) {}",
        "SELECT * FROM <http://a/> OPTION (get:soft 'soft') { ?s ?p ?o }",
    ],
)
def test_more_than_the_standard_is_refused(text: str) -> None:
    with pytest.raises(UnansweredError) as raised:
        query_form(text)
    assert raised.value.failure is Failure.REFUSED
    with pytest.raises(UnansweredError):
        check_updates(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    ],
)
def test_store_is_sent_to_no_other_server(text: str) -> None:
    with pytest.raises(UnansweredError) as raised:
        query_form(text)
    assert raised.value.failure is Failure.REFUSED
    with pytest.raises(UnansweredError):
        check_updates(text)
    with pytest.raises(UnansweredError, match="LOAD is not allowed"):
        check_updates("LOAD <http://127.0.0.1/>")
