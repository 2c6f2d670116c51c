"""Identified works and their screening as triples, and where these stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rdflib import RDF, XSD

from atlas_kg.corpus.identity import address_of, identifier, title_key
from atlas_kg.corpus.works import COLUMNS, DECISION_COLUMNS, Corpus, Decision, SourceList, Work
from atlas_kg.lifting import Origin
from atlas_kg.model import Record
from atlas_kg.namespaces import (
    ATLAS,
    DCTERMS,
    PROV,
    RDFS,
    SCHEMA,
    SKOS,
    THING,
    term,
    thing,
)

__all__ = ["Publications", "n_triples", "origins_of"]

_WORK, _LIST, _DECISION = (f"{THING}{kind}/" for kind in ("work", "list", "screening"))
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_SPECIAL = re.compile(r'["\\\n\r\t]')
_YEAR = re.compile("[0-9]+")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_IRI = re.compile(r"https?://[^\s<>\"{}|^`\\]+")
_TERM = re.compile("[A-Za-z]+")

_PROPERTIES = {
    "title": f"{RDFS.label}",
    "authors": f"{DCTERMS.creator}",
    "year": f"{DCTERMS.issued}",
    "type": f"{DCTERMS.type}",
    "identifier": f"{DCTERMS.identifier}",
    "url": f"{SCHEMA.url}",
}
_DECIDED = {
    "work": f"{ATLAS.decidesOn}",
    "decision": f"{ATLAS.hasOutcome}",
    "reason": f"{ATLAS.excludedBecause}",
    "note": f"{SKOS.editorialNote}",
    "at": f"{PROV.endedAtTime}",
}
_SAID = {
    "label": f"{RDFS.label}",
    "address": f"{SCHEMA.url}",
    "licence": f"{DCTERMS.license}",
    "retrieved": f"{DCTERMS.description}",
}

Key = tuple[str, str | None, str | None]


class Publications:
    """The publications of the graph, found by identifier, else by title.

    Args:
        records: The contributed records.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self._known: dict[str, str] = {}
        for record in records:
            if record.kind == "publication":
                for key in _keys_of(record):
                    self._known.setdefault(key, record.slug)

    def same(self, identifiers: Iterable[str], titles: Iterable[str]) -> str | None:
        """Return the key of the publication that is the same as a work, if there is one.

        Args:
            identifiers: The identifiers of the work.
            titles: Its titles.
        """
        if not self._known:
            return None
        for text in identifiers:
            if key := self._known.get(identifier(text)):
                return key
        keys = (title_key(text) for text in titles)
        return next((self._known[key] for key in keys if key and key in self._known), None)


def _keys_of(record: Record) -> Iterator[str]:
    for field, scheme in (("doi", "doi"), ("arxiv", "arxiv")):
        for scalar in record.fields.get(field, ()):
            yield identifier(f"{scheme}:{scalar.text}")
    for scalar in record.fields.get("title", ()):
        if key := title_key(scalar.text):
            yield key


def n_triples(corpus: Corpus, publications: Publications) -> str:
    """Return what is said of identified works, as N-Triples, which a store reads in one go.

    Args:
        corpus: The works, lists and decisions.
        publications: What links a work to the publication that is the same.
    """
    lines: list[str] = []
    for source in corpus.lists.values():
        lines += _of_list(source)
    for work in corpus.works.values():
        lines.append(_of_work(work, publications))
    for decision in corpus.decisions:
        lines += _of_decision(decision)
    return "".join(lines)


def _line(subject: str, predicate: str, value: str) -> str:
    return f"<{subject}> <{predicate}> {value} .\n"


def _text(value: str) -> str:
    # Few texts hold what must be escaped, and to look for it is quicker than to replace it.
    return f'"{value.translate(_ESCAPES) if _SPECIAL.search(value) else value}"'


def _english(value: str) -> str:
    return f"{_text(value)}@en"


def _typed(value: str, form: re.Pattern[str], datatype: str) -> str:
    # Otherwise a text, so that the shape finds the wrong datatype.
    return f'"{value}"^^<{datatype}>' if form.fullmatch(value) else _text(value)


_A = str(RDF.type)
_INTEGER, _DATE_TIME = str(XSD.integer), str(XSD.dateTime)
# Once: rdflib makes a name anew whenever it is asked for.
_IDENTIFIED_IN, _RECORDED_AS = str(ATLAS.identifiedIn), str(ATLAS.recordedAs)
_AN_IDENTIFIED_WORK = f"<{_A}> <{ATLAS.IdentifiedWork}> .\n"


def _of_list(source: SourceList) -> Iterator[str]:
    subject = f"{_LIST}{source.slug}"
    yield _line(subject, _A, f"<{ATLAS.SourceList}>")
    yield _line(subject, str(ATLAS.holdsRecords), f'"{source.records}"^^<{_INTEGER}>')
    for key, text in source.fields.items():
        value = _english(text) if key in ("label", "retrieved") else _text(text)
        if key == "licence" and _IRI.fullmatch(text):
            value = f"<{text}>"
        yield _line(subject, _SAID[key], value)


_BEGIN = {column: f"<{iri}> " for column, iri in _PROPERTIES.items()}
_IN_LIST = f"<{_IDENTIFIED_IN}> <{_LIST}"


def _of_work(work: Work, publications: Publications) -> str:
    """Return what is said of a work: in one text, since there are thousands of works."""
    _, titles, authors, years, kinds, _, names, urls = work.columns
    label = titles[0] if titles else names[0] if names else work.slug
    address = urls[0] if urls else address_of(names[0]) if names else None
    said = [_AN_IDENTIFIED_WORK, f"{_BEGIN['title']}{_english(label)} .\n"]
    if authors:
        said.append(f"{_BEGIN['authors']}{_text(authors[0])} .\n")
    if kinds:
        said.append(f"{_BEGIN['type']}{_text(kinds[0])} .\n")
    if years:
        said.append(f"{_BEGIN['year']}{_typed(years[0], _YEAR, _INTEGER)} .\n")
    said += [f"{_BEGIN['identifier']}{_text(name)} .\n" for name in names]
    if address:
        said.append(f"{_BEGIN['url']}{_text(address)} .\n")
    said += [f"{_IN_LIST}{name}> .\n" for name in dict.fromkeys(name for name, _ in work.rows)]
    if key := publications.same(names, titles):
        said.append(f"<{_RECORDED_AS}> {thing('publication', key)} .\n")
    subject = f"<{_WORK}{work.slug}> "
    return subject + subject.join(said)


def _of_decision(decision: Decision) -> Iterator[str]:
    subject = f"{_DECISION}{decision['work']}.{decision.screener}"
    label = f"{decision['work']}, screened by {decision.screener}"
    yield _line(subject, _A, f"<{ATLAS.ScreeningDecision}>")
    yield _line(subject, str(RDFS.label), _english(label))
    yield _line(subject, str(PROV.wasAssociatedWith), str(thing("coder", decision.screener)))
    yield _line(subject, _DECIDED["work"], f"<{_WORK}{decision['work']}>")
    for column in ("decision", "reason"):
        if text := decision[column]:
            value = str(term(text)) if _TERM.fullmatch(text) else _text(text)
            yield _line(subject, _DECIDED[column], value)
    if note := decision["note"]:
        yield _line(subject, _DECIDED["note"], _english(note))
    if at := decision["at"]:
        yield _line(subject, _DECIDED["at"], _typed(at, _TIME, _DATE_TIME))


def origins_of(corpus: Corpus) -> Mapping[Key, Origin]:
    """Return where works, lists and decisions stand; see `atlas_kg.lifting.Lifted`.

    It reads each line again that it tells of, so it is for those who tell findings.
    """
    return _Origins(corpus)


class _Origins(dict[Key, Origin]):
    """Origins that are looked for when they are asked for: few of the rows are wrong."""

    def __init__(self, corpus: Corpus) -> None:
        super().__init__()
        self._corpus = corpus
        self._decisions = {f"{d['work']}.{d.screener}": d for d in corpus.decisions}

    def get(self, key: Key, default: Origin | None = None) -> Origin | None:  # type: ignore[override]
        subject, predicate, value = key
        if subject.startswith(_LIST):
            source = self._corpus.lists.get(subject.removeprefix(_LIST))
            return Origin(source.location) if source and not predicate else default
        if subject.startswith(_DECISION):
            decision = self._decisions.get(subject.removeprefix(_DECISION))
            rows = [decision.row] if decision else []
            columns: tuple[str, ...] = DECISION_COLUMNS
            properties = _DECIDED
        else:
            work = self._corpus.works.get(subject.removeprefix(_WORK))
            rows = [row for _, row in work.rows] if work else []
            columns, properties = COLUMNS, _PROPERTIES
        if not rows:
            return default
        if predicate is None:
            return Origin(rows[0].place())
        column = next((c for c, iri in properties.items() if iri == predicate), None)
        if column is None:
            return default
        number = columns.index(column)
        for row in rows:
            text = row.fields[number]
            if text and (value is None or value in (text, str(term(text).value), f"{_WORK}{text}")):
                return Origin(row.place(number), column, text)
        return Origin(rows[0].place(number), column) if value is None else default
