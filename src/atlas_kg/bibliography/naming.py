"""The key and the label of a publication: as it is cited, and unlike all others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count, islice
from string import ascii_lowercase

from atlas_kg.reference import Reference
from atlas_kg.reference.names import folded

__all__ = ["Names", "cited", "stem"]

_WORD = re.compile(r"[A-Za-z0-9]+")
_LONGEST = 40
_PAIR = 2


class Names:
    """The keys and labels that are taken, and those that are free.

    Args:
        keys: The keys of the publications that are there.
        labels: Their labels.
    """

    def __init__(self, keys: Iterable[str] = (), labels: Iterable[str] = ()) -> None:
        # Some file systems take two keys that differ in case alone for one.
        self._keys = {key.lower() for key in keys}
        self._labels = set(labels)
        self._begun: dict[tuple[str, str, str], int] = {}

    def is_taken(self, key: str) -> bool:
        """Tell whether a publication has a key, in whatever case."""
        return key.lower() in self._keys

    def hold(self, key: str, label: str = "") -> None:
        """Let nobody take a key and a label that a publication has which came meanwhile."""
        self._keys.add(key.lower())
        self._labels.add(label)

    def take(self, reference: Reference, key: str | None = None) -> tuple[str, str]:
        """Return a key and a label for a work, which are taken from now on.

        Args:
            reference: The work.
            key: The key that it shall have, if somebody chose one.
        """
        names = stem(reference), cited(reference), reference.year
        begin = self._begun.get(names, 0)
        # A label gets a letter only where another work is cited alike.
        plain = f"{names[1]} ({reference.year})"
        # Ten thousand works by one name and year must not try each letter anew.
        for number, letters in enumerate(islice(_letters(), begin, None), begin):
            own = key or f"{names[0]}{reference.year}{letters}"
            lettered = f"{names[1]} ({reference.year}{letters})"
            label = lettered if plain in self._labels else plain
            if label not in self._labels and (key or own.lower() not in self._keys):
                self._begun[names] = number + 1
                self._keys.add(own.lower())
                self._labels.add(label)
                return own, label
        raise AssertionError("Letters do not end.")

    def release(self, key: str, label: str) -> None:
        """Free a key and a label again."""
        self._keys.discard(key.lower())
        self._labels.discard(label)
        self._begun.clear()


def stem(reference: Reference) -> str:
    """Return what the key of a work begins with: the family name of its first author.

    A work whose authors' names have no Latin letters begins with words of its title.
    """
    family = reference.authors[0].family if reference.authors else ""
    for text in (family, " ".join(reference.title.split()[:3])):
        words = _WORD.findall(re.sub(r"['’.]", "", folded(text)))
        if whole := "".join(word[0].upper() + word[1:] for word in words)[:_LONGEST]:
            return whole
    return "Work"


def cited(reference: Reference) -> str:
    """Return the authors as a text cites them, such as ‘Doe & Roe’ or ‘Doe et al.’."""
    families = [author.family for author in reference.authors]
    if reference.has_further_authors or len(families) > _PAIR:
        return f"{families[0]} et al."
    return " & ".join(families)


def _letters() -> Iterator[str]:
    """Yield nothing, then a to z, then aa to zz, and so on."""
    yield ""
    for number in count(1):
        letters = ""
        rest = number
        while rest:
            rest, place = divmod(rest - 1, len(ascii_lowercase))
            letters = ascii_lowercase[place] + letters
        yield letters
