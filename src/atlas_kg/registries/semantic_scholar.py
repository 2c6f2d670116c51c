"""Semantic Scholar by its Academic Graph API: https://api.semanticscholar.org/api-docs/graph.

Those without a key share one allowance, those with a key get one request a second:
https://www.semanticscholar.org/product/api. One request a second is kept either way.
"""

from __future__ import annotations

from urllib.parse import quote

from atlas_kg.reference import Reference
from atlas_kg.reference.identifiers import arxiv_id, doi
from atlas_kg.reference.names import person
from atlas_kg.registries.answer import Answer
from atlas_kg.registries.client import Client
from atlas_kg.registries.failures import UnreadableAnswerError
from atlas_kg.registries.fields import mapping, mappings, text, year
from atlas_kg.registries.registry import Registry

__all__ = ["IDENTIFIERS", "SEMANTIC_SCHOLAR", "by_identifier", "by_title", "source"]

SEMANTIC_SCHOLAR = Registry(
    "semantic_scholar",
    "Semantic Scholar",
    "https://api.semanticscholar.org/graph/v1",
    1.0,
    key_header="x-api-key",
)

_PREFIXES = {
    "s2": "CorpusId",
    "doi": "DOI",
    "arxiv": "ARXIV",
    "acl": "ACL",
    "pmid": "PMID",
    "pmcid": "PMCID",
}
IDENTIFIERS = tuple(_PREFIXES)
"""The schemes by which it knows works, the surest first."""

_OTHERS = {"ACL": "acl", "PubMed": "pmid", "DBLP": "dblp"}
_QUERY = {"fields": "corpusId,title,year,authors,externalIds"}


def by_identifier(client: Client, scheme: str, identifier: str) -> Reference | None:
    """Return what Semantic Scholar says of a work; None if it knows none of that identifier.

    Args:
        client: Who asks.
        scheme: One of `IDENTIFIERS`.
        identifier: The identifier, without its scheme.

    Raises:
        RegistryError: No usable answer came.
    """
    path = f"paper/{_PREFIXES[scheme]}:{quote(identifier, safe='/:;().-_')}"
    return client.get(SEMANTIC_SCHOLAR, path, _one, query=_QUERY)


def by_title(client: Client, title: str, rows: int = 1) -> tuple[Reference, ...]:
    """Return the work whose title fits best, if one fits; the service tells no further ones.

    Args:
        client: Who asks.
        title: The title.
        rows: How many to return at most.

    Raises:
        RegistryError: No usable answer came.
    """
    query = {"query": " ".join(title.split()), **_QUERY}
    found = client.get(SEMANTIC_SCHOLAR, "paper/search/match", _listed, query=query)
    return (found or ())[:rows]


def source(scheme: str, identifier: str) -> str:
    """Return the address that tells of a work."""
    return f"{SEMANTIC_SCHOLAR.base}/paper/{_PREFIXES[scheme]}:{identifier}"


def _one(answer: Answer) -> Reference:
    return _reference(mapping(answer.json()), answer)


def _listed(answer: Answer) -> tuple[Reference, ...]:
    data = mapping(answer.json()).get("data")
    return tuple(_reference(paper, answer) for paper in mappings(data))


def _reference(paper: dict[str, object], answer: Answer) -> Reference:
    others = mapping(paper.get("externalIds"))
    number = text(paper.get("corpusId") or others.get("CorpusId"))
    if not number:
        raise UnreadableAnswerError(
            f"Semantic Scholar answered no 'corpusId' to {answer.url}. Try again later."
        )
    known = doi(text(others.get("DOI")))
    names = (text(author.get("name")) for author in mappings(paper.get("authors")))
    return Reference(
        title=text(paper.get("title")),
        authors=tuple(person(name) for name in names if name),
        year=year(paper.get("year")),
        dois=(known,) if known else (),
        arxiv=arxiv_id(text(others.get("ArXiv"))) or "",
        identifiers=(
            f"s2:{number}",
            *(f"{ours}:{name}" for key, ours in _OTHERS.items() if (name := text(others.get(key)))),
        ),
        source=source("s2", number),
    )
