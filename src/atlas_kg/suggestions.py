"""The word that a person probably meant, and whether it can have been another."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Suggestion", "Vocabulary", "nearest", "normalised"]

_LIKELY = 0.6
_ALIKE = 0.75
"""An open list is long, so that something in it is always a little like a wrong word."""

_SAME = 0.86
_MARGIN = 0.15
"""With both, none of some ten thousand misspelt terms was taken for another one."""

_MANY = 2000
"""Comparing a word with more names takes longer than it takes to check the field."""

_RESOLVER = re.compile(r"(https?://[a-z.]+/(abs/)?|[a-z]+:\s*)", re.IGNORECASE)
"""What people put in front of an identifier: the address that resolves it, or its scheme."""

_BEHIND = re.compile(r"[?#\s]|\.pdf$", re.IGNORECASE)
"""What an address may hold behind an identifier, so that the identifier's end is not certain."""


@dataclass(frozen=True)
class Suggestion:
    """A word that was probably meant.

    Attributes:
        word: The word.
        determined: Whether nothing else can have been meant.
    """

    word: str
    determined: bool


def nearest(word: str, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """Return the known word that is most like the given one, or None if none is close.

    Args:
        word: The word.
        known: The known words.
        likeness: How like it has to be, from 0 to 1.

    >>> nearest("Screeening", ["Screening", "Signaling"])
    'Screening'
    """
    by_lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=likeness)
    return by_lower[close[0]] if close else None


@dataclass(frozen=True)
class Vocabulary:
    """The names that a field takes.

    Attributes:
        names: The names, each with the other names of the same thing.
        closed: Whether contributors cannot add names.
    """

    names: Mapping[str, Iterable[str]]
    closed: bool = True

    def suggest(self, word: str) -> Suggestion | None:
        """Find the name that was meant by a word.

        The repair is determined if the word differs from one name alone, or from another name of
        the same thing, in no more than case, accents and signs. Among the names of a closed list
        it is so, too, if the word is like one of them and unlike all others. An open list may lack
        what was meant: who writes ``Gao2021`` need not mean ``Gao2020``.

        Args:
            word: What was written.

        >>> Vocabulary({"ModelSelection": []}).suggest("model selection")
        Suggestion(word='ModelSelection', determined=True)
        >>> Vocabulary({"Gao2020": []}, closed=False).suggest("Gao2021")
        Suggestion(word='Gao2020', determined=False)
        """
        bare = re.split(r"[#/:]", word)[-1] if re.match(r"(https?|atlas(-id)?):", word) else word
        meant = self._same.get(_folded(bare), set())
        if len(meant) == 1:
            return Suggestion(next(iter(meant)), determined=True)
        like = self._candidates(word)
        other = nearest(word, like, likeness=_LIKELY if self.closed else _ALIKE)
        if other is None:
            return None
        (guess, *_) = sorted(like[other])
        certain = self.closed and other in self.names and _is_alone(word, guess, self.names)
        return Suggestion(guess, certain)

    @cached_property
    def _same(self) -> Mapping[str, set[str]]:
        """The names by what is left of them, and of their other names, without case and signs."""
        same: dict[str, set[str]] = defaultdict(set)
        for name, others in self.names.items():
            for other in (name, *others):
                same[_folded(other)].add(name)
        return same

    @cached_property
    def _by_beginning(self) -> Mapping[str, Mapping[str, set[str]]]:
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for name, others in self.names.items():
            for other in (name, *others):
                for beginning in ("", _folded(other)[:2]):
                    found[beginning][other].add(name)
        return found

    def _candidates(self, word: str) -> Mapping[str, set[str]]:
        """Return the names to compare a word with: in a long list, those that begin like it."""
        beginning = "" if len(self.names) <= _MANY else _folded(word)[:2]
        return self._by_beginning.get(beginning, {})


def normalised(value: str, pattern: str) -> Suggestion | None:
    """Find the identifier inside a value that breaks the pattern of its field.

    Args:
        value: What was written.
        pattern: The regular expression that the whole value has to match.

    >>> normalised("https://doi.org/10.1000/182", "^10[.][0-9]+/[^ ]+$")
    Suggestion(word='10.1000/182', determined=True)
    """
    inner = pattern.removeprefix("^").removesuffix("$")
    found = re.search(inner, value)
    if not found or not re.fullmatch(pattern, found[0]):
        return None
    before, word, behind = value[: found.start()], found[0], value[found.end() :]
    certain = _RESOLVER.fullmatch(before) and not behind and not _BEHIND.search(word)
    return Suggestion(word, bool(certain)) if word != value else None


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def _is_alone(word: str, guess: str, names: Iterable[str]) -> bool:
    """Tell whether a word is like one name alone, neither short for another nor with a number."""
    if re.findall(r"\d", word) != re.findall(r"\d", guess):
        return False
    small = word.lower()
    others = [name.lower() for name in names if name != guess]
    if any(name.startswith(small) for name in others):
        return False
    likeness = _likeness(small, guess.lower())
    rival = max((_likeness(small, name) for name in others), default=0.0)
    return likeness >= _SAME and likeness - rival >= _MARGIN


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()
