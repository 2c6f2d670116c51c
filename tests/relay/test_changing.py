"""Changes reach the store, and are seen by the next query."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from atlas_kg.relay import Relay
from atlas_kg.workers.frames import Applied, Change, Failure, Operation
from atlas_kg.workers.reply import UnansweredError
from tests.relay.stores import answered, rows_of, within

GRAPH = "http://example.org/changed"
ONE = b'<http://example.org/a> <http://example.org/p> "\xc3\xa9", [ <http://example.org/q> 1 ] .'
TWO = b"<http://example.org/b> <http://example.org/p> true ."


@pytest.fixture(autouse=True)
def _clean(relay: Relay) -> Iterator[None]:
    yield
    within(relay.change(Change(Operation.UPDATE, text=f"DROP SILENT GRAPH <{GRAPH}>"), "a"))


def changed(relay: Relay, operation: Operation, *bodies: bytes) -> Applied:
    parts = tuple(("text/turtle", body) for body in bodies)
    return within(relay.change(Change(operation, graph=GRAPH, parts=parts), "a"))


def subjects(relay: Relay) -> list[str]:
    query = (
        f"SELECT DISTINCT ?s {{ GRAPH <{GRAPH}> {{ ?s <http://example.org/p> ?o }} }} ORDER BY ?s"
    )
    return answered(relay, rows_of(query)).decode().split()[1:]


def test_graph_is_put_merged_and_dropped(relay: Relay) -> None:
    one, two = "http://example.org/a", "http://example.org/b"
    assert changed(relay, Operation.PUT, ONE).created
    assert subjects(relay) == [one]
    assert not changed(relay, Operation.POST, TWO).created
    assert subjects(relay) == [one, two]
    blank = "SELECT ?n { ?s <http://example.org/p> ?o . ?o <http://example.org/q> ?n }"
    assert answered(relay, rows_of(blank)).split() == [b"n", b"1"]
    assert not changed(relay, Operation.PUT, TWO).created
    assert subjects(relay) == [two]
    changed(relay, Operation.DELETE)
    assert subjects(relay) == []


def test_graphs_are_replaced(relay: Relay) -> None:
    changed(relay, Operation.PUT, ONE)
    quads = f"<http://example.org/c> <http://example.org/p> 2 <{GRAPH}> .".replace(" 2", ' "2"')
    parts = (("application/n-quads", quads.encode()),)
    within(relay.change(Change(Operation.REPLACE, graphs=(GRAPH,), parts=parts), "a"))
    assert subjects(relay) == ["http://example.org/c"]


def test_missing_graph_cannot_be_dropped(relay: Relay) -> None:
    with pytest.raises(UnansweredError) as raised:
        changed(relay, Operation.DELETE)
    assert raised.value.failure is Failure.MISSING


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        (Change(Operation.UPDATE, text="INSERT DATA {"), Failure.MALFORMED),
        (Change(Operation.PUT, graph=GRAPH, parts=(("text/turtle", b"<a>"),)), Failure.MALFORMED),
        (Change(Operation.PUT, parts=(("text/turtle", ONE),)), Failure.REFUSED),
        (
            Change(Operation.UPDATE, text="define sql:log-enable 2 CLEAR ALL"),
            Failure.REFUSED,
        ),
    ],
)
def test_what_is_no_change_is_told(change: Change, failure: Failure, relay: Relay) -> None:
    with pytest.raises(UnansweredError) as raised:
        within(relay.change(change, "a"))
    assert raised.value.failure is failure
    assert subjects(relay) == []
