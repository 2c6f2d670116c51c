"""The seed graph in memory, and what the default engine infers from changed versions of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
import rdflib

from atlas_kg.dataset import Dataset, Sources, load
from atlas_kg.formats import from_rdflib
from atlas_kg.namespaces import ATLAS, GRAPH_LITERATURE, GRAPH_ONTOLOGY, compress
from atlas_kg.reasoning import DEFAULT_ENGINE, Rule, compile_rules, infer

Triples = frozenset[ox.Triple]
Link = tuple[str, str, str]
"""Subject, property and object as CURIEs."""

ACCEPTED = ("atlas:counters", "atlas:appliedAgainst", "atlas:addresses", "atlas:implements")
TENTATIVE = (
    "atlas:tentativelyAppliedAgainst",
    "atlas:tentativelyAddresses",
    "atlas:tentativelyImplements",
)
DERIVED = (*ACCEPTED, *TENTATIVE)


@dataclass(frozen=True)
class Theory:
    """An ontology and the rules that it licenses."""

    triples: Triples
    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, ontology: rdflib.Graph) -> Theory:
        """Compile an ontology."""
        return cls(frozenset(from_rdflib(ontology)), compile_rules(ontology))


@cache
def dataset() -> Dataset:
    """Load what travels with the software."""
    return load(Sources.carried())


def ontology() -> rdflib.Graph:
    """Return a copy of the merged ontology that a test may change."""
    return dataset().graph(GRAPH_ONTOLOGY)


@cache
def theory() -> Theory:
    """Return the unchanged ontology, compiled."""
    return Theory(_graph(GRAPH_ONTOLOGY), compile_rules(ontology()))


@cache
def literature() -> Triples:
    """Return the coded literature."""
    return _graph(GRAPH_LITERATURE)


@cache
def tentative() -> Triples:
    """Return a tentative copy of each coding of the literature, as one coder might have made it."""
    coded = {t.subject for t in literature() if t.predicate.value == str(ATLAS.codesPhase)}
    status, standing = ox.NamedNode(ATLAS.hasStatus), ox.NamedNode(ATLAS.Tentative)
    copied = (triple for triple in literature() if triple.subject in coded)
    return frozenset(
        ox.Triple(
            ox.NamedNode(f"{triple.subject.value}-again"),
            triple.predicate,
            standing if triple.predicate == status else triple.object,
        )
        for triple in copied
        if isinstance(triple.subject, ox.NamedNode)
    )


def inferred(of: Theory, instances: Triples, engine: str = DEFAULT_ENGINE) -> Triples:
    """Return what an engine infers from an ontology and instances."""
    quads = (ox.Quad(t.subject, t.predicate, t.object) for t in of.triples | instances)
    return frozenset(infer(quads, of.rules, engine).triples)


def links(triples: Triples) -> frozenset[Link]:
    """Return the derived links among triples."""
    named = {link(triple) for triple in triples if isinstance(triple.object, ox.NamedNode)}
    return frozenset(found for found in named if found[1] in DERIVED)


def link(triple: ox.Triple) -> Link:
    """Return a triple of named things as CURIEs."""
    assert isinstance(triple.subject, ox.NamedNode)
    assert isinstance(triple.object, ox.NamedNode)
    return (
        compress(triple.subject.value),
        compress(triple.predicate.value),
        compress(triple.object.value),
    )


def contradictions(of: Theory, instances: Triples) -> frozenset[frozenset[str]]:
    """Return what the closure of the instances brings together in spite of the rules.

    That is the objects of a rule's premises, such as two classes that are disjoint.
    """
    return frozenset(
        frozenset(compress(str(value.value)) for _, _, value in rule.body)
        for rule in contradicting(of, instances)
    )


def contradicting(of: Theory, instances: Triples) -> list[Rule]:
    """Return the rules that say that the closure of the instances cannot be."""
    store = ox.Store()
    whole = of.triples | instances | inferred(of, instances)
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in whole)
    return [
        rule for rule in of.rules if rule.head is None and store.query(f"ASK {{ {_where(rule)} }}")
    ]


def _graph(name: ox.NamedNode) -> Triples:
    quads = dataset().store.quads_for_pattern(None, None, None, name)
    return frozenset(quad.triple for quad in quads)


def _where(rule: Rule) -> str:
    return " . ".join(" ".join(str(term) for term in pattern) for pattern in rule.body)
