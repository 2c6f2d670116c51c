"""A run over all publications and services: whoever is asked is asked once, and nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from atlas_kg.concordance.catalogues import Cited, Service
from atlas_kg.concordance.citing import cite
from atlas_kg.concordance.identified import from_known
from atlas_kg.concordance.ledger import Ledger
from atlas_kg.concordance.outcomes import Outcome, State
from atlas_kg.concordance.search import search
from atlas_kg.concordance.works import Work
from atlas_kg.identifier_schemes import scheme_of_address
from atlas_kg.registries import Client, RefusedError, RegistryError, UnreachableError

__all__ = ["pending", "run"]

_SAVED_EVERY = 50
_MOST_SILENCES = 3
"""After so many requests in a row without an answer, a service is asked no more in this run."""

_UNKNOWN = ("openalex:", "pmcid:")


def pending(works: Sequence[Work], services: Iterable[Service], ledger: Ledger) -> int:
    """Return how many times a service has to be asked about a work.

    Args:
        works: The works.
        services: The services.
        ledger: What is known.
    """
    return sum(_known(work, one, ledger) is None for one in services for work in works)


def run(
    client: Client, works: Sequence[Work], services: Sequence[Service], ledger: Ledger
) -> Iterator[Outcome]:
    """Look for all works at all services; yield what comes of it, known answers first.

    What is found is saved every fifty answers, at the end, and when the run is stopped.

    Args:
        client: Who asks.
        works: The works.
        services: The services.
        ledger: What is known, and where it is written.

    Raises:
        UsageError: A file cannot be written.
    """
    for service in services:
        for work in works:
            if known := _known(work, service, ledger):
                yield known
    silences: Counter[str] = Counter()
    gathered: dict[tuple[str, str], tuple[Cited, ...]] = {}
    answers = 0
    try:
        # Work by work, so that each service rests while the others are asked.
        for work in works:
            for service in services:
                if _known(work, service, ledger):
                    continue
                outcome = _asked(client, service, work, silences, gathered)
                ledger.note(outcome)
                answers += 1
                if answers % _SAVED_EVERY == 0:
                    ledger.save()
                yield outcome
    finally:
        if answers:
            for service in services:
                cite(client, service, works, ledger, gathered)
        ledger.save()


def _known(work: Work, service: Service, ledger: Ledger) -> Outcome | None:
    """Return what is known already; None if the service has to be asked."""
    lookup = ledger.lookup(service.name, work)
    # A DOI does not say where it is registered.
    if service.scheme != "doi" and (lookup or service.references is None):
        linked = from_known(work, service.scheme, service.name)
        if linked:
            return linked
    return lookup.outcome_for(work, service.name) if lookup else None


def _asked(
    client: Client,
    service: Service,
    work: Work,
    silences: Counter[str],
    gathered: dict[tuple[str, str], tuple[Cited, ...]],
) -> Outcome:
    if silences[service.name] >= _MOST_SILENCES:
        why = (
            f"{service.label} was not asked, since it did not answer {_MOST_SILENCES} times in a "
            "row. Run the command again later."
        )
        return Outcome(work, service.name, State.FAILED, why=why)
    try:
        outcome = search(client, service, work)
        if service.references and outcome.state is State.LINKED:
            scheme, _, identifier = _asked_by(service, outcome).partition(":")
            gathered[service.name, work.key] = service.references(client, scheme, identifier)
    except RegistryError as error:
        silences[service.name] += isinstance(error, UnreachableError | RefusedError)
        return Outcome(work, service.name, State.FAILED, why=str(error))
    silences[service.name] = 0
    return outcome


def _asked_by(service: Service, outcome: Outcome) -> str:
    """Return the identifier by which the references of a work that was just found are asked."""
    one = outcome.candidates[0]
    # OpenAlex tells them with the record; OpenCitations asks for them by fewer schemes.
    if one.shared and not (service.scheme == "omid" and one.shared.startswith(_UNKNOWN)):
        return one.shared
    named = scheme_of_address(one.iri)
    return f"{service.scheme}:{named[1]}" if named else one.shared
