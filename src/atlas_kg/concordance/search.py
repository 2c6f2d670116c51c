"""Looking for one publication at one service: by identifier first, by record linkage else."""

from __future__ import annotations

from collections.abc import Iterable

from atlas_kg.concordance.catalogues import Service
from atlas_kg.concordance.outcomes import Candidate, Outcome, State
from atlas_kg.concordance.works import Work
from atlas_kg.identifier_schemes import by_name
from atlas_kg.linking import Ambiguous, BibliographicRecord, Match
from atlas_kg.linking import Candidate as Weighed
from atlas_kg.linking.comparison import Comparison, compare
from atlas_kg.linking.decision import decide
from atlas_kg.linking.records import Reference as Sought
from atlas_kg.reference import Reference
from atlas_kg.registries import Client

__all__ = ["iri_of", "record", "search"]


def search(client: Client, service: Service, work: Work) -> Outcome:
    """Ask a service about a work.

    Args:
        client: Who asks.
        service: The service.
        work: The work.

    Returns:
        The record; or those that may be meant; or that it has none.

    Raises:
        RegistryError: No usable answer came.
    """
    for scheme in service.identifiers:
        for identifier in work.names(scheme):
            found = service.by_identifier(client, scheme, identifier)
            if found and (iri := iri_of(service, found)) and iri not in work.rejected:
                return _by_identifier(service, work, found, f"{scheme}:{identifier}")
    if service.by_title is None:
        why = _lacks(service, work)
        return Outcome(work, service.name, State.UNLINKED, why=why, is_new=True)
    return _by_title(service, work, service.by_title(client, work.reference.title))


def iri_of(service: Service, found: Reference) -> str | None:
    """Return the IRI under which a service knows a work; None if its record names none."""
    names = (*(f"doi:{name}" for name in found.dois), *found.identifiers)
    scheme = by_name(service.scheme)
    own = (name.partition(":")[2] for name in names if name.startswith(f"{service.scheme}:"))
    return next((iri for name in own if scheme and (iri := scheme.iri(name))), None)


def record(iri: str, found: Reference) -> BibliographicRecord:
    """Return what a service says as record linkage compares it."""
    return BibliographicRecord(
        id=iri,
        title=found.title,
        authors=tuple(str(author) for author in found.authors),
        year=int(found.year) if found.year.isdecimal() else None,
        identifiers=(
            *(f"doi:{name}" for name in found.dois),
            *((f"arxiv:{found.arxiv}",) if found.arxiv else ()),
            *found.identifiers,
        ),
    )


def _by_identifier(service: Service, work: Work, found: Reference, shared: str) -> Outcome:
    iri = iri_of(service, found) or ""
    told, sought = record(iri, found), work.sought
    by_words = _compared(sought, told, with_identifiers=False)
    # The identifier may be one that the service read otherwise than we wrote it.
    comparison = Comparison("identifier", *(by_words[1:] if by_words else ("unknown", "unknown")))
    weighed = decide(work.key, [(told, comparison)])
    confidence = weighed.candidate.probability if isinstance(weighed, Match) else 0.0
    one = Candidate(iri, found.title, confidence, shared, found.source)
    if by_words is None and sought.title and told.title:
        why = f"{service.label} has {shared} under another title. Compare the two."
        return Outcome(work, service.name, State.AMBIGUOUS, (one,), why, is_new=True)
    return Outcome(work, service.name, State.LINKED, (one,), is_new=True)


def _by_title(service: Service, work: Work, found: Iterable[Reference]) -> Outcome:
    sought = work.sought
    told: dict[str, tuple[Reference, BibliographicRecord, Comparison]] = {}
    for one in found:
        iri = iri_of(service, one)
        if iri is None or iri in work.rejected:
            continue
        known = record(iri, one)
        if comparison := _compared(sought, known):
            told.setdefault(iri, (one, known, comparison))
    outcome = decide(work.key, [(known, levels) for _, known, levels in told.values()])

    def candidate(weighed: Weighed) -> Candidate:
        reference = told[weighed.record.id][0]
        return Candidate(
            weighed.record.id, reference.title, weighed.probability, source=reference.source
        )

    if isinstance(outcome, Match):
        return Outcome(
            work, service.name, State.LINKED, (candidate(outcome.candidate),), is_new=True
        )
    if isinstance(outcome, Ambiguous):
        return Outcome(
            work,
            service.name,
            State.AMBIGUOUS,
            tuple(map(candidate, outcome.candidates)),
            "None is likely enough.",
            is_new=True,
        )
    return Outcome(
        work, service.name, State.UNLINKED, why=f"{service.label} has no such work.", is_new=True
    )


def _compared(
    sought: Sought, told: BibliographicRecord, *, with_identifiers: bool = True
) -> Comparison | None:
    identifiers = sought.identifiers if with_identifiers else ()
    return compare(
        (sought.title, sought.authors, sought.year, sought.raw, identifiers),
        (told.title, told.authors, told.year, told.identifiers),
    )


def _lacks(service: Service, work: Work) -> str:
    if any(work.names(scheme) for scheme in service.identifiers):
        return f"{service.label} has no such work."
    return f"{service.label} finds works by identifier alone, and the work has none that it knows."
