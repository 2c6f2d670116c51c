"""Ranks what can be found by how well it fits the words that were typed.

Words lie sorted beside the numbers of the entries that hold them (an inverted index), so that the
words with a beginning are one stretch. Where a word is unknown, those that hold enough of its
letters are compared with it. `assets/search/ranking.js` ranks in the same way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise
from string import ascii_lowercase, digits

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from atlas_kg.search.entries import KINDS, Entry
from atlas_kg.search.words import (
    fuzzy_qualities,
    identifier_of,
    literal_quality,
    slips_allowed,
    typed_words,
    words_of,
)

__all__ = ["Found", "SearchIndex", "index_of"]

Numbers = NDArray[np.int64]

_IN_NAME = 3
_IN_TEXT = 1
_LAST = "\U0010ffff"
_NEAR = 5
_LIKE = 55
_PLACES = ascii_lowercase + digits
_REST = 64 - len(_PLACES)

_KIND_NUMBERS = {name: number for number, name in enumerate(KINDS)}
_RANKS = np.array([kind.rank for kind in KINDS.values()], dtype=np.int64)


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes:
        index: In what.
        words: The words that were looked for.
        numbers: The numbers of the entries, the best first.
        is_partial: Whether none has all of the words.
    """

    index: SearchIndex
    words: tuple[str, ...]
    numbers: Numbers
    is_partial: bool = False

    @property
    def total(self) -> int:
        """How many entries there are."""
        return len(self.numbers)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many there are of each kind, the kind of the best entry first."""
        kinds, first, counts = np.unique(
            self.index.kinds[self.numbers], return_index=True, return_counts=True
        )
        order = np.argsort(first)
        names = tuple(KINDS)
        return {names[kinds[each]]: int(counts[each]) for each in order}

    @cached_property
    def near(self) -> tuple[str, ...]:
        """Known words that are a little like those that were looked for, if nothing was found."""
        return () if self.total else self.index.near(self.words)

    def of_kind(self, kind: str) -> Found:
        """Return those of a kind.

        Args:
            kind: The name of the kind.
        """
        are = self.index.kinds[self.numbers] == _KIND_NUMBERS[kind]
        return replace(self, numbers=self.numbers[are])

    def entries(self, begin: int = 0, most: int | None = None) -> tuple[Entry, ...]:
        """Return the entries.

        Args:
            begin: How many to leave out.
            most: How many to give at most.
        """
        chosen = self.numbers[begin : None if most is None else begin + most]
        return tuple(self.index.entries[number] for number in chosen)


@dataclass(frozen=True)
class SearchIndex:
    """An index of entries by words; `index_of` makes it.

    Attributes:
        entries: The entries.
        words: All words, sorted.
        starts: Where the postings of each word begin, and at last where they end.
        holders: The postings: the number of an entry that holds the word.
        weights: How much it counts there.
        letters: The letters of each word, as bits.
        names: All names, as words with one blank between, sorted.
        bearers: The numbers of the entries that bear them.
        kinds: The number of the kind of each entry.
        identified: The numbers of the entries by what names them alone.
    """

    entries: tuple[Entry, ...]
    words: tuple[str, ...]
    starts: Numbers
    holders: Numbers
    weights: Numbers
    letters: NDArray[np.uint64]
    names: tuple[str, ...]
    bearers: Numbers
    kinds: Numbers
    identified: Mapping[str, tuple[int, ...]]

    def search(self, text: str) -> Found:
        """Find entries by words.

        An identifier finds what it names, before what holds all of its words. Else, first come
        entries that are called so, then those that hold all words as they were typed or
        words that begin so, then those that hold them with typing errors. Within each of these,
        the framework comes before literature, and literature before identified works; then what
        begins so. If nothing holds all words, those entries are found that hold most of them.

        Args:
            text: What was typed.
        """
        words = typed_words(text)
        hits, literals, score = self._scored(words)
        largest = int(hits.max(initial=0))
        numbers = np.flatnonzero(hits == largest) if largest else np.zeros(0, np.int64)
        whole = " ".join(words_of(text))
        band = np.where(literals[numbers] == len(words), 1, 2)
        if largest < len(words):
            band[:] = 3
        band[np.isin(numbers, self._bearing(whole, whole + "\0"))] = 0
        later = ~np.isin(numbers, self._bearing(whole, whole + _LAST))
        ranks = _RANKS[self.kinds[numbers]]
        order = np.lexsort((numbers, -score[numbers], later, ranks, band))
        found, is_partial = numbers[order], 0 < largest < len(words)
        if named := self.identified.get(identifier_of(text), ()):
            others = found[:0] if is_partial else found[~np.isin(found, named)]
            found, is_partial = np.concatenate([np.array(named, np.int64), others]), False
        return Found(self, words, found, is_partial=is_partial)

    def near(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return known words that are a little like others.

        Args:
            words: The others.
        """
        near = []
        for typed in words:
            bits = np.uint64(_bits(typed))
            # What is near shares at least half of the letters.
            sharing = 2 * np.bitwise_count(bits & self.letters) >= np.bitwise_count(bits)
            known = [self.words[number] for number in np.flatnonzero(sharing)]
            found = process.extract(
                typed, known, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=_NEAR
            )
            near += [(-likeness, word) for word, likeness, _ in found if likeness >= _LIKE]
        return tuple(dict.fromkeys(word for _, word in sorted(near)))[:_NEAR]

    def _scored(self, words: Iterable[str]) -> tuple[Numbers, Numbers, Numbers]:
        """Return for each entry how many words it holds, how many as typed, and how well."""
        hits, literals, score = (np.zeros(len(self.entries), np.int64) for _ in range(3))
        for word in words:
            literal, fuzzy = self._fitting(word)
            literals += literal > 0
            hits += (literal > 0) | (fuzzy > 0)
            score += np.where(literal > 0, literal, fuzzy)
        return hits, literals, score

    def _fitting(self, typed: str) -> tuple[Numbers, Numbers]:
        literal, fuzzy = (np.zeros(len(self.entries), np.int64) for _ in range(2))
        begin, end = bisect_left(self.words, typed), bisect_left(self.words, typed + _LAST)
        qualities = [literal_quality(typed, word) for word in self.words[begin:end]]
        self._count(literal, range(begin, end), qualities)
        slips = slips_allowed(typed, is_known=end > begin)
        if slips:
            lacking = np.bitwise_count(np.uint64(_bits(typed)) & ~self.letters)
            near = [int(number) for number in np.flatnonzero(lacking <= slips)]
            others = [number for number in near if not begin <= number < end]
            words = [self.words[number] for number in others]
            fitting = fuzzy_qualities(typed, words, slips, takes_prefix=end == begin)
            for number, quality in zip(others, fitting, strict=True):
                self._count(fuzzy, [number], [quality])
        return literal, fuzzy

    def _count(self, into: Numbers, words: Sequence[int], qualities: Sequence[int]) -> None:
        if not words or not any(qualities):
            return
        first, last = words[0], words[-1] + 1
        places = slice(self.starts[first], self.starts[last])
        repeated = np.repeat(np.array(qualities), np.diff(self.starts[first : last + 1]))
        np.maximum.at(into, self.holders[places], repeated * self.weights[places])

    def _bearing(self, first: str, last: str) -> Numbers:
        """Return the entries that have a name between two."""
        return self.bearers[bisect_left(self.names, first) : bisect_left(self.names, last)]


def index_of(entries: Iterable[Entry]) -> SearchIndex:
    """Make an index.

    Args:
        entries: The entries; among equals, those that come first are found first.
    """
    held = tuple(entries)
    # The number of the entry, and the weight in the last two bits: pairs take four times as long.
    postings: dict[str, list[int]] = defaultdict(list)
    names: list[tuple[str, int]] = []
    identified: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(held):
        of_names = [words_of(name) for name in (entry.label, *entry.names)]
        names += [(" ".join(words), number) for words in of_names]
        for identifier in dict.fromkeys(entry.identifiers):
            identified[identifier].append(number)
        for word, weight in _weighted(entry, of_names).items():
            postings[word].append(number << 2 | weight)
    words = sorted(postings)
    flat = np.fromiter(chain.from_iterable(postings[word] for word in words), np.int64)
    starts = np.cumsum([0, *(len(postings[word]) for word in words)], dtype=np.int64)
    names.sort()
    return SearchIndex(
        entries=held,
        words=tuple(words),
        starts=starts,
        holders=flat >> 2,
        weights=flat & 3,
        letters=np.array([_bits(word) for word in words], np.uint64),
        names=tuple(name for name, _ in names),
        bearers=np.array([number for _, number in names], np.int64),
        kinds=np.array([_KIND_NUMBERS[entry.kind] for entry in held], np.int64),
        identified={name: tuple(numbers) for name, numbers in identified.items()},
    )


def _weighted(entry: Entry, names: Iterable[Sequence[str]]) -> dict[str, int]:
    """Return the words of an entry with their weights."""
    weights = dict.fromkeys(words_of(entry.text), _IN_TEXT)
    for words in names:
        weights |= dict.fromkeys(words, _IN_NAME)
        if KINDS[entry.kind].rank == 0:
            weights |= dict.fromkeys(_joined(words), _IN_NAME)
    return weights


def _joined(words: Sequence[str]) -> Iterator[str]:
    # Who writes "datacards" means data cards.
    return (one + other for one, other in pairwise(words))


def _bits(word: str) -> int:
    bits = 0
    for letter in set(word):
        place = _PLACES.find(letter)
        bits |= 1 << (place if place >= 0 else len(_PLACES) + ord(letter) % _REST)
    return bits
