"""What one may assert: whatever the ontology declares and the shapes do not leave to reasoning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox
import rdflib
from rdflib import OWL, RDF, SH

from atlas_kg.explanation.statements import SAME_AS
from atlas_kg.namespaces import GRAPH_ONTOLOGY
from atlas_kg.reasoning import Pattern

__all__ = ["Assertable"]

_TYPE = ox.NamedNode(str(RDF.type))
_INVERSE = ox.NamedNode(str(OWL.inverseOf))
_PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_NONE = rdflib.Literal(0)


class Assertable:
    """The kinds of statement that one may assert.

    These are membership in a declared class and the values of a declared property. A property that
    a shape forbids wherever it is used is inferred only, and one that is declared as the inverse of
    another is written the other way round.

    Args:
        store: The graphs; the ontology declares the terms.
        shapes: The SHACL shapes for asserted data.
    """

    def __init__(self, store: ox.Store, shapes: Iterable[rdflib.Graph]) -> None:
        self._classes = frozenset(_declared(store, OWL.Class))
        declared = {prop for kind in _PROPERTIES for prop in _declared(store, kind)}
        inverses = {quad.subject for quad in store.quads_for_pattern(None, _INVERSE, None, None)}
        self._properties = frozenset(declared - inverses - set(_only_inferred(shapes)))

    def __contains__(self, pattern: Pattern) -> bool:
        """Tell whether one may assert an instance of a pattern."""
        _, predicate, value = pattern
        if predicate == _TYPE:
            return value in self._classes
        return predicate == SAME_AS or predicate in self._properties


def _declared(store: ox.Store, kind: str) -> Iterator[ox.NamedNode]:
    quads = store.quads_for_pattern(None, _TYPE, ox.NamedNode(str(kind)), GRAPH_ONTOLOGY)
    return (quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode))


def _only_inferred(shapes: Iterable[rdflib.Graph]) -> Iterator[ox.NamedNode]:
    """Yield the properties of which a shape for whatever has them allows no value."""
    for graph in shapes:
        for shape, prop in graph.subject_objects(SH.targetSubjectsOf):
            for constraint in graph.objects(shape, SH.property):
                if (constraint, SH.path, prop) in graph and (
                    constraint,
                    SH.maxCount,
                    _NONE,
                ) in graph:
                    yield ox.NamedNode(str(prop))
