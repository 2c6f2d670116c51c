"""Bibliographies in RIS, which databases and publishers offer for download."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import rispy

from atlas_kg.bibliography.entry import Entry
from atlas_kg.reference import Person, Reference
from atlas_kg.reference.csl import plain
from atlas_kg.reference.identifiers import arxiv_id, doi, isbn, web_address
from atlas_kg.reference.names import person

__all__ = ["read_ris"]

_KINDS = {
    "BLOG": "WebPage",
    "BOOK": "Book",
    "CHAP": "BookChapter",
    "CONF": "ConferencePaper",
    "CPAPER": "ConferencePaper",
    "EBOOK": "Book",
    "ECHAP": "BookChapter",
    "EDBOOK": "Book",
    "EJOUR": "JournalArticle",
    "ELEC": "WebPage",
    "ENCYC": "BookChapter",
    "INPR": "JournalArticle",
    "JOUR": "JournalArticle",
    "MGZN": "NewsItem",
    "NEWS": "NewsItem",
    "RPRT": "Report",
    "THES": "Thesis",
    "UNPB": "Preprint",
}
_BEGIN = re.compile(r"^TY  ?-", re.MULTILINE)
_END = re.compile(r"^ER  ?-", re.MULTILINE)
_YEAR = re.compile(r"\b(1[5-9]|20)[0-9]{2}\b")
_TITLES = ("title", "primary_title", "short_title")
_VENUES = ("journal_name", "secondary_title", "alternate_title3", "alternate_title2", "publisher")


def read_ris(text: str, source: str) -> Iterator[Entry]:
    """Yield the entries of a bibliography in the order of the file.

    Args:
        text: The bibliography.
        source: The name of its file.
    """
    begins = [found.start() for found in _BEGIN.finditer(text)]
    line, at = 1, 0
    for number, (begin, end) in enumerate(zip(begins, [*begins[1:], len(text)], strict=True), 1):
        line, at = line + text.count("\n", at, begin), begin
        part = text[begin:end]
        if not _END.search(part):
            problem = "The entry has no end. Write 'ER  - ' on a line of its own behind it."
            yield Entry(f"entry {number}", line, problem=problem)
            continue
        found = rispy.loads(part.replace("\r\n", "\n"))
        record = found[0] if found else {}
        name = _text(record, "id") or f"entry {number}"
        yield Entry(name, line, _reference(record, f"{source}, entry {name}"))


def _reference(record: Mapping[str, Any], source: str) -> Reference:
    urls = [u for text in _texts(record, "urls") if (u := web_address(text))]
    names = [name for one in (_text(record, "doi"), *urls) if (name := doi(one))]
    arxiv = next((name for one in (*names, *urls) if (name := arxiv_id(one))), "")
    kind = _KINDS.get(_text(record, "type_of_reference"), "Other")
    year = _YEAR.search(_text(record, "year", "publication_year", "date"))
    pages = (_text(record, "start_page"), _text(record, "end_page"))
    people = [
        *_texts(record, "authors"),
        *_texts(record, "first_authors"),
    ] or _texts(record, "secondary_authors")
    return Reference(
        title=plain(_text(record, *_TITLES)),
        authors=tuple(dict.fromkeys(_person(name) for name in people if name)),
        year=year[0] if year else "",
        kind="Preprint" if arxiv and kind == "Other" else kind,
        venue=plain(_text(record, *_VENUES)),
        volume=_text(record, "volume"),
        issue=_text(record, "number"),
        # Some write both pages as the first.
        pages="-".join(dict.fromkeys(page for page in pages if page)),
        dois=tuple(dict.fromkeys(names)),
        arxiv=arxiv,
        isbn=isbn(_text(record, "issn")) or "",
        urls=tuple(dict.fromkeys(url for url in urls if not doi(url))),
        source=source,
    )


def _person(name: str) -> Person:
    """Return an author. RIS writes persons with a comma, so that a name without one is a body."""
    return person(name) if "," in name else Person(" ".join(name.split()))


def _texts(record: Mapping[str, Any], name: str) -> list[str]:
    value = record.get(name, [])
    return [str(one).strip() for one in (value if isinstance(value, list) else [value])]


def _text(record: Mapping[str, Any], *names: str) -> str:
    return next((text for name in names for text in _texts(record, name) if text), "")
