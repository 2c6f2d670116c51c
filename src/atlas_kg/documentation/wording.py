"""Text that speaks of terms: words and references, of which a page makes links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import rdflib
from rdflib import RDF, RDFS, XSD
from rdflib.term import Literal, Node, URIRef

from atlas_kg.namespaces import compress

__all__ = ["Reference", "Wording", "Words", "joined", "text_of"]

_VALUES = {
    XSD.string: "text",
    XSD.integer: "whole number",
    XSD.decimal: "number",
    XSD.double: "number",
    XSD.boolean: "truth value",
    XSD.dateTime: "point in time",
    XSD.anyURI: "web address",
    RDF.langString: "text in a language",
    RDFS.Literal: "value",
}


@dataclass(frozen=True)
class Reference:
    """A term as it is called in a sentence."""

    iri: str
    text: str


Words = tuple[str | Reference, ...]
"""A sentence: plain words, and terms that it names."""


def text_of(words: Words) -> str:
    """Return a sentence as plain text, the names of properties in quotation marks."""
    return "".join(part if isinstance(part, str) else part.text for part in words)


def joined(parts: Iterable[Words], between: str, last: str | None = None) -> Words:
    """Return sentences as one, with words between them and others before the last."""
    whole: Words = ()
    members = list(parts)
    for number, part in enumerate(members):
        gap = last if last is not None and number == len(members) - 1 else between
        whole = (*whole, *((gap,) if number else ()), *part)
    return whole


class Wording:
    """How the terms of an ontology are called in sentences.

    A term is called by its label. Where two terms bear the same label, or there is none, the
    CURIE tells which one is meant.
    """

    def __init__(self, ontology: rdflib.Graph) -> None:
        found: Mapping[Node, str] = {
            node: str(label) for node, label in ontology.subject_objects(RDFS.label)
        }
        bearers = Counter(label.casefold() for label in found.values())
        self._labels = found
        self._shared = {label for label, number in bearers.items() if number > 1}

    def label(self, node: Node) -> str:
        """Return how a term is called when it stands alone."""
        if isinstance(node, Literal):
            return f"“{node}”"
        curie = compress(str(node))
        label = self._labels.get(node)
        if label is None:
            return _VALUES.get(URIRef(str(node)), curie)
        if label.casefold() in self._shared and not curie.startswith("atlas:"):
            return f"{label} ({curie})"
        return label

    def name(self, node: Node) -> Words:
        """Return an individual or a value as it is named in a sentence."""
        label = self.label(node)
        return (Reference(str(node), label),) if isinstance(node, URIRef) else (label,)

    def prop(self, node: Node) -> Words:
        """Return a property as it is named in a sentence, between quotation marks."""
        return ("‘", Reference(str(node), self.label(node)), "’")

    def noun(self, node: Node) -> Words:
        """Return a class as a noun without article."""
        return (Reference(str(node), _uncapitalized(self.label(node))),)

    def a(self, node: Node) -> Words:
        """Return a class as a noun with its article."""
        noun = _uncapitalized(self.label(node))
        article = "an " if noun[:1].lower() in "aeiou" else "a "
        return (article, Reference(str(node), noun))


def _uncapitalized(label: str) -> str:
    """Return a label as it stands within a sentence; acronyms keep their capitals.

    >>> _uncapitalized("Agency problem"), _uncapitalized("AI model")
    ('agency problem', 'AI model')
    """
    first = label.split(" ", maxsplit=1)[0]
    return label if any(sign.isupper() for sign in first[1:]) else label[:1].lower() + label[1:]
