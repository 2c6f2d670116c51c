"""The DOI resolver, which sends a request to the agency where the DOI is registered.

By content negotiation Crossref, DataCite, mEDRA and others answer CSL-JSON:
https://citation.doi.org/docs.html.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from atlas_kg.reference import Reference
from atlas_kg.reference.csl import from_csl
from atlas_kg.registries.answer import Answer
from atlas_kg.registries.client import Client
from atlas_kg.registries.failures import UnreadableAnswerError
from atlas_kg.registries.registry import Registry

__all__ = ["DOI", "by_doi"]

DOI = Registry("doi", "The DOI resolver doi.org", "https://doi.org", 0.2)
_CSL = "application/vnd.citationstyles.csl+json"


def by_doi(client: Client, doi: str) -> Reference | None:
    """Return what the agency of a DOI says of a work; None if there is no such DOI.

    Args:
        client: Who asks.
        doi: The DOI, without a resolver.

    Raises:
        RegistryError: No usable answer came.
    """

    def read(answer: Answer) -> Reference:
        if "json" not in answer.headers.get("content-type", ""):
            raise UnreadableAnswerError(
                f"The agency where {doi} is registered answers no description that programs read. "
                "Give a file instead: .bib, .json (CSL-JSON) or .ris."
            )
        item = answer.json()
        found = from_csl(item if isinstance(item, dict) else {}, f"https://doi.org/{doi}")
        if not found.title:
            raise UnreadableAnswerError(
                f"The agency where {doi} is registered tells no title. Give a file instead: .bib, "
                ".json (CSL-JSON) or .ris."
            )
        return found if found.dois else replace(found, dois=(doi,))

    # Few signs are plain in a path, and DOIs may hold any: '#', '?', '<' and more.
    return client.get(DOI, quote(doi, safe="/:;()"), read, accept=_CSL)
