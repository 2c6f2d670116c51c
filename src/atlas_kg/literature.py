"""Contributed files, read into records; what a record may hold is read from the shapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from atlas_kg.documents import Document, UnreadableError, read_document
from atlas_kg.findings import Finding, Location, Severity
from atlas_kg.model import Link, Record, Scalar
from atlas_kg.namespaces import ATLAS, PROV
from atlas_kg.record_fields import read_record, read_values, unknown_key
from atlas_kg.record_shapes import Field, RecordShape, RecordShapes
from atlas_kg.source_rules import IDENTIFIERS, NAMES, PLACES, VALUES

__all__ = ["SLUG", "Literature", "place_of", "read_files", "read_literature", "read_proposal"]

DATA = "data"
"""The folder of contributed literature, as its files are called in a repository."""

CODINGS = "codings"
"""The folder that holds, by coder, one file of statements for each publication."""

TRANSCRIPTION = "transcription"
"""The kind, and the key in a file of codings, of the activity that put them into data."""

SCHEMAS = "schemas"
"""The folder of JSON Schemas by which editors complete contributed files."""

CORPUS, SCREENING = "corpus", "screening"
"""The folders of tables: works that lists name, and what screeners decided about them."""

MAPPINGS = "mappings"
"""The folder of mapping sets: what corresponds to what in the vocabularies of others."""

CITATIONS, LOOKUPS = "citations", "lookups"
"""The folders of tables: who cites whom, and what services answered about publications."""

_READ_ELSEWHERE = (SCHEMAS, CORPUS, SCREENING, MAPPINGS, CITATIONS, LOOKUPS)

SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""The names of files, folders and statements, which become parts of IRIs."""


@dataclass(frozen=True)
class Literature:
    """The contributed records, and what could not be read."""

    records: tuple[Record, ...]
    findings: tuple[Finding, ...]


def read_literature(data: Path, shapes: RecordShapes) -> Literature:
    """Read all contributed files below a folder.

    Args:
        data: The folder that holds ``publications/``, ``codings/`` and the others.
        shapes: The kinds of record.

    Returns:
        The records in the order of file names and lines, and a finding for each file or part of
        a file that could not be read.
    """
    items: list[Record | Finding] = []
    for path in sorted(data.rglob("*")):
        inside = path.relative_to(data)
        hidden = any(part.startswith(".") for part in inside.parts)
        is_folder = path.is_dir() and path.suffix != ".yaml" and not path.is_symlink()
        if hidden or inside.parts[0] in _READ_ELSEWHERE or is_folder:
            continue
        if path.is_symlink():
            items.append(
                Finding(
                    "This is a symbolic link, which may lead out of the data.",
                    "Put the file itself here.",
                    Location(path),
                    rule=PLACES,
                )
            )
        else:
            items += _items(path, inside, shapes, read_document)
    return _sorted_out(items)


def read_files(data: Path, files: Iterable[Path], shapes: RecordShapes) -> Literature:
    """Read some of the contributed files below a folder.

    Args:
        data: The folder that holds ``publications/``, ``codings/`` and the others.
        files: The files, from that folder on.
        shapes: The kinds of record.
    """
    items: list[Record | Finding] = []
    for inside in sorted(files):
        items += _items(data / inside, inside, shapes, read_document)
    return _sorted_out(items)


def read_proposal(path: Path, content: bytes, shapes: RecordShapes) -> Literature:
    """Read a contributed file that lies nowhere yet.

    Args:
        path: Where it would lie, from the folder of contributed literature on.
        content: What it would hold.
        shapes: The kinds of record.

    Returns:
        Its records, and what could not be read, located below that folder.
    """

    def read(place: Path) -> Document:
        return read_document(place, content)

    return _sorted_out(_items(Path(DATA) / path, path, shapes, read))


def place_of(shape: RecordShape, names: Mapping[str, str]) -> Path:
    """Return where the file of a record lies, from the folder of contributed literature on.

    Args:
        shape: The kind of record.
        names: What the names of folder and file say: the ``coder`` and the ``publication`` of a
            statement, the ``key`` of another record.
    """
    if shape.directory == CODINGS:
        return Path(CODINGS, names["coder"], f"{names['publication']}.yaml")
    return Path(shape.directory or "", f"{names['publication' if shape.section else 'key']}.yaml")


def _sorted_out(items: Iterable[Record | Finding]) -> Literature:
    records: list[Record] = []
    findings: list[Finding] = []
    for item in items:
        if isinstance(item, Finding):
            findings.append(item)
        else:
            records.append(item)
    return Literature(tuple(records), tuple(findings))


_Read = Callable[[Path], Document]


def _items(
    path: Path, inside: Path, shapes: RecordShapes, read: _Read
) -> Iterator[Record | Finding]:
    try:
        yield from _read_file(path, inside, shapes, read)
    except UnreadableError as error:
        yield error.finding


def _read_file(
    path: Path, inside: Path, shapes: RecordShapes, read: _Read
) -> Iterator[Record | Finding]:
    folder = inside.parts[0]
    kind = shapes.kind_of_directory(folder)
    sections = shapes.sections_of_directory(folder)
    match inside.parts if inside.suffix == ".yaml" else ():
        case (_, _) if kind:
            slug = _slug(path, inside.stem)
            yield from read_record(read(path), shapes.by_kind[kind], slug, {"schema"})
        case (_, coder, _) if folder == CODINGS:
            by, about = _slug(path, coder), _slug(path, inside.stem)
            links = (_about(about), Link(str(ATLAS.codedBy), "coder", by))
            file = _StatementFile(about, f"{about}.{by}", links, sections, shapes)
            yield from file.read(read(path), by)
        case (_, _) if sections and folder != CODINGS:
            about = _slug(path, inside.stem)
            file = _StatementFile(about, about, (_about(about),), sections, shapes)
            yield from file.read(read(path))
        case _:
            listed = {s.directory for s in shapes.by_kind.values() if s.directory} - {CODINGS}
            raise UnreadableError(
                Location(path),
                "This file lies where no contributed file is expected.",
                f"Put records into {', '.join(f'{name}/' for name in sorted(listed))} as "
                f"<name>.yaml, and codings into {CODINGS}/<coder>/<publication>.yaml.",
                rule=PLACES,
            )


def _about(publication: str) -> Link:
    return Link(str(PROV.wasDerivedFrom), "publication", publication)


def _slug(path: Path, name: str) -> str:
    if not SLUG.fullmatch(name):
        raise UnreadableError(
            Location(path),
            f"The name '{name}' cannot be used.",
            "A name has letters from a to z or A to Z, digits, '-' and '_', and no spaces.",
            rule=NAMES,
        )
    return name


@dataclass(frozen=True)
class _StatementFile:
    """A file of lists of statements about one publication.

    Attributes:
        publication: The key of the publication.
        slug: How the slugs of its records begin.
        links: The relations of each statement.
        sections: The kinds of its statements, by the key of the list.
        shapes: The kinds of record.
    """

    publication: str
    slug: str
    links: tuple[Link, ...]
    sections: Mapping[str, str]
    shapes: RecordShapes

    def read(self, document: Document, coder: str | None = None) -> Iterator[Record | Finding]:
        """Yield the records of a file, with the transcription that made those of a coder."""
        head = self._head() if coder else {}
        known = ("schema", *head, *((TRANSCRIPTION,) if coder else ()), *self.sections)
        for key, (node, _) in document.entries.items():
            if key not in known:
                yield unknown_key(document, node, known, self._what())
        values: dict[str, tuple[Scalar, ...]] = {}
        for key in filter(document.entries.__contains__, head):
            try:
                values[key] = read_values(document, head[key], document.entries[key][1])
            except UnreadableError as error:
                yield error.finding
        links = self.links
        if coder and TRANSCRIPTION in document.entries:
            links += (Link(str(PROV.wasGeneratedBy), TRANSCRIPTION, self.slug),)
            yield from self._transcription(document, coder)
        yield from self._empty(document, coder)
        seen: set[str] = set()
        for section in filter(document.entries.__contains__, self.sections):
            for item in self._statements(document, section, links, seen, coder):
                if isinstance(item, Record):
                    yield replace(item, fields={**item.fields, **values})
                else:
                    yield item

    def _empty(self, document: Document, coder: str | None) -> Iterator[Finding]:
        if not any(section in document.entries for section in self.sections):
            yield Finding(
                "The file states nothing.",
                f"Add {' or '.join(self.sections)}, or remove the file.",
                document.location,
                # Who codes may begin with an empty file; a decision is made at once.
                severity=Severity.WARNING if coder else Severity.VIOLATION,
                rule=VALUES,
            )

    def _head(self) -> Mapping[str, Field]:
        """Return what may stand at the head of the file for all of its statements."""
        kinds = (self.shapes.by_kind[kind] for kind in self.sections.values())
        return {name: field for shape in kinds for name, field in shape.head.items()}

    def _what(self) -> str:
        first = next(iter(self.sections.values()))
        return f"{self.shapes.by_kind[first].label.lower()} file"

    def _transcription(self, document: Document, coder: str) -> Iterator[Record | Finding]:
        part = document.part(document.entries[TRANSCRIPTION][1], f"The field '{TRANSCRIPTION}'")
        label = f"Transcription of {self.publication} for {coder}"
        for item in read_record(part, self.shapes.by_kind[TRANSCRIPTION], self.slug, set()):
            yield replace(item, label=label) if isinstance(item, Record) else item

    def _statements(
        self,
        document: Document,
        section: str,
        links: tuple[Link, ...],
        seen: set[str],
        coder: str | None,
    ) -> Iterator[Record | Finding]:
        node, kind = document.entries[section][1], self.sections[section]
        if not isinstance(node, yaml.SequenceNode):
            yield Finding(
                f"The field '{section}' is not a list.",
                "Begin each statement with '  - id: <name>'.",
                document.place(node),
                section,
                rule=VALUES,
            )
            return
        for entry in node.value:
            statement = document.part(entry, f"A statement of '{section}'")
            name = _statement_id(statement, seen)
            seen.add(name)
            label = self._label(name, self.shapes.by_kind[kind], coder)
            for item in read_record(
                statement, self.shapes.by_kind[kind], f"{self.slug}.{name}", {"id"}
            ):
                if isinstance(item, Record):
                    yield replace(item, links=links, label=label)
                else:
                    yield item

    def _label(self, name: str, shape: RecordShape, coder: str | None) -> str:
        """Return what a statement is called.

        Coders of a publication give like names to what is alike, and so do decisions on it.
        """
        words = f"{name[:1].upper()}{name[1:].replace('-', ' ')}"
        if coder is None:
            return f"{shape.label}: {words} ({self.publication})"
        return f"{words} ({self.publication}, by {coder})"


def _statement_id(statement: Document, seen: set[str]) -> str:
    _, node = statement.entries.get("id", (None, None))
    place = statement.place(node) if node else statement.location
    name = node.value if isinstance(node, yaml.ScalarNode) else ""
    if not SLUG.fullmatch(name):
        raise UnreadableError(
            place,
            "The statement has no usable id.",
            "Give it 'id: <name>' of letters, digits, '-' and '_', such as data-cards.",
            "id",
            rule=IDENTIFIERS,
        )
    if name in seen:
        raise UnreadableError(
            place,
            f"The id '{name}' stands in this file a second time.",
            "Give each statement of the file an id of its own.",
            "id",
            rule=IDENTIFIERS,
        )
    return str(name)
