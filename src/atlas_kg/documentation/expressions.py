"""Class expressions of OWL 2 in words."""

from __future__ import annotations

import rdflib
from rdflib import OWL, RDF, RDFS
from rdflib.collection import Collection
from rdflib.term import BNode, Node, URIRef

from atlas_kg.documentation.wording import Wording, Words, joined
from atlas_kg.namespaces import compress

__all__ = ["Expressions"]

_COUNTS = {
    OWL.cardinality: "exactly",
    OWL.qualifiedCardinality: "exactly",
    OWL.minCardinality: "at least",
    OWL.minQualifiedCardinality: "at least",
    OWL.maxCardinality: "at most",
    OWL.maxQualifiedCardinality: "at most",
}


class Expressions:
    """Says what it means to belong to a class."""

    def __init__(self, ontology: rdflib.Graph, wording: Wording) -> None:
        self.ontology = ontology
        self.wording = wording

    def says(self, node: Node, *, variable: str = "", expand: bool = False) -> Words:
        """Return what holds of the members of a class, as a phrase with a verb.

        Args:
            node: A class, a datatype or an expression of either.
            variable: The name of the member, to stand before each verb; none by default.
            expand: Tell what a named class is made of, not its name.

        Returns:
            A phrase such as "is an agency problem" or "‘arises in’ Model selection".
        """
        if not (isinstance(node, URIRef) and not expand):
            if (parts := self._list(node, OWL.intersectionOf)) is not None:
                return joined((self.says(part, variable=variable) for part in parts), " and ")
            if (parts := self._list(node, OWL.unionOf)) is not None:
                phrase = joined((self.says(part, variable=variable) for part in parts), " or ")
                return ("either ", *phrase)
        return (*((f"{variable} ",) if variable else ()), *self._simply(node, expand=expand))

    def _simply(self, node: Node, *, expand: bool) -> Words:
        """Return what holds of the members of a class that is not made of others."""
        if isinstance(node, URIRef) and not expand:
            return ("is ", *self.wording.a(node))
        if (parts := self._list(node, OWL.oneOf)) is not None:
            names = joined((self.wording.name(part) for part in parts), ", ", " or ")
            return ("is ", *names)
        for predicate in (OWL.complementOf, OWL.datatypeComplementOf):
            if (complement := self.ontology.value(node, predicate)) is not None:
                return ("is not ", *self.noun(complement))
        if (on := self.ontology.value(node, OWL.onProperty)) is not None:
            return self._restriction(node, on)
        if (datatype := self.ontology.value(node, OWL.onDatatype)) is not None:
            return ("is ", *self.wording.a(datatype), *self._facets(node))
        return (f"belongs to an expression of kind {self._kind(node)}",)

    def noun(self, node: Node) -> Words:
        """Return a class as a noun phrase with its article."""
        if isinstance(node, URIRef):
            return self.wording.a(node)
        return ("something that ", *self.says(node))

    def _restriction(self, node: Node, on: Node) -> Words:
        verb = self._verb(on)
        if (value := self.ontology.value(node, OWL.hasValue)) is not None:
            return (*verb, " ", *self.wording.name(value))
        if (filler := self.ontology.value(node, OWL.someValuesFrom)) is not None:
            return (*verb, " ", *self._some(filler))
        if (filler := self.ontology.value(node, OWL.allValuesFrom)) is not None:
            return (*verb, " nothing but what ", *self.says(filler))
        if self.ontology.value(node, OWL.hasSelf) is not None:
            return (*verb, " itself")
        for predicate, words in _COUNTS.items():
            if (count := self.ontology.value(node, predicate)) is not None:
                return (*verb, f" {words} {count} ", *self._counted(node, int(str(count))))
        return (*verb, f" as an expression of kind {self._kind(node)} says")

    def _some(self, filler: Node) -> Words:
        if filler in (OWL.Thing, RDFS.Literal):
            return ("something",)
        return self.noun(filler)

    def _counted(self, node: Node, count: int) -> Words:
        plain = "thing" if count == 1 else "things"
        on_class = self.ontology.value(node, OWL.onClass)
        filler = on_class if on_class is not None else self.ontology.value(node, OWL.onDataRange)
        if filler is None or filler == OWL.Thing:
            return (plain,)
        return (f"{plain} of which each ", *self.says(filler))

    def _verb(self, on: Node) -> Words:
        inverse = self.ontology.value(on, OWL.inverseOf) if isinstance(on, BNode) else None
        if inverse is not None:
            return ("by the inverse of ", *self.wording.prop(inverse), " has")
        return self.wording.prop(on)

    def _facets(self, node: Node) -> Words:
        facets = self._list(node, OWL.withRestrictions) or []
        said = [
            f"{compress(str(facet))} {value}"
            for part in facets
            for facet, value in sorted(self.ontology.predicate_objects(part))
        ]
        return (f" with {' and '.join(said)}",) if said else ()

    def _list(self, node: Node, predicate: URIRef) -> list[Node] | None:
        members = self.ontology.value(node, predicate)
        return None if members is None else list(Collection(self.ontology, members))

    def _kind(self, node: Node) -> str:
        kinds = sorted(compress(str(kind)) for kind in self.ontology.objects(node, RDF.type))
        return ", ".join(kinds) or "unknown"
