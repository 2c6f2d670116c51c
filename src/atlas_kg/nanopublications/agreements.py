"""Who agrees with a statement, and which adjudication decided for it, as a graph tells.

Statements agree when they state the same of the same publication: codings in solution, mechanism,
phase and target, reports in the problem. Drafts and retracted statements agree with nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox
from rdflib import RDF

from atlas_kg.namespaces import ATLAS, CITO, GRAPH_LITERATURE, PROV, SKOS

__all__ = ["OF_RECORD", "STATEMENTS", "Agreements"]

STATEMENTS = tuple(
    ox.NamedNode(str(kind)) for kind in (ATLAS.Coding, ATLAS.ProblemReport, ATLAS.AbsenceReport)
)
"""The classes of what coders state."""

OF_RECORD = frozenset(
    ox.NamedNode(str(name))
    for name in (
        ATLAS.codedBy,
        ATLAS.disagreesWith,
        ATLAS.explainsStatus,
        ATLAS.hasStatus,
        ATLAS.locator,
        CITO.citesAsEvidence,
        PROV.generatedAtTime,
        PROV.wasAttributedTo,
        PROV.wasDerivedFrom,
        PROV.wasGeneratedBy,
        SKOS.editorialNote,
    )
)
"""What is said of a statement that is no part of what it states, but tells where it is from."""

_TYPE = ox.NamedNode(str(RDF.type))
_CODER = ox.NamedNode(str(ATLAS.codedBy))
_STATUS = ox.NamedNode(str(ATLAS.hasStatus))
_PUBLICATION = ox.NamedNode(str(PROV.wasDerivedFrom))
_DECIDES = ox.NamedNode(str(ATLAS.decidesFor))
_NOT_STANDING = frozenset(ox.NamedNode(str(status)) for status in (ATLAS.Proposed, ATLAS.Retracted))

_Content = frozenset[tuple[ox.NamedNode, ox.NamedNode]]


class Agreements:
    """Finds who agrees, in one graph; what is found of a publication is kept.

    Args:
        store: The graph; it must not change meanwhile.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._known: dict[ox.NamedNode, Mapping[_Content, list[ox.NamedNode]]] = {}

    def others(self, statement: ox.NamedNode) -> list[ox.NamedNode]:
        """Return the statements of other coders that state the same, by name."""
        works = [self._statements(work) for work in self._named(statement, _PUBLICATION)]
        if not any(works):
            return []
        content, own = self._content(statement), self.coders(statement)
        alike = {other for work in works for other in work.get(content, ())}
        return sorted((other for other in alike if self.coders(other) != own), key=str)

    def decisions(self, statement: ox.NamedNode) -> list[ox.NamedNode]:
        """Return the adjudications that decided for a statement."""
        return _sorted(
            quad.subject
            for quad in self._store.quads_for_pattern(None, _DECIDES, statement, GRAPH_LITERATURE)
        )

    def coders(self, statement: ox.NamedNode) -> list[ox.NamedNode]:
        """Return who coded a statement."""
        return self._named(statement, _CODER)

    def _statements(self, work: ox.NamedNode) -> Mapping[_Content, list[ox.NamedNode]]:
        """Return the statements from a publication that stand, by what they state.

        Of one that a single coder coded, as most are, nothing needs to be looked at.
        """
        if work not in self._known:
            quads = self._store.quads_for_pattern(None, _PUBLICATION, work, GRAPH_LITERATURE)
            subjects = _sorted(quad.subject for quad in quads)
            coders = {coder for subject in subjects for coder in self.coders(subject)}
            alike: dict[_Content, list[ox.NamedNode]] = defaultdict(list)
            for subject in subjects if len(coders) > 1 else ():
                if _NOT_STANDING.isdisjoint(self._named(subject, _STATUS)):
                    alike[self._content(subject)].append(subject)
            self._known[work] = alike
        return self._known[work]

    def _content(self, statement: ox.NamedNode) -> _Content:
        """Return the class of a statement, and which things of the ontology it names."""
        quads = self._store.quads_for_pattern(statement, None, None, GRAPH_LITERATURE)
        return frozenset(
            (quad.predicate, quad.object)
            for quad in quads
            if quad.predicate not in OF_RECORD and isinstance(quad.object, ox.NamedNode)
            if quad.predicate == _TYPE or quad.predicate.value.startswith(str(ATLAS))
        )

    def _named(self, subject: ox.NamedNode, name: ox.NamedNode) -> list[ox.NamedNode]:
        quads = self._store.quads_for_pattern(subject, name, None, GRAPH_LITERATURE)
        return _sorted(quad.object for quad in quads)


def _sorted(nodes: Iterable[object]) -> list[ox.NamedNode]:
    return sorted((node for node in nodes if isinstance(node, ox.NamedNode)), key=str)
