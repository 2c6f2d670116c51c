"""What is read of queries, and what is not followed."""

from __future__ import annotations

import pytest

from atlas_kg.query_reading import UnreadError, read_query
from atlas_kg.sparql_text import tokens


def test_prologue_dataset_and_blocks_are_read() -> None:
    reading = read_query(
        tuple(
            tokens(
                "BASE <http://e/> PREFIX : <x#> # and\n PREFIX a.b: <y>\n"
                "SELECT * FROM :g FROM NAMED <h> { ?s :p 1 . GRAPH ?g { ?s :q ?o } "
                "OPTIONAL { ?t a ?u } LATERAL { ?v ?w 2 } FILTER(!EXISTS { 3 ?x ?y }) }"
            )
        )
    )
    assert reading.prologue == "BASE <http://e/> PREFIX : <x#> # and\n PREFIX a.b: <y>"
    assert reading.dataset == "FROM :g FROM NAMED <h>"
    assert reading.star is not None
    assert reading.star.group() == "*"
    assert reading.columns == ("s", "g", "o", "t", "u", "v", "w")
    blocks = [(block.tokens[0].group(), block.is_plain) for block in reading.blocks]
    assert blocks == [("?s", True), ("?s", False), ("?t", True), ("?v", False), ("3", True)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "INSERT DATA { <x:s> <x:p> 1 }",
        "SELECT * { ?s ?p ?o",
        "SELECT * { ?s ?p ?o } }",
        "SELECT * { ?s ?p ( 1 }",
        "SELECT * { ?s ?p ?o } GROUP BY ?s",
        "SELECT * { { SELECT * { ?s ?p ?o } HAVING (?s > 1) } }",
        "SELECT * { SERVICE ?e { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o {| ?q ?r |} }",
        "SELECT * { ?s unknown ?o }",
        # What seems to be an IRI ends a comparison and begins another, with a pattern between them.
        "SELECT * { FILTER(?a<?b)?s?p?o.FILTER(?c>1) }",
    ],
)
def test_what_is_not_followed_is_not_read(text: str) -> None:
    with pytest.raises(UnreadError):
        read_query(tuple(tokens(text)))
