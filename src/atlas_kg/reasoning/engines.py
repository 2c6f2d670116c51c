"""Engines that compute what follows from the asserted graphs.

All give the same inferred links; they differ in cost. ``columnar`` joins sorted integer columns by
the compiled rules. ``sparql`` runs the same rules as SPARQL updates on the embedded store, to a
fixpoint. ``owlrl`` is the reference: the whole OWL 2 RL rule set, interpreted over rdflib.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import owlrl
import pyoxigraph as ox
from rdflib import OWL, RDF, BNode, Graph, Literal, URIRef

from atlas_kg.errors import UsageError
from atlas_kg.formats import from_rdflib, to_rdflib
from atlas_kg.namespaces import GRAPH_INFERRED, GRAPH_LITERATURE
from atlas_kg.reasoning.columnar import EncodedTriples, columnar_closure, encoded
from atlas_kg.reasoning.rules import Rule
from atlas_kg.reasoning.updates import compute_closure

__all__ = ["DEFAULT_ENGINE", "ENGINES", "Closure", "infer"]

DEFAULT_ENGINE = "columnar"


@dataclass(frozen=True)
class Closure:
    """What follows from asserted triples.

    Attributes:
        engine: The name of the engine that computed it.
        triples: The inferred triples, without the asserted ones.
    """

    engine: str
    triples: EncodedTriples


def infer(asserted: Iterable[ox.Quad], rules: tuple[Rule, ...], engine: str) -> Closure:
    """Compute the closure of asserted quads.

    Args:
        asserted: Ontology and instances; their graphs do not matter. It may be a store, or a stream
            that is too large to be held: the default engine reads it once.
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
    return Closure(engine, ENGINES[engine](asserted, rules))


@dataclass(frozen=True)
class _ScratchStore:
    """A store in memory, as the updates want it."""

    store: ox.Store

    def query(self, text: str) -> object:
        return self.store.query(text)

    def update(self, text: str) -> None:
        self.store.update(text)


def _by_sparql(asserted: Iterable[ox.Quad], rules: tuple[Rule, ...]) -> EncodedTriples:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object, GRAPH_LITERATURE) for t in asserted)
    compute_closure(_ScratchStore(store), rules)
    return encoded(store.quads_for_pattern(None, None, None, GRAPH_INFERRED))


def _by_owlrl(asserted: Iterable[ox.Quad], _rules: tuple[Rule, ...]) -> EncodedTriples:
    graph = to_rdflib(asserted)
    before = set(graph)
    classes = set(graph.subjects(RDF.type, OWL.Class))
    relations = set(graph.subjects(RDF.type, OWL.ObjectProperty))
    texts = set(graph.subjects(RDF.type, OWL.DatatypeProperty))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    inferred = Graph()
    for subject, predicate, value in set(graph) - before:
        about_named = isinstance(subject, URIRef) and not isinstance(value, BNode)
        is_type = predicate == RDF.type and value in classes and isinstance(value, URIRef)
        is_relation = predicate in (texts if isinstance(value, Literal) else relations)
        is_same = predicate == OWL.sameAs and subject != value
        if about_named and (is_type or is_relation or is_same):
            inferred.add((subject, predicate, value))
    return encoded(from_rdflib(inferred))


ENGINES: dict[str, Callable[[Iterable[ox.Quad], tuple[Rule, ...]], EncodedTriples]] = {
    "columnar": columnar_closure,
    "sparql": _by_sparql,
    "owlrl": _by_owlrl,
}
