"""What the graph says of one thing, asserted and inferred, and what refers to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest

import pyoxigraph as ox
from rdflib import RDF

from atlas_kg.namespaces import DCTERMS, GRAPH_INFERRED, OWL, RDFS, SKOS, compress
from atlas_kg.web.elsewhere import Service, services
from atlas_kg.web.site import Site

__all__ = ["SHOWN", "Description", "Property", "Value", "describe", "quads_about", "values_of"]

SHOWN = 25
"""How many values of a property a page shows; a list of its own holds all."""

_LEADS = tuple(map(str, (SKOS.definition, DCTERMS.description, DCTERMS.bibliographicCitation)))
_TYPE = str(RDF.type)
_INDIVIDUAL = ox.NamedNode(str(OWL.NamedIndividual))
_OTHER_NAME = str(SKOS.altLabel)
_LABEL = str(RDFS.label)


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
    """A property and its values.

    Attributes:
        values: Those that are shown.
        count: How many there are.
    """

    iri: str
    label: str
    values: tuple[Value, ...]
    count: int


@dataclass(frozen=True)
class Description:
    """All that is said of a thing.

    Attributes:
        lead: The text that says best what it is.
        kinds: The classes that it is asserted to belong to.
        other_names: What else it is called.
        asserted: The properties whose values somebody wrote.
        inferred: The properties whose values follow from others.
        incoming: The properties by which other things refer to it.
        elsewhere: Where links lead to what others say of it.
    """

    iri: str
    curie: str
    label: str
    lead: str | None
    kinds: tuple[Value, ...]
    other_names: tuple[str, ...]
    asserted: tuple[Property, ...]
    inferred: tuple[Property, ...]
    incoming: tuple[Property, ...]
    elsewhere: tuple[Service, ...]

    @property
    def concludes(self) -> bool:
        """Tell whether more follows about the thing than a class to which it belongs."""
        return any(property_.iri != _TYPE for property_ in self.inferred)

    @property
    def consequences(self) -> tuple[Property, ...]:
        """What follows about it, but for the classes to which it belongs."""
        return tuple(property_ for property_ in self.inferred if property_.iri != _TYPE)

    @property
    def classes(self) -> tuple[Property, ...]:
        """The inferred classes to which it belongs."""
        return tuple(property_ for property_ in self.inferred if property_.iri == _TYPE)

    def values(self, iri: str) -> tuple[Value, ...]:
        """Return the values of a property that are shown, asserted and inferred.

        Args:
            iri: The property.
        """
        both = (*self.asserted, *self.inferred)
        return tuple(value for found in both if found.iri == iri for value in found.values)


def quads_about(site: Site, iri: str) -> tuple[ox.Quad, ...]:
    """Return the statements of which a thing is subject or object."""
    node = ox.NamedNode(iri)
    store = site.graph.store
    said = store.quads_for_pattern(node, None, None, None)
    return (*said, *store.quads_for_pattern(None, None, node, None))


def describe(site: Site, iri: str, most: int | None = SHOWN) -> Description | None:
    """Return what the graph says of a thing, or None if it says nothing.

    Args:
        site: The site that shows it.
        iri: The thing.
        most: How many values of a property are wanted; all if it is None.
    """
    node = ox.NamedNode(iri)
    said = tuple(site.graph.store.quads_for_pattern(node, None, None, None))
    if not said:
        return None
    referring = site.graph.store.quads_for_pattern(None, None, node, None)
    texts = {
        quad.predicate.value: quad.object.value
        for quad in said
        if isinstance(quad.object, ox.Literal)
    }
    lead = next((name for name in _LEADS if name in texts), None)
    shown = [quad for quad in said if quad.predicate.value not in (lead, _LABEL)]
    asserted = [quad for quad in shown if quad.graph_name != GRAPH_INFERRED]
    inferred = [quad for quad in shown if quad.graph_name == GRAPH_INFERRED]
    kinds = [q for q in asserted if q.predicate.value == _TYPE and q.object != _INDIVIDUAL]
    return Description(
        iri=iri,
        curie=compress(iri),
        label=site.label(iri),
        lead=texts[lead] if lead else None,
        kinds=_values(site, kinds, None),
        other_names=tuple(
            sorted(quad.object.value for quad in said if _is_other_name(quad))  # type: ignore[union-attr] # a literal has one
        ),
        asserted=_properties(site, asserted, most),
        inferred=_properties(site, inferred, most),
        incoming=_properties(site, (q for q in referring if q.subject != node), most, back=True),
        elsewhere=services(site, iri, said),
    )


def values_of(site: Site, iri: str, predicate: str, *, back: bool = False) -> Property:
    """Return a property of a thing with all its values, or all that refer to it by the property.

    Args:
        site: The site that shows it.
        iri: The thing.
        predicate: The property.
        back: Whether the thing is the value.
    """
    node, name = ox.NamedNode(iri), ox.NamedNode(predicate)
    subject, value = (None, node) if back else (node, None)
    quads = site.graph.store.quads_for_pattern(subject, name, value, None)
    return _property(site, predicate, [q for q in quads if _has_name(q, back)], None, back)


def _is_other_name(quad: ox.Quad) -> bool:
    return quad.predicate.value == _OTHER_NAME and isinstance(quad.object, ox.Literal)


def _has_name(quad: ox.Quad, back: bool) -> bool:
    """Tell whether the other end of a statement can be shown, which a blank node cannot."""
    return isinstance(quad.subject if back else quad.object, ox.NamedNode | ox.Literal)


def _properties(
    site: Site, quads: Iterable[ox.Quad], most: int | None, *, back: bool = False
) -> tuple[Property, ...]:
    """Return properties with their values, or with the things that have such a value."""
    found: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        if _has_name(quad, back):
            found[quad.predicate.value].append(quad)
    properties = (_property(site, iri, group, most, back) for iri, group in found.items())
    return tuple(sorted(properties, key=lambda property_: (property_.label, property_.iri)))


def _is_told(quad: ox.Quad, back: bool) -> bool:
    # What has no name, such as an axiom, can neither be shown nor led to.
    return isinstance(quad.subject if back else quad.object, ox.NamedNode | ox.Literal)


def _property(site: Site, iri: str, quads: list[ox.Quad], most: int | None, back: bool) -> Property:
    # One statement may stand in several graphs; what was inferred gives way to what was said.
    ends: dict[object, ox.Quad] = {}
    for quad in quads:
        end = quad.subject if back else quad.object
        if end not in ends or quad.graph_name != GRAPH_INFERRED:
            ends[end] = quad

    def name(item: tuple[object, ox.Quad]) -> str:
        return _name(site, item[0])

    named = sorted(ends.items(), key=name) if most is None else nsmallest(most, ends.items(), name)
    # Only those that are shown are worth an address and an explanation.
    values = tuple(_value(site, end, quad) for end, quad in named)
    return Property(iri, site.property_label(iri), values, len(ends))


def _values(site: Site, quads: Iterable[ox.Quad], most: int | None) -> tuple[Value, ...]:
    return tuple(value for found in _properties(site, quads, most) for value in found.values)


def _name(site: Site, end: object) -> str:
    return site.label(end.value) if isinstance(end, ox.NamedNode) else str(end)


def _value(site: Site, end: object, quad: ox.Quad) -> Value:
    if isinstance(end, ox.NamedNode):
        href = site.links.value(end.value)
        return Value(site.label(end.value), href, end.value, why=_why(site, quad))
    if isinstance(end, ox.Literal):
        href = site.links.literal(quad.predicate.value, end.value)
        return Value(end.value, href, language=end.language)
    raise TypeError(end)


def _why(site: Site, quad: ox.Quad) -> str | None:
    if quad.graph_name != GRAPH_INFERRED:
        return None
    if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
        return site.links.why(quad.subject.value, quad.predicate.value, quad.object.value)
    return None
