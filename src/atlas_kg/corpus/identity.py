"""When two records are of the same work: by an identifier, else by the title."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["address_of", "identifier", "title_key"]

_ARXIV_DOI = "10.48550/arxiv."
_RESOLVER = re.compile(r"^https?://(dx\.)?doi\.org/")
_VERSION = re.compile(r"v\d+$")
_NO_WORD = re.compile(r"[\W_]+")
_LEAST_WORDS = 3
"""Titles of fewer words, such as 'Introduction', tell no work from another."""
_RESOLVERS = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "acl": "https://aclanthology.org/",
    "openreview": "https://openreview.net/forum?id=",
}


def identifier(text: str) -> str:
    """Return the one form of an identifier, in which the same work has the same text.

    Args:
        text: The identifier with its scheme: ``arxiv:``, ``doi:``, ``acl:`` or ``openreview:``.

    >>> identifier("doi:10.48550/arXiv.2307.15043")
    'arxiv:2307.15043'
    >>> identifier("arXiv:2307.15043v2")
    'arxiv:2307.15043'
    """
    scheme, _, name = text.strip().partition(":")
    scheme, name = scheme.lower(), name.strip()
    if scheme == "doi":
        name = _RESOLVER.sub("", name.lower())
        if name.startswith(_ARXIV_DOI):
            scheme, name = "arxiv", name.removeprefix(_ARXIV_DOI)
    if scheme == "arxiv":
        name = _VERSION.sub("", name.lower())
    return f"{scheme}:{name}"


def title_key(title: str) -> str | None:
    """Return the title without regard to case, accents and punctuation, if it tells works apart.

    >>> title_key("Deep Q-Learning: a Survey")
    'deep q learning a survey'
    """
    plain = title
    if not title.isascii():
        plain = unicodedata.normalize("NFKD", title)
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = _NO_WORD.sub(" ", plain.casefold()).split()
    return " ".join(words) if len(words) >= _LEAST_WORDS else None


def address_of(text: str) -> str | None:
    """Return where a work with an identifier can be found.

    >>> address_of("acl:W17-1101")
    'https://aclanthology.org/W17-1101'
    """
    scheme, _, name = text.partition(":")
    return f"{_RESOLVERS[scheme]}{name}" if scheme in _RESOLVERS else None
