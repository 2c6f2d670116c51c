"""DataCite, where arXiv, Zenodo and many repositories register: https://api.datacite.org.

Its JSON follows the DataCite metadata schema: https://support.datacite.org/docs/api-get-doi.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from atlas_kg.reference import Person, Reference
from atlas_kg.reference.csl import plain
from atlas_kg.reference.identifiers import arxiv_id, doi, web_address
from atlas_kg.reference.names import person
from atlas_kg.registries.answer import Answer
from atlas_kg.registries.client import Client
from atlas_kg.registries.failures import UnreadableAnswerError
from atlas_kg.registries.fields import mapping, mappings, text
from atlas_kg.registries.registry import Registry

__all__ = ["DATACITE", "by_doi", "by_title"]

DATACITE = Registry("datacite", "DataCite", "https://api.datacite.org", 0.6)
"""It answers 500 requests in five minutes, and 1,000 to those who name a mail address."""

_JSON_API = "application/vnd.api+json"

_KINDS = {
    "Book": "Book",
    "BookChapter": "BookChapter",
    "ConferencePaper": "ConferencePaper",
    "Dissertation": "Thesis",
    "JournalArticle": "JournalArticle",
    "Preprint": "Preprint",
    "Report": "Report",
}
"""Our kinds of work by ``resourceTypeGeneral``."""


def by_doi(client: Client, name: str) -> Reference | None:
    """Return what DataCite says of a DOI; None if it is not registered there.

    Args:
        client: Who asks.
        name: The DOI, without a resolver.

    Raises:
        RegistryError: No usable answer came.
    """
    return client.get(
        DATACITE,
        f"dois/{quote(name, safe='/')}",
        lambda answer: _reference(_data(answer)),
        accept=_JSON_API,
    )


def by_title(client: Client, title: str, rows: int = 5) -> tuple[Reference, ...]:
    """Return the works whose titles fit a title best, the best first.

    Args:
        client: Who asks.
        title: The title.
        rows: How many to return at most.

    Raises:
        RegistryError: No usable answer came.
    """
    words = title.replace("\\", " ").replace('"', " ")
    query = {"query": f'titles.title:"{" ".join(words.split())}"', "page[size]": str(rows)}
    return client.get(DATACITE, "dois", _listed, accept=_JSON_API, query=query) or ()


def _listed(answer: Answer) -> tuple[Reference, ...]:
    data = _data(answer)
    return tuple(_reference(one) for one in (data if isinstance(data, list) else ()))


def _data(answer: Answer) -> object:
    content = answer.json()
    data = content.get("data") if isinstance(content, dict) else None
    if not isinstance(data, dict | list):
        raise UnreadableAnswerError(
            f"DataCite answered no 'data' to {answer.url}. Try again later."
        )
    return data


def _reference(data: object) -> Reference:
    attributes = mapping(mapping(data).get("attributes"))
    name = doi(str(attributes.get("doi", ""))) or ""
    container = mapping(attributes.get("container"))
    publisher = attributes.get("publisher")
    first, last = container.get("firstPage"), container.get("lastPage")
    arxiv = arxiv_id(name) or ""
    general = mapping(attributes.get("types")).get("resourceTypeGeneral")
    url = web_address(str(attributes.get("url") or ""))
    return Reference(
        title=plain(text(next(iter(mappings(attributes.get("titles"))), {}).get("title"))),
        authors=tuple(one for c in mappings(attributes.get("creators")) if str(one := _creator(c))),
        year=text(attributes.get("publicationYear")),
        # arXiv names its works "Preprint" now, and "Text" before.
        kind=_KINDS.get(text(general), "Preprint" if arxiv else "Other"),
        venue=text(container.get("title"))
        or text(publisher if isinstance(publisher, str) else mapping(publisher).get("name")),
        volume=text(container.get("volume")),
        issue=text(container.get("issue")),
        pages="-".join(part for part in (text(first), text(last)) if part),
        dois=(name,) if name else (),
        arxiv=arxiv,
        urls=(url,) if url and not doi(url) else (),
        source=f"{DATACITE.base}/dois/{name}",
    )


def _creator(creator: dict[str, Any]) -> Person:
    family, given = text(creator.get("familyName")), text(creator.get("givenName"))
    name = plain(text(creator.get("name")))
    if family:
        return Person(family, given)
    # A name with a comma that is not said to be of an organisation is one of a person.
    if creator.get("nameType") == "Personal" or ("," in name and not creator.get("nameType")):
        return person(name)
    return Person(name)
