"""What the graph says of one thing, asserted and inferred, and what refers to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import RDF

from atlas_kg.namespaces import DCTERMS, GRAPH_INFERRED, RDFS, SKOS, compress
from atlas_kg.web.site import Site

__all__ = ["Description", "Property", "Value", "describe", "quads_about"]

_LEADS = tuple(map(str, (SKOS.definition, DCTERMS.description, DCTERMS.bibliographicCitation)))
_TYPE = str(RDF.type)


@dataclass(frozen=True)
class Value:
    """A value of a property, or a thing that refers to the described one.

    Attributes:
        text: What to show: the label of a thing, or the text itself.
        href: Where it leads, if it leads anywhere.
        iri: The IRI of the thing, if it is one.
        language: The language of the text, if it has one.
        why: Where the statement is explained, if it was inferred.
    """

    text: str
    href: str | None = None
    iri: str | None = None
    language: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class Property:
    """A property and its values."""

    iri: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Description:
    """All that is said of a thing.

    Attributes:
        lead: The text that says best what it is.
        kinds: The classes that it is asserted to belong to.
        asserted: The properties whose values somebody wrote.
        inferred: The properties whose values follow from others.
        incoming: The properties by which other things refer to it.
    """

    iri: str
    curie: str
    label: str
    lead: str | None
    kinds: tuple[Value, ...]
    asserted: tuple[Property, ...]
    inferred: tuple[Property, ...]
    incoming: tuple[Property, ...]

    @property
    def concludes(self) -> bool:
        """Tell whether more follows about the thing than a class to which it belongs."""
        return any(property_.iri != _TYPE for property_ in self.inferred)


def quads_about(site: Site, iri: str) -> tuple[ox.Quad, ...]:
    """Return the statements of which a thing is subject or object."""
    node = ox.NamedNode(iri)
    store = site.graph.store
    said = store.quads_for_pattern(node, None, None, None)
    return (*said, *store.quads_for_pattern(None, None, node, None))


def describe(site: Site, iri: str) -> Description | None:
    """Return what the graph says of a thing, or None if it says nothing.

    Args:
        site: The site that shows it.
        iri: The thing.
    """
    quads = quads_about(site, iri)
    said = [quad for quad in quads if quad.subject == ox.NamedNode(iri)]
    if not said:
        return None
    texts = {
        quad.predicate.value: quad.object.value
        for quad in said
        if isinstance(quad.object, ox.Literal)
    }
    lead = next((name for name in _LEADS if name in texts), None)
    shown = [quad for quad in said if quad.predicate.value not in (lead, str(RDFS.label))]
    asserted = [quad for quad in shown if quad.graph_name != GRAPH_INFERRED]
    inferred = [quad for quad in shown if quad.graph_name == GRAPH_INFERRED]
    kinds = [quad for quad in asserted if quad.predicate.value == _TYPE]
    return Description(
        iri=iri,
        curie=compress(iri),
        label=site.label(iri),
        lead=texts[lead] if lead else None,
        kinds=tuple(_values(_outgoing(site, kinds))),
        asserted=_properties(site, _outgoing(site, asserted)),
        inferred=_properties(site, _outgoing(site, inferred)),
        incoming=_properties(site, _incoming(site, quads, iri)),
    )


Link = tuple[str, Value]


def _values(links: Iterable[Link]) -> Iterator[Value]:
    return (value for _, value in links)


def _properties(site: Site, links: Iterable[Link]) -> tuple[Property, ...]:
    found: dict[str, set[Value]] = defaultdict(set)
    for predicate, value in links:
        found[predicate].add(value)
    properties = (
        Property(iri, site.label(iri), tuple(sorted(values, key=lambda value: value.text)))
        for iri, values in found.items()
    )
    return tuple(sorted(properties, key=lambda property_: (property_.label, property_.iri)))


def _outgoing(site: Site, quads: Iterable[ox.Quad]) -> Iterator[Link]:
    for quad in quads:
        predicate, value = quad.predicate.value, quad.object
        if isinstance(value, ox.NamedNode):
            yield predicate, _thing(site, value.value, _why(site, quad))
        elif isinstance(value, ox.Literal):
            href = site.links.literal(predicate, value.value)
            yield predicate, Value(value.value, href, language=value.language)


def _incoming(site: Site, quads: Iterable[ox.Quad], iri: str) -> Iterator[Link]:
    for quad in quads:
        if quad.subject != ox.NamedNode(iri) and isinstance(quad.subject, ox.NamedNode):
            yield quad.predicate.value, _thing(site, quad.subject.value, _why(site, quad))


def _why(site: Site, quad: ox.Quad) -> str | None:
    if quad.graph_name != GRAPH_INFERRED:
        return None
    if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
        return site.links.why(quad.subject.value, quad.predicate.value, quad.object.value)
    return None


def _thing(site: Site, iri: str, why: str | None) -> Value:
    return Value(site.label(iri), site.links.value(iri), iri, why=why)
