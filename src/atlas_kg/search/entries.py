"""What can be found, and by which words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox
from rdflib import RDF

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import (
    ATLAS,
    BIBO,
    DCTERMS,
    GRAPH_INFERRED,
    GRAPH_PROPOSED,
    RDFS,
    SKOS,
    THING,
)
from atlas_kg.queries import PublishedQuery, published_queries
from atlas_kg.search.words import identifier_of

__all__ = ["KINDS", "Entry", "Kind", "Page", "entries_of"]


@dataclass(frozen=True)
class Kind:
    """A kind of what can be found.

    Attributes:
        name: Its name in addresses.
        title: Its name for people, of many.
        label: Its name for people, of one.
        rank: Which kinds stand first: 0 for the framework, 1 for literature that was read, 2 for
            works that are only identified.
    """

    name: str
    title: str
    label: str
    rank: int


KINDS = {
    kind.name: kind
    for kind in (
        Kind("problem", "Agency problems", "Agency problem", 0),
        Kind("mechanism", "Mechanisms", "Mechanism", 0),
        Kind("phase", "Adoption phases", "Adoption phase", 0),
        Kind("solution", "Solutions", "Solution", 0),
        Kind("term", "Terms", "Term", 0),
        Kind("query", "Questions", "Question", 0),
        Kind("page", "Pages", "Page", 0),
        Kind("publication", "Publications", "Publication", 1),
        Kind("coder", "Coders", "Coder", 1),
        Kind("work", "Identified works", "Identified work", 2),
    )
}

_OF_TYPE = {
    f"{ATLAS.AgencyProblem}": "problem",
    f"{ATLAS.Mechanism}": "mechanism",
    f"{ATLAS.AdoptionPhase}": "phase",
}


@dataclass(frozen=True)
class Page:
    """A page of a site that can be found.

    Attributes:
        address: Where it is.
        label: What it is called.
        text: What it tells.
    """

    address: str
    label: str
    text: str = ""


@dataclass(frozen=True)
class Entry:
    """Something that can be found.

    Attributes:
        kind: The name of its kind, one of `KINDS`.
        target: Its IRI, or the address of a page.
        label: What it is called.
        names: What else it is called: other labels, the title of a publication.
        text: What else it is found by: a definition, the authors and the year.
        identifiers: What names it alone, as `identifier_of` gives it: its key, a DOI.
    """

    kind: str
    target: str
    label: str
    names: tuple[str, ...] = ()
    text: str = ""
    identifiers: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """What is told beside the label."""
        return self.names[0] if self.kind == "publication" and self.names else self.text


def entries_of(graph: KnowledgeGraph, pages: Iterable[Page] = ()) -> tuple[Entry, ...]:
    """Return all that can be found, the shortest labels first.

    A work that is identified and recorded as a publication, too, is found as the publication.

    Args:
        graph: The knowledge graph.
        pages: The pages of the site.
    """
    found = [
        *_Things(graph.store).entries(),
        *(_of_query(query) for query in published_queries()),
        *(Entry("page", page.address, page.label, text=page.text) for page in pages),
    ]
    return tuple(sorted(found, key=lambda entry: (len(entry.label), entry.label, entry.target)))


def _of_query(query: PublishedQuery) -> Entry:
    return Entry("query", f"/queries/{query.name}", query.summary, (query.id,), query.description)


class _Things:
    """The things and terms of a graph."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    def entries(self) -> Iterator[Entry]:
        """Yield an entry for each thing that has a label."""
        recorded = self._values(f"{ATLAS.recordedAs}")
        for iri, (label, *_) in self._values(f"{RDFS.label}").items():
            kind = self._kind_of(iri)
            if kind and iri not in recorded:
                names = self._titles if kind == "publication" else self._other_labels
                yield Entry(
                    kind,
                    iri,
                    label,
                    tuple(names.get(iri, ())),
                    self._text(kind, iri),
                    tuple(self._identifiers(iri)),
                )

    def _kind_of(self, iri: str) -> str | None:
        if iri.startswith(THING):
            kind = iri.removeprefix(THING).partition("/")[0]
            return kind if kind in ("publication", "solution", "coder", "work") else None
        return self._kinds.get(iri, "term") if iri.startswith(str(ATLAS)) else None

    def _text(self, kind: str, iri: str) -> str:
        if kind == "publication" and iri in self._citations:
            return self._citations[iri][0]
        if kind in ("publication", "work"):
            return "; ".join((*self._authors.get(iri, ()), *self._years.get(iri, ())))
        phases = [self._labels.get(phase, [""])[0] for phase in self._phases.get(iri, ())]
        return ": ".join((*phases, *self._definitions.get(iri, ())))

    def _identifiers(self, iri: str) -> Iterator[str]:
        yield re.split("[/#]", iri)[-1].lower()
        for values in self._identifying:
            yield from map(identifier_of, values.get(iri, ()))

    def _values(self, predicate: str) -> Mapping[str, list[str]]:
        """Return the values of a property by subject, in the order of the alphabet."""
        found: dict[str, list[str]] = defaultdict(list)
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            if quad.graph_name in (GRAPH_INFERRED, GRAPH_PROPOSED):
                continue
            if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
                found[quad.subject.value].append(quad.object.value)
        for values in found.values():
            values.sort()
        return found

    @cached_property
    def _identifying(self) -> tuple[Mapping[str, list[str]], ...]:
        properties = (BIBO.doi, ATLAS.arxivIdentifier, DCTERMS.identifier)
        return tuple(self._values(f"{each}") for each in properties)

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        return {
            iri: _OF_TYPE[type_]
            for iri, types in self._values(f"{RDF.type}").items()
            for type_ in types
            if type_ in _OF_TYPE
        }

    @cached_property
    def _labels(self) -> Mapping[str, list[str]]:
        return self._values(f"{RDFS.label}")

    @cached_property
    def _other_labels(self) -> Mapping[str, list[str]]:
        return self._values(f"{SKOS.altLabel}")

    @cached_property
    def _definitions(self) -> Mapping[str, list[str]]:
        return self._values(f"{SKOS.definition}")

    @cached_property
    def _phases(self) -> Mapping[str, list[str]]:
        return self._values(f"{ATLAS.arisesIn}")

    @cached_property
    def _titles(self) -> Mapping[str, list[str]]:
        return self._values(f"{DCTERMS.title}")

    @cached_property
    def _authors(self) -> Mapping[str, list[str]]:
        return self._values(f"{DCTERMS.creator}")

    @cached_property
    def _years(self) -> Mapping[str, list[str]]:
        return self._values(f"{DCTERMS.issued}")

    @cached_property
    def _citations(self) -> Mapping[str, list[str]]:
        return self._values(f"{DCTERMS.bibliographicCitation}")
