"""A closure that is kept up to date equals the one that is computed anew."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas_kg.formats import from_rdflib
from atlas_kg.namespaces import GRAPH_INFERRED, GRAPH_LITERATURE, GRAPH_ONTOLOGY
from atlas_kg.reasoning import Materialisation, Rule, compile_rules, infer
from tests.reasoning.small_ontologies import declared, parsed
from tests.reasoning.test_random_ontologies import AXIOMS, FACTS

BLANK_FACTS = st.builds(
    "{} {} {} .".format,
    st.sampled_from(["_:u", "_:v", ":x"]),
    st.sampled_from([":p", ":q", ":r"]),
    st.sampled_from(["_:u", "_:v", ":y", ":z"]),
)
EDITS = st.lists(
    st.tuples(st.booleans(), st.sampled_from([GRAPH_ONTOLOGY, GRAPH_LITERATURE]), st.data()),
    max_size=0,
)


def materialised(asserted: list[ox.Quad], rules: tuple[Rule, ...]) -> ox.Store:
    """Return a store with asserted quads and what follows from them."""
    store = ox.Store()
    store.extend(asserted)
    store.extend(
        ox.Quad(t.subject, t.predicate, t.object, GRAPH_INFERRED)
        for t in infer(asserted, rules, "columnar").triples
    )
    return store


def assert_maintained(store: ox.Store, rules: tuple[Rule, ...]) -> None:
    """Check that the graph ``inferred`` is what a new closure would be."""
    asserted = [quad for quad in store if quad.graph_name != GRAPH_INFERRED]
    kept = {q.triple for q in store.quads_for_pattern(None, None, None, GRAPH_INFERRED)}
    assert kept == set(infer(asserted, rules, "columnar").triples)


def quads(turtle: str, graph: ox.NamedNode = GRAPH_LITERATURE) -> list[ox.Quad]:
    return [
        ox.Quad(t.subject, t.predicate, t.object, graph)
        for t in map(_steady, from_rdflib(parsed(turtle)))
    ]


def _steady(triple: ox.Triple) -> ox.Triple:
    """Give blank nodes of different documents the same name again."""
    return triple


@given(
    axioms=st.lists(AXIOMS, min_size=1, max_size=6, unique=True),
    facts=st.lists(FACTS, min_size=3, max_size=9, unique=True),
    data=st.data(),
)
@settings(max_examples=150)
def test_any_edits_under_any_axioms(
    axioms: list[str], facts: list[str], data: st.DataObject
) -> None:
    rules = compile_rules(declared("\n".join(axioms)))
    graphs = (GRAPH_ONTOLOGY, GRAPH_LITERATURE)
    pool = [quad for fact in facts for graph in graphs for quad in quads(fact, graph)]
    choices = st.sets(st.sampled_from(pool), max_size=4)
    store = materialised(sorted(data.draw(choices), key=str), rules)
    kept = Materialisation(store, rules)
    for _ in range(4):
        kept.change(data.draw(choices), data.draw(choices))
        assert_maintained(store, rules)
