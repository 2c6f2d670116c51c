"""Content negotiation."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from atlas_kg.web.negotiation import (
    CSV,
    GRAPHS,
    HTML,
    JSON,
    RESULTS,
    accepted,
    choose,
    named,
    split_suffix,
)

CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
PAGE = (HTML, JSON, CSV, *GRAPHS)


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "html"),
        ("", "html"),
        ("*/*", "html"),
        (CHROME, "html"),
        ("text/turtle", "ttl"),
        ("TEXT/TURTLE;Q=0.3", "ttl"),
        ("text/turtle;charset=utf-8", "ttl"),
        ("text/turtle, */*", "ttl"),
        ("text/turtle;q=0.5, application/ld+json;q=0.6", "jsonld"),
        ("text/html;q=0, text/*", "csv"),
        ("application/json, text/html;q=0.9", "json"),
        ("application/*;q=0.2, text/turtle;q=0.1", "json"),
        ("text/turtle;q=nonsense, text/csv;q=0.1", "csv"),
        ("text/csv;q=inf, text/turtle;q=0.1", "ttl"),
        (" , text/csv", "csv"),
    ],
)
def test_highest_quality_wins(accept: str | None, name: str) -> None:
    chosen = choose(accept, PAGE)
    assert chosen
    assert chosen.name == name


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;q=0", "*/*;q=0"])
def test_nothing_acceptable(accept: str) -> None:
    assert choose(accept, PAGE) is None


def test_more_precise_range_sets_the_quality() -> None:
    chosen = choose("application/json;q=0.1, */*;q=0.5", (JSON, CSV))
    assert chosen is CSV


@pytest.mark.parametrize(("accept", "name"), [("application/json", "json"), ("text/xml", "xml")])
def test_rows_by_their_common_names(accept: str, name: str) -> None:
    chosen = choose(accept, RESULTS)
    assert chosen
    assert chosen.name == name


def test_suffix_is_split_off() -> None:
    assert split_suffix("a.b.csv", (CSV,)) == ("a.b", CSV)
    assert split_suffix("a.b", (CSV,)) == ("a.b", None)


@pytest.mark.parametrize(
    ("lines", "whole"),
    [([], None), (["text/csv"], "text/csv"), (["text/csv;q=0.1", "*/*"], "text/csv;q=0.1, */*")],
)
def test_a_list_may_come_in_several_lines(lines: list[str], whole: str | None) -> None:
    assert accepted(Headers(raw=[(b"accept", line.encode()) for line in lines])) == whole


@pytest.mark.parametrize("name", ["nq", "nquads", "N-Quads", "application/n-quads"])
def test_a_form_has_several_names(name: str) -> None:
    form = named(name, GRAPHS)
    assert form
    assert form.title == "N-Quads"
