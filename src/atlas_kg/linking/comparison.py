"""How alike a reference and a record are: one level for each of title, authors and year.

Levels are words, so that a link can say what it rests on. What each level is worth stands in
`atlas_kg.linking.weights`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from atlas_kg.linking.normalization import (
    content_words,
    family_forms,
    name_words,
    normal_words,
)

__all__ = ["Comparison", "compare"]

# How often two works of the ACL Anthology have one title: 1 title in 4,000 of five content words or
# more, 1 in 190 of three or four, 1 in 15 of one or two.
_LONG_TITLE = 5
_SHORT_TITLE = 3
# A part of a title says which work it is when it holds so many content words.
_TELLING_PART = 3
# One letter in twenty may be wrong before it is another title; in short ones, one letter. Two that
# changed places are one fault.
_SPELLING = 0.05
_MOST_WORDS_SHARED = 0.75
_SOME_WORDS_SHARED = 0.55
_SEVERAL = 3
_NEARLY_ALL = 0.8
_NEAR_YEARS = 3
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# A line says more than its list of authors, and a name in either is one.
_BEST_FIRST = ("several", "all", "some", "not in line", "none", "unknown")
# Where a line names others, who used the work or were compared with it, the year is theirs, too:
# one that is a little apart is no second witness against the work.
_ABOUT_THE_TIME = ("next", "near")
# A work about a work has the title of the other one in its own.
_ABOUT = frozenset(
    "addendum comment commentary correction corrigendum discussion errata erratum rebuttal "  # noqa: SIM905
    "rejoinder reply retraction retracted review supplement supplementary".split()
)
# Installments of a series differ in these words or in a number.
_ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "  # noqa: SIM905
    "i ii iii iv v vi vii viii ix".split()
)


class Comparison(NamedTuple):
    """The levels of one pair.

    Attributes:
        title: ``identifier``, ``same``, ``same, short`` (three or four content words),
            ``same, common`` (fewer), ``part`` (the reference leaves words of the record's title
            out at its ends), ``beyond`` (it adds some), ``spelling``, ``most words`` or
            ``some words``; ``in line`` where a line is all that is known of the reference.
        authors: ``several``, ``all``, ``some``, ``none``, ``unknown``, or ``not in line``: the line
            of a reading list may name the authors of something else.
        year: ``same``, ``next``, ``near`` (up to three years), ``apart`` or ``unknown``; the latter
            also in the place of the second and third one where the authors are ``not in line``.
    """

    title: str
    authors: str
    year: str


def compare(
    reference: tuple[str, Sequence[str], int | None, str, Sequence[str]],
    record: tuple[str, Sequence[str], int | None, Sequence[str]],
) -> Comparison | None:
    """Compare a reference with a record.

    Args:
        reference: Title, authors, year, line and identifiers.
        record: Title, authors, year and identifiers.

    Returns:
        The levels, or nothing when the titles exclude that both mean one work.
    """
    title, authors, year, raw, identifiers = reference
    if {own.casefold() for own in identifiers} & {own.casefold() for own in record[3]}:
        level: str | None = "identifier"
    else:
        words, known = normal_words(title), normal_words(record[0])
        level = _titles(words, known) if words else _in_line(normal_words(raw), known)
    if level is None:
        return None
    people = min(_listed(authors, record[1]), _named(raw, title, record[1]), key=_BEST_FIRST.index)
    apart = _years({year} - {None} | set(map(int, _YEAR.findall(raw))), record[2])
    if people == "not in line" and apart in _ABOUT_THE_TIME:
        apart = "unknown"
    return Comparison(level, people, apart)


def _titles(one: tuple[str, ...], other: tuple[str, ...]) -> str | None:
    """Compare the words of the title of a reference with those of a record."""
    if not one or not other:
        return None
    if "".join(one) == "".join(other):
        return _same(len(content_words(one)))
    if (set(one) ^ set(other)) & _ABOUT:
        return None
    for level, whole, part in (("part", other, one), ("beyond", one, other)):
        if _holds(whole, part):
            return level if len(content_words(part)) >= _TELLING_PART else None
    if _numbers(one) != _numbers(other):
        return None
    return _spelling("".join(one), "".join(other)) or _shared(
        content_words(one), content_words(other)
    )


def _in_line(line: tuple[str, ...], known: tuple[str, ...]) -> str | None:
    """Look for the title of a record in a line of which nobody has said where the title is."""
    telling = len(content_words(known)) >= _LONG_TITLE
    return "in line" if known and telling and _holds(line, known) else None


def _same(words: int) -> str:
    """Return the level of equal titles of so many content words."""
    if words >= _LONG_TITLE:
        return "same"
    return "same, short" if words >= _SHORT_TITLE else "same, common"


def _holds(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Tell whether words stand in a row among others."""
    return f" {' '.join(part)} " in f" {' '.join(whole)} "


def _spelling(written: str, known: str) -> str | None:
    """Compare titles letter by letter."""
    allowed = max(1, int(_SPELLING * max(len(written), len(known))))
    distance = OSA.distance(written, known, score_cutoff=allowed)
    return "spelling" if distance <= allowed else None


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> str | None:
    """Compare titles by the share of words that they have in common (Dice's coefficient)."""
    common = sum((Counter(one) & Counter(other)).values())
    share = 2 * common / (len(one) + len(other))
    if common < _TELLING_PART or share < _SOME_WORDS_SHARED:
        return None
    return "most words" if share >= _MOST_WORDS_SHARED else "some words"


def _numbers(words: tuple[str, ...]) -> Counter[str]:
    """Return what tells apart the installments of a series."""
    digits = Counter("".join(filter(str.isdigit, "".join(words))))
    return digits + Counter(word for word in words if word in _ORDINALS)


def _listed(written: Sequence[str], known: Sequence[str]) -> str:
    """Look for the family names of a reference among all names of a record."""
    names = [{*name_words(name), *family_forms(name)} for name in known]
    families = [forms for forms in map(family_forms, written) if forms]
    if not any(names) or not families:
        return "unknown"
    everyone = set().union(*names)
    found = sum(not forms.isdisjoint(everyone) for forms in families)
    return _share(found, len(families), first=not families[0].isdisjoint(names[0]))


def _named(raw: str, title: str, known: Sequence[str]) -> str:
    """Look for the family names of a record in the line of a reference, outside of the title."""
    rest = Counter(normal_words(raw))
    rest.subtract(normal_words(title))
    words = {word for word, count in rest.items() if count > 0 and word.isalpha()}
    families = [forms for forms in map(family_forms, known) if forms]
    if not words or not families:
        return "unknown"
    found = sum(not forms.isdisjoint(words) for forms in families)
    first = not families[0].isdisjoint(words)
    # A line may name the first author alone.
    level = _share(found, 1 if first and found == 1 else len(families), first=first)
    return level if found else "not in line"


def _share(found: int, sought: int, *, first: bool) -> str:
    """Return the level of so many names found, the first author among them or not."""
    if found >= _NEARLY_ALL * sought and (first or found >= _SEVERAL):
        return "several" if found >= _SEVERAL else "all"
    return "some" if found else "none"


def _years(written: set[int | None], known: int | None) -> str:
    """Compare the year of a record with the years that a reference names."""
    if not written or known is None:
        return "unknown"
    apart = min(abs(year - known) for year in written if year is not None)
    if apart == 0:
        return "same"
    if apart == 1:
        return "next"
    return "near" if apart <= _NEAR_YEARS else "apart"
