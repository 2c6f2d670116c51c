"""The Open Research Knowledge Graph by its REST interface: https://orkg.org.

It is documented at http://tibhannover.gitlab.io/orkg/orkg-backend/api-doc/, which names no limit;
one request a second is kept. Papers are answered in a media type of their own. DOIs are compared
without regard to case, and titles fuzzily, so that papers of similar titles come along.
"""

from __future__ import annotations

from urllib.parse import quote

from atlas_kg.reference import Reference
from atlas_kg.reference.identifiers import arxiv_doi, doi
from atlas_kg.reference.names import person
from atlas_kg.registries.answer import Answer
from atlas_kg.registries.client import Client
from atlas_kg.registries.failures import UnreadableAnswerError
from atlas_kg.registries.fields import mapping, mappings, text, year
from atlas_kg.registries.registry import Registry

__all__ = ["IDENTIFIERS", "ORKG", "by_identifier", "by_title", "source"]

ORKG = Registry("orkg", "ORKG", "https://orkg.org/api", 1.0)

IDENTIFIERS = ("orkg", "doi", "arxiv")
"""The schemes by which it knows works, the surest first."""

_PAPER = "application/vnd.orkg.paper.v2+json"


def by_identifier(client: Client, scheme: str, identifier: str) -> Reference | None:
    """Return what ORKG says of a work; None if it knows none of that identifier.

    Args:
        client: Who asks.
        scheme: One of `IDENTIFIERS`.
        identifier: The identifier, without its scheme.

    Raises:
        RegistryError: No usable answer came.
    """
    if scheme == "orkg":
        path = f"papers/{quote(identifier, safe='')}"
        return client.get(ORKG, path, lambda answer: _reference(_paper(answer)), accept=_PAPER)
    sought = arxiv_doi(identifier) if scheme == "arxiv" else identifier
    return next(iter(_asked(client, {"doi": sought})), None)


def by_title(client: Client, title: str, rows: int = 5) -> tuple[Reference, ...]:
    """Return the papers of a title.

    Args:
        client: Who asks.
        title: The title.
        rows: How many to return at most.

    Raises:
        RegistryError: No usable answer came.
    """
    return _asked(client, {"title": " ".join(title.split()), "size": str(rows)})


def source(scheme: str, identifier: str) -> str:
    """Return the address that tells of a work."""
    if scheme == "orkg":
        return f"{ORKG.base}/papers/{identifier}"
    sought = arxiv_doi(identifier) if scheme == "arxiv" else identifier
    return f"{ORKG.base}/papers?doi={quote(sought, safe='/')}"


def _asked(client: Client, query: dict[str, str]) -> tuple[Reference, ...]:
    def read(answer: Answer) -> tuple[Reference, ...]:
        content = mapping(answer.json()).get("content")
        if not isinstance(content, list):
            raise UnreadableAnswerError(
                f"ORKG answered no 'content' to {answer.url}. Try again later."
            )
        return tuple(_reference(paper) for paper in mappings(content))

    return client.get(ORKG, "papers", read, accept=_PAPER, query=query) or ()


def _paper(answer: Answer) -> dict[str, object]:
    paper = mapping(answer.json())
    if not text(paper.get("id")):
        raise UnreadableAnswerError(f"ORKG answered no paper to {answer.url}. Try again later.")
    return paper


def _reference(paper: dict[str, object]) -> Reference:
    identifier = text(paper.get("id"))
    published = mapping(paper.get("publication_info"))
    named = mapping(paper.get("identifiers")).get("doi")
    # One DOI or a list of them, by the version of the service.
    dois = (doi(text(one)) for one in (named if isinstance(named, list) else [named]))
    names = (text(author.get("name")) for author in mappings(paper.get("authors")))
    return Reference(
        title=text(paper.get("title")),
        authors=tuple(person(name) for name in names if name),
        year=year(published.get("published_year")),
        venue=text(mapping(published.get("published_in")).get("label")),
        dois=tuple(one for one in dois if one),
        identifiers=(f"orkg:{identifier}",),
        source=source("orkg", identifier),
    )
