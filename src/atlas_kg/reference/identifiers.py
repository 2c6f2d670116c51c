"""Identifiers of works, and the many ways in which people write them."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

__all__ = ["ARXIV_DOI", "arxiv_doi", "arxiv_id", "doi", "isbn", "same_address", "web_address"]

ARXIV_DOI = "10.48550/arxiv."
"""What the DOIs of arXiv begin with, in lower case; the identifier follows."""

_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s]+")
_DOI_LEAD = re.compile(r"(?:doi:\s*|(?:https?://)?(?:dx\.|www\.)?doi\.org/)+", re.IGNORECASE)
_ARXIV_LEAD = re.compile(
    r"(?:arxiv:\s*|(?:https?://)?(?:(?:[a-z0-9]+\.)*arxiv|ar5iv)\.org/(?:abs|pdf|html|format|ps)/)+",
    re.IGNORECASE,
)
_ARXIV = re.compile(
    r"((?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.[0-9]{4}|(?:1[5-9]|[2-9][0-9])(?:0[1-9]|1[0-2])\.[0-9]{5}"
    r"|[a-z-]+(?:\.[a-z]{2})?/[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{3})(?:v[0-9]+)?(?:\.pdf)?",
    re.IGNORECASE,
)
_ISBN = re.compile(r"(97[89][- ]?)?([0-9][- ]?){9}[0-9Xx]")
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}


def doi(text: str) -> str | None:
    """Return the DOI that a text is, in lower case as DOIs are compared; None if it is none.

    >>> doi("https://doi.org/10.1126/SCIENCE.169.3946.635")
    '10.1126/science.169.3946.635'

    See https://www.doi.org/doi-handbook/, section 3.4, on case.
    """
    text = text.strip()
    lead = _DOI_LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    if lead and "://" in lead[0]:
        rest = unquote(rest.split("?")[0].split("#")[0])
    found = _DOI.fullmatch(rest.rstrip(".,;"))
    if found is None:
        return None
    name = found[0].lower()
    # A sign that closes a bracket of the sentence around belongs to the sentence.
    while name[-1] in _CLOSING and name.count(name[-1]) > name.count(_CLOSING[name[-1]]):
        name = name[:-1]
    return name


def arxiv_id(text: str) -> str | None:
    """Return the arXiv identifier that a text is, without version; None if it is none.

    >>> arxiv_id("https://arxiv.org/pdf/2307.15043v2")
    '2307.15043'

    See https://info.arxiv.org/help/arxiv_identifier.html.
    """
    text = text.strip()
    name = doi(text)
    if name and name.startswith(ARXIV_DOI):
        rest = name.removeprefix(ARXIV_DOI)
    else:
        lead = _ARXIV_LEAD.match(text)
        rest = text[lead.end() :].split("?")[0].split("#")[0].strip("/") if lead else text
    found = _ARXIV.fullmatch(rest.split(" ")[0])
    if found is None:
        return None
    archive, slash, number = found[1].lower().partition("/")
    group, dot, part = archive.partition(".")
    # math.GT/0309136: the subject class is in capitals.
    return f"{group}{dot}{part.upper()}/{number}" if slash else group + dot + part


def arxiv_doi(identifier: str) -> str:
    """Return the DOI that arXiv gives to a work, by its identifier."""
    return f"{ARXIV_DOI}{identifier.lower()}"


def isbn(text: str) -> str | None:
    """Return the first ISBN in a text, as it is written there; None if there is none."""
    found = _ISBN.search(text)
    return found[0].upper() if found else None


def web_address(text: str) -> str | None:
    """Return the address of a page that a text is; None if it is none."""
    text = text.strip()
    if not re.fullmatch(r"https?://[^\s/]+[^\s]*", text):
        return None
    try:
        return text if urlsplit(text).hostname else None
    except ValueError:
        return None


def same_address(url: str) -> str:
    """Return what is the same for all ways to write the address of a page.

    >>> same_address("http://www.example.org/a/") == same_address("https://example.org/a#top")
    True
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return url.strip()
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"
