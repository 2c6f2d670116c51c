"""Whether a graph is as a request says."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from atlas_kg.web.conditions import Conditions, graph_tag
from atlas_kg.web.negotiation import GRAPHS, Form

TURTLE, TRIPLES = (next(form for form in GRAPHS if form.name == name) for name in ("ttl", "nt"))
TAG = graph_tag(b"<a:a> <a:a> <a:a> .", TURTLE)
ZIPPED = f'{TAG[:-1]}-gzip"'
OTHER = graph_tag(b"", TRIPLES)
NONE: dict[Form, str | None] | None = None


def conditions(name: str, value: str) -> Conditions:
    return Conditions.of(Headers({name: value}))


@pytest.mark.parametrize("value", ["*", TAG, ZIPPED, f'"other", {TAG}', f"{OTHER},{TAG}"])
def test_what_matches(value: str) -> None:
    tags: dict[Form, str | None] = {TURTLE: TAG}
    assert conditions("If-Match", value).hold(tags)
    assert not conditions("If-None-Match", value).hold(tags)
    assert not conditions("If-Match", value).hold(NONE)
    assert conditions("If-None-Match", value).hold(NONE)


@pytest.mark.parametrize("value", ['"other"', OTHER, "nonsense", '"*"'])
def test_what_does_not(value: str) -> None:
    tags: dict[Form, str | None] = {TURTLE: TAG}
    assert not conditions("If-Match", value).hold(tags)
    assert conditions("If-None-Match", value).hold(tags)


def test_weak_tags_mean_the_same_and_are_not_the_same() -> None:
    tags: dict[Form, str | None] = {TURTLE: TAG}
    assert not conditions("If-Match", f"W/{TAG}").hold(tags)
    assert not conditions("If-None-Match", f"W/{TAG}").hold(tags)


def test_graphs_too_large_for_a_tag_match_none() -> None:
    tags: dict[Form, str | None] = {TURTLE: None}
    assert not conditions("If-Match", TAG).hold(tags)
    assert conditions("If-Match", "*").hold(tags)
    assert conditions("If-None-Match", TAG).hold(tags)


def test_forms_that_must_be_known() -> None:
    assert conditions("If-Match", f"{OTHER}, {ZIPPED}").forms == (TURTLE, TRIPLES)
    assert conditions("If-Match", "*").forms == ()
    assert conditions("If-Match", "*")
    assert not Conditions.of(Headers({}))
