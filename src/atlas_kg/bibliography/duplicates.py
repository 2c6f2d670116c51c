"""Which works are there already, by identifier and by title.

The cost of a look-up does not grow with the number of works: identifiers and titles are looked up
in tables, and a title is compared word for word only with those of works by the same first author.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from atlas_kg.reference import Reference
from atlas_kg.reference.identifiers import ARXIV_DOI, arxiv_doi, arxiv_id, doi, same_address
from atlas_kg.reference.names import folded

__all__ = ["Known", "Match", "normalized"]

_ALIKE = 95.0
"""Titles that share this part of their signs, in per cent, are taken for one with a slip."""

_TELLING = 20
"""A shorter title that is not quite the same is another one: ‘Attention’, ‘Attentions’."""

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[0-9]+")
_UMLAUT = re.compile(r"([aou])e")
"""How umlauts are written where there are none: ‘Mueller’ for ‘Müller’."""


@dataclass(frozen=True)
class Match:
    """A work that is there already.

    Attributes:
        key: Its key.
        because: What both share, as the end of a sentence: "has the same DOI 10.1/x".
        is_certain: Whether they share an identifier, and not only a title.
        is_same: Whether nothing of the two differs that could tell two works apart.
    """

    key: str
    because: str
    is_certain: bool
    is_same: bool


@dataclass(frozen=True)
class _Title:
    key: str
    title: str
    year: str
    families: frozenset[str]


class Known:
    """The works that are there."""

    def __init__(self) -> None:
        self._by_identifier: dict[str, str] = {}
        self._by_title: defaultdict[str, list[_Title]] = defaultdict(list)
        self._by_author: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def add(self, key: str, reference: Reference) -> None:
        """Add a work under its key."""
        for _, name in _identifiers(reference):
            self._by_identifier.setdefault(name, key)
        title = normalized(reference.title)
        if title:
            entry = _Title(key, title, reference.year, _families(reference))
            self._by_title[_loose(title)].append(entry)
            self._by_author[_first(reference)][_loose(title)] = title

    def remove(self, key: str, reference: Reference) -> None:
        """Take a work away that was added under a key."""
        for _, name in _identifiers(reference):
            if self._by_identifier.get(name) == key:
                del self._by_identifier[name]
        title = _loose(normalized(reference.title))
        left = [entry for entry in self._by_title.get(title, []) if entry.key != key]
        if left:
            self._by_title[title] = left
        else:
            self._by_title.pop(title, None)
            self._by_author[_first(reference)].pop(title, None)

    def find(self, reference: Reference) -> Match | None:
        """Return the work that another one duplicates, if it does."""
        for what, name in _identifiers(reference):
            if key := self._by_identifier.get(name):
                shown = name.partition(" ")[2]
                return Match(key, f"has the same {what} {shown}", is_certain=True, is_same=True)
        title = normalized(reference.title)
        if not title:
            return None
        families = _families(reference)
        for entry in self._by_title.get(_loose(title), ()):
            if entry.title != title and entry.year != reference.year:
                continue
            if families & entry.families or not (families and entry.families):
                alike = (entry.title, entry.year) == (title, reference.year)
                same = alike and not any(_identifiers(reference))
                because = "has the same title and author"
                return Match(entry.key, because, is_certain=False, is_same=same)
        nearest = self._nearest(title, _first(reference))
        if nearest and (entries := self._by_title.get(_loose(nearest))):
            because = f"has nearly the same title, ‘{nearest}’, and the same first author"
            return Match(entries[0].key, because, is_certain=False, is_same=False)
        return None

    def _nearest(self, title: str, author: str) -> str | None:
        if len(title) < _TELLING or not author:
            return None
        titles = self._by_author.get(author, {})
        numbers = _NUMBER.findall(title)
        for found, _, _ in process.extract(
            title, titles, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=5
        ):
            # Part 1 and part 2 are two works.
            if _NUMBER.findall(found) == numbers:
                return str(found)
        return None


def normalized(title: str) -> str:
    """Return what is the same for all ways to print a title.

    >>> normalized("The “Roots” Search-Tool.") == normalized("The roots search tool")
    True
    """
    return " ".join(_WORD.findall(folded(title).casefold()))


def _identifiers(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield what each identifier is, and itself in the one way to write it."""
    names = {name.lower() for name in reference.dois}
    arxiv = {reference.arxiv.lower()} if reference.arxiv else set()
    addresses = []
    for url in reference.urls:
        name, preprint = doi(url), arxiv_id(url)
        if name:
            names.add(name)
        elif preprint:
            arxiv.add(preprint.lower())
        else:
            addresses.append(same_address(url))
    arxiv |= {name.removeprefix(ARXIV_DOI) for name in names if name.startswith(ARXIV_DOI)}
    for name in sorted(names | {arxiv_doi(one) for one in arxiv}):
        if name.startswith(ARXIV_DOI):
            yield "arXiv identifier", f"arxiv {name.removeprefix(ARXIV_DOI)}"
        else:
            yield "DOI", f"doi {name}"
    # The ISBN of a book does not tell its chapters apart, nor its papers.
    if reference.isbn and reference.kind == "Book":
        yield "ISBN", f"isbn {_thirteen(reference.isbn)}"
    for address in sorted(set(addresses)):
        yield "address", f"url {address}"
    for name in reference.identifiers:
        yield "identifier", f"other {name}"


def _thirteen(isbn: str) -> str:
    """Return the nine or twelve digits that both lengths of an ISBN share, without check digit."""
    return re.sub("[- ]", "", isbn)[:-1].removeprefix("978")


def _families(reference: Reference) -> frozenset[str]:
    return frozenset(_plain(author.family) for author in reference.authors)


def _first(reference: Reference) -> str:
    return _plain(reference.authors[0].family) if reference.authors else ""


def _plain(family: str) -> str:
    return _loose(normalized(family))


def _loose(words: str) -> str:
    """Return what is the same whether umlauts are written as such or with an e."""
    return _UMLAUT.sub(r"\1", words)
