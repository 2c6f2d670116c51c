"""What rewriting does to queries, and that it does nothing else."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given

from atlas_kg.queries import PublishedQuery, published_queries
from atlas_kg.query_rewriting import answered, rewritten
from tests.random_queries import PROLOGUE, STORE, counted, queries, told


def rows(text: str) -> list[dict[str, str]]:
    result = answered(PROLOGUE + text, STORE.query)
    assert isinstance(result, ox.QuerySolutions)
    return told(result)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT * { ?z :p ?x . ?x :q ?a }", "z x a"),
        ("SELECT DISTINCT * WHERE { ?z :p 'a ?no' . ?z :q \"?no\"@en ; :p ?y }", "z y"),
        ("SELECT * WHERE { ?z :p <http://e/?no=1>, ?y }", "z y"),
        ("select reduced * # ?no\n{ $z :p ?y }", "z y"),
        ("SELECT * { { SELECT ?z ?y { ?y :p ?z . ?no :p ?y } } ?a ?b ?z }", "z y a b"),
        ("SELECT * { { SELECT (COUNT(?no) AS ?z) ?y { ?y :p ?no } GROUP BY ?y } }", "z y"),
        ("SELECT * { { SELECT * { ?z :p ?y } } ?a :p ?z }", "z y a"),
        ("SELECT * { ?z (:p|^:q)*/:p? ?y . ?z !(:p|^a) ?x }", "z y x"),
        ("SELECT * { ?z :p ?y MINUS { ?no :p ?y } FILTER EXISTS { ?no :q ?z } ?a :p ?y }", "z y a"),
        ("SELECT * { FILTER(?a<?z) ?z :p ?y OPTIONAL { ?y :p ?a } }", "z y a"),
        ("SELECT * { FILTER(NOT EXISTS { ?no :p ?z } && ?z > 1) ?z :p ?y }", "z y"),
        ("SELECT * { BIND(1 + (?z * 2) AS ?y) VALUES (?b ?a) { (1 UNDEF) } }", "y b a"),
        ("SELECT * { VALUES ?z { 1 2 } GRAPH ?g { ?y a ?x } } VALUES ?a { 1 }", "z g y x a"),
        ("SELECT * { { ?z :p 1 } UNION { ?a :p ?z } UNION { ?b :p true } }", "z a b"),
        ("SELECT * { ?z :p [ :q ?y ; :p (?x 'l' 5.0 -2) ] . _:b :p ?a }", "z y x a"),
        ("SELECT * { [ :p ?z ] . << ?y :p ?x >> :q ?a }", "z y x a"),
        ("SELECT * FROM <http://e/g> FROM NAMED :g { ?z :p ?a } ORDER BY DESC(?a) LIMIT 1", "z a"),
        ("SELECT * { ?z :p ?y LATERAL { ?y :p ?x } }", "z y x"),
        ("SELECT * { }", ""),
        # What is not followed stays as it is.
        ("SELECT * { ?z :p ?y {| :q ?x |} }", "x y z"),
    ],
)
def test_columns_stand_in_the_order_of_the_query(text: str, columns: str) -> None:
    result = answered(PROLOGUE + text, STORE.query)
    assert isinstance(result, ox.QuerySolutions)
    assert [variable.value for variable in result.variables] == columns.split()


@given(queries)
def test_random_query_keeps_its_rows_and_columns(text: str) -> None:
    mended = rewritten(text, lambda _: True)
    own, new = STORE.query(text), STORE.query(mended)
    assert isinstance(own, ox.QuerySolutions)
    assert isinstance(new, ox.QuerySolutions)
    assert {v.value for v in own.variables} == {v.value for v in new.variables}
    assert (mended == text) == (not own.variables)
    assert counted(own) == counted(new)


@pytest.mark.parametrize("query", published_queries(), ids=lambda query: query.name)
def test_published_query_needs_no_mending(query: PublishedQuery) -> None:
    assert rewritten(query.text, lambda _: True) == query.text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SELECT (TRUE AS ?x) {}", True),
        ("SELECT ?x { BIND(False && true AS ?x) }", False),
        ("SELECT ?x { VALUES ?x { TruE } }", True),
        ("SELECT ?x { BIND('TRUE' AS ?x) }", "TRUE"),
        ("SELECT ?x { BIND(STR(<http://e/#TRUE>) AS ?x) FILTER(TRUE) }", "http://e/#TRUE"),
        ("SELECT ?x { BIND(STR(<\\u0068ttp://e/TRUE>) AS ?x) FILTER(TRUE) }", "http://e/TRUE"),
        ("SELECT ?x { BIND(STR('TRUE'@TRUE) AS ?x) #TRUE\n }", "TRUE"),
        ("PREFIX TRUE: <http://e/> SELECT ?x { BIND(STR(TRUE:FALSE) AS ?x) }", "http://e/FALSE"),
    ],
)
def test_booleans_may_have_capitals(text: str, value: bool | str) -> None:
    assert rows(text) == [{"x": str(ox.Literal(value))}]


@pytest.mark.parametrize(
    "joined",
    [
        "GROUP_CONCAT(?y)",
        "group_concat ( DISTINCT CONCAT(?y, '(') ; SEPARATOR = ')' )",
        "CONCAT(GROUP_CONCAT(?y), GROUP_CONCAT(?y))",
    ],
)
def test_joined_strings_have_no_language(joined: str) -> None:
    values = "VALUES ?y { 'a'@en 'b'@en }"
    language = rows(f"SELECT (LANG({joined}) AS ?x) {{ {values} }}")
    assert language == [{"x": str(ox.Literal(""))}]
    (own,) = rows(f"SELECT ({joined} AS ?x) {{ {values} }}")
    assert own == rows(f"SELECT (STR({joined}) AS ?x) {{ {values} }}")[0]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o } GROUP BY ?s",
        "SELECT * { ?s ?p ?o . nothing }",
        "SELECT * { ?s :p* :nowhere ; ?o }",
        "SELECT * { ?s :p* 5. }}",
        "SELECT * { ?s :p* no:where }",
        "SELECT (GROUP_CONCAT(?x)) { ?x ?y }",
        "SELECT * { ?x ?y ?z",
        "CONSTRUCT { ?x ?y ?z",
        "TRUE *",
        "SELECT ?x*",
        "SELECT (COUNT(* AS ?x) {}",
        "BASE <http://e/> TRUE?",
    ],
)
def test_error_is_that_of_the_original(text: str) -> None:
    text = PROLOGUE + text
    with pytest.raises(SyntaxError) as own:
        STORE.query(text)
    with pytest.raises(SyntaxError) as told:
        answered(text, STORE.query)
    assert str(told.value).split(":")[:2] == str(own.value).split(":")[:2]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s :p ?o FILTER(?o * 2 > 1) }",
        "ASK { ?s :p* ?o }",
        "SELECT ?s { ?s a/:p?/^:q :a }",
        "SELECT * { SERVICE ?e { ?s :p* :a } }",
        "CONSTRUCT { ?s :p true } { ?s :p 'TRUE' }",
        "DESCRIBE * { ?s :p ?o }",
        "DESCRIBE :a ?s { ?s :p ?o }",
        "DESCRIBE :a",
        "SELECT (STR(GROUP_CONCAT(?o)) AS ?all) { ?s :p ?o }",
        f"SELECT * {{ {'{' * 60} ?z :p ?a {'}' * 60} }}",
        f"SELECT ?z {{ ?z {'(' * 60}:p{')*' * 60} :nowhere }}",
    ],
)
def test_query_that_needs_no_mending_stays_as_it_is(text: str) -> None:
    assert rewritten(PROLOGUE + text, lambda _: False) == PROLOGUE + text
