"""The statements of a publication as they are compared: published ones, and those that wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import RDF

from atlas_kg.agreement.statement import CoderKind, Statement, StatementKind
from atlas_kg.namespaces import ATLAS, CITO, DCTERMS, GRAPH_ONTOLOGY, PROV, SKOS

__all__ = ["Condition", "Told", "coders_of", "conditions_of", "kind_of_coder", "statements_of"]

_TYPE = ox.NamedNode(str(RDF.type))
_SOURCE = ox.NamedNode(str(PROV.wasDerivedFrom))
_CITES = ox.NamedNode(str(CITO.citesAsEvidence))
_CODER = ox.NamedNode(str(ATLAS.codedBy))
_CONDITION = ox.NamedNode(str(ATLAS.Condition))
_KINDS = {
    str(ATLAS.Coding): StatementKind.CODING,
    str(ATLAS.ProblemReport): StatementKind.REPORT,
    str(ATLAS.AbsenceReport): StatementKind.ABSENCE,
}
_CODERS = {
    str(ATLAS.HumanCoder): CoderKind.PERSON,
    str(ATLAS.PublishedConsensus): CoderKind.CONSENSUS,
}


@dataclass(frozen=True)
class Told:
    """A statement, and its words.

    Attributes:
        statement: What is compared.
        text: The statement as its coder wrote it.
        support: The IRIs of the works on which it rests.
        note: What its coder notes besides; empty where there is nothing.
    """

    statement: Statement
    text: str
    support: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Condition:
    """A coded condition of what is applicable; such are not compared, and nobody decides on them.

    Attributes:
        iri: The condition.
        coder: The IRI of the coder.
        text: The statement as its coder wrote it.
        section: Where the publication says so; None if it is not said.
    """

    iri: str
    coder: str
    text: str
    section: str | None


def conditions_of(
    store: ox.Store, publication: ox.NamedNode, graphs: Iterable[ox.NamedNode]
) -> tuple[Condition, ...]:
    """Return the conditions that coders took from a publication, by IRI.

    Args:
        store: What holds them.
        publication: The publication.
        graphs: The graphs with statements.
    """
    found = (
        Condition(
            subject.value,
            _values(store, subject, _CODER, graph)[0].value,
            _first(store, subject, str(DCTERMS.description), graph) or "",
            _first(store, subject, str(ATLAS.locator), graph),
        )
        for graph in graphs
        for subject in _subjects(store, publication, graph)
        if _CONDITION in _values(store, subject, _TYPE, graph)
    )
    return tuple(sorted(found, key=lambda condition: condition.iri))


def coders_of(store: ox.Store, publication: ox.NamedNode, graph: ox.NamedNode) -> frozenset[str]:
    """Return the IRIs of those whose statements about a publication a graph holds."""
    return frozenset(
        coder.value
        for statement in _subjects(store, publication, graph)
        for coder in _values(store, statement, _CODER, graph)
    )


def statements_of(
    store: ox.Store, publication: ox.NamedNode, graphs: Iterable[ox.NamedNode]
) -> tuple[Told, ...]:
    """Return the statements about a publication, by IRI.

    Args:
        store: What holds them, the coders and the ontology.
        publication: The publication.
        graphs: The graphs with statements and coders, of which each statement stands in one.
    """
    found = (
        told
        for graph in graphs
        for statement in _subjects(store, publication, graph)
        for told in _told(store, statement, publication, graph)
    )
    return tuple(sorted(found, key=lambda told: told.statement.iri))


def _subjects(
    store: ox.Store, publication: ox.NamedNode, graph: ox.NamedNode
) -> Iterator[ox.NamedNode]:
    for quad in store.quads_for_pattern(None, _SOURCE, publication, graph):
        subject = quad.subject
        if isinstance(subject, ox.NamedNode) and _values(store, subject, _CODER, graph):
            yield subject


def _told(
    store: ox.Store, subject: ox.NamedNode, publication: ox.NamedNode, graph: ox.NamedNode
) -> Iterator[Told]:
    types = {node.value for node in _values(store, subject, _TYPE, graph)}
    kind = next((kind for iri, kind in _KINDS.items() if iri in types), None)
    if kind is None:
        return

    def value(name: str) -> str | None:
        return _first(store, subject, str(ATLAS[name]), graph)

    coder = _values(store, subject, _CODER, graph)[0]
    problem = value("reportsProblem")
    arises = None
    if problem:
        node = ox.NamedNode(problem)
        arises = _first(store, node, str(ATLAS.arisesIn), GRAPH_ONTOLOGY)
    status = value("hasStatus")
    yield Told(
        Statement(
            iri=subject.value,
            publication=publication.value,
            coder=coder.value,
            coder_kind=kind_of_coder(store, ox.NamedNode(coder.value)),
            kind=kind,
            phase=value("codesPhase") or value("reportsAbsenceIn") or arises,
            target=value("codesTarget"),
            mechanism=value("codesMechanism"),
            solution=value("codesSolution"),
            problem=problem,
            section=value("locator"),
            status=status.removeprefix(str(ATLAS)) if status else None,
        ),
        _first(store, subject, str(DCTERMS.description), graph) or "",
        tuple(sorted(node.value for node in _values(store, subject, _CITES, graph))),
        _first(store, subject, str(SKOS.editorialNote), graph) or "",
    )


def kind_of_coder(store: ox.Store, coder: ox.NamedNode) -> CoderKind:
    """Return what a coder is, as far as a store tells."""
    found = store.quads_for_pattern(coder, _TYPE, None, None)
    types = {quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode)}
    return next((kind for iri, kind in _CODERS.items() if iri in types), CoderKind.UNKNOWN)


def _first(
    store: ox.Store, subject: ox.NamedNode, predicate: str, graph: ox.NamedNode
) -> str | None:
    found = _values(store, subject, ox.NamedNode(predicate), graph)
    return found[0].value if found else None


def _values(
    store: ox.Store, subject: ox.NamedNode, predicate: ox.NamedNode, graph: ox.NamedNode
) -> list[ox.NamedNode | ox.Literal]:
    found = store.quads_for_pattern(subject, predicate, None, graph)
    return [q.object for q in found if isinstance(q.object, ox.NamedNode | ox.Literal)]
