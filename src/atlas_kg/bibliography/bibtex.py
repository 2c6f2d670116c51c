"""Bibliographies in BibTeX and BibLaTeX: https://ctan.org/pkg/biblatex, section 2."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping

from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    ParsingFailedBlock,
    String,
)
from bibtexparser.model import Entry as BibtexEntry
from bibtexparser.splitter import Splitter

from atlas_kg.bibliography.entry import Entry
from atlas_kg.bibliography.latex import TooDeepError, decoded, verbatim
from atlas_kg.reference import Person, Reference
from atlas_kg.reference.identifiers import arxiv_id, doi, isbn, web_address

__all__ = ["read_bibtex"]

# What the parser logs, the entries tell with their lines.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_KINDS = {
    "article": "JournalArticle",
    "book": "Book",
    "booklet": "Report",
    "bookinbook": "BookChapter",
    "collection": "Book",
    "conference": "ConferencePaper",
    "electronic": "WebPage",
    "inbook": "BookChapter",
    "incollection": "BookChapter",
    "inproceedings": "ConferencePaper",
    "inreference": "BookChapter",
    "manual": "Report",
    "mastersthesis": "Thesis",
    "mvbook": "Book",
    "online": "WebPage",
    "phdthesis": "Thesis",
    "proceedings": "Book",
    "report": "Report",
    "suppbook": "BookChapter",
    "techreport": "Report",
    "thesis": "Thesis",
    "unpublished": "Preprint",
    "webpage": "WebPage",
    "www": "WebPage",
}
_LOOSE = frozenset({"JournalArticle", "Report", "Other", "WebPage"})
"""Kinds that entries about preprints are given for want of a better one."""

_VENUES = ("journal", "journaltitle", "booktitle", "institution", "school", "publisher")
_BODIES = ("organization", "institution", "publisher")
_YEAR = re.compile(r"\b(1[5-9]|20)[0-9]{2}\b")
_ARXIV_WORDS = re.compile(
    r"arxiv[:\s]+(?:preprint\s+)?(?:arxiv:\s*)?([a-z.-]*/?[0-9.]+v?[0-9]*)", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ANCESTORS = 5


class _UnusableError(Exception):
    """An entry of which no reference can be made."""


def read_bibtex(text: str, source: str) -> Iterator[Entry]:
    """Yield the entries of a bibliography in the order of the file.

    Args:
        text: The bibliography.
        source: The name of its file.
    """
    blocks = [_unwrapped(block) for block in Splitter(text).split().blocks]
    strings = {b.key.lower(): b.value for b in blocks if isinstance(b, String)}
    fields: dict[str, dict[str, str]] = {}
    for block in blocks:
        if isinstance(block, BibtexEntry):
            fields.setdefault(block.key.lower(), _raw(block))
    for block in blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, BibtexEntry):
            yield _entry(block, line, _Values(_inherited(_raw(block), fields), strings), source)
        elif isinstance(block, ParsingFailedBlock):
            why = getattr(block.error, "abort_reason", None) or str(block.error)
            begin = re.match(r"@\w+\s*[{(]\s*([^\s,{}()]+)", block.raw or "")
            problem = f"The entry cannot be read: {' '.join(why.split())} Close its braces."
            yield Entry(begin[1] if begin else "an entry", line, problem=problem)


class _Values:
    """The values of the fields of an entry, worked out when they are asked for."""

    def __init__(self, raw: Mapping[str, str], strings: Mapping[str, str]) -> None:
        self._raw, self._strings = raw, strings

    def tex(self, name: str) -> str:
        """Return a value with its LaTeX; empty if there is none."""
        raw = self._raw.get(name, "")
        if _CONTROL.search(raw):
            raise _UnusableError(f"'{name}' holds signs that cannot be printed. Remove them.")
        return self._resolved(raw, name)

    def text(self, *names: str) -> str:
        """Return the first value that is not empty, as plain text."""
        for name in names:
            try:
                if value := decoded(self.tex(name)):
                    return value
            except TooDeepError as error:
                raise _UnusableError(f"'{name}' cannot be read: {error}. Shorten it.") from error
        return ""

    def bare(self, name: str) -> str:
        """Return a value that is a DOI or an address."""
        return verbatim(self.tex(name))

    def _resolved(self, raw: str, name: str, depth: int = 0) -> str:
        parts = []
        for part in _concatenated(raw):
            if part[:1] + part[-1:] in {"{}", '""'} and len(part) > 1:
                parts.append(part[1:-1])
            elif part.isdecimal() or not part:
                parts.append(part)
            elif depth < _ANCESTORS and part.lower() in self._strings:
                parts.append(self._resolved(self._strings[part.lower()], name, depth + 1))
            elif re.fullmatch(r"[A-Za-z][\w:.+/-]*", part):
                raise _UnusableError(
                    f"'{name}' names '{part}', which no @string defines. Write its text in braces."
                )
            else:
                parts.append(part)
        return "".join(parts)


def _unwrapped(block: Block) -> Block:
    """Return the block inside one that the parser complains of without need."""
    # Two works may have one key, and of two fields of one name BibTeX takes the first.
    while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        inside = block.ignore_error_block
        if inside is None:
            return block
        block = inside
    return block


def _raw(entry: BibtexEntry) -> dict[str, str]:
    raw: dict[str, str] = {}
    for field in entry.fields:
        raw.setdefault(field.key.lower(), str(field.value))
    return raw


def _inherited(
    raw: dict[str, str], entries: Mapping[str, dict[str, str]], depth: int = 0
) -> dict[str, str]:
    """Return the fields with those of the entry to which ``crossref`` leads."""
    name = raw.get("crossref", "").strip('{}" ').lower()
    if not name or name not in entries or depth == _ANCESTORS:
        return raw
    above = dict(_inherited(entries[name], entries, depth + 1))
    above.setdefault("booktitle", above.get("title", ""))
    # What identifies the whole does not identify the part.
    kept = {n: v for n, v in above.items() if n not in {"title", "doi", "url", "pages", "eprint"}}
    return {**kept, **raw}


def _concatenated(raw: str) -> list[str]:
    """Return the parts between the ``#`` that stand outside of braces and quotes."""
    if "#" not in raw:
        return [raw.strip()]
    parts, begin, depth, quoted = [], 0, 0, False
    for at, sign in enumerate(raw):
        depth += (sign == "{") - (sign == "}")
        if sign == '"' and depth == 0:
            quoted = not quoted
        elif sign == "#" and depth == 0 and not quoted:
            parts.append(raw[begin:at].strip())
            begin = at + 1
    return [*parts, raw[begin:].strip()]


def _entry(block: BibtexEntry, line: int, values: _Values, source: str) -> Entry:
    name = block.key or "an entry without a key"
    try:
        return Entry(name, line, _reference(block, values, f"{source}, entry {name}"))
    except _UnusableError as error:
        return Entry(name, line, problem=str(error))


def _reference(block: BibtexEntry, values: _Values, source: str) -> Reference:
    authors, further = _people(values)
    url = web_address(values.bare("url")) or web_address(values.bare("howpublished"))
    names = [name for one in (values.bare("doi"), url or "") if (name := doi(one))]
    arxiv = _arxiv(values, names, url)
    kind = _KINDS.get(block.entry_type, "WebPage" if url else "Other")
    venue = values.text(*_VENUES)
    if (
        arxiv
        and kind in _LOOSE
        and (not venue or "arxiv" in venue.lower() or kind != "JournalArticle")
    ):
        kind, venue = "Preprint", "arXiv"
    title, subtitle = values.text("title"), values.text("subtitle")
    year = _YEAR.search(values.text("year", "date"))
    return Reference(
        title=f"{title}: {subtitle}" if title and subtitle else title,
        authors=authors,
        has_further_authors=further,
        year=year[0] if year else "",
        kind=kind,
        venue=venue,
        volume=values.text("volume"),
        issue=values.text("number", "issue") if kind == "JournalArticle" else "",
        pages=values.text("pages").replace("–", "-").replace("--", "-"),
        dois=tuple(dict.fromkeys(names)),
        arxiv=arxiv,
        isbn=isbn(values.text("isbn")) or "",
        urls=(url,) if url and not doi(url) else (),
        source=source,
    )


def _arxiv(values: _Values, dois: list[str], url: str | None) -> str:
    candidates = [*dois, url or ""]
    archive = values.text("archiveprefix", "eprinttype").lower()
    if archive in {"", "arxiv"}:
        candidates.append(values.bare("eprint"))
    told = (values.text(name) for name in ("journal", "volume", "note", "howpublished"))
    candidates += [words[1].rstrip(".") for text in told if (words := _ARXIV_WORDS.search(text))]
    return next((found for one in candidates if one and (found := arxiv_id(one))), "")


def _people(values: _Values) -> tuple[tuple[Person, ...], bool]:
    """Return the authors, or the editors or the body where there are none."""
    for role in ("author", "editor"):
        names = split_multiple_persons_names(" ".join(values.tex(role).split()))
        people = [one for name in names if name.lower() != "others" if str(one := _person(name))]
        if people:
            return tuple(dict.fromkeys(people)), len(names) > 1 and names[-1].lower() == "others"
    body = values.text(*_BODIES)
    return ((Person(body),) if body else ()), False


def _person(name: str) -> Person:
    try:
        if _is_braced(name):
            return Person(decoded(name))
        parts = parse_single_name_into_parts(name, strict=False)
        family = decoded(" ".join([*parts.von, *parts.last]))
        given = ", ".join(" ".join(part) for part in (parts.first, parts.jr) if part)
        return Person(family, decoded(given)) if family else Person(decoded(given))
    except TooDeepError as error:
        raise _UnusableError(f"A name cannot be read: {error}. Shorten it.") from error


def _is_braced(name: str) -> bool:
    """Tell whether one pair of braces holds the whole name, which says that it is one word."""
    if not (name.startswith("{") and name.endswith("}")) or name.startswith("{\\"):
        return False
    depth = 0
    for at, sign in enumerate(name):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return at == len(name) - 1
    return False
