"""Wikidata by its SPARQL endpoint: https://query.wikidata.org.

Whoever asks may use 60 seconds of query time a minute, one query at a time is asked for, and
software must name itself: https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual. One
request a second is kept, and ``Retry-After`` obeyed.
"""

from __future__ import annotations

from urllib.parse import quote

from atlas_kg import resources
from atlas_kg.reference import Reference
from atlas_kg.reference.identifiers import arxiv_doi, arxiv_id, doi
from atlas_kg.reference.names import person
from atlas_kg.registries.answer import Answer
from atlas_kg.registries.client import Client
from atlas_kg.registries.failures import UnreadableAnswerError
from atlas_kg.registries.fields import mapping, mappings, text, year
from atlas_kg.registries.registry import Registry

__all__ = ["IDENTIFIERS", "WIKIDATA", "by_identifier", "by_title", "source"]

WIKIDATA = Registry("wikidata", "Wikidata", "https://query.wikidata.org", 1.0)

_SOUGHT = '(wdt:P356 "10.5555/EXAMPLE")'
"""What stands in the query in the place of what is sought."""

_ENTITY = "http://www.wikidata.org/entity/"
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": " ", "\r": " ", "\t": " "})

IDENTIFIERS = ("doi", "arxiv", "pmid")
"""The schemes by which it knows works, the surest first."""


def by_identifier(client: Client, scheme: str, identifier: str) -> Reference | None:
    """Return what Wikidata says of a work; None if it knows none of that identifier.

    Args:
        client: Who asks.
        scheme: One of `IDENTIFIERS`.
        identifier: The identifier, without its scheme.

    Raises:
        RegistryError: No usable answer came.
    """
    return next(iter(_asked(client, _sought(scheme, identifier))), None)


def by_title(client: Client, title: str, rows: int = 5) -> tuple[Reference, ...]:
    """Return the items that have just this title or label, in English.

    Args:
        client: Who asks.
        title: The title.
        rows: How many to return at most.

    Raises:
        RegistryError: No usable answer came.
    """
    words = _literal(" ".join(title.split()))
    return _asked(client, f"(wdt:P1476 {words}@en) (rdfs:label {words}@en)")[:rows]


def source(scheme: str, identifier: str) -> str:
    """Return the address that tells of a work."""
    return f"{WIKIDATA.base}/sparql?query={quote(_query(_sought(scheme, identifier)), safe='')}"


def _sought(scheme: str, identifier: str) -> str:
    if scheme == "arxiv":
        both = f"(wdt:P818 {_literal(identifier)})"
        return f"{both} (wdt:P356 {_literal(arxiv_doi(identifier).upper())})"
    if scheme == "doi":
        # Wikidata writes DOIs in capital letters.
        return f"(wdt:P356 {_literal(identifier.upper())})"
    return f"(wdt:P698 {_literal(identifier)})"


def _literal(words: str) -> str:
    return f'"{words.translate(_ESCAPES)}"'


def _asked(client: Client, sought: str) -> tuple[Reference, ...]:
    query = {"query": _query(sought), "format": "json"}
    accept = "application/sparql-results+json"
    return client.get(WIKIDATA, "sparql", _listed, accept=accept, query=query) or ()


def _query(sought: str) -> str:
    file = resources.directory("queries") / "registries" / "wikidata" / "works.rq"
    return file.read_text("utf-8").replace(_SOUGHT, sought)


def _listed(answer: Answer) -> tuple[Reference, ...]:
    rows = mapping(mapping(answer.json()).get("results")).get("bindings")
    if not isinstance(rows, list):
        raise UnreadableAnswerError(
            f"Wikidata answered no rows to {answer.url[:80]}… Try again later."
        )
    found: dict[str, Reference] = {}
    for row in mappings(rows):
        values = {name: text(mapping(told).get("value")) for name, told in row.items()}
        found.setdefault(values.get("item", ""), _reference(values))
    return tuple(found.values())


def _reference(values: dict[str, str]) -> Reference:
    number = values.get("item", "").removeprefix(_ENTITY)
    known = doi(values.get("doi", ""))
    authors = (name for name in values.get("authors", "").split("|") if name)
    return Reference(
        title=values.get("title", ""),
        authors=tuple(person(name) for name in authors),
        year=year(values.get("year", "")),
        dois=(known,) if known else (),
        arxiv=arxiv_id(values.get("arxiv", "")) or "",
        identifiers=(f"wikidata:{number}",),
        source=f"{_ENTITY}{number}",
    )
