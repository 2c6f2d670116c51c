"""Agreement of the coders of a store: its statements, compared and measured.

The statements come from queries of the folder ``queries/agreement``, and nothing has to be inferred
first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from atlas_kg.agreement.disagreements import Decision, Disagreements, disagreements
from atlas_kg.agreement.measurement import VariableAgreement, measured
from atlas_kg.agreement.ratings import independent
from atlas_kg.agreement.settlement import Adjudication, Settlement
from atlas_kg.agreement.statement import CoderKind, Statement, StatementKind
from atlas_kg.agreement.units import aligned
from atlas_kg.errors import UsageError
from atlas_kg.namespaces import ATLAS
from atlas_kg.queries import Row, rows
from atlas_kg.store import SparqlStore
from atlas_kg.suggestions import nearest

__all__ = ["CoderAgreement", "Selection", "coder_agreement"]

_CODER_KINDS = {
    f"{ATLAS}HumanCoder": CoderKind.PERSON,
    f"{ATLAS}PublishedConsensus": CoderKind.CONSENSUS,
    f"{ATLAS}SoftwareCoder": CoderKind.SOFTWARE,
}
_KINDS = {
    f"{ATLAS}Coding": StatementKind.CODING,
    f"{ATLAS}ProblemReport": StatementKind.REPORT,
    f"{ATLAS}AbsenceReport": StatementKind.ABSENCE,
}


@dataclass(frozen=True)
class Selection:
    """Which coders and publications to compare.

    Attributes:
        coders: The names of coders, as of their files; all if there are none.
        publications: The keys of publications; all if there are none.
        with_software: Whether programs are compared, too.
    """

    coders: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    with_software: bool = True


@dataclass(frozen=True)
class CoderAgreement:
    """How far the coders of a store agree.

    Attributes:
        statements: The statements that were compared.
        compared: The coders whose agreement is measured, by IRI.
        variables: The coefficients, a row for each variable.
        differences: Where coders differ.
        kinds: What each coder is who has a statement here.
        labels: The labels of coders, publications and values.
        named: The names of coders that were selected; none where all are compared.
    """

    statements: tuple[Statement, ...]
    compared: tuple[str, ...]
    variables: tuple[VariableAgreement, ...]
    differences: Disagreements
    kinds: Mapping[str, CoderKind]
    labels: Mapping[str, str]
    named: tuple[str, ...] = ()

    def label(self, iri: str) -> str:
        """Return the label of a thing, or the last part of its IRI where it has none."""
        return self.labels.get(iri) or slug(iri)

    @cached_property
    def coders_of(self) -> Mapping[str, tuple[str, ...]]:
        """The coders of each publication whose agreement is measured, by id."""
        found: dict[str, set[str]] = {}
        for said in self.statements:
            if said.coder in self.compared:
                found.setdefault(said.publication, set()).add(said.coder)
        return {publication: tuple(sorted(found[publication])) for publication in sorted(found)}

    @property
    def shared(self) -> tuple[str, ...]:
        """The publications that two of the compared coders have coded."""
        return tuple(key for key, coders in self.coders_of.items() if len(coders) > 1)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The coders with statements here whose agreement is not measured."""
        return tuple(coder for coder in self.kinds if coder not in self.compared)


def slug(iri: str) -> str:
    """Return the name that a thing has in its file.

    >>> slug("https://w3id.org/llm-atlas/id/coder/jane")
    'jane'
    """
    return iri.rpartition("#")[2].rpartition("/")[2]


def coder_agreement(store: SparqlStore, selection: Selection = Selection()) -> CoderAgreement:
    """Compare the coders of a store.

    A published consensus takes part in the list of differences. Its agreement is measured only if
    it is selected, since it stands for people who have settled theirs.

    Args:
        store: What answers the queries of the folder ``queries/agreement``.
        selection: Which coders and publications to compare.

    Raises:
        UsageError: There is no such coder or publication.
    """
    coders = rows(store, "agreement/coders")
    kinds = {row["coder"]: _CODER_KINDS[row["kind"]] for row in coders}
    coded = rows(store, "agreement/coded-statements")
    found = tuple(_statements(coded, kinds))
    wanted = _wanted(store, selection, kinds)
    statements = tuple(said for said in found if _is_selected(said, wanted, selection))
    units = aligned(statements)
    chosen = {said.coder for said in statements if said.is_compared and selection.coders}
    compared = tuple(sorted(chosen)) or independent(statements)
    problems = [row["problem"] for row in rows(store, "agreement/reportable-problems")]
    labels = {row["thing"]: row["label"] for row in rows(store, "agreement/labels")}
    return CoderAgreement(
        statements=tuple(said for said in statements if said.is_compared),
        compared=compared,
        variables=measured(statements, units, compared, problems),
        differences=disagreements(units, *_decided(coded, kinds, found)),
        kinds={coder: kinds[coder] for coder in sorted({s.coder for s in statements})},
        labels={**labels, **{row["coder"]: row["label"] for row in coders}},
        named=tuple(dict.fromkeys(selection.coders)),
    )


def _wanted(
    store: SparqlStore, selection: Selection, coders: Iterable[str]
) -> tuple[set[str], set[str]]:
    """Return the names that are selected, all of them known ones."""
    for name in selection.coders:
        _check("coder", name, {slug(iri) for iri in coders})
    if selection.publications:
        known = {slug(row["publication"]) for row in rows(store, "pages/publications")}
        for name in selection.publications:
            _check("publication", name, known)
    return set(selection.coders), set(selection.publications)


def _check(what: str, name: str, known: Collection[str]) -> None:
    if name in known:
        return
    guess = nearest(name, known)
    hint = f" Did you mean '{guess}'?" if guess else ""
    raise UsageError(
        f"There is no {what} '{name}'.{hint} A {what} is named as its file in data/{what}s is, "
        "without .yaml."
    )


def _is_selected(said: Statement, wanted: tuple[set[str], set[str]], selection: Selection) -> bool:
    coders, publications = wanted
    if said.coder_kind is CoderKind.SOFTWARE and not selection.with_software:
        return False
    return (not coders or slug(said.coder) in coders) and (
        not publications or slug(said.publication) in publications
    )


def _statements(found: Iterable[Row], kinds: Mapping[str, CoderKind]) -> Iterator[Statement]:
    """Yield each statement once, of coders of whom is known what they are."""
    seen: set[str] = set()
    for row in found:
        iri, coder = row["statement"], row["coder"]
        if iri in seen or coder not in kinds:
            continue
        seen.add(iri)
        status = row.get("status")
        yield Statement(
            iri=iri,
            publication=row["publication"],
            coder=coder,
            coder_kind=kinds[coder],
            kind=_KINDS[row["kind"]],
            phase=row.get("phase"),
            target=row.get("target"),
            mechanism=row.get("mechanism"),
            solution=row.get("solution"),
            problem=row.get("problem"),
            section=row.get("section"),
            status=None if status is None else slug(status),
        )


def _decided(
    coded: Iterable[Row], kinds: Mapping[str, CoderKind], statements: Iterable[Statement]
) -> tuple[tuple[Decision, ...], Settlement]:
    """Return the adjudications, and what they decide: also about what is not selected."""
    by_publication: dict[str, list[Statement]] = defaultdict(list)
    publications: dict[str, str] = {}
    for said in statements:
        by_publication[said.publication].append(said)
        publications[said.iri] = said.publication
    decisions = _decisions(coded)
    adjudications = (
        Adjudication(
            publications.get(one.decided, ""),
            one.about,
            frozenset({one.decided}),
            kinds.get(one.adjudicator, CoderKind.UNKNOWN),
        )
        for one in decisions
    )
    return decisions, Settlement.of(adjudications, by_publication)


def _decisions(found: Iterable[Row]) -> tuple[Decision, ...]:
    about: dict[str, set[str]] = {}
    first: dict[str, Row] = {}
    for row in found:
        if "adjudication" in row:
            about.setdefault(row["adjudication"], set()).add(row["statement"])
            first.setdefault(row["adjudication"], row)
    return tuple(
        Decision(iri, frozenset(about[iri]), row["decision"], row["adjudicator"], row["reason"])
        for iri, row in first.items()
    )
