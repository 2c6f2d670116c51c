"""The services, and how each of them is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from atlas_kg.reference import Reference
from atlas_kg.reference.identifiers import arxiv_doi
from atlas_kg.registries import (
    Client,
    Registry,
    crossref,
    datacite,
    openalex,
    opencitations,
    orkg,
    semantic_scholar,
    wikidata,
)

__all__ = ["SERVICES", "Cited", "Service"]


@dataclass(frozen=True)
class Cited:
    """A work that another one cites, as a service tells it.

    Attributes:
        names: Its identifiers, each as ``scheme:identifier``.
        source: The IRI of what tells of the citation.
    """

    names: tuple[str, ...]
    source: str


_ByIdentifier = Callable[[Client, str, str], Reference | None]
_ByTitle = Callable[[Client, str], tuple[Reference, ...]]
_References = Callable[[Client, str, str], tuple[Cited, ...]]


@dataclass(frozen=True)
class Service:
    """A service that knows works.

    Attributes:
        registry: How it is reached.
        scheme: The scheme of its own identifiers.
        home: The IRI by which the service itself is named.
        identifiers: The schemes by which it knows works, the surest first.
        by_identifier: Asks for the record of an identifier.
        by_title: Asks for records by title, if it can be asked so.
        references: Asks for the works that a work cites, if it tells them.
    """

    registry: Registry
    scheme: str
    home: str
    identifiers: tuple[str, ...]
    by_identifier: _ByIdentifier
    by_title: _ByTitle | None = None
    references: _References | None = None

    @property
    def name(self) -> str:
        """Its name in commands and files."""
        return self.registry.name

    @property
    def label(self) -> str:
        """Its name for people."""
        return self.registry.label


def _openalex_references(client: Client, scheme: str, identifier: str) -> tuple[Cited, ...]:
    found = openalex.references(client, scheme, identifier)
    own = f"https://openalex.org/{identifier}" if scheme == "openalex" else ""
    source = own or openalex.source(scheme, identifier)
    return tuple(Cited((f"openalex:{name}",), source) for name in found)


def _open_citations(client: Client, scheme: str, identifier: str) -> tuple[Cited, ...]:
    found = opencitations.references(client, scheme, identifier)
    return tuple(Cited(one.cited, f"https://w3id.org/oc/index/ci/{one.oci}") for one in found)


def _datacite(client: Client, scheme: str, identifier: str) -> Reference | None:
    return datacite.by_doi(client, arxiv_doi(identifier) if scheme == "arxiv" else identifier)


def _crossref(client: Client, _: str, identifier: str) -> Reference | None:
    return crossref.by_doi(client, identifier)


_ALL = (
    Service(
        openalex.OPENALEX,
        "openalex",
        "https://openalex.org/",
        openalex.IDENTIFIERS,
        openalex.by_identifier,
        openalex.by_title,
        _openalex_references,
    ),
    Service(
        crossref.CROSSREF,
        "doi",
        "https://api.crossref.org/",
        ("doi",),
        _crossref,
        partial(crossref.by_title, rows=5),
    ),
    Service(
        datacite.DATACITE,
        "doi",
        "https://api.datacite.org/",
        ("doi", "arxiv"),
        _datacite,
        partial(datacite.by_title, rows=5),
    ),
    Service(
        opencitations.OPENCITATIONS,
        "omid",
        "https://opencitations.net/",
        opencitations.IDENTIFIERS,
        opencitations.by_identifier,
        references=_open_citations,
    ),
    Service(
        semantic_scholar.SEMANTIC_SCHOLAR,
        "s2",
        "https://www.semanticscholar.org/",
        semantic_scholar.IDENTIFIERS,
        semantic_scholar.by_identifier,
        semantic_scholar.by_title,
    ),
    Service(
        wikidata.WIKIDATA,
        "wikidata",
        "https://www.wikidata.org/",
        wikidata.IDENTIFIERS,
        wikidata.by_identifier,
        wikidata.by_title,
    ),
    Service(
        orkg.ORKG,
        "orkg",
        "https://orkg.org/",
        orkg.IDENTIFIERS,
        orkg.by_identifier,
        orkg.by_title,
    ),
)

SERVICES: Mapping[str, Service] = {service.name: service for service in _ALL}
"""The services by name, in the order in which they are asked."""
