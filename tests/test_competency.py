"""The questions that the graph must answer, with the answers that the seed paper gives."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pyoxigraph as ox
import pytest

from atlas_kg.queries import PublishedQuery, published_queries, render
from atlas_kg.store import EmbeddedStore

ALL = [query for query in published_queries() if not query.services]
COMPETENCY = [query for query in ALL if query.group == "competency"]


def names(query: PublishedQuery) -> str:
    return query.name


def answered(store: EmbeddedStore, query: PublishedQuery) -> list[list[str]]:
    rows = render(store.query(query.text), "csv").decode()
    return list(csv.reader(io.StringIO(rows)))


def test_there_are_enough_of_them() -> None:
    assert len(COMPETENCY) >= 40


def test_ids_are_numbered_without_gaps() -> None:
    assert [query.id for query in COMPETENCY] == [
        f"cq{number:02}" for number in range(1, len(COMPETENCY) + 1)
    ]


def test_names_and_ids_tell_queries_apart() -> None:
    called = Counter(query.name for query in ALL) + Counter(query.id for query in COMPETENCY)
    assert set(called.values()) == {1}


@pytest.mark.parametrize("query", COMPETENCY, ids=names)
def test_header_asks_a_question(query: PublishedQuery) -> None:
    assert query.summary.endswith("?")
    assert query.description.endswith(".")
    assert query.tags
    assert len(set(query.tags)) == len(query.tags)


@pytest.mark.parametrize("query", COMPETENCY, ids=names)
def test_answer_on_the_seed_graph(query: PublishedQuery, store: EmbeddedStore) -> None:
    assert query.expected is not None, f"{query.name} has no .csv beside it"
    with query.expected.open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file))
    head, *found = answered(store, query)
    assert head == expected[0]
    if "ORDER BY" not in query.text:
        found, expected[1:] = sorted(found), sorted(expected[1:])
    assert found == expected[1:]
    assert found, "a question without an answer shows nothing"


@pytest.mark.parametrize("query", COMPETENCY, ids=names)
def test_rows_are_distinct_and_ordered(query: PublishedQuery, store: EmbeddedStore) -> None:
    # The page of the answer must not change from one store or run to the next.
    _, *found = answered(store, query)
    assert len(found) == len({tuple(row) for row in found})
    assert "ORDER BY" in query.text


# Every statement of the seed set is accepted.
NONE_IN_THE_SEED = {
    "differences",
    "disputed-statements",
    "tentative-statements",
    "work-decisions",
}
"""Nobody has screened a work yet, and one consensus has coded."""


@pytest.mark.parametrize("query", ALL, ids=names)
def test_every_published_query_gives_something(query: PublishedQuery, store: EmbeddedStore) -> None:
    answer = store.query(query.text)
    assert isinstance(answer, ox.QuerySolutions | ox.QueryTriples)
    assert any(True for _ in answer) == (query.name not in NONE_IN_THE_SEED)


@pytest.mark.parametrize("query", ALL, ids=names)
def test_every_published_query_has_a_header(query: PublishedQuery) -> None:
    assert query.summary
    assert query.description
    assert query.tags
    assert "#+" not in query.text
