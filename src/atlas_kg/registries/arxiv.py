"""arXiv by its export API, which answers Atom: https://info.arxiv.org/help/api/user-manual.html."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from atlas_kg.reference import Reference
from atlas_kg.reference.identifiers import arxiv_doi, arxiv_id, doi
from atlas_kg.reference.names import Person, person
from atlas_kg.registries.answer import Answer
from atlas_kg.registries.client import Client
from atlas_kg.registries.failures import UnreadableAnswerError
from atlas_kg.registries.registry import Registry

__all__ = ["ARXIV", "by_identifier", "by_title"]

ARXIV = Registry("arxiv", "arXiv", "https://export.arxiv.org/api", 3.0)
"""Its terms of use ask for three seconds between requests."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_OWN = "{http://arxiv.org/schemas/atom}"
_BODIES = ("collaboration", "consortium", "group", "initiative", "team")


def by_identifier(client: Client, identifier: str) -> Reference | None:
    """Return what arXiv says of a work; None if there is none of the identifier.

    Args:
        client: Who asks.
        identifier: The arXiv identifier, without version.

    Raises:
        RegistryError: No usable answer came.
    """
    query = {"id_list": identifier, "max_results": "1"}
    found = _asked(client, query)
    return next((one for one in found if one.arxiv.lower() == identifier.lower()), None)


def by_title(client: Client, title: str, rows: int = 5) -> tuple[Reference, ...]:
    """Return the works whose titles fit a title best, the best first.

    Args:
        client: Who asks.
        title: The title.
        rows: How many to return at most.

    Raises:
        RegistryError: No usable answer came.
    """
    words = " ".join(title.replace('"', " ").split())
    return _asked(client, {"search_query": f'ti:"{words}"', "max_results": str(rows)})


def _asked(client: Client, query: dict[str, str]) -> tuple[Reference, ...]:
    found = client.get(ARXIV, "query", _listed, accept="application/atom+xml", query=query)
    return found or ()


def _listed(answer: Answer) -> tuple[Reference, ...]:
    entries = (_reference(entry) for entry in _feed(answer).iterfind(f"{_ATOM}entry"))
    return tuple(entry for entry in entries if entry)


def _feed(answer: Answer) -> ET.Element:
    # A feed has no document type; without one, no entity can unfold to any size.
    if b"<!DOCTYPE" not in answer.body and b"<!ENTITY" not in answer.body:
        try:
            feed = ET.fromstring(answer.body)  # noqa: S314
        except ET.ParseError:
            feed = None
        if feed is not None and feed.tag == f"{_ATOM}feed":
            return feed
    raise UnreadableAnswerError(
        f"arXiv answered {len(answer.body):,} bytes to {answer.url} that are not a whole Atom "
        "feed. Try again later, or give a file instead."
    )


def _reference(entry: ET.Element) -> Reference | None:
    identifier = arxiv_id(_text(entry, f"{_ATOM}id"))
    # An error is told as an entry, whose id names no work.
    if identifier is None:
        return None
    published = doi(_text(entry, f"{_OWN}doi"))
    names = [_text(author, f"{_ATOM}name") for author in entry.iterfind(f"{_ATOM}author")]
    return Reference(
        title=_text(entry, f"{_ATOM}title"),
        authors=tuple(_author(name) for name in names if name),
        year=_text(entry, f"{_ATOM}published")[:4],
        kind="Preprint",
        venue="arXiv",
        dois=tuple(name for name in (published, arxiv_doi(identifier)) if name),
        arxiv=identifier,
        urls=(f"https://arxiv.org/abs/{identifier}",),
        source=f"https://arxiv.org/abs/{identifier}",
    )


def _author(name: str) -> Person:
    """Return an author by a name in order, in which bodies are not marked."""
    return Person(name) if name.lower().endswith(_BODIES) else person(name)


def _text(element: ET.Element, name: str) -> str:
    return " ".join((element.findtext(name) or "").split())
