"""Which pairs are compared at all: those that share a rare key.

Comparing each reference with each record is out of the question. A pair is compared when its two
sides share a *blocking key*, and only keys count that few records have: three words in a row as
they stand in hundreds of titles tell nothing (Christen 2012, Data Matching, chapter 4).
"""

from __future__ import annotations

from collections.abc import Sequence

from atlas_kg.linking.normalization import (
    content_words,
    family_forms,
    family_word,
    normal_words,
)

__all__ = ["CANDIDATES", "COMMON_KEY", "record_keys", "reference_keys"]

# A key that more records have is not used. Chosen on the development set: 25 already finds all.
COMMON_KEY = 100
# A reference is compared with that many records at most, those first that share most keys with it.
CANDIDATES = 50
_RUN = 3
# Titles of so few content words can be those of many works; with a name they are rare again.
_SHORT = 3
_PAIR = 2
# Words of a line that can be names; what comes later in a line is remarks.
_MOST_WORDS = 120


def record_keys(
    title: str,
    authors: Sequence[str] = (),
    year: int | None = None,
    identifiers: Sequence[str] = (),
) -> list[str]:
    """Return the blocking keys of a record, each once.

    Args:
        title: The title.
        authors: The names of the authors.
        year: The year.
        identifiers: CURIEs.
    """
    words = normal_words(title)
    names = {form for name in authors for form in family_forms(name)}
    people = _people_keys(authors, () if year is None else (year,))
    return sorted({*_title_keys(words), *_name_keys(words, names), *people, *_own(identifiers)})


def reference_keys(
    title: str,
    authors: Sequence[str] = (),
    year: int | None = None,
    raw: str = "",
    identifiers: Sequence[str] = (),
) -> list[str]:
    """Return the blocking keys of a reference, each once.

    Args:
        title: The title as it was written.
        authors: The names of the authors, as far as they are known.
        year: The year, as far as it is known.
        raw: The line that holds the reference; a title in it may be longer than `title`.
        identifiers: CURIEs.
    """
    words, line = normal_words(title), normal_words(raw)[:_MOST_WORDS]
    names = {form for name in authors for form in family_forms(name)} or set(line)
    titles = {*_title_keys(words), *_runs(line)}
    # A preprint and an article, or a meeting and its proceedings, are a year apart.
    people = _people_keys(authors, () if year is None else (year - 1, year, year + 1))
    return sorted({*titles, *_name_keys(words, names), *people, *_own(identifiers)})


def _title_keys(words: tuple[str, ...]) -> set[str]:
    """Return the keys of a title: all of it, however it is spaced, and each run of its words."""
    return {f"title {''.join(words)}", *_runs(words)} if words else set()


def _runs(words: tuple[str, ...]) -> set[str]:
    """Return each three content words in a row."""
    content = content_words(words)
    return {
        f"run {' '.join(content[start : start + _RUN])}" for start in range(len(content) - _RUN + 1)
    }


def _name_keys(words: tuple[str, ...], names: set[str]) -> set[str]:
    """Return a short title with each name."""
    if not words or len(content_words(words)) > _SHORT:
        return set()
    title = "".join(words)
    return {f"name {title} {name}" for name in names if name}


def _people_keys(authors: Sequence[str], years: Sequence[int]) -> set[str]:
    """Return the first two authors with each year: they find a short title with a fault in it."""
    families = [family for family in map(family_word, authors[:_PAIR]) if family]
    if len(families) < _PAIR:
        return set()
    return {f"people {' '.join(sorted(families))} {year}" for year in years}


def _own(identifiers: Sequence[str]) -> set[str]:
    """Return identifiers as keys; those of both sides are CURIEs."""
    return {f"id {identifier.casefold()}" for identifier in identifiers}
