"""A store elsewhere computes the closure itself, from the rules as SPARQL updates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from subprocess import CompletedProcess

import pyoxigraph as ox
import pytest

from atlas_kg.formats import from_rdflib
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import ATLAS, GRAPH_INFERRED, GRAPH_LITERATURE, GRAPH_ONTOLOGY
from atlas_kg.reasoning import broken_rules, compile_rules, compute_closure, infer, load_graph
from atlas_kg.store import QueryError, RemoteStore
from tests.reasoning.remote import oxigraph_server
from tests.reasoning.seed import Triples
from tests.reasoning.small_ontologies import declared, parsed, short

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a store that the tests of this module fill and empty."""
    with oxigraph_server() as url:
        yield url


@pytest.fixture
def remote(address: str) -> RemoteStore:
    store = RemoteStore(f"{address}/query", update_url=f"{address}/update")
    store.update("CLEAR ALL")
    return store


def graph_of(store: RemoteStore, graph: ox.NamedNode) -> Triples:
    found = store.query(f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    assert isinstance(found, tuple)
    return frozenset(found)


def test_command_loads_and_reasons_in_the_store(
    address: str, remote: RemoteStore, graph: KnowledgeGraph, run: Run
) -> None:
    where = ("--store", f"{address}/query", "--update", f"{address}/update")
    done = run("reason", *where, "--load")
    assert (done.returncode, done.stdout) == (0, "")
    assert graph_of(remote, GRAPH_INFERRED) == set(graph.closure.triples)
    assert f"Inferred {len(graph.closure.triples)} statements" in done.stderr
    again = run("reason", *where)
    assert again.returncode == 0
    assert "Loading" not in again.stderr
    assert graph_of(remote, GRAPH_INFERRED) == set(graph.closure.triples)


def test_command_tells_contradictions(address: str, remote: RemoteStore, run: Run) -> None:
    phase, person = f"<{ATLAS.AdoptionPhase}>", "<http://example.org/someone>"
    coder = f"<{ATLAS.Coder}>"
    text = f"{{ GRAPH {GRAPH_LITERATURE} {{ {person} a {phase}, {coder} }} }}"
    remote.update(f"INSERT DATA {text}")
    done = run("reason", "--store", f"{address}/query", "--update", f"{address}/update")
    assert done.returncode == 1
    assert "contradicts the ontology: nothing is both" in done.stderr


AXIOMS = """
:p owl:propertyChainAxiom ( :q :r ) ; owl:inverseOf :s . :t a owl:TransitiveProperty .
:q rdfs:range :A . :A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :r ; owl:hasValue :v ] .
:n rdfs:subPropertyOf :m . :B owl:disjointWith :C . :s a owl:ObjectProperty .
"""
DATA = """
:x :q :y . :y :r "not a thing" . :x :n "1\\n2"@en , 01 . :c :t :a . :a :t :b . :b :t :c .
:w :q _:someone . _:someone :t :a . [] a :B , :C .
"""


def test_blank_nodes_literals_and_circles(remote: RemoteStore) -> None:
    ontology, data = declared(AXIOMS), parsed(DATA)
    rules = compile_rules(ontology)
    load_graph(remote, GRAPH_ONTOLOGY, from_rdflib(ontology))
    load_graph(remote, GRAPH_LITERATURE, from_rdflib(data))
    size = compute_closure(remote, rules)
    found = graph_of(remote, GRAPH_INFERRED)
    quads = [
        ox.Quad(t.subject, t.predicate, t.object)
        for part in (ontology, data)
        for t in from_rdflib(part)
    ]
    assert short(found) == short(infer(quads, rules, "columnar").triples)
    assert len(found) == size
    # Through a blank node, of which nothing is said in the end.
    assert {":w :p :v", ':x :p "not a thing"', ':x :m "1\\n2"@en'} <= short(found)
    assert [rule.name for rule in broken_rules(remote, rules)] == ["cax-dw"]


def test_earlier_inferences_are_dropped(remote: RemoteStore) -> None:
    rules = compile_rules(declared(":A rdfs:subClassOf :B ."))
    load_graph(remote, GRAPH_LITERATURE, from_rdflib(parsed(":x a :A .")))
    assert compute_closure(remote, rules) == 1
    load_graph(remote, GRAPH_LITERATURE, from_rdflib(parsed(":x a :B .")))
    assert compute_closure(remote, rules) == 0
    assert graph_of(remote, GRAPH_INFERRED) == frozenset()


def test_refused_update_says_where_and_why(address: str) -> None:
    with pytest.raises(QueryError, match=r"/nowhere did not take an update"):
        RemoteStore(f"{address}/query", update_url=f"{address}/nowhere").update("CLEAR ALL")


def test_store_that_is_not_there_is_told(run: Run) -> None:
    done = run("reason", "--store", "http://127.0.0.1:9/sparql")
    assert done.returncode == 2
    assert "http://127.0.0.1:9/sparql did not take an update" in done.stderr


@pytest.mark.parametrize(
    "words",
    [("--store", "http://127.0.0.1:9/", "--inferred-only"), ("--load",), ("--update", "http://x")],
)
def test_options_that_do_not_fit_are_refused(words: tuple[str, ...], run: Run) -> None:
    done = run("reason", *words)
    assert done.returncode == 2
    assert "--store" in done.stderr
