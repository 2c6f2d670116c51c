"""OpenCitations: bibliographic data (Meta) and open citations (Index), found by identifier alone.

See https://api.opencitations.net/meta/v1 and https://api.opencitations.net/index/v2. Neither page
names a limit; whoever asks from software is asked to send a token of
https://opencitations.net/accesstoken. One request a second is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from atlas_kg.reference import Reference
from atlas_kg.reference.csl import plain
from atlas_kg.reference.identifiers import arxiv_doi, arxiv_id
from atlas_kg.reference.names import person
from atlas_kg.registries.answer import Answer
from atlas_kg.registries.client import Client
from atlas_kg.registries.failures import UnreadableAnswerError
from atlas_kg.registries.fields import mappings, text, year
from atlas_kg.registries.registry import Registry

__all__ = ["IDENTIFIERS", "OPENCITATIONS", "OpenCitation", "by_identifier", "references", "source"]

OPENCITATIONS = Registry(
    "opencitations",
    "OpenCitations",
    "https://api.opencitations.net",
    1.0,
    key_header="authorization",
)

IDENTIFIERS = ("omid", "doi", "arxiv", "pmid", "pmcid", "openalex")
"""The schemes by which it knows works, the surest first."""

_NOTE = re.compile(r"\s*\[[^\[\]]*\]$")


@dataclass(frozen=True)
class OpenCitation:
    """A citation of the Index.

    Attributes:
        oci: Its Open Citation Identifier.
        cited: The identifiers of the work that is cited, each as ``scheme:identifier``.
    """

    oci: str
    cited: tuple[str, ...]


def by_identifier(client: Client, scheme: str, identifier: str) -> Reference | None:
    """Return what OpenCitations Meta says of a work; None if it knows none of that identifier.

    Args:
        client: Who asks.
        scheme: One of `IDENTIFIERS`.
        identifier: The identifier, without its scheme.

    Raises:
        RegistryError: No usable answer came.
    """
    path = f"meta/v1/metadata/{_name(scheme, identifier)}"

    def read(answer: Answer) -> Reference | None:
        return next((_reference(row) for row in _rows(answer) if _numbers(row)), None)

    return client.get(OPENCITATIONS, path, read)


def references(client: Client, scheme: str, identifier: str) -> tuple[OpenCitation, ...]:
    """Return the citations that a work makes, as far as the Index knows them.

    Args:
        client: Who asks.
        scheme: ``omid``, ``doi``, ``arxiv`` or ``pmid``.
        identifier: The identifier, without its scheme.

    Raises:
        RegistryError: No usable answer came.
    """
    path = f"index/v2/references/{_name(scheme, identifier)}"

    def read(answer: Answer) -> tuple[OpenCitation, ...]:
        return tuple(
            OpenCitation(text(row.get("oci")), tuple(text(row.get("cited")).split()))
            for row in _rows(answer)
            if text(row.get("oci"))
        )

    return client.get(OPENCITATIONS, path, read) or ()


def source(scheme: str, identifier: str) -> str:
    """Return the address that tells of a work."""
    return f"{OPENCITATIONS.base}/meta/v1/metadata/{_name(scheme, identifier)}"


def _name(scheme: str, identifier: str) -> str:
    if scheme == "arxiv":
        scheme, identifier = "doi", arxiv_doi(identifier)
    return f"{scheme}:{quote(identifier, safe='/:;().-_')}"


def _rows(answer: Answer) -> list[dict[str, object]]:
    rows = answer.json()
    if not isinstance(rows, list):
        raise UnreadableAnswerError(
            f"OpenCitations answered no list to {answer.url}. Try again later."
        )
    return mappings(rows)


def _numbers(row: dict[str, object]) -> tuple[str, ...]:
    """Return the numbers that OpenCitations itself gives."""
    return tuple(name for name in text(row.get("id")).split() if name.startswith("omid:"))


def _reference(row: dict[str, object]) -> Reference:
    names = text(row.get("id")).split()
    dois = tuple(name.removeprefix("doi:").lower() for name in names if name.startswith("doi:"))
    others = tuple(n for n in names if n.startswith(("pmid:", "pmcid:", "openalex:")))
    authors = (_NOTE.sub("", part).strip(" ,") for part in text(row.get("author")).split("; "))
    number = _numbers(row)[0]
    return Reference(
        title=plain(text(row.get("title"))),
        authors=tuple(person(author) for author in authors if author),
        year=year(row.get("pub_date")),
        dois=dois,
        arxiv=next((found for name in dois if (found := arxiv_id(name))), ""),
        identifiers=(number, *others),
        source=source("omid", number.removeprefix("omid:")),
    )
