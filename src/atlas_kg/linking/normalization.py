"""One form of titles and names, in which ways of writing them make no difference."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

__all__ = ["content_words", "family_forms", "family_word", "name_words", "normal_words"]

# Longer texts are cut, so that no line costs more than its neighbours.
_LONGEST = 2_000
_WORD = re.compile(r"[^\W_]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHES = re.compile("['`\u2018\u2019\u00b4]")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_LATEX = re.compile(r"[\\{}$]")
# Nested deeper than any title, braces would only take the parser's stack.
_MOST_BRACES = 50
# Letters with a stroke or of two letters, which Unicode does not take apart.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t"}  # noqa: RUF001
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)
# What German and Nordic names write in two letters where they have no others.
_TWO_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
    | {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
# What stands in the place of the authors whom a list leaves out; BibTeX writes "and others".
_LEFT_OUT = re.compile(r"(^|[\s,]+)(et\s+al\.?|(and\s+)?others)[\s.]*$", re.IGNORECASE)
# Words that titles gain and lose when they are copied, and that tell no work from another.
_SMALL_WORDS = frozenset(
    "a an and are as at by can do does for from how in into is it its of on or that the their to "  # noqa: SIM905
    "towards toward using via we what when with".split()
)


@lru_cache(maxsize=65_536)
def normal_words(text: str) -> tuple[str, ...]:
    """Return the words of a text without case, accents, punctuation and markup.

    Writing the words in a row and normalising them again changes nothing.

    Args:
        text: A title, a name or a line, LaTeX and HTML included; what follows the first 2,000
            characters is left out.
    """
    text = _APOSTROPHES.sub("", _without_markup(text))
    if text.isascii():
        return tuple(_ASCII_WORD.findall(text.lower()))
    # Folding can bring forth letters with accents, and the other way round.
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return tuple(_WORD.findall(_APOSTROPHES.sub("", text)))


def content_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that carry meaning; all of them where none does."""
    return tuple(word for word in words if word not in _SMALL_WORDS) or words


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a person's name, whatever their order."""
    return normal_words(name.replace("|", " "))


def family_word(name: str) -> str:
    """Return the last word of a family name, which most ways of writing a name keep.

    Args:
        name: ``Doe, Jane``, ``Jane Doe`` or ``Jane|Doe``; "et al." and "others" are nobody.
    """
    name = _LEFT_OUT.sub("", name)
    family = name.partition(",")[0] if "|" not in name else name.partition("|")[2]
    words = normal_words(family) or name_words(name)
    return words[-1] if words else ""


@lru_cache(maxsize=65_536)
def family_forms(name: str) -> frozenset[str]:
    """Return the ways in which the last word of a family name may be written; none for nobody.

    Args:
        name: As for `family_word`.
    """
    forms = {family_word(name)}
    if not name.isascii() or "\\" in name:
        plain = unicodedata.normalize("NFC", _without_markup(name))
        forms.add(family_word(plain.translate(_TWO_LETTERS)))
    return frozenset(forms - {""})


def _without_markup(text: str) -> str:
    """Return a text without LaTeX and HTML, and without what follows its first characters."""
    text = text[:_LONGEST]
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return _without_latex(text) if _LATEX.search(text) else text


def _without_latex(text: str) -> str:
    """Return a text with the commands of LaTeX carried out."""
    if "\\" in text and text.count("{") <= _MOST_BRACES:
        text = _latex().latex_to_text(text)
    return text.replace("{", "").replace("}", "").replace("$", " ")


@cache
def _latex() -> LatexNodes2Text:
    """Return the reader of LaTeX, which most runs never need."""
    from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415

    return LatexNodes2Text(math_mode="text", keep_comments=True)
