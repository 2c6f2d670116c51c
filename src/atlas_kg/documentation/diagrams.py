"""The diagram of a tier: its classes, the properties between them, and what is a kind of what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import rdflib
from rdflib import OWL, RDF, RDFS
from rdflib.term import Node, URIRef

from atlas_kg.documentation.terms import Term

__all__ = ["Box", "Diagram", "Edge", "tier_diagrams"]


@dataclass(frozen=True)
class Box:
    """A class in a diagram.

    Attributes:
        key: Its IRI.
        label: What is written in it.
        loops: The properties that lead from the class to itself, as IRIs and labels.
        is_guest: Whether another tier declares the class.
    """

    key: str
    label: str
    loops: tuple[tuple[str, str], ...] = ()
    is_guest: bool = False


@dataclass(frozen=True)
class Edge:
    """What relates two classes in a diagram.

    Attributes:
        start: The class that it leads from.
        end: The class that it leads to.
        names: The properties that it stands for, as IRIs and labels; none for a subclass edge,
            which leads from the narrower class to the broader one.
        is_inferred: Whether all its statements follow from others.
    """

    start: str
    end: str
    names: tuple[tuple[str, str], ...] = ()
    is_inferred: bool = False


@dataclass(frozen=True)
class Diagram:
    """Classes and what relates them."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def tier_diagrams(
    ontology: rdflib.Graph, terms: Iterable[Term], tiers: Mapping[str, int]
) -> dict[int, Diagram]:
    """Draw what the axioms of an ontology relate, tier by tier.

    Each axiom is drawn once: in the tier that declares its property, or for a subclass in the later
    one of the tiers that declare the two classes. A property of which domain or range are not
    classes with a name is not drawn.

    Args:
        ontology: The ontology, with its imports.
        terms: Its terms.
        tiers: The number of the tier that declares a term, by IRI.

    Returns:
        The diagrams by the number of the tier; a tier without classes has none.
    """
    known = {term.iri: term for term in terms}
    edges: dict[int, list[Edge]] = defaultdict(list)
    loops: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    for lower, upper in _shown_subclasses(ontology, known):
        edges[max(tiers[lower], tiers[upper])].append(Edge(lower, upper))
    for (tier, start, end, inferred), names in _relations(ontology, known, tiers).items():
        if start == end:
            loops[tier, start].extend(names)
        else:
            edges[tier].append(Edge(start, end, tuple(names), inferred))
    diagrams = {}
    for tier in sorted(set(tiers.values())):
        own = {iri for iri, term in known.items() if term.kind == "class" and tiers[iri] == tier}
        ends = {end for edge in edges[tier] for end in (edge.start, edge.end)}
        ends |= {iri for number, iri in loops if number == tier}
        boxes = (
            Box(iri, known[iri].label, tuple(sorted(loops[tier, iri], key=_label)), iri not in own)
            for iri in sorted(own | ends, key=lambda iri: known[iri].label.casefold())
        )
        ordered = sorted(edges[tier], key=lambda edge: (edge.start, edge.end, edge.names))
        diagram = Diagram(tuple(boxes), tuple(ordered))
        if diagram.boxes:
            diagrams[tier] = diagram
    return diagrams


def _label(name: tuple[str, str]) -> str:
    return name[1]


def _shown_subclasses(ontology: rdflib.Graph, known: Mapping[str, Term]) -> list[tuple[str, str]]:
    return [
        (str(lower), str(upper))
        for lower, upper in sorted(ontology.subject_objects(RDFS.subClassOf))
        if str(lower) in known and str(upper) in known
    ]


def _relations(
    ontology: rdflib.Graph, known: Mapping[str, Term], tiers: Mapping[str, int]
) -> dict[tuple[int, str, str, bool], list[tuple[str, str]]]:
    """Return the properties by tier, domain, range and whether all they say is inferred."""
    found: dict[tuple[int, str, str, bool], list[tuple[str, str]]] = defaultdict(list)
    inverses = {
        one: other for one, other in ontology.subject_objects(OWL.inverseOf) if _is_named(one)
    }
    for prop in sorted(ontology.subjects(RDF.type, OWL.ObjectProperty), key=str):
        if prop in inverses or str(prop) not in known:
            continue
        domain, range_ = (str(ontology.value(prop, end)) for end in (RDFS.domain, RDFS.range))
        if domain not in known or range_ not in known:
            continue
        others = [str(one) for one, other in inverses.items() if other == prop]
        names = [(str(prop), known[str(prop)].label)]
        names += [(other, f"⇄ {known[other].label}") for other in others if other in known]
        inferred = (prop, OWL.propertyChainAxiom, None) in ontology
        found[tiers[str(prop)], domain, range_, inferred].extend(names)
    return found


def _is_named(node: Node) -> bool:
    return isinstance(node, URIRef)
