"""A closure that is kept up to date equals the one that is computed anew."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas_kg.namespaces import ATLAS, GRAPH_INFERRED, GRAPH_LITERATURE, GRAPH_ONTOLOGY
from atlas_kg.reasoning import DEFAULT_ENGINE, Materialisation, Rule, compile_rules, infer
from atlas_kg.reasoning import matching as matching_module
from atlas_kg.reasoning import postings as postings_module
from tests.reasoning.seed import Triples, dataset, theory
from tests.reasoning.small_ontologies import PREFIXES, declared
from tests.reasoning.test_random_ontologies import AXIOMS, CHAINS, CLASSES, FACTS, INDIVIDUALS

BLANK_FACTS = st.builds(
    "{} {} {} .".format,
    st.sampled_from(["_:u", "_:v", ":x"]),
    st.sampled_from([":p", ":q", ":r"]),
    st.sampled_from(["_:u", "_:v", ":y", ":z"]),
)
IDENTITIES = st.builds("{} owl:sameAs {} .".format, INDIVIDUALS, INDIVIDUALS)
VALUES = st.builds("{} :n {} .".format, INDIVIDUALS, st.sampled_from(["1", "01", '"one"']))
KEYS = st.builds("{} owl:hasKey ( {} ) .".format, CLASSES, CHAINS | st.just(":n"))
ABOUT_VALUES = st.just(":n rdfs:subPropertyOf :m .")
GRAPHS = (GRAPH_ONTOLOGY, GRAPH_LITERATURE)
CODES_SOLUTION = ox.NamedNode(ATLAS.codesSolution)
SCREENING = ox.NamedNode(ATLAS.Screening)


def materialised(asserted: Iterable[ox.Quad], rules: tuple[Rule, ...]) -> ox.Store:
    """Return a store with asserted quads and what follows from them."""
    store = ox.Store()
    store.extend(asserted)
    triples = infer(store, rules, DEFAULT_ENGINE).triples
    store.extend(ox.Quad(t.subject, t.predicate, t.object, GRAPH_INFERRED) for t in triples)
    return store


def inferred(store: ox.Store) -> Triples:
    """Return what the graph ``inferred`` holds."""
    return frozenset(q.triple for q in store.quads_for_pattern(None, None, None, GRAPH_INFERRED))


def anew(store: ox.Store, rules: tuple[Rule, ...]) -> Triples:
    """Return the closure of the asserted graphs, computed from nothing."""
    asserted = [quad for quad in store if quad.graph_name != GRAPH_INFERRED]
    return frozenset(infer(asserted, rules, DEFAULT_ENGINE).triples)


def quads(turtle: str, graph: ox.NamedNode = GRAPH_LITERATURE) -> list[ox.Quad]:
    """Return the quads of Turtle text. Blank nodes keep their labels, to meet across texts."""
    parsed = ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)
    return [ox.Quad(q.subject, q.predicate, q.object, graph) for q in parsed]


@pytest.fixture(params=[0, 8], ids=["lists intersected", "facts looked up"])
def patience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two ways to go on where several patterns share a variable."""
    monkeypatch.setattr(matching_module, "_PATIENCE", request.param)
    monkeypatch.setattr(postings_module, "_FIRST", request.param)


@pytest.mark.usefixtures("patience")
@given(
    axioms=st.lists(AXIOMS | KEYS | ABOUT_VALUES, min_size=1, max_size=6, unique=True),
    facts=st.lists(FACTS | BLANK_FACTS | IDENTITIES | VALUES, min_size=3, max_size=9, unique=True),
    data=st.data(),
)
@settings(max_examples=150)
def test_any_edits_under_any_axioms(
    axioms: list[str], facts: list[str], data: st.DataObject
) -> None:
    rules = compile_rules(declared("\n".join(axioms)))
    pool = [quad for fact in facts for graph in GRAPHS for quad in quads(fact, graph)]
    choices = st.sets(st.sampled_from(pool), max_size=4)
    store = materialised(data.draw(choices), rules)
    kept = Materialisation(store, rules)
    for _ in range(4):
        before = inferred(store)
        told = kept.change(data.draw(choices), data.draw(choices))
        assert inferred(store) == anew(store, rules)
        assert inferred(store) == (before - told.withdrawn) | told.inferred


def seed_store() -> ox.Store:
    """Return the seed graph with what follows from it."""
    return materialised(dataset().store, theory().rules)


def codings() -> list[list[ox.Quad]]:
    """Return the quads of each coding of the seed set."""
    store = dataset().store
    found = store.quads_for_pattern(None, CODES_SOLUTION, None, GRAPH_LITERATURE)
    subjects = sorted((quad.subject for quad in found), key=str)
    return [list(store.quads_for_pattern(s, None, None, GRAPH_LITERATURE)) for s in subjects]


@given(edits=st.lists(st.lists(st.sampled_from(range(27)), max_size=3), min_size=1, max_size=6))
@settings(max_examples=15)
def test_codings_of_the_seed_set_come_and_go(edits: list[list[int]]) -> None:
    store, every = seed_store(), codings()
    kept = Materialisation(store, theory().rules)
    there = set(range(27))
    for numbers in edits:
        gone = [quad for number in there & set(numbers) for quad in every[number]]
        back = [quad for number in set(numbers) - there for quad in every[number]]
        kept.change(back, gone)
        there ^= set(numbers)
        assert inferred(store) == anew(store, theory().rules)


def test_every_single_triple_of_a_coding_can_go_and_come_back() -> None:
    store = seed_store()
    kept = Materialisation(store, theory().rules)
    whole = inferred(store)
    for quad in codings()[0]:
        lost = kept.change((), [quad])
        assert inferred(store) == anew(store, theory().rules)
        found = kept.change([quad])
        assert (found.inferred, found.withdrawn) == (lost.withdrawn, lost.inferred)
        assert inferred(store) == whole


@pytest.mark.usefixtures("patience")
def test_link_stays_while_another_coding_proves_it() -> None:
    store = seed_store()
    kept = Materialisation(store, theory().rules)
    proving = [c for c in codings() if any(q.object == SCREENING for q in c)]
    link = ox.NamedNode(ATLAS.appliedAgainst)
    before = set(store.quads_for_pattern(SCREENING, link, None, None))
    assert len(proving) > len(before) > 0
    for coding in proving:
        kept.change((), coding)
        assert inferred(store) == anew(store, theory().rules)
    assert not set(store.quads_for_pattern(SCREENING, link, None, None))


CIRCLES = {
    "transitive": (":p a owl:TransitiveProperty .", ":x :p :y . :y :p :z . :z :p :y ."),
    "symmetric": (":p a owl:SymmetricProperty .", ":x :p :y . :y :p :z ."),
    "equivalent": (":p owl:inverseOf :q . :q owl:inverseOf :r .", ":x :p :y . :y :q :z ."),
}


@pytest.mark.parametrize(("axioms", "facts"), CIRCLES.values(), ids=CIRCLES)
def test_facts_in_a_circle_do_not_hold_each_other_up(axioms: str, facts: str) -> None:
    rules = compile_rules(declared(axioms))
    asserted = quads(facts)
    for order in permutations(asserted):
        store = materialised(asserted, rules)
        kept = Materialisation(store, rules)
        for quad in order:
            kept.change((), [quad])
            assert inferred(store) == anew(store, rules)
        assert inferred(store) == frozenset()


def test_asserting_what_is_inferred_moves_it() -> None:
    rules = compile_rules(declared(":A rdfs:subClassOf :B ."))
    store = materialised(quads(":x a :A ."), rules)
    kept = Materialisation(store, rules)
    (stated,) = quads(":x a :B .")
    assert kept.change([stated]).withdrawn == {stated.triple}
    assert inferred(store) == frozenset()
    assert kept.change((), [stated]).inferred == {stated.triple}
    assert inferred(store) == {stated.triple}


def test_other_spelling_of_a_literal_is_the_same_fact() -> None:
    rules = compile_rules(declared(":n rdfs:subPropertyOf :m ."))
    store = materialised(quads(":x :n 1 ."), rules)
    kept = Materialisation(store, rules)
    assert kept.change((), quads(":x :n 01 .")).withdrawn == {q.triple for q in quads(":x :m 1 .")}
    assert len(store) == 0


def test_question_changes_nothing() -> None:
    store = seed_store()
    kept = Materialisation(store, theory().rules)
    before = set(store)
    told = kept.consequences((), codings()[0])
    assert told.withdrawn
    assert set(store) == before


def test_new_contradiction_is_told_with_its_facts() -> None:
    rules = compile_rules(declared(":A owl:disjointWith :B . :p rdfs:domain :B ."))
    store = materialised(quads(":x a :A . :y a :A , :B ."), rules)
    kept = Materialisation(store, rules)
    (found,) = kept.change(quads(":x :p :z .")).contradictions
    assert found.rule.head is None
    assert set(found.facts) == {q.triple for q in quads(":x a :A , :B .")}
    assert kept.change(quads(":z :p :z .")).contradictions == ()


def test_graphs_that_are_not_asserted_do_not_count() -> None:
    rules = compile_rules(declared(":p owl:propertyChainAxiom ( :q :r ) ."))
    store = ox.Store()
    store.extend(quads(":x :q :y .", ox.NamedNode("http://example.org/proposed")))
    assert Materialisation(store, rules).change(quads(":y :r :z .")).inferred == frozenset()
