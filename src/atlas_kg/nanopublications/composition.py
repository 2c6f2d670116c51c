"""Nanopublications composed from a graph: one for each accepted statement.

Each has the four graphs that the guidelines ask for (https://nanopub.net/guidelines/): a head that
names the others, the assertion, its provenance, and information about the publication itself.
Everything is taken from the graph and nothing from the clock, so that a release has the same bytes
whenever it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox
from rdflib import OWL, RDF

from atlas_kg import __version__
from atlas_kg.namespaces import (
    ATLAS,
    BIBO,
    CITO,
    DCTERMS,
    GRAPH_INFERRED,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    NP,
    NPX,
    ONTOLOGY,
    PAV,
    PREFIXES,
    PROV,
    RDFS,
    THING,
    thing,
)
from atlas_kg.nanopublications.agreements import OF_RECORD, STATEMENTS, Agreements

__all__ = ["Nanopublication", "nanopublications", "written"]

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Said = tuple[ox.NamedNode, Node]
"""What is said of something: a property and its value."""

_TYPE = ox.NamedNode(str(RDF.type))
_LABEL = ox.NamedNode(str(RDFS.label))
_STATUS = ox.NamedNode(str(ATLAS.hasStatus))
_ACCEPTED = ox.NamedNode(str(ATLAS.Accepted))
_CODER = ox.NamedNode(str(ATLAS.codedBy))
_PUBLICATION = ox.NamedNode(str(PROV.wasDerivedFrom))
_ATTRIBUTED = ox.NamedNode(str(PROV.wasAttributedTo))
_ACTIVITY = ox.NamedNode(str(PROV.wasGeneratedBy))
_GENERATED = ox.NamedNode(str(PROV.generatedAtTime))
_ASSOCIATED = ox.NamedNode(str(PROV.wasAssociatedWith))
_ENDED = ox.NamedNode(str(PROV.endedAtTime))
_AGREES = ox.NamedNode(str(CITO.agreesWith))
_SUPPORTS = ox.NamedNode(str(CITO.supports))
_REPORTS = ox.NamedNode(str(ATLAS.reportsProblem))
_SITUATION = ox.NamedNode(str(ATLAS.acceptedForSituation))
_SITUATES = ox.NamedNode(str(ATLAS.situates))

_OF_WORK = frozenset(
    ox.NamedNode(str(name)) for name in (RDFS.label, DCTERMS.bibliographicCitation, BIBO.doi)
)


@dataclass(frozen=True)
class Nanopublication:
    """An accepted statement with where it comes from, ready to be written or signed.

    Attributes:
        about: The statement.
        assertion: What it states.
        provenance: What is said of the assertion: who made it, from what, and how.
        background: What the provenance says of coders, works, and agreeing statements.
        publication: What is said of the nanopublication itself.
        software: What the publication information says of the software.
    """

    about: ox.NamedNode
    assertion: tuple[ox.Triple, ...]
    provenance: tuple[Said, ...]
    background: tuple[ox.Triple, ...]
    publication: tuple[Said, ...]
    software: tuple[ox.Triple, ...]

    @property
    def iri(self) -> ox.NamedNode:
        """The name under which it stands in a release without a signature."""
        name = self.about.value.removeprefix(THING).replace("/", ".")
        return ox.NamedNode(f"{THING}nanopublication/{name}")

    def quads(self, iri: str, parts: str) -> Iterator[ox.Quad]:
        """Yield its four graphs.

        Args:
            iri: What to call the nanopublication.
            parts: With what the names of its graphs begin.
        """
        own = ox.NamedNode(iri)
        head, assertion, provenance, information = (
            ox.NamedNode(parts + part) for part in ("Head", "assertion", "provenance", "pubinfo")
        )
        yield ox.Quad(own, _TYPE, ox.NamedNode(str(NP.Nanopublication)), head)
        yield ox.Quad(own, ox.NamedNode(str(NP.hasAssertion)), assertion, head)
        yield ox.Quad(own, ox.NamedNode(str(NP.hasProvenance)), provenance, head)
        yield ox.Quad(own, ox.NamedNode(str(NP.hasPublicationInfo)), information, head)
        yield from _put(self.assertion, assertion)
        yield from _put((ox.Triple(assertion, *said) for said in self.provenance), provenance)
        yield from _put(self.background, provenance)
        yield from _put((ox.Triple(own, *said) for said in self.publication), information)
        yield from _put(self.software, information)


def _put(triples: Iterable[ox.Triple], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    return (ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def nanopublications(store: ox.Store) -> Iterator[Nanopublication]:
    """Yield a nanopublication for each accepted statement, in the order of their names.

    Args:
        store: The graphs, asserted and inferred.
    """
    return _Composition(store).all()


def written(quads: Iterable[ox.Quad]) -> bytes:
    """Return the graphs of nanopublications as TriG, in the order in which they come."""
    prefixes = PREFIXES | {"np": str(NP), "npx": str(NPX), "pav": str(PAV)}
    return ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=prefixes) or b""


class _Composition:
    """Composes the nanopublications of one graph; what several share is read once."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._agreements = Agreements(store)
        self._known: dict[ox.NamedNode, tuple[ox.Triple, ...]] = {}

    def all(self) -> Iterator[Nanopublication]:
        accepted = {
            quad.subject.value: quad.subject
            for quad in self._store.quads_for_pattern(None, _STATUS, _ACCEPTED, GRAPH_LITERATURE)
            if isinstance(quad.subject, ox.NamedNode) and quad.subject in self._kinds
        }
        for _, subject in sorted(accepted.items()):
            yield self._composed(subject)

    def _composed(self, subject: ox.NamedNode) -> Nanopublication:
        kind = self._kinds[subject]
        said = self._said(subject)
        own = [(name, value) for name, value in said if name not in OF_RECORD]
        record = [(name, value) for name, value in said if name in OF_RECORD]
        agreeing = self._agreements.others(subject)
        decisions = self._agreements.decisions(subject)
        coders = self._values(subject, _CODER)
        activities = self._values(subject, _ACTIVITY)
        hands = [hand for act in activities for hand in self._values(act, _ASSOCIATED)]
        others = [coder for other in agreeing for coder in self._values(other, _CODER)]
        agents = dict.fromkeys((*coders, *others, *hands))
        times = [
            *self._values(subject, _GENERATED),
            *(time for activity in activities for time in self._values(activity, _ENDED)),
        ][:1]
        provenance = [
            *((_PUBLICATION, value) for value in self._values(subject, _PUBLICATION)),
            *((_ATTRIBUTED, coder) for coder in dict.fromkeys((*coders, *others))),
            *((_ACTIVITY, activity) for activity in activities),
        ]
        background = [
            *(ox.Triple(subject, *part) for part in record),
            *(ox.Triple(subject, _AGREES, other) for other in agreeing),
            *(t for other in agreeing for t in self._of_record(other)),
            *(t for decision in decisions for t in self._described(decision)),
            *(t for node in agents for t in self._described(node)),
            *(t for node in activities for t in self._described(node)),
            *(t for work in self._values(subject, _PUBLICATION) for t in self._work(work)),
        ]
        labels = [value for name, value in own if name == _LABEL]
        publication = [
            *((_LABEL, label) for label in labels),
            *((ox.NamedNode(str(DCTERMS.created)), time) for time in times),
            *self._release,
            (ox.NamedNode(str(PAV.createdWith)), _SOFTWARE),
            (ox.NamedNode(str(NPX.introduces)), subject),
            (ox.NamedNode(str(NPX.hasNanopubType)), kind),
            *((_SUPPORTS, problem) for problem in self._supported(subject)),
        ]
        return Nanopublication(
            subject,
            tuple(ox.Triple(subject, *part) for part in own),
            tuple(provenance),
            tuple(dict.fromkeys(background)),
            tuple(publication),
            _ABOUT_SOFTWARE,
        )

    @cached_property
    def _kinds(self) -> Mapping[Node, ox.NamedNode]:
        """The class of each statement."""
        return {
            quad.subject: kind
            for kind in STATEMENTS
            for quad in self._store.quads_for_pattern(None, _TYPE, kind, GRAPH_LITERATURE)
        }

    @cached_property
    def _release(self) -> tuple[Said, ...]:
        """The licence, and the version of the ontology in whose terms the statement is made."""
        ontology = ox.NamedNode(ONTOLOGY)
        renamed = ((DCTERMS.license, DCTERMS.license), (OWL.versionIRI, DCTERMS.conformsTo))
        return tuple(
            (ox.NamedNode(str(name)), quad.object)
            for known, name in renamed
            for quad in self._store.quads_for_pattern(
                ontology, ox.NamedNode(str(known)), None, GRAPH_ONTOLOGY
            )
        )

    def _supported(self, subject: ox.NamedNode) -> list[Node]:
        """Return the agency problems that the statement reports, or against which it counts."""
        situations = self._store.quads_for_pattern(subject, _SITUATION, None, GRAPH_INFERRED)
        found = {
            quad.object
            for situation in situations
            if isinstance(situation.object, ox.NamedNode)
            for quad in self._store.quads_for_pattern(situation.object, _SITUATES, None, None)
        }
        return sorted({*found, *self._values(subject, _REPORTS)}, key=str)

    def _of_record(self, subject: ox.NamedNode) -> Iterator[ox.Triple]:
        kept = (_CODER, _STATUS)
        return (ox.Triple(subject, *part) for part in self._said(subject) if part[0] in kept)

    def _described(self, node: Node) -> tuple[ox.Triple, ...]:
        """Return all that the literature says of something, such as a coder."""
        if not isinstance(node, ox.NamedNode):
            return ()
        if node not in self._known:
            self._known[node] = tuple(ox.Triple(node, *part) for part in self._said(node))
        return self._known[node]

    def _work(self, work: Node) -> Iterator[ox.Triple]:
        return (triple for triple in self._described(work) if triple.predicate in _OF_WORK)

    def _said(self, subject: ox.NamedNode) -> list[Said]:
        quads = self._store.quads_for_pattern(subject, None, None, GRAPH_LITERATURE)
        return sorted(((quad.predicate, quad.object) for quad in quads), key=str)

    def _values(self, subject: Node, name: ox.NamedNode) -> list[Node]:
        if not isinstance(subject, ox.NamedNode):
            return []
        quads = self._store.quads_for_pattern(subject, name, None, GRAPH_LITERATURE)
        return sorted((quad.object for quad in quads), key=str)


_SOFTWARE = thing("software", f"atlas-kg-{__version__}")
_ABOUT_SOFTWARE = (
    ox.Triple(_SOFTWARE, _TYPE, ox.NamedNode(str(PROV.SoftwareAgent))),
    ox.Triple(_SOFTWARE, _LABEL, ox.Literal(f"atlas-kg {__version__}", language="en")),
)
