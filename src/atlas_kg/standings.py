"""Standings: the statuses that nobody wrote, and the disagreements, as triples.

The rule is in `atlas_kg.agreement.standing`; here it meets records and graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import pyoxigraph as ox

from atlas_kg.agreement.conditions import Condition
from atlas_kg.agreement.settlement import Adjudication
from atlas_kg.agreement.standing import LEAST_ALPHA, Comparison
from atlas_kg.agreement.statement import CoderKind, Standing, Statement, StatementKind
from atlas_kg.findings import Finding, Rule, Severity
from atlas_kg.lifting import Lifted, Origin
from atlas_kg.model import Record
from atlas_kg.namespaces import ATLAS, GRAPH_ONTOLOGY, term, thing

__all__ = ["RELIABLE", "Revision", "compared", "lift_standings", "reliability", "revised"]

RELIABLE = Rule(
    "agreement/reliable",
    "Codings on which two agree are accepted while Krippendorff's alpha of each variable is "
    f"{LEAST_ALPHA} or more.",
    "Let coders find out together why they differ, and code anew.",
)

_Key = tuple[str, str | None, str | None]

_KINDS = {
    "coding": StatementKind.CODING,
    "report": StatementKind.REPORT,
    "absence": StatementKind.ABSENCE,
}
_CONDITION = "condition"
_CODERS = {
    "HumanCoder": CoderKind.PERSON,
    "PublishedConsensus": CoderKind.CONSENSUS,
    "SoftwareCoder": CoderKind.SOFTWARE,
}
_ARISES_IN = ox.NamedNode(str(ATLAS.arisesIn))
_EXCLUDES = ox.NamedNode(str(ATLAS.excludes))
_STATUS = ox.NamedNode(str(ATLAS.hasStatus))
_EXPLAINS = ox.NamedNode(str(ATLAS.explainsStatus))
_DISAGREES = ox.NamedNode(str(ATLAS.disagreesWith))


def compared(
    records: Iterable[Record], ontology: ox.Store, known: Comparison | None = None
) -> Comparison:
    """Compare the statements among records.

    Args:
        records: Contributed records, those of the coders among them.
        ontology: A store whose graph ``ontology`` tells in which phase each problem arises, and
            which features of an adoption exclude each other.
        known: What is compared already, if the records come to others.
    """
    records = list(records)
    phases = dict(_related(ontology, _ARISES_IN))
    exclusive = frozenset(map(frozenset, _related(ontology, _EXCLUDES)))
    known = known or Comparison()
    coders = {
        thing(record.kind, record.slug).value: _CODERS.get(
            _first(record, "kind") or "", CoderKind.UNKNOWN
        )
        for record in records
        if record.kind == "coder"
    }
    all_coders = {**known.coders, **coders}
    statement = partial(_statement, coders=all_coders, phases=phases)
    adjudication = partial(_adjudication, coders=all_coders)
    return known.with_more(
        (statement(record) for record in records if record.kind in _KINDS),
        (adjudication(record) for record in records if record.kind == "adjudication"),
        coders,
        (
            _condition(record, all_coders, exclusive)
            for record in records
            if record.kind == _CONDITION
        ),
    )


def _related(ontology: ox.Store, relation: ox.NamedNode) -> Iterator[tuple[str, str]]:
    for quad in ontology.quads_for_pattern(None, relation, None, GRAPH_ONTOLOGY):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            yield quad.subject.value, quad.object.value


def reliability(comparison: Comparison) -> tuple[Finding, ...]:
    """Tell if statements on which coders agree stay tentative, since they agree too little.

    Args:
        comparison: What all coders say.

    Returns:
        One warning, or nothing.
    """
    count = comparison.held_back()
    if not count or comparison.reserve is None:
        return ()
    stay = (
        "1 coding on which they agree stays"
        if count == 1
        else (f"{count} codings on which they agree stay")
    )
    finding = Finding(
        f"{comparison.reserve.removesuffix('.')}, so that {stay} tentative.",
        "Look by 'atlas-kg agree' at where coders differ, and let those who coded find out why. "
        "Single codings are accepted by a decision for them; see 'atlas-kg adjudicate --help'.",
        severity=Severity.WARNING,
        rule=RELIABLE,
    )
    return (finding,)


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
        triples.append(ox.Triple(subject, _EXPLAINS, ox.Literal(standing.why, language="en")))
        begun = origins.get((iri, None, None))
        if begun:
            place = Origin(begun.location, why=standing.why)
            places[iri, _STATUS.value, None] = places[iri, _STATUS.value, status.value] = place
    return Lifted(tuple(triples), places)


@dataclass(frozen=True)
class Revision:
    """What further records change about how statements stand.

    Attributes:
        standings: How the statements stand that would stand otherwise than now, by their IRIs.
        before: How those of them stand that are there now.
        derived: What would be said of their standing.
        retracted: What would be said of it no more.
    """

    standings: Mapping[str, Standing]
    before: Mapping[str, Standing]
    derived: Lifted
    retracted: tuple[ox.Triple, ...]


def revised(
    known: Comparison,
    records: Iterable[Record],
    ontology: ox.Store,
    origins: Mapping[_Key, Origin],
) -> Revision:
    """Say what changes about how statements stand when records come to others.

    Args:
        known: What is compared already.
        records: Further records.
        ontology: As for `compared`.
        origins: Where all statements stand, those of the records among them.
    """
    records = list(records)
    then = compared(records, ontology, known)
    touched = [
        thing("publication", link.slug).value
        for record in records
        for link in record.links
        if link.kind == "publication"
    ]
    # Agreement over all bears on what stands in any publication.
    publications = touched if bool(then.weak) == bool(known.weak) else None
    before, after = known.standings(publications), then.standings(publications)
    changed = {iri: new for iri, new in after.items() if before.get(iri) != new}
    gone = {iri: before[iri] for iri in changed if iri in before}
    kept = set(lift_standings(changed, origins).triples)
    old = [triple for triple in lift_standings(gone, origins).triples if triple not in kept]
    return Revision(changed, gone, lift_standings(changed, origins), tuple(old))


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
        coder_kind=coders.get(coder, CoderKind.UNKNOWN),
        kind=_KINDS[record.kind],
        phase=phases.get(problem) if problem else _term(record, "phase"),
        target=_term(record, "target"),
        mechanism=_term(record, "mechanism"),
        solution=None if solution is None else thing("solution", solution).value,
        problem=problem,
        section=_first(record, "section"),
        status=_first(record, "status"),
    )


def _condition(
    record: Record, coders: Mapping[str, CoderKind], exclusive: frozenset[frozenset[str]]
) -> Condition:
    links = {link.kind: thing(link.kind, link.slug).value for link in record.links}
    coder = links.get("coder", "")
    solution = _first(record, "solution")
    required = _term(record, "requires")
    feature = required or _term(record, "suits") or ""
    return Condition(
        iri=thing(record.kind, record.slug).value,
        publication=links.get("publication", ""),
        coder=coder,
        coder_kind=coders.get(coder, CoderKind.UNKNOWN),
        about=thing("solution", solution).value if solution else _term(record, "mechanism"),
        feature=feature,
        required=required is not None,
        excluded=frozenset(one for pair in exclusive if feature in pair for one in pair)
        - {feature},
        status=_first(record, "status"),
    )


def _adjudication(record: Record, coders: Mapping[str, CoderKind]) -> Adjudication:
    def statements(key: str) -> frozenset[str]:
        return frozenset(_named(scalar.text).value for scalar in record.fields.get(key, ()))

    publication = next(link.slug for link in record.links if link.kind == "publication")
    by = _first(record, "by")
    return Adjudication(
        thing("publication", publication).value,
        statements("codings"),
        statements("decision"),
        coders.get(thing("coder", by).value, CoderKind.UNKNOWN) if by else CoderKind.UNKNOWN,
    )


def _named(text: str) -> ox.NamedNode:
    """Return the statement that an adjudication names: codings without their kind."""
    kind, _, slug = text.partition("/")
    return thing(kind, slug) if slug and kind in _KINDS else thing("coding", text)


def _first(record: Record, key: str) -> str | None:
    scalars = record.fields.get(key)
    return scalars[0].text if scalars else None


def _term(record: Record, key: str) -> str | None:
    name = _first(record, key)
    return None if name is None else term(name).value
