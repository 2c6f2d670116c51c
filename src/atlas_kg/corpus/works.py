"""Identified works: the lists that name them, and what screeners decided about them.

The stages are those of PRISMA 2020 (Page et al. 2021, https://doi.org/10.1136/bmj.n71). The same
work has the same name in all lists, so that nothing has to be joined when the tables are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from atlas_kg.corpus.identity import address_of
from atlas_kg.corpus.tables import Row, read_table
from atlas_kg.documents import Document, UnreadableError, read_document
from atlas_kg.findings import Finding, Location, advice
from atlas_kg.literature import CORPUS, SCREENING, SLUG
from atlas_kg.source_rules import FIELDS, IDENTIFIERS, NAMES, PLACES, VALUES
from atlas_kg.suggestions import nearest

__all__ = ["COLUMNS", "DECISION_COLUMNS", "Corpus", "Decision", "SourceList", "Work", "read_corpus"]

COLUMNS = ("work", "title", "authors", "year", "type", "category", "identifier", "url")
"""The columns of a table of works."""

DECISION_COLUMNS = ("work", "decision", "reason", "note", "at")
"""The columns of a table of decisions."""

_LIST_FIELDS = ("label", "address", "licence", "retrieved")


@dataclass(frozen=True)
class SourceList:
    """A list from which works were identified.

    Attributes:
        slug: The name of its files.
        fields: What is said of it, by key.
        records: How many rows it holds.
        location: The file that says it.
    """

    slug: str
    fields: Mapping[str, str]
    records: int
    location: Location


@dataclass(frozen=True)
class Work:
    """A work that lists name.

    Attributes:
        slug: Its name.
        rows: What the lists say of it, by list, in the order of the lists; a list may name it more
            than once.
    """

    slug: str
    rows: list[tuple[str, Row]] = field(default_factory=list)

    def first(self, column: str) -> str:
        """Return what the first list that knows it says in a column."""
        number = COLUMNS.index(column)
        return next((row.fields[number] for _, row in self.rows if row.fields[number]), "")

    def every(self, column: str) -> tuple[str, ...]:
        """Return all that lists say in a column, each once."""
        number = COLUMNS.index(column)
        found = (row.fields[number] for _, row in self.rows)
        return tuple(dict.fromkeys(text for text in found if text))

    @property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """All that lists say, each text once, in the order of the columns; cheaper than by name."""
        if len(self.rows) == 1:
            return tuple((text,) if text else () for text in self.rows[0][1].fields)
        fields = zip(*(row.fields for _, row in self.rows), strict=True)
        return tuple(tuple(dict.fromkeys(filter(None, texts))) for texts in fields)

    @property
    def label(self) -> str:
        """The title, or the identifier where no list gives one."""
        return self.first("title") or self.first("identifier") or self.slug

    @property
    def address(self) -> str | None:
        """Where it can be found, if anybody says so."""
        name = self.first("identifier")
        return self.first("url") or (address_of(name) if name else None)


@dataclass(frozen=True)
class Decision:
    """What a screener decided about a work.

    Attributes:
        screener: The id of the coder.
        row: The row that says it.
    """

    screener: str
    row: Row

    def __getitem__(self, column: str) -> str:
        return self.row.fields[DECISION_COLUMNS.index(column)]


@dataclass(frozen=True)
class Corpus:
    """Identified works, their lists and their screening.

    Attributes:
        lists: The lists, by name.
        works: The works, by name, in the order of lists and rows.
        decisions: The decisions, in the order of screeners and rows.
        findings: What could not be read.
    """

    lists: Mapping[str, SourceList] = field(default_factory=dict)
    works: Mapping[str, Work] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_corpus(data: Path) -> Corpus:
    """Read the tables of identified works and of screening.

    Args:
        data: The folder that holds ``corpus/`` and ``screening/``; both may be missing.

    Returns:
        What stands in them, and a finding for each part that could not be read.
    """
    findings: list[Finding] = []
    works: dict[str, Work] = {}
    lists: dict[str, SourceList] = {}
    for path in _files(data / CORPUS, (".csv", ".yaml"), findings):
        if path.suffix == ".yaml":
            if not path.with_suffix(".csv").exists():
                findings.append(_lonely(path, ".csv", "The works of this list are missing."))
            continue
        count = 0
        for item in read_table(path, COLUMNS):
            if isinstance(item, Finding):
                findings.append(item)
            elif finding := _unnamed(item):
                findings.append(finding)
            else:
                count += 1
                works.setdefault(item.fields[0], Work(item.fields[0])).rows.append(
                    (path.stem, item)
                )
        try:
            lists[path.stem] = _source_list(path.with_suffix(".yaml"), count)
        except UnreadableError as error:
            findings.append(error.finding)
            # Its works stay works of a list, so that one fault is not told for each of them.
            lists[path.stem] = SourceList(path.stem, {}, count, Location(path.with_suffix(".yaml")))
    decisions = tuple(_decisions(data / SCREENING, findings))
    return Corpus(lists, works, decisions, tuple(findings))


def _files(folder: Path, suffixes: tuple[str, ...], findings: list[Finding]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue
        if path.suffix not in suffixes:
            listed = " and ".join(f"<name>{suffix}" for suffix in suffixes)
            findings.append(
                Finding(
                    "This file lies where no contributed file is expected.",
                    f"Put here {listed} only.",
                    Location(path),
                    rule=PLACES,
                )
            )
        elif not SLUG.fullmatch(path.stem):
            findings.append(
                Finding(
                    f"The name '{path.stem}' cannot be part of an IRI.",
                    "Use only the letters a to z and A to Z, digits, '-' and '_'.",
                    Location(path),
                    rule=NAMES,
                )
            )
        else:
            yield path


def _lonely(path: Path, suffix: str, problem: str) -> Finding:
    what = f"Put {path.stem}{suffix} beside it, or remove the file."
    return Finding(problem, what, Location(path), rule=PLACES)


def _unnamed(row: Row) -> Finding | None:
    if SLUG.fullmatch(row.fields[0]):
        return None
    return Finding(
        f"'{row.fields[0][:80]}' cannot be the name of a work.",
        "Name the work in letters, digits, '-' and '_', such as arxiv-2307-15043.",
        row.place(),
        "work",
        rule=NAMES,
    )


def _source_list(path: Path, records: int) -> SourceList:
    if not path.exists():
        raise UnreadableError(
            Location(path.with_suffix(".csv")),
            "Nothing is said of this list.",
            f"Write {path.name} beside it, with {', '.join(_LIST_FIELDS)}.",
            rule=PLACES,
        )
    document = read_document(path)
    fields = {key: _text(document, key) for key in document.entries if key != "schema"}
    return SourceList(path.stem, fields, records, document.location)


def _text(document: Document, key: str) -> str:
    key_node, value = document.entries[key]
    if key not in _LIST_FIELDS:
        raise UnreadableError(
            document.place(key_node),
            f"'{key}' is not a field of a source list.",
            advice(f"The fields are: {', '.join(_LIST_FIELDS)}.", nearest(key, _LIST_FIELDS)),
            key,
            rule=FIELDS,
        )
    if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
        raise UnreadableError(
            document.place(value),
            f"The field '{key}' does not hold a single value.",
            "Write one text.",
            key,
            rule=VALUES,
        )
    return str(value.value).strip()


def _decisions(folder: Path, findings: list[Finding]) -> Iterable[Decision]:
    for path in _files(folder, (".csv",), findings):
        first: dict[str, int] = {}
        for item in read_table(path, DECISION_COLUMNS):
            if isinstance(item, Finding):
                findings.append(item)
            elif finding := _unnamed(item):
                findings.append(finding)
            elif (line := first.setdefault(item.fields[0], item.line)) != item.line:
                findings.append(
                    Finding(
                        f"{path.stem} decides on '{item.fields[0]}' a second time, after line "
                        f"{line}.",
                        "Keep one of the two rows.",
                        item.place(),
                        "work",
                        rule=IDENTIFIERS,
                    )
                )
            else:
                yield Decision(path.stem, item)
