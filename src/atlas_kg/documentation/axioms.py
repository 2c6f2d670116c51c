"""The axioms of an ontology in words.

Each axiom becomes one sentence of controlled English, after the structural specification of OWL 2
(https://www.w3.org/TR/owl2-syntax/). Sentences about properties use variables, since the label of a
property is not always a verb: "If x ‘mitigates’ y and y ‘asymmetry of’ z, then x ‘counters’ z."
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import rdflib
from rdflib import OWL, RDF, RDFS
from rdflib.collection import Collection
from rdflib.term import BNode, Node, URIRef

from atlas_kg.documentation.expressions import Expressions
from atlas_kg.documentation.wording import Wording, Words, joined, text_of

__all__ = ["Axiom", "axioms_in_words"]

_X, _Y, _Z = "x", "y", "z"


@dataclass(frozen=True)
class Axiom:
    """An axiom in words.

    Attributes:
        about: The IRIs of the terms on whose place it is told.
        words: The sentence.
        note: Why it holds, where the ontology says so.
        sources: The IRIs of what it was taken from, where the ontology says so.
        separates: Whether all that it says is what shares no instance.
    """

    about: tuple[str, ...]
    words: Words
    note: str | None = None
    sources: tuple[str, ...] = ()
    separates: bool = False

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return text_of(self.words)


def axioms_in_words(ontology: rdflib.Graph, wording: Wording) -> tuple[Axiom, ...]:
    """Return the axioms about classes and properties of an ontology, each as a sentence.

    Args:
        ontology: The ontology, with its imports.
        wording: How its terms are called.

    Returns:
        The axioms in a stable order, those of a term by their kind. Declarations and statements
        about individuals are not among them.
    """
    teller = _Teller(ontology, wording)
    told = (
        *teller.class_axioms(),
        *teller.property_axioms(),
        # These stand in lists without a name of their own.
        *sorted(teller.disjointness(), key=lambda axiom: axiom.text),
        *sorted(teller.identity(), key=lambda axiom: axiom.text),
    )
    return tuple(dict.fromkeys(told))


class _Teller:
    """Tells axioms: one method for each group of them, one sentence for each axiom."""

    def __init__(self, ontology: rdflib.Graph, wording: Wording) -> None:
        self.ontology = ontology
        self.wording = wording
        self.expressions = Expressions(ontology, wording)
        self.remarks = _remarks(ontology)

    def class_axioms(self) -> Iterator[Axiom]:
        for lower, upper in self._pairs(RDFS.subClassOf):
            yield self._axiom(self._inclusion(lower, upper), lower, RDFS.subClassOf, upper)
        for one, other in self._pairs(OWL.equivalentClass):
            yield self._axiom(self._equivalence(one, other), one, OWL.equivalentClass, other)
        for prop in (OWL.intersectionOf, OWL.unionOf, OWL.complementOf, OWL.oneOf):
            for node in self._subjects(prop):
                if isinstance(node, URIRef) and (node, RDF.type, OWL.Class) in self.ontology:
                    words = self._equivalence(node, node, expand=True)
                    yield Axiom((str(node),), words)
        for whole, parts in self._pairs(OWL.disjointUnionOf):
            members = [self.wording.a(part) for part in Collection(self.ontology, parts)]
            words = ("Every ", *self.wording.noun(whole), " is exactly one of these: ")
            yield Axiom((str(whole),), (*words, *joined(members, ", ", " or "), "."))
        for node, keys in self._pairs(OWL.hasKey):
            names = [self.wording.prop(key) for key in Collection(self.ontology, keys)]
            words = ("No two things are ", *self.wording.a(node), " and have the same values of ")
            yield Axiom((str(node),), (*words, *joined(names, ", ", " and "), "."))

    def property_axioms(self) -> Iterator[Axiom]:
        yield from self._domains_and_ranges()
        for lower, upper in self._pairs(RDFS.subPropertyOf):
            words = _if((self._link(_X, lower, _Y),), self._link(_X, upper, _Y))
            yield self._axiom(words, lower, RDFS.subPropertyOf, upper)
        for one, other in self._pairs(OWL.equivalentProperty):
            words = _exactly(self._link(_X, one, _Y), self._link(_X, other, _Y))
            yield Axiom((str(one), str(other)), words)
        for one, other in self._pairs(OWL.inverseOf):
            if isinstance(one, URIRef):
                words = _exactly(self._link(_X, one, _Y), self._link(_Y, other, _X))
                yield Axiom((str(one), str(other)), words)
        for prop, chain in self._pairs(OWL.propertyChainAxiom):
            links = list(Collection(self.ontology, chain))
            places = [_X, _Y, _Z, "w", *(f"w{number}" for number in range(1, len(links)))]
            steps = [
                self._link(start, link, end)
                for start, link, end in zip(places, links, places[1:], strict=False)
            ]
            words = _if(tuple(steps), self._link(_X, prop, places[len(links)]))
            yield self._axiom(words, prop, OWL.propertyChainAxiom, chain)
        for one, other in self._pairs(OWL.propertyDisjointWith):
            never = joined((self._link(_X, one, _Y), self._link(_X, other, _Y)), " and ")
            yield Axiom((str(one), str(other)), ("Never both ", *never, "."))
        yield from self._characteristics()

    def _characteristics(self) -> Iterator[Axiom]:
        said: dict[URIRef, Callable[[Node], Words]] = {
            OWL.FunctionalProperty: lambda p: (
                "For every x there is at most one y such that ",
                *self._link(_X, p, _Y),
                ".",
            ),
            OWL.InverseFunctionalProperty: lambda p: (
                "For every y there is at most one x such that ",
                *self._link(_X, p, _Y),
                ".",
            ),
            OWL.SymmetricProperty: lambda p: _if((self._link(_X, p, _Y),), self._link(_Y, p, _X)),
            OWL.AsymmetricProperty: lambda p: _if(
                (self._link(_X, p, _Y),), ("never ", *self._link(_Y, p, _X))
            ),
            OWL.TransitiveProperty: lambda p: _if(
                (self._link(_X, p, _Y), self._link(_Y, p, _Z)), self._link(_X, p, _Z)
            ),
            OWL.ReflexiveProperty: lambda p: ("For every x, ", *self._link(_X, p, _X), "."),
            OWL.IrreflexiveProperty: lambda p: ("For no x, ", *self._link(_X, p, _X), "."),
        }
        for kind, sentence in said.items():
            for prop in sorted(self.ontology.subjects(RDF.type, kind), key=str):
                if isinstance(prop, URIRef):
                    yield Axiom((str(prop),), sentence(prop))

    def _domains_and_ranges(self) -> Iterator[Axiom]:
        props = self._subjects(RDFS.domain) | self._subjects(RDFS.range)
        for prop in sorted(props, key=str):
            conclusions = [
                (place, *self.expressions.says(node))
                for place, predicate in (("x ", RDFS.domain), ("y ", RDFS.range))
                for node in sorted(self.ontology.objects(prop, predicate), key=str)
            ]
            words = _if((self._link(_X, prop, _Y),), joined(conclusions, " and "))
            yield Axiom((str(prop),), words)

    def disjointness(self) -> Iterator[Axiom]:
        for one, other in self._pairs(OWL.disjointWith):
            nouns = joined((self.expressions.noun(one), self.expressions.noun(other)), " and ")
            words = ("Nothing is both ", *nouns, ".")
            yield Axiom(_named(one, other), words, separates=True)
        for node in self.ontology.subjects(RDF.type, OWL.AllDisjointClasses):
            members = self._members(node, OWL.members)
            nouns = joined((self.expressions.noun(part) for part in members), ", ", " or ")
            words = ("Nothing is more than one of these: ", *nouns, ".")
            yield Axiom(_named(*members), words, separates=True)
        for node in self.ontology.subjects(RDF.type, OWL.AllDisjointProperties):
            members = self._members(node, OWL.members)
            links = joined((self._link(_X, part, _Y) for part in members), ", ", " and ")
            yield Axiom(_named(*members), ("Never more than one of these: ", *links, "."))

    def identity(self) -> Iterator[Axiom]:
        for one, other in self._pairs(OWL.sameAs):
            names = joined((self.wording.name(one), self.wording.name(other)), " and ")
            yield Axiom(_named(one, other), (*names, " are the same."))
        for one, other in self._pairs(OWL.differentFrom):
            names = joined((self.wording.name(one), self.wording.name(other)), " and ")
            yield Axiom(_named(one, other), (*names, " are different things."))
        for node in self.ontology.subjects(RDF.type, OWL.AllDifferent):
            members = self._members(node, OWL.distinctMembers) or self._members(node, OWL.members)
            names = joined((self.wording.name(part) for part in members), ", ", " and ")
            yield Axiom(_named(*members), (*names, " are all different things."))

    def _inclusion(self, lower: Node, upper: Node) -> Words:
        conclusion = self.expressions.says(upper)
        if isinstance(lower, URIRef):
            return ("Every ", *self.wording.noun(lower), " ", *conclusion, ".")
        premise = self.expressions.says(lower, variable=_X)
        return ("If ", *premise, ", then x ", *conclusion, ".")

    def _equivalence(self, one: Node, other: Node, *, expand: bool = False) -> Words:
        condition = self.expressions.says(other, expand=expand)
        return ("Something ", *self.expressions.says(one), " exactly if it ", *condition, ".")

    def _link(self, start: str, prop: Node, end: str) -> Words:
        inverse = self.ontology.value(prop, OWL.inverseOf) if isinstance(prop, BNode) else None
        if inverse is not None:
            return self._link(end, inverse, start)
        return (f"{start} ", *self.wording.prop(prop), f" {end}")

    def _axiom(self, words: Words, subject: Node, predicate: URIRef, value: Node) -> Axiom:
        about = (str(subject),) if isinstance(subject, URIRef) else self._properties(subject, value)
        note, sources = self.remarks.get((subject, predicate, value), (None, ()))
        return Axiom(about, words, note, sources)

    def _properties(self, *expressions: Node) -> tuple[str, ...]:
        """Return the properties of which an axiom without a named subject speaks."""
        found: dict[str, None] = {}
        open_nodes = list(expressions)
        while open_nodes:
            node = open_nodes.pop()
            if isinstance(node, BNode):
                found |= {str(prop): None for prop in self.ontology.objects(node, OWL.onProperty)}
                open_nodes.extend(self.ontology.objects(node))
        return tuple(sorted(found))

    def _members(self, node: Node, predicate: URIRef) -> list[Node]:
        members = self.ontology.value(node, predicate)
        return [] if members is None else list(Collection(self.ontology, members))

    def _pairs(self, predicate: URIRef) -> list[tuple[Node, Node]]:
        return sorted(self.ontology.subject_objects(predicate), key=self._order)

    def _subjects(self, predicate: URIRef) -> set[Node]:
        return set(self.ontology.subjects(predicate))

    def _order(self, pair: tuple[Node, Node]) -> tuple[bool, str]:
        # The names of blank nodes differ from one reading to the next, what they mean does not.
        said = [
            text_of(self.expressions.says(node)) if isinstance(node, BNode) else str(node)
            for node in pair
            if not isinstance(node, BNode) or (node, RDF.first, None) not in self.ontology
        ]
        return isinstance(pair[0], BNode), " ".join(said)


def _if(premises: tuple[Words, ...], conclusion: Words) -> Words:
    return ("If ", *joined(premises, " and "), ", then ", *conclusion, ".")


def _exactly(one: Words, other: Words) -> Words:
    return (*one, " exactly if ", *other, ".")


def _named(*nodes: Node) -> tuple[str, ...]:
    return tuple(str(node) for node in nodes if isinstance(node, URIRef))


def _remarks(
    ontology: rdflib.Graph,
) -> dict[tuple[Node, Node, Node], tuple[str | None, tuple[str, ...]]]:
    """Return what annotations of axioms say: a note, and sources."""
    found = {}
    for axiom in ontology.subjects(RDF.type, OWL.Axiom):
        key = (
            ontology.value(axiom, OWL.annotatedSource),
            ontology.value(axiom, OWL.annotatedProperty),
            ontology.value(axiom, OWL.annotatedTarget),
        )
        note = ontology.value(axiom, RDFS.comment)
        sources = tuple(sorted(map(str, ontology.objects(axiom, rdflib.DCTERMS.source))))
        if all(part is not None for part in key):
            found[key] = (str(note) if note is not None else None, sources)
    return found  # type: ignore[return-value]
