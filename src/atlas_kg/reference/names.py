"""Names of authors: persons, whose family name leads, and bodies, whose name is one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Person", "folded", "person"]

_PARTICLES = frozenset(
    {
        *(
            "af",
            "al",
            "ap",
            "bin",
            "da",
            "das",
            "de",
            "del",
            "della",
            "den",
            "der",
            "des",
            "di",
            "do",
        ),
        *("dos", "du", "el", "ibn", "la", "le", "lo", "ten", "ter", "van", "vander", "vom", "von"),
        *("y", "zu", "zum", "zur"),
    }
)
"""Words in lower case that stand before a family name and belong to it."""

_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})

_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "ł": "l",
        "Ł": "L",
        "þ": "th",
        "Þ": "Th",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ħ": "h",
    }
)
"""Letters that Unicode does not take apart into a plain one and a mark."""


@dataclass(frozen=True)
class Person:
    """An author.

    Attributes:
        family: The family name with its particles, or the whole name of a body.
        given: The given names; empty for a body, and for a person with one name.
    """

    family: str
    given: str = ""

    def __str__(self) -> str:
        return f"{self.family}, {self.given}" if self.given else self.family


def person(name: str) -> Person:
    """Return the author whom a name names: ``Family, Given``, ``Family, Jr, Given`` or in order.

    >>> person("Ludwig van Beethoven")
    Person(family='van Beethoven', given='Ludwig')

    Args:
        name: The name of a person. The name of a body must not be taken apart; do not give one.
    """
    parts = [" ".join(part.split()) for part in name.split(",")]
    family, *rest = [part for part in parts if part] or [""]
    if rest:
        suffixes = [part for part in rest if part.lower() in _SUFFIXES]
        given = [part for part in rest if part.lower() not in _SUFFIXES]
        return Person(family, ", ".join(part for part in (" ".join(given), *suffixes) if part))
    words = family.split()
    end = len(words)
    while len(words[:end]) > len(("given", "family")) and words[end - 1].lower() in _SUFFIXES:
        end -= 1
    begin = max(end - 1, 0)
    while begin > 1 and words[begin - 1] in _PARTICLES:
        begin -= 1
    given = [" ".join(words[:begin]), *words[end:]] if begin else []
    return Person(" ".join(words[begin:end]), ", ".join(given))


def folded(text: str) -> str:
    """Return a text without the marks of its letters.

    >>> folded("Martínez-Plumed")
    'Martinez-Plumed'
    """
    taken_apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    plain = "".join(sign for sign in taken_apart if not unicodedata.combining(sign))
    return re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
