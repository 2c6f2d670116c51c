"""What is refused in the text of queries and updates before an engine sees it."""

from __future__ import annotations

import time

import pytest

from atlas_kg.sparql_text import QueryError, check_update, checked_words, readings


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
    assert time.process_time() - begun < 2
