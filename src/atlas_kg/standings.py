"""Standings: the statuses that nobody wrote, and the disagreements, as triples.

The rule is in `atlas_kg.agreement.standing`; here it meets records and graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

import pyoxigraph as ox

from atlas_kg.agreement.standing import Adjudication, Comparison, Standing
from atlas_kg.agreement.statement import CoderKind, Statement, StatementKind
from atlas_kg.lifting import Lifted, Origin
from atlas_kg.model import Record
from atlas_kg.namespaces import ATLAS, GRAPH_ONTOLOGY, term, thing

__all__ = ["compared", "lift_standings"]

_Key = tuple[str, str | None, str | None]

_KINDS = {
    "coding": StatementKind.CODING,
    "report": StatementKind.REPORT,
    "absence": StatementKind.ABSENCE,
}
_CODERS = {
    "HumanCoder": CoderKind.PERSON,
    "PublishedConsensus": CoderKind.CONSENSUS,
    "SoftwareCoder": CoderKind.SOFTWARE,
}
_ARISES_IN = ox.NamedNode(str(ATLAS.arisesIn))
_STATUS = ox.NamedNode(str(ATLAS.hasStatus))
_DISAGREES = ox.NamedNode(str(ATLAS.disagreesWith))


def compared(
    records: Iterable[Record], ontology: ox.Store, known: Comparison | None = None
) -> Comparison:
    """Compare the statements among records.

    Args:
        records: Contributed records, those of the coders among them.
        ontology: A store whose graph ``ontology`` tells in which phase each problem arises.
        known: What is compared already, if the records come to others.
    """
    records = list(records)
    phases = {
        quad.subject.value: quad.object.value
        for quad in ontology.quads_for_pattern(None, _ARISES_IN, None, GRAPH_ONTOLOGY)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }
    known = known or Comparison()
    coders = {
        thing(record.kind, record.slug).value: _CODERS.get(
            _first(record, "kind") or "", CoderKind.SOFTWARE
        )
        for record in records
        if record.kind == "coder"
    }
    statement = partial(_statement, coders={**known.coders, **coders}, phases=phases)
    return known.with_more(
        (statement(record) for record in records if record.kind in _KINDS),
        (_adjudication(record) for record in records if record.kind == "adjudication"),
        coders,
    )


def lift_standings(standings: Mapping[str, Standing], origins: Mapping[_Key, Origin]) -> Lifted:
    """Turn standings into triples, with the place of the statement that each is about.

    Args:
        standings: How statements stand, by their IRIs.
        origins: Where the statements stand; see `atlas_kg.lifting.Lifted`.
    """
    triples: list[ox.Triple] = []
    places: dict[_Key, Origin] = {}
    for iri, standing in standings.items():
        subject = ox.NamedNode(iri)
        triples.extend(_disagreements(subject, standing))
        if standing.why is None:
            continue
        status = term(standing.status)
        triples.append(ox.Triple(subject, _STATUS, status))
        begun = origins.get((iri, None, None))
        if begun:
            place = Origin(begun.location, since=standing.why)
            places[iri, _STATUS.value, None] = places[iri, _STATUS.value, status.value] = place
    return Lifted(tuple(triples), places)


def _disagreements(subject: ox.NamedNode, standing: Standing) -> Iterator[ox.Triple]:
    for other in standing.disagrees:
        yield ox.Triple(subject, _DISAGREES, ox.NamedNode(other))


def _statement(
    record: Record, coders: Mapping[str, CoderKind], phases: Mapping[str, str]
) -> Statement:
    links = {link.kind: thing(link.kind, link.slug).value for link in record.links}
    coder = links.get("coder", "")
    problem = _term(record, "problem")
    solution = _first(record, "solution")
    return Statement(
        iri=thing(record.kind, record.slug).value,
        publication=links.get("publication", ""),
        coder=coder,
        coder_kind=coders.get(coder, CoderKind.SOFTWARE),
        kind=_KINDS[record.kind],
        phase=phases.get(problem) if problem else _term(record, "phase"),
        target=_term(record, "target"),
        mechanism=_term(record, "mechanism"),
        solution=None if solution is None else thing("solution", solution).value,
        problem=problem,
        section=_first(record, "section"),
        status=_first(record, "status"),
    )


def _adjudication(record: Record) -> Adjudication:
    def codings(key: str) -> frozenset[str]:
        scalars = record.fields.get(key, ())
        return frozenset(thing("coding", scalar.text).value for scalar in scalars)

    publication = next(link.slug for link in record.links if link.kind == "publication")
    return Adjudication(
        thing("publication", publication).value, codings("codings"), codings("decision")
    )


def _first(record: Record, key: str) -> str | None:
    scalars = record.fields.get(key)
    return scalars[0].text if scalars else None


def _term(record: Record, key: str) -> str | None:
    name = _first(record, key)
    return None if name is None else term(name).value
