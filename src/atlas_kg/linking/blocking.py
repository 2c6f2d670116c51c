"""Which pairs are compared at all: those that share a rare key.

Comparing each reference with each record is out of the question. A pair is compared when its two
sides share a *blocking key*, and only keys count that few records have: three words in a row as
they stand in hundreds of titles tell nothing (Christen 2012, Data Matching, chapter 4).
"""

from __future__ import annotations

from collections.abc import Sequence

from atlas_kg.linking.normalization import (
    content_words,
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
# Words of a line that can be names; what comes later in a line is remarks.
_MOST_WORDS = 120


def record_keys(
    title: str, authors: Sequence[str] = (), identifiers: Sequence[str] = ()
) -> list[str]:
    """Return the blocking keys of a record, each once.

    Args:
        title: The title.
        authors: The names of the authors.
        identifiers: CURIEs.
    """
    words = normal_words(title)
    names = {family_word(name) for name in authors}
    return sorted({*_title_keys(words), *_name_keys(words, names), *_own(identifiers)})


def reference_keys(
    title: str,
    authors: Sequence[str] = (),
    raw: str = "",
    identifiers: Sequence[str] = (),
) -> list[str]:
    """Return the blocking keys of a reference, each once.

    Args:
        title: The title as it was written.
        authors: The names of the authors, as far as they are known.
        raw: The line that holds the reference; a title in it may be longer than `title`.
        identifiers: CURIEs.
    """
    words, line = normal_words(title), normal_words(raw)[:_MOST_WORDS]
    names = {family_word(name) for name in authors} or set(line)
    titles = {*_title_keys(words), *_runs(line)}
    return sorted({*titles, *_name_keys(words, names), *_own(identifiers)})


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


def _own(identifiers: Sequence[str]) -> set[str]:
    """Return identifiers as keys; those of both sides are CURIEs."""
    return {f"id {identifier.casefold()}" for identifier in identifiers}
