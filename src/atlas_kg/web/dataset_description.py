"""The dataset in the words of schema.org, for the search engines that read pages.

Google Dataset Search and others find it in the head of the first page
(https://developers.google.com/search/docs/appearance/structured-data/dataset).
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox
from rdflib import OWL

from atlas_kg.formats import GRAPH_FORMATS, RESULT_FORMATS
from atlas_kg.namespaces import BIBO, DATASET, DCTERMS, ONTOLOGY
from atlas_kg.web.site import Site

__all__ = ["Json", "describe_for_search_engines"]

Json = dict[str, object]

_TITLE = "LLM ATLAS as a knowledge graph"
_DOI = "https://doi.org/"


def describe_for_search_engines(site: Site, base: str) -> Json:
    """Return the description as JSON-LD.

    Args:
        site: The site that has the dataset.
        base: Its URL.
    """
    header = ox.NamedNode(ONTOLOGY)

    def said(predicate: str) -> str | None:
        return next(_values(site, header, predicate), None)

    creator = said(str(DCTERMS.creator))
    described: Json = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": DATASET,
        "name": _TITLE,
        "description": said(str(DCTERMS.description)),
        "url": base,
        "identifier": ONTOLOGY,
        "license": said(str(DCTERMS.license)),
        "creator": {"@type": "Organization", "name": creator} if creator else None,
        "version": said(str(OWL.versionInfo)),
        "dateModified": said(str(DCTERMS.modified)),
        "creditText": said(str(DCTERMS.bibliographicCitation)),
        "citation": [_work(site, iri) for iri in _values(site, header, str(DCTERMS.source))],
        "isAccessibleForFree": True,
        "inLanguage": "en",
        "distribution": [*_distributions(site, base)],
    }
    return {name: value for name, value in described.items() if value is not None}


def _values(site: Site, subject: ox.NamedNode, predicate: str) -> Iterator[str]:
    """Yield the values of a property, in a fixed order."""
    found = site.graph.store.quads_for_pattern(subject, ox.NamedNode(predicate), None, None)
    nodes = (quad.object for quad in found)
    return iter(sorted({n.value for n in nodes if isinstance(n, ox.NamedNode | ox.Literal)}))


def _work(site: Site, iri: str) -> Json:
    work: Json = {"@type": "CreativeWork", "@id": iri, "name": site.label(iri)}
    node = ox.NamedNode(iri)
    title = next(_values(site, node, str(DCTERMS.title)), None)
    dois = [_DOI + doi for doi in _values(site, node, str(BIBO.doi))]
    return work | ({"headline": title} if title else {}) | ({"sameAs": dois} if dois else {})


def _distributions(site: Site, base: str) -> Iterator[Json]:
    for iri in sorted(name.value for name in site.graph.store.named_graphs()):
        address = f"{base}rdf-graph-store?graph={quote(iri, safe='')}"
        yield _download(f"The named graph {iri}", address, GRAPH_FORMATS["ttl"].media_type)
    table = f"{base}map.csv"
    yield _download("The problem-solution map", table, RESULT_FORMATS["csv"].media_type)


def _download(name: str, address: str, media_type: str) -> Json:
    return {
        "@type": "DataDownload",
        "name": name,
        "contentUrl": address,
        "encodingFormat": media_type,
    }
