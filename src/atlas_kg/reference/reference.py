"""A work as a bibliography or a registry describes it."""

from __future__ import annotations

from dataclasses import dataclass

from atlas_kg.reference.names import Person

__all__ = ["Reference"]


@dataclass(frozen=True)
class Reference:
    """A work as somebody describes it.

    Attributes:
        title: Its title; empty if none is told.
        authors: Its authors in order.
        has_further_authors: Whether there are more authors than are told.
        year: The year by which it is cited, as digits; empty if none is told.
        kind: The kind of work, by the name that the shape of publications gives it.
        venue: The journal, proceedings, book, archive or site in which it appeared.
        volume: The volume of the journal or series.
        issue: The issue of the volume.
        pages: The first and the last page.
        dois: Its DOIs, in lower case, without a resolver.
        arxiv: Its arXiv identifier, without version.
        isbn: The ISBN of the book that it is or that holds it.
        urls: Pages where it can be found.
        identifiers: Further identifiers, each as ``scheme:identifier``.
        source: Where this description was taken from.
    """

    title: str = ""
    authors: tuple[Person, ...] = ()
    has_further_authors: bool = False
    year: str = ""
    kind: str = "Other"
    venue: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    dois: tuple[str, ...] = ()
    arxiv: str = ""
    isbn: str = ""
    urls: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    source: str = ""

    @property
    def is_identified(self) -> bool:
        """Whether it has an identifier or an address."""
        return bool(self.dois or self.arxiv or self.isbn or self.urls or self.identifiers)
