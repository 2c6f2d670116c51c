"""The terms of the ontology, each with all that is said of it and all that follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Literal, Node, URIRef

from atlas_kg.documentation.axioms import Axiom
from atlas_kg.documentation.wording import Reference
from atlas_kg.namespaces import (
    ATLAS,
    GRAPH_CORPUS,
    GRAPH_INFERRED,
    GRAPH_LINKS,
    GRAPH_LITERATURE,
    compress,
)

__all__ = ["Fact", "Kind", "Match", "Neighbour", "Term", "TermReader"]

KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "object property",
    OWL.DatatypeProperty: "datatype property",
    OWL.AnnotationProperty: "annotation property",
    OWL.NamedIndividual: "individual",
}
"""The kinds of terms, in the order in which they are told."""

Kind = str

_TRUE = Literal("true", datatype=XSD.boolean)
_MATCHES = (
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
)
_TOLD_ELSEWHERE = (GRAPH_LITERATURE, GRAPH_CORPUS, GRAPH_LINKS)
_TOLD_OTHERWISE = {
    *(str(match) for match in _MATCHES),
    *map(str, (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf)),
    *map(str, (RDFS.label, DCTERMS.source, DCTERMS.isReplacedBy, OWL.equivalentClass)),
    *map(str, (OWL.annotatedSource, OWL.annotatedTarget, OWL.annotatedProperty)),
    *map(str, (OWL.onProperty, OWL.hasValue, RDF.first, OWL.disjointWith, ATLAS.answers)),
}


@dataclass(frozen=True)
class Neighbour:
    """A class or property above or below a term.

    Attributes:
        term: Which one.
        by_way_of: The terms between, where it is inferred through them.
    """

    term: Reference
    by_way_of: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Fact:
    """Statements about individuals that share one end, one property and one origin.

    Attributes:
        prop: The property.
        outgoing: Whether the term is the subject of the statements.
        inferred: Whether they follow from others.
        things: What stands at their other end.
    """

    prop: Reference
    outgoing: bool
    inferred: bool
    things: tuple[Reference, ...]

    @property
    def is_membership(self) -> bool:
        """Tell whether it is about what belongs to which class."""
        return self.prop.iri == str(RDF.type)

    @property
    def is_instances(self) -> bool:
        """Tell whether it lists what belongs to the term."""
        return self.is_membership and not self.outgoing


@dataclass(frozen=True)
class Match:
    """A term of another vocabulary that means much the same.

    Attributes:
        prop: How it matches.
        iri: The other term.
        note: Why it matches.
    """

    prop: Reference
    iri: str
    note: str | None

    @property
    def curie(self) -> str:
        """The other term as people write it."""
        return compress(self.iri)


@dataclass(frozen=True)
class Term:
    """A term of the ontology, with everything that its documentation tells.

    Attributes:
        iri: Its IRI.
        anchor: Where it stands in the documentation: the fragment of its IRI, or a CURIE.
        kind: What kind of term it is, in words.
        module: The name of the module that declares it.
        label: Its label.
        alt_labels: Other names.
        definition: What it means; empty where the ontology has no definition of a reused term.
        sources: Where the definition was taken from.
        examples: Examples.
        notes: Scope notes.
        changes: What has changed, or is to be written instead of a deprecated term.
        is_deprecated: Whether it is retired.
        replaced_by: What to use instead.
        axioms: The axioms that tell what it means, in words.
        above: The classes or properties above it; those by way of others are inferred.
        below: The classes or properties below it, likewise.
        domain_of: The properties that lead from what belongs to it.
        range_of: The properties that lead to what belongs to it.
        facts: What is stated of it, and what follows.
        matches: Terms of other vocabularies.
        statements: How many statements of the literature use it, as class or as property: those
            that were entered, and those that follow.
    """

    iri: str
    anchor: str
    kind: Kind
    module: str
    label: str
    alt_labels: tuple[str, ...]
    definition: str
    sources: tuple[Reference, ...]
    examples: tuple[str, ...]
    notes: tuple[str, ...]
    changes: tuple[str, ...]
    is_deprecated: bool
    replaced_by: tuple[Reference, ...]
    axioms: tuple[Axiom, ...]
    above: tuple[Neighbour, ...]
    below: tuple[Neighbour, ...]
    domain_of: tuple[Reference, ...]
    range_of: tuple[Reference, ...]
    facts: tuple[Fact, ...]
    matches: tuple[Match, ...]
    statements: tuple[int, int]

    @property
    def curie(self) -> str:
        """The term as people write it."""
        return compress(self.iri)

    @property
    def follows(self) -> bool:
        """Tell whether reasoning adds anything to what is stated of the term."""
        neighbours = (*self.above, *self.below)
        inferred = any(fact.inferred for fact in self.facts) or self.statements[1] > 0
        return inferred or any(neighbour.by_way_of for neighbour in neighbours)


class TermReader:
    """Reads terms from an ontology and from the graph around it."""

    def __init__(
        self,
        ontology: rdflib.Graph,
        store: ox.Store,
        axioms: Iterable[Axiom],
        modules: Mapping[str, str],
        labels: Mapping[str, str],
    ) -> None:
        """Prepare to read.

        Args:
            ontology: The ontology, with its imports.
            store: All graphs, asserted and inferred.
            axioms: The axioms of the ontology.
            modules: The name of the module that declares a term, by IRI.
            labels: What terms and things are called, by IRI.
        """
        self.ontology = ontology
        self.store = store
        self.modules = modules
        self.labels = labels
        self.axioms: dict[str, list[Axiom]] = defaultdict(list)
        self.notes: dict[tuple[Node | None, ...], str] = {}
        for axiom in axioms:
            for iri in axiom.about:
                self.axioms[iri].append(axiom)
        for node in ontology.subjects(RDF.type, OWL.Axiom):
            ends = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
            note = ontology.value(node, RDFS.comment)
            if note is not None:
                self.notes[tuple(ontology.value(node, end) for end in ends)] = str(note)

    def terms(self) -> tuple[Term, ...]:
        """Return all terms that the ontology declares, by kind and label."""
        kinds: dict[URIRef, str] = {}
        for type_, kind in KINDS.items():
            for node in self.ontology.subjects(RDF.type, type_):
                if isinstance(node, URIRef):
                    kinds.setdefault(node, kind)
        order = list(KINDS.values())
        read = (self._term(node, kind) for node, kind in kinds.items())
        return tuple(sorted(read, key=lambda t: (order.index(t.kind), t.label.casefold(), t.iri)))

    def _term(self, node: URIRef, kind: Kind) -> Term:
        iri = str(node)
        own = iri.startswith(str(ATLAS))
        by = RDFS.subClassOf if kind == "class" else RDFS.subPropertyOf
        return Term(
            iri=iri,
            anchor=iri.removeprefix(str(ATLAS)) if own else compress(iri),
            kind=kind,
            module=self.modules.get(iri, ""),
            label=self._reference(iri).text,
            alt_labels=self._texts(node, SKOS.altLabel),
            definition=" ".join(self._texts(node, SKOS.definition)),
            sources=self._references(self.ontology.objects(node, DCTERMS.source)),
            examples=self._texts(node, SKOS.example),
            notes=self._texts(node, SKOS.scopeNote),
            changes=self._texts(node, SKOS.changeNote),
            is_deprecated=(node, OWL.deprecated, _TRUE) in self.ontology,
            replaced_by=self._references(self.ontology.objects(node, DCTERMS.isReplacedBy)),
            axioms=tuple(self.axioms.get(iri, ())),
            above=tuple(self._neighbours(node, by, up=True)),
            below=tuple(self._neighbours(node, by, up=False)),
            domain_of=self._references(self.ontology.subjects(RDFS.domain, node)),
            range_of=self._references(self.ontology.subjects(RDFS.range, node)),
            facts=tuple(self._facts(node)),
            matches=tuple(self._matches(node)),
            statements=self._statements(node, kind),
        )

    def _texts(self, node: Node, predicate: URIRef) -> tuple[str, ...]:
        return tuple(sorted(map(str, self.ontology.objects(node, predicate))))

    def _references(self, nodes: Iterable[Node]) -> tuple[Reference, ...]:
        found = (self._reference(str(node)) for node in nodes)
        return tuple(
            sorted(found, key=lambda reference: (reference.text.casefold(), reference.iri))
        )

    def _reference(self, iri: str) -> Reference:
        return Reference(iri, self.labels.get(iri) or compress(iri))

    def _neighbours(self, node: URIRef, predicate: URIRef, *, up: bool) -> Iterator[Neighbour]:
        """Yield what is above or below a term, the nearest first, each by the shortest way."""
        ways: dict[Node, tuple[Reference, ...]] = {node: ()}
        near: list[Node] = [node]
        while near:
            here = near.pop(0)
            beyond = (
                self.ontology.objects(here, predicate)
                if up
                else self.ontology.subjects(predicate, here)
            )
            for other in sorted(beyond, key=str):
                if not isinstance(other, URIRef) or other in ways:
                    continue
                way = () if here == node else (*ways[here], self._reference(str(here)))
                ways[other] = way
                near.append(other)
                yield Neighbour(self._reference(str(other)), way)

    def _facts(self, node: URIRef) -> Iterator[Fact]:
        found: dict[tuple[str, bool, bool], set[str]] = defaultdict(set)
        place = ox.NamedNode(str(node))
        for quad in self.store.quads_for_pattern(place, None, None, None):
            if isinstance(quad.object, ox.NamedNode):
                self._collect(found, quad, quad.object.value, outgoing=True)
        for quad in self.store.quads_for_pattern(None, None, place, None):
            # What the literature says is told on its own pages; here it is counted.
            if isinstance(quad.subject, ox.NamedNode) and quad.graph_name not in _TOLD_ELSEWHERE:
                self._collect(found, quad, quad.subject.value, outgoing=False)
        facts = (
            Fact(self._reference(prop), outgoing, inferred, self._references(map(URIRef, things)))
            for (prop, outgoing, inferred), things in found.items()
        )
        yield from sorted(facts, key=_order_of_facts)

    def _collect(
        self,
        found: dict[tuple[str, bool, bool], set[str]],
        quad: ox.Quad,
        other: str,
        *,
        outgoing: bool,
    ) -> None:
        prop, inferred = quad.predicate.value, quad.graph_name == GRAPH_INFERRED
        is_type = prop == str(RDF.type)
        if prop in _TOLD_OTHERWISE or (is_type and outgoing and other.startswith(str(OWL))):
            return
        # The instances of a class that are terms are told, all others counted.
        if is_type and not outgoing and other not in self.modules:
            return
        found[prop, outgoing, inferred].add(other)

    def _matches(self, node: URIRef) -> Iterator[Match]:
        for prop in _MATCHES:
            for other in sorted(self.ontology.objects(node, prop), key=str):
                note = self.notes.get((node, prop, other))
                yield Match(self._reference(str(prop)), str(other), note)

    def _statements(self, node: URIRef, kind: Kind) -> tuple[int, int]:
        place = ox.NamedNode(str(node))
        value: ox.NamedNode | None
        if kind == "class":
            prop, value = ox.NamedNode(str(RDF.type)), place
        elif kind.endswith("property"):
            prop, value = place, None
        else:
            return (0, 0)
        *entered, follows = (
            sum(1 for _ in self.store.quads_for_pattern(None, prop, value, graph))
            for graph in (*_TOLD_ELSEWHERE, GRAPH_INFERRED)
        )
        return (sum(entered), follows)


def _order_of_facts(fact: Fact) -> tuple[bool, bool, bool, str]:
    return fact.inferred, not fact.outgoing, not fact.is_membership, fact.prop.text
