"""What is linked: references as somebody wrote them, and the records of a bibliography."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BibliographicRecord", "Reference"]


@dataclass(frozen=True)
class Reference:
    """A reference whose record is sought.

    Attributes:
        id: What tells the reference from others.
        title: The title as it was written, LaTeX and HTML included; empty if it is not known.
        authors: The names, each as ``Doe, Jane``, ``Jane Doe`` or ``Jane|Doe``; a list that was cut
            short holds the first ones.
        year: The year of publication.
        raw: The line of a reading list that holds the reference, if there is one.
        identifiers: CURIEs such as ``doi:10.5555/12345678``; one that a record shares decides.
    """

    id: str
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    raw: str = ""
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True)
class BibliographicRecord:
    """A work as a bibliography knows it.

    Attributes:
        id: The identifier in that bibliography, such as ``https://openalex.org/W1``.
        title: The title.
        authors: The names, written as in a `Reference`.
        year: The year of publication.
        identifiers: Further identifiers as CURIEs.
    """

    id: str
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    identifiers: tuple[str, ...] = ()
