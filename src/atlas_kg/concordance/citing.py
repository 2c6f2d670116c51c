"""Citations among the works of the graph, from what services tell of their references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from atlas_kg.citations import Citation
from atlas_kg.concordance.catalogues import Cited, Service
from atlas_kg.concordance.ledger import Ledger
from atlas_kg.concordance.outcomes import State
from atlas_kg.concordance.works import Work
from atlas_kg.identifier_schemes import scheme_of_address
from atlas_kg.reference.identifiers import arxiv_doi
from atlas_kg.registries import Client, RegistryError

__all__ = ["citations", "cite", "keys_by_name"]


def cite(
    client: Client,
    service: Service,
    works: Sequence[Work],
    ledger: Ledger,
    gathered: Mapping[tuple[str, str], tuple[Cited, ...]],
) -> None:
    """Put the citations that a service tells of into the ledger.

    A work that came in later may be cited by one about which the service was asked long ago; so
    kept answers are read again, and nothing is asked.

    Args:
        client: Who asked.
        service: The service.
        works: The works.
        ledger: What is known.
        gathered: By service and publication, the references that were told in this run.
    """
    if service.references is None:
        return
    names = keys_by_name(works, ledger, service)
    with client.offline_twin() as silent:
        for work in works:
            lookup = ledger.lookup(service.name, work)
            if lookup is None or lookup.outcome != State.LINKED:
                continue
            cited = gathered.get((service.name, work.key))
            if cited is None:
                cited = _kept(silent, service, work)
            ledger.cite(service.name, citations(work.key, cited, names, ledger.day))


def citations(
    citing: str, cited: Sequence[Cited], keys: Mapping[str, str], day: str
) -> Iterator[Citation]:
    """Yield the citations of works of the graph.

    Args:
        citing: The key of the work that cites.
        cited: What it cites.
        keys: The keys of works by ``scheme:identifier``.
        day: The day on which the references were read.
    """
    for one in cited:
        key = next((keys[name] for name in map(str.casefold, one.names) if name in keys), None)
        if key and key != citing:
            yield Citation(citing, key, one.source, day)


def keys_by_name(works: Sequence[Work], ledger: Ledger, service: Service) -> dict[str, str]:
    """Return the keys of works by all their names, those included that were just found.

    Args:
        works: The works.
        ledger: What is known.
        service: The service whose answers are new.
    """
    names: dict[str, str] = {}
    for work in works:
        own = [f"{one.scheme}:{one.identifier}" for one in work.known]
        own += [f"doi:{arxiv_doi(name)}" for name in work.names("arxiv")]
        lookup = ledger.lookup(service.name, work)
        if lookup and lookup.outcome == State.LINKED:
            found = lookup.outcome_for(work, service.name).candidates
            named = (scheme_of_address(one.iri) for one in found)
            own += [f"{scheme.name}:{identifier}" for scheme, identifier in filter(None, named)]
        for name in own:
            names.setdefault(name.casefold(), work.key)
    return names


def _kept(silent: Client, service: Service, work: Work) -> tuple[Cited, ...]:
    """Return the references that a kept answer tells; none if there is no such answer."""
    if service.references is None:
        return ()
    for scheme in service.identifiers:
        for identifier in work.names(scheme):
            try:
                if found := service.references(silent, scheme, identifier):
                    return found
            except RegistryError:
                continue
    return ()
