"""Where Virtuoso 7 departs from SPARQL 1.1, as `docs/stores.md` lists it.

A test that fails here says that a newer version has mended something, or broken something else.
"""

from __future__ import annotations

import pytest

from atlas_kg.relay import Relay
from atlas_kg.workers.frames import Change, Operation
from atlas_kg.workers.reply import UnansweredError
from tests.relay.stores import RunningStore, answered, rows_of, within

IMPORTS = "PREFIX owl: <http://www.w3.org/2002/07/owl#>\n"


def differs(relay: Relay, query: str) -> int | str:
    """Return how many rows there are, or why there are none."""
    try:
        return answered(relay, rows_of(IMPORTS + query)).count(b"\n") - 1
    except UnansweredError as error:
        return error.what


REFUSED = {
    "SELECT ?a ?b { ?a owl:imports+ ?b }": "transitive start not given",
    "SELECT ?a ?b { ?a owl:imports* ?b }": "transitive start not given",
    "SELECT ?s { ?s a owl:Ontology } OFFSET 1": "TOP parameter < 0",
    "SELECT (COUNT(*) AS ?n) { ?s a owl:Ontology } HAVING (COUNT(*) > 1)": "HAVING",
}


@pytest.mark.parametrize("query", REFUSED)
def test_refused_by_virtuoso_alone(query: str, relay: Relay, running_store: RunningStore) -> None:
    found = differs(relay, query)
    if running_store.kind == "virtuoso":
        assert REFUSED[query] in str(found)
    else:
        assert isinstance(found, int)
        assert found > 0


def test_paths_give_a_row_for_each_way_and_not_for_each_pair(
    relay: Relay, running_store: RunningStore
) -> None:
    pattern = "{ ?a a owl:Ontology . ?a owl:imports+ ?b }"
    pairs = differs(relay, f"SELECT DISTINCT ?a ?b {pattern}")
    found = differs(relay, f"SELECT ?a ?b {pattern}")
    assert isinstance(found, int)
    assert isinstance(pairs, int)
    assert (found > pairs) is (running_store.kind == "virtuoso")


def test_long_texts_are_sorted_as_they_came(relay: Relay, running_store: RunningStore) -> None:
    name, long = "http://example.org/texts", "a text of more than thirty characters, with the end"
    texts = " , ".join(f'"{long} {end}"' for end in "cab")
    insert = f"INSERT DATA {{ GRAPH <{name}> {{ <{name}> <{name}> {texts} }} }}"
    within(relay.change(Change(Operation.UPDATE, text=insert), "a"))
    ask = f"SELECT ?o {{ <{name}> <{name}> ?o }} ORDER BY "
    found, right = (answered(relay, rows_of(ask + key)) for key in ("?o", "STR(?o)"))
    within(relay.change(Change(Operation.DELETE, graph=name), "a"))
    assert right.splitlines()[1:] == [f'"{long} {end}"'.encode() for end in "abc"]
    assert (found != right) is (running_store.kind == "virtuoso")


def test_short_true_in_an_update_is_the_number_one(
    relay: Relay, running_store: RunningStore
) -> None:
    name = "http://example.org/truth"
    insert = f"INSERT DATA {{ GRAPH <{name}> {{ <{name}> <{name}> true }} }}"
    within(relay.change(Change(Operation.UPDATE, text=insert), "a"))
    found = answered(relay, rows_of(f"SELECT ?o {{ <{name}> <{name}> ?o }}"))
    within(relay.change(Change(Operation.DELETE, graph=name), "a"))
    assert found.split()[1] == (b"1" if running_store.kind == "virtuoso" else b"true")
