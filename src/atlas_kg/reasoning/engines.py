"""Engines that compute what follows from the asserted graphs.

Both give the same inferred links; they differ in cost. ``sparql`` evaluates the compiled rules as
SPARQL updates on the embedded store, to a fixpoint. ``owlrl`` is the reference: the whole OWL 2 RL
rule set, interpreted over rdflib.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import owlrl
import pyoxigraph as ox
from rdflib import OWL, RDF, BNode, Graph, Literal, URIRef

from atlas_kg.errors import UsageError
from atlas_kg.formats import from_rdflib, to_rdflib
from atlas_kg.reasoning.rules import Pattern, Rule

__all__ = ["DEFAULT_ENGINE", "ENGINES", "Closure", "infer"]

DEFAULT_ENGINE = "sparql"


@dataclass(frozen=True)
class Closure:
    """What follows from asserted triples.

    Attributes:
        engine: The name of the engine that computed it.
        triples: The inferred triples, without the asserted ones, sorted.
    """

    engine: str
    triples: tuple[ox.Triple, ...]


def infer(asserted: Iterable[ox.Quad], rules: tuple[Rule, ...], engine: str) -> Closure:
    """Compute the closure of asserted quads.

    Args:
        asserted: Ontology and instances; their graphs do not matter.
        rules: The rules that were compiled from the ontology.
        engine: The name of an engine.

    Returns:
        The inferred triples about named things: their types in classes of the ontology, and their
        relations by its properties.

    Raises:
        UsageError: There is no such engine.
    """
    if engine not in ENGINES:
        raise UsageError(f"There is no engine '{engine}'. The engines are {', '.join(ENGINES)}.")
    triples = frozenset(quad.triple for quad in asserted)
    return Closure(engine, tuple(sorted(ENGINES[engine](triples, rules), key=str)))


def _by_sparql(triples: frozenset[ox.Triple], rules: tuple[Rule, ...]) -> Iterable[ox.Triple]:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    # Read back, since the store writes literals its own way: "01" as 1.
    asserted = {quad.triple for quad in store}
    updates = [_update(rule, rule.head) for rule in rules if rule.head is not None]
    size = -1
    while size != len(store):
        size = len(store)
        for update in updates:
            store.update(update)
    return filter(_is_of_interest, {quad.triple for quad in store} - asserted)


def _is_of_interest(triple: ox.Triple) -> bool:
    if any(isinstance(node, ox.BlankNode) for node in (triple.subject, triple.object)):
        return False
    # What is the same is also of the same kinds of OWL, which says nothing of the thing.
    return triple.predicate.value != str(RDF.type) or not str(triple.object).startswith(f"<{OWL}")


def _update(rule: Rule, head: Pattern) -> str:
    def text(pattern: Pattern) -> str:
        return " ".join(str(term) for term in pattern)

    body = " . ".join(text(pattern) for pattern in rule.body)
    if rule.distinct:
        one, other = rule.distinct
        body += f" FILTER(!sameTerm({one}, {other}))"
    return f"INSERT {{ {text(head)} }} WHERE {{ {body} }}"


def _by_owlrl(triples: frozenset[ox.Triple], _rules: tuple[Rule, ...]) -> Iterable[ox.Triple]:
    graph = to_rdflib(triples)
    asserted = set(graph)
    classes = set(graph.subjects(RDF.type, OWL.Class))
    relations = set(graph.subjects(RDF.type, OWL.ObjectProperty))
    texts = set(graph.subjects(RDF.type, OWL.DatatypeProperty))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    inferred = Graph()
    for subject, predicate, value in set(graph) - asserted:
        about_named = isinstance(subject, URIRef) and not isinstance(value, BNode)
        is_type = predicate == RDF.type and value in classes and isinstance(value, URIRef)
        is_relation = predicate in (texts if isinstance(value, Literal) else relations)
        is_same = predicate == OWL.sameAs and subject != value
        if about_named and (is_type or is_relation or is_same):
            inferred.add((subject, predicate, value))
    return from_rdflib(inferred)


ENGINES: dict[str, Callable[[frozenset[ox.Triple], tuple[Rule, ...]], Iterable[ox.Triple]]] = {
    "sparql": _by_sparql,
    "owlrl": _by_owlrl,
}
