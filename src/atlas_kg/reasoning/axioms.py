"""Axioms of an ontology: in words, in triples, and who says them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pyoxigraph as ox
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS
from rdflib.term import BNode, Literal, Node, URIRef

__all__ = ["Axiom", "Statement", "axiom", "term_of"]

Statement = tuple[Node, Node, Node]

# What stands between expressions: these are axioms of their own, and no part of another one.
_BETWEEN = {RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith}
_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)


@dataclass(frozen=True)
class Axiom:
    """An axiom of the ontology.

    Attributes:
        text: The axiom in words.
        triples: Its triples as they stand in the ontology, with all that its unnamed expressions
            say and the declarations of the classes and properties that it names; sorted. Compiled
            alone, they license the same rules.
        sources: The IRIs of what is said to state it: by an annotation of the axiom
            (``dcterms:source`` of an ``owl:Axiom``, or of the unnamed node that is the axiom) or,
            where there is none, by ``dcterms:source`` of the term with which it is described.
        described: The IRI of that term, where the sources are those of its whole description and
            not of the axiom.
    """

    text: str
    triples: tuple[ox.Triple, ...]
    sources: tuple[str, ...] = ()
    described: str | None = None

    def __str__(self) -> str:
        """Return the axiom in words."""
        return self.text

    def saying(self, text: str) -> Axiom:
        """Return the same axiom in words about a part of what it says."""
        return replace(self, text=text)


def axiom(ontology: rdflib.Graph, text: str, *statements: Statement) -> Axiom:
    """Return the axiom that statements of an ontology make.

    Args:
        ontology: The ontology.
        text: The axiom in words.
        statements: Its triples, without what its unnamed expressions say. The first one tells
            which term it describes.
    """
    whole = {
        triple for statement in statements for triple in _with_expressions(ontology, statement)
    }
    for name in {node for triple in whole for node in triple if isinstance(node, URIRef)}:
        whole |= {(name, RDF.type, k) for k in _KINDS if (name, RDF.type, k) in ontology}
    triples = tuple(sorted((_triple(triple) for triple in whole), key=str))
    annotated = {source for s in statements for source in _annotation_sources(ontology, s)}
    if annotated:
        return Axiom(text, triples, tuple(sorted(annotated)))
    subject = statements[0][0]
    described = _sources(ontology, subject) if isinstance(subject, URIRef) else []
    return Axiom(text, triples, tuple(described), str(subject) if described else None)


def term_of(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return a term of rdflib as one of the embedded store."""
    match node:
        case Literal(language=str(language)):
            return ox.Literal(str(node), language=language)
        case Literal(datatype=URIRef() as datatype):
            return ox.Literal(str(node), datatype=ox.NamedNode(str(datatype)))
        case Literal():
            return ox.Literal(str(node))
        case BNode():
            return ox.BlankNode(str(node))
        case _:
            return ox.NamedNode(str(node))


def _with_expressions(ontology: rdflib.Graph, statement: Statement) -> Iterator[Statement]:
    """Yield a statement and what the unnamed expressions in it say, however deep."""
    yield statement
    waiting: list[Node] = [statement[0], statement[2]]
    seen = set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, BNode) or node in seen:
            continue
        seen.add(node)
        for predicate, value in ontology.predicate_objects(node):
            own = str(predicate).startswith((str(OWL), str(RDF)))
            if own and predicate not in _BETWEEN:
                yield node, predicate, value
                waiting.append(value)


def _annotation_sources(ontology: rdflib.Graph, statement: Statement) -> Iterator[str]:
    subject, predicate, value = statement
    if isinstance(subject, BNode):
        yield from _sources(ontology, subject)
    for note in ontology.subjects(OWL.annotatedTarget, value):
        whole = {(note, OWL.annotatedSource, subject), (note, OWL.annotatedProperty, predicate)}
        if all(triple in ontology for triple in whole):
            yield from _sources(ontology, note)


def _sources(ontology: rdflib.Graph, node: Node) -> list[str]:
    found = ontology.objects(node, DCTERMS.source)
    return sorted(str(source) for source in found if isinstance(source, URIRef))


def _triple(statement: Statement) -> ox.Triple:
    subject, predicate, value = (term_of(node) for node in statement)
    if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
        raise TypeError(f"{statement} is no triple")
    return ox.Triple(subject, predicate, value)
