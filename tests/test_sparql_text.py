"""What is refused in the text of queries and updates before an engine sees it."""

from __future__ import annotations

import contextlib
import time

import pyoxigraph as ox
import pytest

from atlas_kg.query_guard import check_update, checked_words
from atlas_kg.sparql_text import QueryError, malformed, may_hold, readings, tokens


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <urn:a>",
        "load<urn:a>",
        "LOADSILENT<urn:a>",
        "PREFIX e: <urn:a> LOADe:",
        "PREFIX : <urn:a> LOAD:",
        "CLEAR ALL;LOAD <urn:a> INTO GRAPH <urn:b>",
        "BASE <urn:a>LOAD <>",
        "# LOAD\n LOAD <urn:a>",
        "INSERT DATA { <urn:a> <urn:b> '''x''' } ; LoAd SiLeNt <urn:a>",
    ],
)
def test_load_is_refused(update: str) -> None:
    with pytest.raises(QueryError, match="LOAD is not allowed") as caught:
        check_update(update)
    assert caught.value.line


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:a> <urn:b> 'LOAD <urn:a>' } # LOAD <urn:a>",
        "PREFIX up: <urn:a> DELETE WHERE { ?load up:load <https://a.example/load> }",
        "PREFIX upload: <urn:a> INSERT DATA { upload:a upload:load <urn:load:x> }",
        "INSERT DATA { <urn:a> <urn:b> 'a service' }",
    ],
)
def test_the_word_alone_is_not_refused(update: str) -> None:
    check_update(update)


def test_update_is_held_to_the_limits_of_queries() -> None:
    with pytest.raises(QueryError, match="nested deeper"):
        check_update("INSERT {} WHERE " + "{" * 300)
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        check_update("INSERT {} WHERE { SERVICE <urn:a> {} }")
    check_update("INSERT {} WHERE { SERVICE <urn:a> {} }", may_call=True)
    assert "SERVICE" in checked_words("ASK { SERVICE <urn:a> {} }", may_call=True)


def test_both_readings_are_given_and_an_address_has_one() -> None:
    def words(text: str) -> set[str]:
        return {token.group() for token in readings(text) if token.lastgroup == "word"}

    assert "within" in words("ASK { FILTER(?a <within> ?b) }")
    assert "within" not in words("ASK { ?a <http://a.example/(within)> ?b }")


@pytest.mark.parametrize(
    "text",
    [
        "1-1" * 300_000,
        "a-" * 450_000,
        "?a<b:" * 150_000,
        "<a'" * 300_000 + "service",
        "service<" + "a-" * 400_000 + ">",
        "service" + "<a:'''" * 100_000,
    ],
)
def test_no_text_takes_long_to_be_refused(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(QueryError):
        checked_words(text)
    # A tenth of what time that grows with the square took.
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    "part", ["a-", ".", "1-1-", "é-", '"\\"', '"""\n\\', "'''\\", "<a'", "a:", "?a<b:", "x.y."]
)
def test_reading_takes_time_linear_in_the_length(part: str) -> None:
    """Ten times the text takes about ten times as long, where a square would be a hundred."""

    def seconds(size: int) -> float:
        text = "CONSTRUCT { " + part * (size // len(part))
        begun = time.process_time()
        with contextlib.suppress(QueryError):
            checked_words(text)
        malformed(text, "error at 1:20: expected one of [_]")
        assert sum(1 for _ in tokens(text)) > 1
        return time.process_time() - begun

    assert seconds(990_000) < 40 * max(seconds(99_000), 0.01)


def test_long_data_may_speak_of_a_workload() -> None:
    triple = "<http://e.example/s> <http://e.example/p#x> <urn:o>, 'x', 'a service' .\n"
    for word in ("'workload'", "<https://e.example/load>", "'it\\'s a load' # load"):
        check_update(f"INSERT DATA {{ {triple * 20_000} <urn:s> <urn:p> {word}\n }}")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("ASK { ?s ?p 'load', <http://e/load> } # load", False),
        ("LOAD <urn:a>", True),
        ("'a' LOAD <urn:a>", True),
        ("<load>", True),
        ("ASK { FILTER(?a<?b&&'>'='load') }", True),
        ("e:a\\' LOAD <urn:a> #'", True),
        ("<urn:a> . # x\nLOAD<urn:a>", True),
    ],
)
def test_keyword_may_stand_only_outside_of_texts(text: str, holds: bool) -> None:
    assert may_hold(text, "load") == holds


def test_escaped_quote_in_a_name_hides_nothing() -> None:
    with pytest.raises(QueryError, match="LOAD is not allowed"):
        check_update("PREFIX e: <urn:e> INSERT DATA { e:a\\' e:b 1 } ; LOAD <urn:a> # '")


@pytest.mark.parametrize(
    ("query", "column", "problem"),
    [
        ("SELECT ?s WHERE { ?s ?p <http://a b> }", 25, "holds a blank"),
        ("SELECT ?s WHERE { ?s ?p ?o ,, ?b }", 29, "',' cannot stand after ','"),
        ("SELECT ?s (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", None, "a variable that is unbound"),
        ("SELECT (?x AS ?s) WHERE { ?s ?p ?o }", None, "overrides an existing variable"),
        ("SELECT ?s { ?s ?p 'abc }", 19, "has no end"),
        ("SELCT ?s { ?s ?p ?o }", 1, "not SPARQL at 'SELCT'"),
        ("PREFIX e: <urn:e> hello world", 19, "not SPARQL at 'hello'"),
        ("SELECT ?s { ?s ?p ?o FILTER(?o > ) }", 34, "')' cannot stand after '>'"),
        ("SELECT ?s { ?s ?p ?o } ORDER ?s", 30, "not SPARQL at '?s'"),
        ("SELECT ?s { ?s e:p ?o }", 16, "prefix 'e:' is not declared"),
    ],
)
def test_syntax_error_is_told_where_it_is(query: str, column: int | None, problem: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query)
    told = malformed(query, str(caught.value))
    assert told.column == column
    assert problem in told.problem
