"""References as entries of a bibliography: BibTeX for LaTeX, CSL-JSON for citation managers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache

from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from bibtexparser.writer import BibtexFormat, write
from pylatexenc.latexencode import UnicodeToLatexEncoder

from atlas_kg.reference import Person, Reference
from atlas_kg.reference.identifiers import ARXIV_DOI

__all__ = ["bibtex", "csl"]

_MISCELLANY = ("misc", "howpublished")
_ENTRIES = {
    "Book": ("book", "publisher"),
    "BookChapter": ("incollection", "booktitle"),
    "ConferencePaper": ("inproceedings", "booktitle"),
    "JournalArticle": ("article", "journal"),
    "Report": ("techreport", "institution"),
    "Thesis": ("phdthesis", "school"),
}
"""The type of an entry in BibTeX and the field that tells where it appeared, by kind of work."""

_ITEMS = {
    "Book": ("book", "publisher"),
    "BookChapter": ("chapter", "container-title"),
    "ConferencePaper": ("paper-conference", "container-title"),
    "JournalArticle": ("article-journal", "container-title"),
    "NewsItem": ("article-newspaper", "container-title"),
    "Preprint": ("article", "publisher"),
    "Report": ("report", "publisher"),
    "Thesis": ("thesis", "publisher"),
    "WebPage": ("webpage", "container-title"),
}
"""The same in CSL."""

_FURTHER = "et al."

_KEPT = re.compile(r"(\w[\w-]*[A-Z][\w-]*)")
"""A word with a capital inside, such as LLaMA, which styles would write small."""

_QUOTED = re.compile('"([^"]*)"')

_PLAIN = re.compile(r"[A-Za-z0-9 .,:;?!()/'+=*@-]*")
"""A text in which nothing means anything to LaTeX."""


def bibtex(references: Iterable[tuple[str, Reference]]) -> str:
    """Return a bibliography in BibTeX, with letters that every LaTeX reads.

    Args:
        references: The works, each with the key by which it is to be cited.
    """
    library = Library([_entry(key, reference) for key, reference in references])
    form = BibtexFormat()  # type: ignore[no-untyped-call] # the library does not say it
    form.indent, form.block_separator, form.trailing_comma = "  ", "\n", True
    return write(library, form)


def _entry(key: str, reference: Reference) -> Entry:
    kind, venue = _ENTRIES.get(reference.kind, _MISCELLANY)
    told = {
        "author": _people(reference),
        "title": _title(reference.title),
        "year": reference.year,
        venue: _latex(reference.venue),
        "volume": _latex(reference.volume),
        "number": _latex(reference.issue),
        "pages": _latex(re.sub("[-–]+", "--", reference.pages)),
        "doi": _doi(reference),
        "eprint": reference.arxiv,
        "archiveprefix": "arXiv" if reference.arxiv else "",
        "isbn": reference.isbn,
        "url": _address(reference),
    }
    return Entry(kind, key, [Field(n, f"{{{value}}}") for n, value in told.items() if value])


def _title(title: str) -> str:
    # Before signs become commands, since these hold capitals that are no part of a word.
    words = _KEPT.split(title)
    return "".join(
        f"{{{_latex(part)}}}" if number % 2 else _latex(part) for number, part in enumerate(words)
    )


def _people(reference: Reference) -> str:
    further = ["others"] if reference.has_further_authors else []
    return " and ".join([*map(_name, reference.authors), *further])


def _name(person: Person) -> str:
    if not person.given:
        # Braces, so that the name of a body is not taken apart.
        return f"{{{_latex(person.family)}}}"
    given, _, suffix = person.given.partition(", ")
    parts = (person.family, suffix, given) if suffix else (person.family, given)
    return ", ".join(map(_latex, parts))


def _doi(reference: Reference) -> str:
    """Return the DOI of the version of record, where there is one besides the preprint's."""
    return min(reference.dois, key=lambda name: name.startswith(ARXIV_DOI), default="")


def _address(reference: Reference) -> str:
    # A DOI or an arXiv identifier leads there for longer.
    return "" if reference.dois or reference.arxiv else next(iter(reference.urls), "")


def _latex(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    # A straight sign would close at both ends.
    return str(_encoder().unicode_to_latex(_QUOTED.sub("\u201c\\1\u201d", text)))


@cache
def _encoder() -> UnicodeToLatexEncoder:
    return UnicodeToLatexEncoder(replacement_latex_protection="braces")


def csl(references: Iterable[tuple[str, Reference]]) -> str:
    """Return a bibliography in CSL-JSON, a list of items.

    Args:
        references: The works, each with the key by which it is to be cited.
    """
    items = [_item(key, reference) for key, reference in references]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _item(key: str, reference: Reference) -> Mapping[str, object]:
    kind, venue = _ITEMS.get(reference.kind, ("document", "publisher"))
    authors = [_csl_name(person) for person in reference.authors]
    if reference.has_further_authors:
        authors.append({"literal": _FURTHER})
    told = {
        "id": key,
        "type": kind,
        "title": reference.title,
        "author": authors,
        "issued": {"date-parts": [[int(reference.year)]]} if reference.year.isdecimal() else None,
        venue: reference.venue,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": reference.pages,
        "DOI": _doi(reference),
        "archive": "arXiv" if reference.arxiv else "",
        "archive_location": reference.arxiv,
        "ISBN": reference.isbn,
        "URL": next(iter(reference.urls), ""),
    }
    return {name: value for name, value in told.items() if value}


def _csl_name(person: Person) -> Mapping[str, str]:
    if not person.given:
        return {"literal": person.family}
    given, _, suffix = person.given.partition(", ")
    name = {"family": person.family, "given": given}
    return name | ({"suffix": suffix} if suffix else {})
