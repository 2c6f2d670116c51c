"""References in CSL-JSON, which citation managers write and registries answer.

See https://docs.citationstyles.org/en/stable/specification.html and the JSON format of Crossref,
https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md, which differs in small ways:
titles are lists there, and kinds have other names.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from atlas_kg.reference.identifiers import arxiv_id, doi, isbn, web_address
from atlas_kg.reference.names import Person
from atlas_kg.reference.reference import Reference

__all__ = ["KINDS", "from_csl", "plain"]

KINDS = {
    "article": "Preprint",
    "article-journal": "JournalArticle",
    "article-magazine": "NewsItem",
    "article-newspaper": "NewsItem",
    "book": "Book",
    "book-chapter": "BookChapter",
    "book-section": "BookChapter",
    "chapter": "BookChapter",
    "dissertation": "Thesis",
    "edited-book": "Book",
    "entry-dictionary": "BookChapter",
    "entry-encyclopedia": "BookChapter",
    "journal-article": "JournalArticle",
    "monograph": "Book",
    "paper-conference": "ConferencePaper",
    "post": "WebPage",
    "post-weblog": "WebPage",
    "posted-content": "Preprint",
    "preprint": "Preprint",
    "proceedings-article": "ConferencePaper",
    "reference-book": "Book",
    "reference-entry": "BookChapter",
    "report": "Report",
    "thesis": "Thesis",
    "webpage": "WebPage",
}
"""Our kinds of work by those of CSL and of Crossref."""

_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|span|scp|jats:[a-z]+|mml:[a-z]+)\b[^<>]*>")
_YEAR = re.compile(r"\b(1[5-9]|20)[0-9]{2}\b")
_PARTICLES = ("dropping-particle", "non-dropping-particle")
_FURTHER = {"others", "et al", "et al."}


def from_csl(item: Mapping[str, Any], source: str) -> Reference:
    """Return the reference that a CSL-JSON item describes.

    Args:
        item: The item; what in it has not the form of CSL-JSON is passed over.
        source: Where it was taken from.
    """
    authors, further = _people(item)
    urls = [address for text in _texts(item.get("URL")) if (address := web_address(text))]
    written = [name for text in _texts(item.get("DOI")) if (name := doi(text))]
    dois = tuple(dict.fromkeys([*written, *(name for url in urls if (name := doi(url)))]))
    candidates = [*dois, *urls]
    if _first(item.get("archive")).lower() == "arxiv":
        candidates += _texts(item.get("archive_location"))
    candidates += [t for t in _texts(item.get("number")) if t.lower().startswith("arxiv:")]
    arxiv = next((name for text in candidates if (name := arxiv_id(text))), "")
    title = plain(_first(item.get("title")))
    subtitle = plain(_first(item.get("subtitle")))
    venue = plain(_first(item.get("container-title")))
    return Reference(
        title=f"{title}: {subtitle}" if subtitle and subtitle not in title else title,
        authors=authors,
        has_further_authors=further,
        year=_year(item),
        kind=KINDS.get(_first(item.get("type")), "Other"),
        venue=venue or plain(_first(item.get("publisher"))),
        volume=_first(item.get("volume")),
        issue=_first(item.get("issue")),
        pages=_first(item.get("page")).replace("–", "-").replace("--", "-"),
        dois=dois,
        arxiv=arxiv,
        isbn=isbn(_first(item.get("ISBN"))) or "",
        urls=tuple(dict.fromkeys(url for url in urls if not doi(url))),
        source=source,
    )


def plain(text: str) -> str:
    """Return a text without the markup that registries leave in titles, on one line."""
    return " ".join(_MARKUP.sub("", html.unescape(text)).split())


def _texts(value: object) -> list[str]:
    values: Iterable[object] = value if isinstance(value, list) else [value]
    return [str(v).strip() for v in values if isinstance(v, str | int) and str(v).strip()]


def _first(value: object) -> str:
    return next(iter(_texts(value)), "")


def _people(item: Mapping[str, Any]) -> tuple[tuple[Person, ...], bool]:
    """Return the authors, or the editors where there are none, and whether there are more."""
    found: list[Person] = []
    further = False
    for role in ("author", "editor"):
        listed = item.get(role)
        for entry in listed if isinstance(listed, list) else []:
            if not isinstance(entry, Mapping):
                continue
            one = _person(entry)
            if one and str(one).lower() in _FURTHER:
                further = True
            elif one:
                found.append(one)
        if found:
            break
    return tuple(dict.fromkeys(found)), further


def _person(entry: Mapping[str, Any]) -> Person | None:
    family = plain(_first(entry.get("family")))
    if not family:
        whole = plain(_first(entry.get("literal")) or _first(entry.get("name")))
        return Person(whole or plain(_first(entry.get("given")))) if whole or entry else None
    particles = [
        plain(_first(entry.get(f"{kind}-particle"))) for kind in ("dropping", "non-dropping")
    ]
    given = plain(_first(entry.get("given")))
    suffix = plain(_first(entry.get("suffix")))
    whole = " ".join(part for part in (*particles, family) if part)
    return Person(whole, ", ".join(part for part in (given, suffix) if part))


def _year(item: Mapping[str, Any]) -> str:
    for name in ("issued", "published", "published-print", "published-online", "posted"):
        date = item.get(name)
        if not isinstance(date, Mapping):
            continue
        parts = date.get("date-parts")
        if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
            found = _YEAR.search(str(parts[0][0]))
        else:
            found = _YEAR.search(_first(date.get("literal")) or _first(date.get("raw")))
        if found:
            return found[0]
    return ""
