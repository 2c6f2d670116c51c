"""OpenAlex, an open catalogue of the world's works: https://developers.openalex.org.

At most 100 requests a second; looking up one work is free, and a search costs a part of the daily
allowance, which is ten times as large with a key that costs nothing: https://developers.openalex.org/api-reference/authentication.
"""

from __future__ import annotations

from urllib.parse import quote

from atlas_kg.identifier_schemes import is_address
from atlas_kg.reference import Reference
from atlas_kg.reference.csl import plain
from atlas_kg.reference.identifiers import arxiv_doi, arxiv_id, doi
from atlas_kg.reference.names import person
from atlas_kg.registries.answer import Answer
from atlas_kg.registries.client import Client
from atlas_kg.registries.failures import UnreadableAnswerError
from atlas_kg.registries.fields import mapping, mappings, text, year
from atlas_kg.registries.registry import Registry

__all__ = ["IDENTIFIERS", "OPENALEX", "by_identifier", "by_title", "references", "source"]

OPENALEX = Registry(
    "openalex", "OpenAlex", "https://api.openalex.org", 0.1, key_parameter="api_key"
)

IDENTIFIERS = ("openalex", "doi", "arxiv", "pmid", "pmcid")
"""The schemes by which it knows works, the surest first."""

_IRI = "https://openalex.org/"
_FIELDS = "id,doi,ids,display_name,publication_year,authorships,referenced_works"
_PATHS = {"openalex": "{}", "doi": "doi:{}", "pmid": "pmid:{}", "pmcid": "pmcid:{}"}


def by_identifier(client: Client, scheme: str, identifier: str) -> Reference | None:
    """Return what OpenAlex says of a work; None if it knows none of that identifier.

    Args:
        client: Who asks.
        scheme: One of `IDENTIFIERS`.
        identifier: The identifier, without its scheme.

    Raises:
        RegistryError: No usable answer came.
    """
    return client.get(OPENALEX, _path(scheme, identifier), _one, query=_query(client))


def references(client: Client, scheme: str, identifier: str) -> tuple[str, ...]:
    """Return the works that a work cites, as far as OpenAlex knows them, by their numbers.

    It asks as `by_identifier` does, so that a kept answer serves both.

    Args:
        client: Who asks.
        scheme: One of `IDENTIFIERS`.
        identifier: The identifier, without its scheme.

    Raises:
        RegistryError: No usable answer came.
    """
    found = client.get(OPENALEX, _path(scheme, identifier), _cited, query=_query(client))
    return found or ()


def by_title(client: Client, title: str, rows: int = 5) -> tuple[Reference, ...]:
    """Return the works that fit a title best, the best first.

    Args:
        client: Who asks.
        title: The title.
        rows: How many to return at most.

    Raises:
        RegistryError: No usable answer came.
    """
    # Signs that its search takes for operators, and no word of a title.
    words = "".join(" " if sign in ',|!"*?~()[]{}:^\\' else sign for sign in title)
    query = {"search": " ".join(words.split()), "per_page": str(rows), **_query(client)}
    return client.get(OPENALEX, "works", _listed, query=query) or ()


def source(scheme: str, identifier: str) -> str:
    """Return the address that tells of a work."""
    return f"{OPENALEX.base}/{_path(scheme, identifier)}"


def _path(scheme: str, identifier: str) -> str:
    if scheme == "arxiv":
        scheme, identifier = "doi", arxiv_doi(identifier)
    return f"works/{_PATHS[scheme].format(quote(identifier, safe='/:;().-_'))}"


def _query(client: Client) -> dict[str, str]:
    polite = {"mailto": client.mailto} if client.mailto else {}
    return {"select": _FIELDS, **polite}


def _one(answer: Answer) -> Reference:
    return _reference(_work(answer))


def _cited(answer: Answer) -> tuple[str, ...]:
    cited = _work(answer).get("referenced_works")
    names = cited if isinstance(cited, list) else []
    return tuple(name.removeprefix(_IRI) for name in names if isinstance(name, str))


def _work(answer: Answer) -> dict[str, object]:
    return _checked(mapping(answer.json()), answer)


def _checked(work: dict[str, object], answer: Answer) -> dict[str, object]:
    name = text(work.get("id"))
    if not (name.startswith(_IRI) and is_address(name)):
        raise UnreadableAnswerError(f"OpenAlex answered no work to {answer.url}. Try again later.")
    return work


def _listed(answer: Answer) -> tuple[Reference, ...]:
    results = mapping(answer.json()).get("results")
    if not isinstance(results, list):
        raise UnreadableAnswerError(
            f"OpenAlex answered no 'results' to {answer.url}. Try again later."
        )
    return tuple(_reference(_checked(work, answer)) for work in mappings(results))


def _reference(work: dict[str, object]) -> Reference:
    name = text(work.get("id")).removeprefix(_IRI)
    known = doi(text(work.get("doi")))
    authors = (
        text(mapping(one.get("author")).get("display_name"))
        for one in mappings(work.get("authorships"))
    )
    return Reference(
        title=plain(text(work.get("display_name"))),
        authors=tuple(person(author) for author in authors if author),
        year=year(work.get("publication_year")),
        dois=(known,) if known else (),
        arxiv=(arxiv_id(known) if known else None) or "",
        identifiers=(f"openalex:{name}",),
        source=f"{OPENALEX.base}/works/{name}",
    )
