"""All minimal proofs, and no others, the shortest first: against brute force over all subsets."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pyoxigraph as ox
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rdflib import RDF

from atlas_kg.explanation.search import Derivation, Search
from atlas_kg.formats import from_rdflib
from atlas_kg.namespaces import GRAPH_CORPUS, GRAPH_INFERRED, GRAPH_LITERATURE
from atlas_kg.reasoning import Rule, compile_rules, infer
from tests.explanation.replay import Premise, entails
from tests.reasoning.small_ontologies import NAMESPACE, declared, parsed
from tests.reasoning.test_random_ontologies import FACTS

CLASSES = st.sampled_from([":A", ":B", ":C", ":D"])
PROPERTIES = st.sampled_from([":p", ":q", ":r"])
INDIVIDUALS = st.sampled_from([":x", ":y", ":z"])
RESTRICTIONS = st.builds(
    "[ a owl:Restriction ; owl:onProperty {} ; owl:hasValue {} ]".format, PROPERTIES, INDIVIDUALS
)
PARTS = st.lists(CLASSES | RESTRICTIONS, min_size=2, max_size=2).map(" ".join)
EXPRESSIONS = (
    CLASSES | RESTRICTIONS | PARTS.map("[ a owl:Class ; owl:intersectionOf ( {} ) ]".format)
)
AXIOMS = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("{} owl:equivalentClass {} .".format, CLASSES, EXPRESSIONS),
    st.builds("{} rdfs:subPropertyOf {} .".format, PROPERTIES, PROPERTIES),
    st.builds("{} owl:inverseOf {} .".format, PROPERTIES, PROPERTIES),
    st.builds("{} a owl:SymmetricProperty .".format, PROPERTIES),
    st.builds("{} a owl:TransitiveProperty .".format, PROPERTIES),
    st.builds("{} rdfs:domain {} .".format, PROPERTIES, CLASSES),
    st.builds("{} rdfs:range {} .".format, PROPERTIES, CLASSES),
    st.builds("{} owl:propertyChainAxiom ( {} {} ) .".format, PROPERTIES, PROPERTIES, PROPERTIES),
)
MOST = 7


@dataclass(frozen=True)
class Reasoned:
    """A store with its closure, and the rules behind it."""

    store: ox.Store
    rules: tuple[Rule, ...]


def reasoned(axioms: str, data: str) -> Reasoned:
    rules = compile_rules(declared(axioms))
    store = ox.Store()
    facts = from_rdflib(parsed(data))
    store.extend(ox.Quad(t.subject, t.predicate, t.object, GRAPH_LITERATURE) for t in facts)
    closure = infer(list(store), rules, "sparql").triples
    store.extend(ox.Quad(t.subject, t.predicate, t.object, GRAPH_INFERRED) for t in closure)
    return Reasoned(store, rules)


def length(derivation: Derivation) -> int:
    return 1 + sum(map(length, derivation.premises))


def triple(subject: str, predicate: str, value: str) -> ox.Triple:
    names = (
        ox.NamedNode(name if ":" in name else f"{NAMESPACE}{name}")
        for name in (subject, predicate, value)
    )
    return ox.Triple(*names)


@given(
    axioms=st.lists(AXIOMS, min_size=1, max_size=4, unique=True),
    facts=st.lists(FACTS, min_size=1, max_size=4, unique=True),
)
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_minimal_sets_of_premises_are_those_of_brute_force(
    axioms: list[str], facts: list[str]
) -> None:
    graph = reasoned("\n".join(axioms), "\n".join(facts))
    asserted = {q.triple for q in graph.store.quads_for_pattern(None, None, None, GRAPH_LITERATURE)}
    given_premises: set[Premise] = {*asserted, *(rule.axiom.triples for rule in graph.rules)}
    assume(len(given_premises) <= MOST)
    search = Search(graph)
    for goal in {quad.triple for quad in graph.store}:
        minimal: set[frozenset[Premise]] = set()
        for size in range(1, len(given_premises) + 1):
            for chosen in map(frozenset, combinations(given_premises, size)):
                if not any(part <= chosen for part in minimal) and entails(chosen, goal):
                    minimal.add(chosen)
        found = list(search.derivations(goal))
        assert {derivation.support() for derivation in found} == minimal
        assert len(found) == len(minimal)
        assert [length(one) for one in found] == sorted(length(one) for one in found)


def test_cycles_end() -> None:
    graph = reasoned(
        ":p owl:inverseOf :q . :q owl:inverseOf :p . :p a owl:SymmetricProperty .", ":x :p :y ."
    )
    found = list(Search(graph).derivations(triple("y", "p", "x")))
    assert [length(one) for one in found] == sorted(length(one) for one in found)
    assert len({one.support() for one in found}) == len(found) >= 1


def test_first_proof_does_not_wait_for_the_others() -> None:
    many = 15_000
    graph = reasoned(":p rdfs:domain :A .", "\n".join(f":x :p :y{n} ." for n in range(many)))
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    goal = ox.Triple(ox.NamedNode(f"{NAMESPACE}x"), kind, ox.NamedNode(f"{NAMESPACE}A"))
    search = Search(graph)
    # Were all instances of the rule looked at first, so little effort would not find a proof.
    first = next(search.derivations(goal, effort=5))
    assert length(first) == 2
    assert sum(1 for _ in search.derivations(goal)) == many


def test_chain_over_itself() -> None:
    graph = reasoned(":p a owl:TransitiveProperty .", ":x :p :y . :y :p :z . :z :p :x .")
    (found,) = Search(graph).derivations(triple("x", "p", "x"))
    assert len(found.support()) == 4


def test_works_that_nobody_has_read_prove_nothing() -> None:
    graph = reasoned(":p rdfs:range :A . :q rdfs:range :A .", ":x :q :y .")
    goal = triple("y", RDF.type, "A")
    before = list(Search(graph).derivations(goal))
    work = triple("z", "p", "y")
    graph.store.add(ox.Quad(work.subject, work.predicate, work.object, GRAPH_CORPUS))
    assert list(Search(graph).derivations(goal)) == before
    (derivation,) = before
    assert triple("x", "q", "y") in set(derivation.support())
