"""Links that lead from a thing to what others say of it, by the service to which they lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pyoxigraph as ox

from atlas_kg.identifier_schemes import scheme_of_address
from atlas_kg.namespaces import BIBO, OWL, PREFIXES, RDFS, SCHEMA, SKOS
from atlas_kg.web.site import Site

__all__ = ["LEADING", "Lead", "Service", "services"]

LEADING = tuple(
    map(
        str,
        (
            OWL.sameAs,
            SKOS.exactMatch,
            SKOS.closeMatch,
            SKOS.broadMatch,
            SKOS.narrowMatch,
            SKOS.relatedMatch,
            SCHEMA.sameAs,
            SCHEMA.isPartOf,
            SCHEMA.url,
            BIBO.doi,
            RDFS.seeAlso,
        ),
    )
)
"""The properties that lead elsewhere, those first that say most."""

_SCHEMES = {
    "acl": "ACL Anthology",
    "arxiv": "arXiv",
    "dblp": "dblp",
    "doi": "DOI",
    "hal": "HAL",
    "isbn": "ISBN",
    "issn": "ISSN",
    "jstor": "JSTOR",
    "omid": "OpenCitations",
    "openalex": "OpenAlex",
    "openreview": "OpenReview",
    "orkg": "Open Research Knowledge Graph",
    "pmcid": "PubMed Central",
    "pmid": "PubMed",
    "pmlr": "Proceedings of Machine Learning Research",
    "repec": "RePEc",
    "s2": "Semantic Scholar",
    "ssrn": "SSRN",
    "wikidata": "Wikidata",
}
_VOCABULARIES = {
    "airo": "AI Risk Ontology",
    "dpv-ai": "Data Privacy Vocabulary, AI extension",
    "vair": "Vocabulary of AI Risks",
}


@dataclass(frozen=True)
class Lead:
    """A link that leads elsewhere.

    Attributes:
        text: What to show.
        iri: What it names there.
        href: Where it leads, if an address of the web does.
        relation: The property that links to it, in words.
        said: The page of who says so, if the graph has one.
    """

    text: str
    iri: str
    href: str | None
    relation: str
    said: str | None = None


@dataclass(frozen=True)
class Service:
    """A service, by its name, and the links that lead to it."""

    name: str
    leads: tuple[Lead, ...]


def services(site: Site, iri: str, said: Iterable[ox.Quad]) -> tuple[Service, ...]:
    """Return where the links of a thing lead.

    Args:
        site: The site that shows it.
        iri: The thing.
        said: The statements of which it is the subject.
    """
    judged = _judged(site, iri)
    leads: dict[str, dict[str, tuple[str, Lead]]] = {}
    for relation in LEADING:
        for quad in said:
            if quad.predicate.value == relation:
                target = _target(site, quad)
                name, text = _named(site, target)
                href = site.links.value(target)
                lead = Lead(text, target, href, site.label(relation), judged.get(target))
                leads.setdefault(name, {}).setdefault(_same(target), (relation, lead))
    return tuple(
        Service(name, tuple(lead for _, lead in found.values()))
        for name, found in sorted(leads.items(), key=lambda item: item[0].casefold())
    )


def _target(site: Site, quad: ox.Quad) -> str:
    text = quad.object.value if not isinstance(quad.object, ox.Triple) else str(quad.object)
    if isinstance(quad.object, ox.Literal):
        return site.links.literal(quad.predicate.value, text) or text
    return text


def _same(target: str) -> str:
    """Return what is the same for an address that is told in two ways."""
    return target.removeprefix("http://").removeprefix("https://").removesuffix("/").lower()


def _named(site: Site, target: str) -> tuple[str, str]:
    """Return the name of the service to which a link leads, and what to show there."""
    found = scheme_of_address(target)
    if found:
        scheme, identifier = found
        return _SCHEMES.get(scheme.name, scheme.name), identifier
    for prefix, name in _VOCABULARIES.items():
        if target.startswith(PREFIXES[prefix]):
            return name, site.label(target)
    if target.startswith("urn:isbn:"):
        return _SCHEMES["isbn"], target.removeprefix("urn:isbn:")
    host = (urlsplit(target).hostname or "Other").removeprefix("www.")
    return host, target.removeprefix("https://").removeprefix("http://")


def _judged(site: Site, iri: str) -> Mapping[str, str]:
    """Return the page of the mapping that links a thing to each of its counterparts."""
    return dict(_mappings(site, ox.NamedNode(iri)))


def _mappings(site: Site, node: ox.NamedNode) -> Iterator[tuple[str, str]]:
    store = site.graph.store
    source, target = (ox.NamedNode(f"{OWL}annotated{end}") for end in ("Source", "Target"))
    for quad in store.quads_for_pattern(None, source, node, None):
        for other in store.quads_for_pattern(quad.subject, target, None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(other.object, ox.NamedNode):
                yield other.object.value, site.links.thing(quad.subject.value)
