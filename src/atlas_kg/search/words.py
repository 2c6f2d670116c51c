"""Words as they are compared: in small letters, without accents, up to a few typing errors apart.

`assets/search/words.js` does the same in browsers; a test sees that both agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

__all__ = [
    "fold",
    "fuzzy_qualities",
    "identifier_of",
    "literal_quality",
    "marked",
    "slips_allowed",
    "typed_words",
    "words_of",
]

EXACT = 100
PREFIX = 90
FUZZY = 60
FUZZY_PREFIX = 50
A_SLIP = 15

SKIPPED = (
    *("a", "an", "and", "are", "at", "by", "for", "from", "how", "i", "in", "is", "it", "of"),
    *("on", "or", "that", "the", "to", "what", "which", "who", "with"),
)
"""Words that say little, so that nothing has to hold them."""

_MOST_WORDS = 10
_BEFORE = re.compile(
    r"^(?:https?://\S*(?:#|/id/[a-z-]+/)|https?://[^/\s]+/(?:(?:abs|pdf)/)?"
    r"|[a-z][a-z0-9-]*:\s*(?:[a-z]+/)?)"
)
_VERSION = re.compile(r"^([0-9]{4}\.[0-9]{4,5})v[0-9]+$")
_DOTLESS = "\N{LATIN SMALL LETTER DOTLESS I}"
_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", _DOTLESS: "i"}
)
_WORD = re.compile(r"[^\W_]+")
_WRITTEN_WORD = re.compile(r"(?:[^\W_]|[̀-ͯ])+")

_SHORTEST_FUZZY, _LONG = 4, 8
_SHORTEST_FUZZY_KNOWN = 6
_SHORTEST_FUZZY_PREFIX = 5


def fold(text: str) -> str:
    """Return a text in small letters without accents.

    >>> fold("Müller & Ångström")
    'muller & angstrom'
    """
    small = text.lower()
    if small.isascii():
        return small
    apart = unicodedata.normalize("NFKD", small)
    plain = "".join(sign for sign in apart if not unicodedata.category(sign).startswith("M"))
    return plain.translate(_PLAIN)


def identifier_of(text: str) -> str:
    """Return an identifier as it is compared: in small letters, without what stands before it.

    >>> identifier_of(" https://doi.org/10.1145/3287560.3287596")
    '10.1145/3287560.3287596'
    >>> identifier_of("arXiv:1810.03993v2")
    '1810.03993'
    """
    return _VERSION.sub(r"\1", _BEFORE.sub("", text.strip().lower()))


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded.

    >>> words_of("Red-teaming of GPT-4")
    ['red', 'teaming', 'of', 'gpt', '4']
    """
    return _WORD.findall(fold(text))


def typed_words(text: str) -> tuple[str, ...]:
    """Return the words by which something is looked for.

    >>> typed_words("what is hidden in the model")
    ('hidden', 'model')
    >>> typed_words("who")
    ('who',)
    """
    words = tuple(dict.fromkeys(words_of(text)))[:_MOST_WORDS]
    return tuple(word for word in words if word not in SKIPPED) or words


def slips_allowed(word: str, *, is_known: bool) -> int:
    """Return how many typing errors a word may hold; fewer where it is a known word as it stands.

    >>> slips_allowed("adversrial", is_known=False), slips_allowed("data", is_known=True)
    (2, 0)
    """
    allowed = 0 if len(word) < _SHORTEST_FUZZY else 1 if len(word) < _LONG else 2
    return min(allowed, int(len(word) >= _SHORTEST_FUZZY_KNOWN)) if is_known else allowed


def literal_quality(typed: str, word: str) -> int:
    """Return how well a word that was typed fits the beginning of another, from 0 to 100.

    >>> literal_quality("card", "card"), literal_quality("card", "cards")
    (100, 88)
    """
    if not word.startswith(typed):
        return 0
    return EXACT if word == typed else PREFIX - min(20, 2 * (len(word) - len(typed)))


def fuzzy_qualities(
    typed: str, words: Sequence[str], slips: int, *, takes_prefix: bool
) -> list[int]:
    """Return how well a word that was typed fits each of others, with typing errors.

    Letters may be added, left out, changed or swapped with their neighbour (the distance of optimal
    string alignment, after Damerau 1964, https://doi.org/10.1145/363958.363994).

    Args:
        typed: The word that was typed.
        words: The other words.
        slips: The most errors.
        takes_prefix: Whether the beginning of another word will do.

    >>> fuzzy_qualities("adversrial", ["adversarial", "inverse"], 2, takes_prefix=False)
    [45, 0]
    """
    best = [
        FUZZY - A_SLIP * slipped if slipped <= slips else 0
        for slipped in _distances(typed, words, slips)
    ]
    if not takes_prefix or len(typed) < _SHORTEST_FUZZY_PREFIX:
        return best
    for length in range(len(typed) - 1, len(typed) + 2):
        numbers = [number for number, word in enumerate(words) if len(word) > length]
        beginnings = [words[number][:length] for number in numbers]
        for number, slipped in zip(numbers, _distances(typed, beginnings, slips), strict=True):
            if slipped <= slips:
                best[number] = max(best[number], FUZZY_PREFIX - A_SLIP * slipped)
    return best


def _distances(typed: str, words: Sequence[str], most: int) -> list[int]:
    """Return the distance of each word, or more than `most` where it is greater."""
    if not words:
        return []
    distances = process.cdist([typed], words, scorer=OSA.distance, score_cutoff=most)
    return [int(slipped) for slipped in distances[0]]


def marked(text: str, typed: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Return a text in pieces, each with whether it fits one of the typed words.

    >>> marked("Data cards", ["card"])
    (('Data ', False), ('card', True), ('s', False))
    """
    return tuple(_pieces(text, tuple(typed)))


def _pieces(text: str, typed: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    end = 0
    for found in _WRITTEN_WORD.finditer(text):
        length = _mark_length(found[0], typed)
        if not length:
            continue
        if found.start() > end:
            yield text[end : found.start()], False
        end = found.start() + length
        yield text[found.start() : end], True
    if end < len(text):
        yield text[end:], False


def _mark_length(word: str, typed: tuple[str, ...]) -> int:
    plain = fold(word)
    longest = 0
    for each in typed:
        if plain.startswith(each):
            longest = max(longest, len(each) if len(plain) == len(word) else len(word))
        else:
            slips = slips_allowed(each, is_known=False)
            if slips and fuzzy_qualities(each, [plain], slips, takes_prefix=True)[0]:
                longest = len(word)
    return longest
