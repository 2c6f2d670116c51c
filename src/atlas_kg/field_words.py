"""The words that a field takes, with what they mean: for those who choose among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import RDF

from atlas_kg.dataset import Dataset
from atlas_kg.namespaces import ATLAS, RDFS, SKOS, THING, thing
from atlas_kg.record_shapes import Field

__all__ = ["Word", "label_of", "words_of"]

_TYPE = ox.NamedNode(str(RDF.type))
_LABEL = ox.NamedNode(str(RDFS.label))
_DEFINITION = ox.NamedNode(str(SKOS.definition))
_PRECEDES = ox.NamedNode(str(ATLAS.precedes))


@dataclass(frozen=True)
class Word:
    """A word as one writes it in a file.

    Attributes:
        name: The word.
        label: Its name for people.
        definition: What it means; empty where nobody says so.
    """

    name: str
    label: str
    definition: str


def words_of(dataset: Dataset, field: Field) -> tuple[Word, ...]:
    """Return the words that a field takes; none where it takes any text.

    Phases come in their order, all else in that of the alphabet.

    Args:
        dataset: The ontology, and the literature whose records a field may name.
        field: The field.
    """
    store = dataset.store
    if field.target_class and not field.choices:
        found = store.quads_for_pattern(None, _TYPE, ox.NamedNode(field.target_class), None)
        nodes = [quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)]
        words = [(_position(store, node), _word(store, node)) for node in set(nodes)]
        return tuple(word for _, word in sorted(words, key=lambda item: (item[0], item[1].name)))
    if field.is_term:
        return tuple(_word(store, ox.NamedNode(choice)) for choice in field.choices)
    return tuple(Word(choice, choice, "") for choice in field.choices)


def label_of(dataset: Dataset, kind: str, key: str) -> str:
    """Return the name by which people call a record, or its key where it has none.

    Args:
        dataset: The literature.
        kind: The kind of record.
        key: Its key.
    """
    return next(_texts(dataset.store, thing(kind, key), _LABEL), key)


def _word(store: ox.Store, node: ox.NamedNode) -> Word:
    iri = node.value
    is_thing = iri.startswith(THING)
    name = iri.rsplit("/", 1)[-1] if is_thing else iri.removeprefix(str(ATLAS))
    label, definition = (next(_texts(store, node, p), "") for p in (_LABEL, _DEFINITION))
    return Word(name, label or name, definition)


def _texts(store: ox.Store, node: ox.NamedNode, predicate: ox.NamedNode) -> Iterator[str]:
    for quad in store.quads_for_pattern(node, predicate, None, None):
        if isinstance(quad.object, ox.Literal):
            yield " ".join(quad.object.value.split())


def _position(store: ox.Store, node: ox.NamedNode) -> int:
    """Return how many others come before one, each of which the next one follows."""
    seen = {node}
    new = {node}
    while new:
        before = (q.subject for n in new for q in store.quads_for_pattern(None, _PRECEDES, n, None))
        new = {n for n in before if isinstance(n, ox.NamedNode)} - seen
        seen |= new
    return len(seen) - 1
