"""The terms in their places: tiers, modules, and groups within a module."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS
from rdflib.term import Node, URIRef

from atlas_kg.documentation.concepts import Concept
from atlas_kg.documentation.diagrams import tier_diagrams
from atlas_kg.documentation.drawings import Drawing, draw
from atlas_kg.documentation.terms import Term
from atlas_kg.namespaces import ATLAS, ONTOLOGY, thing
from atlas_kg.queries import PublishedQuery

__all__ = ["Entry", "Group", "Module", "Tier", "entries_of", "tiers_of"]

_PREFIX = re.compile(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w<])([\w-]*):([A-Za-z][\w-]*)|<([^<>\s]+)>")
_TITLES = {
    "class": "Classes",
    "object property": "Properties",
    "datatype property": "Properties",
    "annotation property": "Annotation properties",
}


@dataclass(frozen=True)
class Entry:
    """A term, with what uses it.

    Attributes:
        term: The term.
        questions: The competency questions that use it.
        concepts: The concepts of the paper that it represents.
    """

    term: Term
    questions: tuple[PublishedQuery, ...]
    concepts: tuple[Concept, ...]


@dataclass(frozen=True)
class Group:
    """Terms of a module of one kind, or its individuals of one class."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Module:
    """A module of the ontology.

    Attributes:
        iri: The IRI of its header.
        name: The last part of that IRI.
        description: What it holds.
        tiers: All tiers to which it belongs.
        groups: Its terms.
    """

    iri: str
    name: str
    description: str
    tiers: tuple[str, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Tier:
    """A layer of the ontology.

    Attributes:
        name: Its name.
        modules: Its modules; one that belongs to several tiers stands in one of them only.
        drawing: The diagram of its classes, if it has any.
        not_drawn: Its properties between things of which domain or range are not fixed.
    """

    name: str
    modules: tuple[Module, ...]
    drawing: Drawing | None
    not_drawn: tuple[Term, ...]


def entries_of(
    ontology: rdflib.Graph,
    terms: Iterable[Term],
    questions: Iterable[PublishedQuery],
    concepts: Iterable[Concept],
) -> tuple[Entry, ...]:
    """Bring each term together with what uses it.

    A question uses a term when its text names it, or when the term says so by ``atlas:answers``.

    Args:
        ontology: The ontology.
        terms: Its terms.
        questions: The competency questions.
        concepts: The concepts of the paper.
    """
    using: dict[str, dict[str, PublishedQuery]] = defaultdict(dict)
    for question in questions:
        name = URIRef(thing("query", question.id).value)
        stated = (str(node) for node in ontology.subjects(ATLAS.answers, name))
        for iri in (*_names_in(question.text), *stated):
            using[iri][question.name] = question
    named: dict[str, list[Concept]] = defaultdict(list)
    for concept in concepts:
        named[concept.term].append(concept)
    return tuple(
        Entry(term, tuple(q for _, q in sorted(using[term.iri].items())), tuple(named[term.iri]))
        for term in terms
    )


def _names_in(query: str) -> set[str]:
    """Return the IRIs that a query names, its prefixes expanded."""
    prefixes = dict(_PREFIX.findall(query))
    return {
        iri or prefixes[prefix] + local
        for prefix, local, iri in _NAME.findall(_PREFIX.sub("", query))
        if iri or prefix in prefixes
    }


def tiers_of(ontology: rdflib.Graph, entries: Iterable[Entry]) -> tuple[Tier, ...]:
    """Put terms into the tiers that the headers of the modules name (``atlas:tier``).

    Args:
        ontology: The ontology, with its imports.
        entries: Its terms.

    Returns:
        The tiers on which others rest first, then those with more terms of their own; those without
        classes last.
    """
    return _Arrangement(ontology, entries).tiers()


class _Arrangement:
    """Finds the place of each term."""

    def __init__(self, ontology: rdflib.Graph, entries: Iterable[Entry]) -> None:
        self.ontology = ontology
        self.headers = {
            str(header).removeprefix(f"{ONTOLOGY}/"): header
            for header in ontology.subjects(RDF.type, OWL.Ontology)
            if str(header) != ONTOLOGY
        }
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self.entries[entry.term.module].append(entry)
        self.members: dict[str, list[str]] = defaultdict(list)
        for name in self.headers:
            tiers = self._tiers(name)
            if tiers:
                self.members[name if name in tiers else tiers[0]].append(name)

    def tiers(self) -> tuple[Tier, ...]:
        names = sorted(self.members, key=self._rank)
        number = {
            entry.term.iri: n for n, tier in enumerate(names) for entry in self._entries(tier)
        }
        terms = [entry.term for tier in names for entry in self._entries(tier)]
        diagrams = tier_diagrams(self.ontology, terms, number)
        drawn = {key for d in diagrams.values() for edge in d.edges for key, _ in edge.names}
        drawn |= {key for d in diagrams.values() for box in d.boxes for key, _ in box.loops}
        return tuple(
            Tier(
                name=tier,
                modules=tuple(map(self._module, self._by_size(tier))),
                drawing=draw(diagrams[n]) if n in diagrams else None,
                not_drawn=tuple(
                    entry.term
                    for entry in self._entries(tier)
                    if entry.term.kind == "object property" and not self._is_drawn(entry, drawn)
                ),
            )
            for n, tier in enumerate(names)
        )

    def _is_drawn(self, entry: Entry, drawn: set[str]) -> bool:
        """Tell whether a property, or the one of which it is the inverse, is in a diagram."""
        node = URIRef(entry.term.iri)
        inverse = {str(other) for other in self.ontology.objects(node, OWL.inverseOf)}
        return bool(drawn & {entry.term.iri, *inverse})

    def _rank(self, tier: str) -> tuple[bool, int, int, str]:
        found = [entry.term for entry in self._entries(tier)]
        own = sum(term.iri.startswith(str(ATLAS)) for term in found)
        rests_on = min(len(self._imports(self.headers[name])) for name in self.members[tier])
        return not any(term.kind == "class" for term in found), rests_on, -own, tier

    def _imports(self, header: Node) -> set[Node]:
        found = self.ontology.transitive_objects(header, OWL.imports)
        return {node for node in found if node is not None} - {header}

    def _tiers(self, name: str) -> tuple[str, ...]:
        return tuple(sorted(map(str, self.ontology.objects(self.headers[name], ATLAS.tier))))

    def _by_size(self, tier: str) -> list[str]:
        return sorted(self.members[tier], key=lambda name: (-len(self.entries[name]), name))

    def _entries(self, tier: str) -> list[Entry]:
        return [entry for name in self._by_size(tier) for entry in self.entries[name]]

    def _module(self, name: str) -> Module:
        header = self.headers[name]
        return Module(
            iri=str(header),
            name=name,
            description=str(self.ontology.value(header, DCTERMS.description) or ""),
            tiers=self._tiers(name),
            groups=tuple(Group(title, tuple(found)) for title, found in self._groups(name).items()),
        )

    def _groups(self, name: str) -> Mapping[str, list[Entry]]:
        groups: dict[str, list[Entry]] = {}
        individuals: dict[str, list[Entry]] = {}
        for entry in self.entries[name]:
            if entry.term.kind in _TITLES:
                groups.setdefault(_TITLES[entry.term.kind], []).append(entry)
            else:
                individuals.setdefault(self._class(entry), []).append(entry)
        return groups | {f"Individuals: {kind}": individuals[kind] for kind in sorted(individuals)}

    def _class(self, entry: Entry) -> str:
        kinds = self.ontology.objects(URIRef(entry.term.iri), RDF.type)
        labels = (self.ontology.value(kind, RDFS.label) for kind in kinds)
        return min((str(label) for label in labels if label is not None), default="others")
