"""Crossref, where most publishers register their articles: https://api.crossref.org.

Its JSON is close to CSL-JSON: https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md.
"""

from __future__ import annotations

from urllib.parse import quote

from atlas_kg.reference import Reference
from atlas_kg.reference.csl import from_csl
from atlas_kg.registries.answer import Answer
from atlas_kg.registries.client import Client
from atlas_kg.registries.failures import UnreadableAnswerError
from atlas_kg.registries.registry import Registry

__all__ = ["CROSSREF", "by_doi", "by_title"]

CROSSREF = Registry("crossref", "Crossref", "https://api.crossref.org", 0.2)
"""Its answers tell how often it may be asked, by record and by search; the client obeys them."""


def by_doi(client: Client, doi: str) -> Reference | None:
    """Return what Crossref says of a DOI; None if it is not registered there.

    Args:
        client: Who asks.
        doi: The DOI, without a resolver.

    Raises:
        RegistryError: No usable answer came.
    """
    return client.get(
        CROSSREF,
        f"works/{quote(doi, safe='')}",
        lambda answer: from_csl(_message(answer), f"{CROSSREF.base}/works/{doi}"),
        query=_polite(client),
    )


def by_title(client: Client, title: str, rows: int = 5) -> tuple[Reference, ...]:
    """Return the works whose bibliographic data fit a title best, the best first.

    Args:
        client: Who asks.
        title: The title; authors and year may follow it.
        rows: How many to return at most.

    Raises:
        RegistryError: No usable answer came.
    """
    query = {"query.bibliographic": title, "rows": str(rows), **_polite(client)}
    return client.get(CROSSREF, "works", _listed, query=query) or ()


def _listed(answer: Answer) -> tuple[Reference, ...]:
    items = _message(answer).get("items")
    return tuple(
        from_csl(item, f"{CROSSREF.base}/works/{item.get('DOI', '')}")
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict)
    )


def _polite(client: Client) -> dict[str, str]:
    """Crossref gives those who name an address a queue of their own."""
    return {"mailto": client.mailto} if client.mailto else {}


def _message(answer: Answer) -> dict[str, object]:
    content = answer.json()
    message = content.get("message") if isinstance(content, dict) else None
    if not isinstance(message, dict):
        raise UnreadableAnswerError(
            f"Crossref answered no 'message' to {answer.url}. Try again later."
        )
    return message
