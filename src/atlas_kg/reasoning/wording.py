"""Axioms in the words that readers of proofs see, and places that authors of ontologies find."""

from __future__ import annotations

from collections.abc import Callable

import rdflib
from rdflib import OWL, RDFS
from rdflib.collection import Collection
from rdflib.term import BNode, Literal, Node, URIRef

from atlas_kg.namespaces import compress

__all__ = ["holder", "name", "said_of", "what"]


def name(ontology: rdflib.Graph, node: Node) -> str:
    """Call a term by its label, a literal by its text."""
    if isinstance(node, Literal):
        return f"‘{node}’"
    label = ontology.value(node, RDFS.label)
    return f"‘{label}’" if label else _place(node)


def holder(ontology: rdflib.Graph, node: Node) -> str:
    """Say in which named thing's description a construct stands."""
    seen = set()
    while isinstance(node, BNode) and node not in seen:
        seen.add(node)
        node = next(ontology.subjects(None, node), node)
    if isinstance(node, BNode):
        # Nothing holds it: an axiom that begins with an unnamed expression.
        node = min(filter(_is_own, ontology.objects(node)), key=str, default=node)
    return _place(node)


def said_of(ontology: rdflib.Graph, node: Node) -> str:
    """Say what holds of whatever belongs to a class expression: a verb and its objects."""
    for constructor, words in _WORDS.items():
        value = ontology.value(node, constructor)
        if value is not None and isinstance(node, BNode):
            return words(ontology, node, value)
    return f"is {_with_article(name(ontology, node))}"


def what(ontology: rdflib.Graph, node: Node) -> str:
    """Name a class expression as a noun."""
    if isinstance(node, URIRef):
        return _with_article(name(ontology, node))
    return f"something that {said_of(ontology, node)}"


def _joined(by: str) -> Callable[[rdflib.Graph, Node, Node], str]:
    def words(ontology: rdflib.Graph, _: Node, members: Node) -> str:
        return by.join(said_of(ontology, part) for part in Collection(ontology, members))

    return words


def _on(phrase: str) -> Callable[[rdflib.Graph, Node, Node], str]:
    def words(ontology: rdflib.Graph, node: Node, value: Node) -> str:
        prop = ontology.value(node, OWL.onProperty)
        filler = ontology.value(node, OWL.onClass) or value
        rest = phrase.format(name=name(ontology, value), number=value, what=what(ontology, filler))
        return f"{name(ontology, prop)} {rest}" if prop else rest

    return words


def _one_of(ontology: rdflib.Graph, _: Node, members: Node) -> str:
    return "is " + " or ".join(name(ontology, one) for one in Collection(ontology, members))


def _not(ontology: rdflib.Graph, _: Node, value: Node) -> str:
    return f"is not {what(ontology, value)}"


_WORDS = {
    OWL.intersectionOf: _joined(" and "),
    OWL.unionOf: _joined(" or "),
    OWL.oneOf: _one_of,
    OWL.complementOf: _not,
    OWL.hasValue: _on("{name}"),
    OWL.someValuesFrom: _on("{what}"),
    OWL.allValuesFrom: _on("nothing but {what}"),
    OWL.maxCardinality: _on("at most {number}"),
    OWL.maxQualifiedCardinality: _on("at most {number} that is {what}"),
}


def _with_article(noun: str) -> str:
    return f"{'an' if noun.lstrip('‘')[:1].lower() in 'aeiou' else 'a'} {noun}"


def _is_own(node: Node) -> bool:
    return isinstance(node, URIRef) and not node.startswith(str(OWL))


def _place(node: Node) -> str:
    return compress(str(node)) if isinstance(node, URIRef) else "an unnamed expression"
