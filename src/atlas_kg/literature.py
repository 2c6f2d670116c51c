"""Contributed files, read into records; what a record may hold is read from the shapes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from atlas_kg.documents import Document, UnreadableError, read_document
from atlas_kg.findings import Finding, Location
from atlas_kg.model import Link, Record, Scalar
from atlas_kg.namespaces import ATLAS, PROV
from atlas_kg.record_shapes import Field, RecordShape, RecordShapes

__all__ = ["Literature", "nearest", "read_literature"]

CODINGS = "codings"
"""The folder that holds, by coder, one file of statements for each publication."""

TRANSCRIPTION = "transcription"
"""The kind, and the key in a file of codings, of the activity that put them into data."""

SCHEMAS = "schemas"
"""The folder of JSON Schemas by which editors complete contributed files."""

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
    records: list[Record] = []
    findings: list[Finding] = []
    for path in sorted(data.rglob("*")):
        inside = path.relative_to(data)
        hidden = any(part.startswith(".") for part in inside.parts)
        is_folder = path.is_dir() and path.suffix != ".yaml" and not path.is_symlink()
        if hidden or inside.parts[0] == SCHEMAS or is_folder:
            continue
        try:
            for item in _read_file(path, inside, shapes):
                if isinstance(item, Finding):
                    findings.append(item)
                else:
                    records.append(item)
        except UnreadableError as error:
            findings.append(error.finding)
    return Literature(tuple(records), tuple(findings))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like the given one, or None if none is close.

    >>> nearest("Screeening", ["Screening", "Signaling"])
    'Screening'
    """
    by_lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1)
    return by_lower[close[0]] if close else None


def _read_file(path: Path, inside: Path, shapes: RecordShapes) -> Iterator[Record | Finding]:
    if path.is_symlink():
        raise UnreadableError(
            Location(path),
            "This is a symbolic link, which may lead out of the data.",
            "Put the file itself here.",
        )
    folder = inside.parts[0]
    kind = shapes.kind_of_directory(folder)
    sections = shapes.sections_of_directory(folder)
    match inside.parts if inside.suffix == ".yaml" else ():
        case (_, _) if kind:
            slug = _slug(path, inside.stem)
            yield from _record(read_document(path), shapes.by_kind[kind], slug, {"schema"})
        case (_, coder, _) if folder == CODINGS:
            by, about = _slug(path, coder), _slug(path, inside.stem)
            links = (_about(about), Link(str(ATLAS.codedBy), "coder", by))
            file = _StatementFile(about, f"{about}.{by}", links, sections, shapes)
            yield from file.read(read_document(path), by)
        case (_, _) if sections and folder != CODINGS:
            about = _slug(path, inside.stem)
            file = _StatementFile(about, about, (_about(about),), sections, shapes)
            yield from file.read(read_document(path))
        case _:
            listed = {s.directory for s in shapes.by_kind.values() if s.directory} - {CODINGS}
            raise UnreadableError(
                Location(path),
                "This file lies where no contributed file is expected.",
                f"Put records into {', '.join(f'{name}/' for name in sorted(listed))} as "
                f"<name>.yaml, and codings into {CODINGS}/<coder>/<publication>.yaml.",
            )


def _about(publication: str) -> Link:
    return Link(str(PROV.wasDerivedFrom), "publication", publication)


def _slug(path: Path, name: str) -> str:
    if not _SLUG.fullmatch(name):
        raise UnreadableError(
            Location(path),
            f"The name '{name}' cannot be part of an IRI.",
            "Use only the letters a to z and A to Z, digits, '-' and '_'.",
        )
    return name


def _record(
    document: Document, shape: RecordShape, slug: str, other_keys: set[str]
) -> Iterator[Record | Finding]:
    fields: dict[str, tuple[Scalar, ...]] = {}
    for key, (key_node, value) in document.entries.items():
        if key in other_keys:
            continue
        if key not in shape.fields:
            yield _unknown_key(document.place(key_node), key, shape.fields, shape.label.lower())
            continue
        try:
            fields[key] = _scalars(document, shape.fields[key], value)
        except UnreadableError as error:
            yield error.finding
    yield Record(shape.kind, slug, document.location, fields)


def _scalars(document: Document, field: Field, value: yaml.Node) -> tuple[Scalar, ...]:
    is_list = isinstance(value, yaml.SequenceNode)
    nodes: list[yaml.Node] = value.value if is_list else [value]
    scalars = [node for node in nodes if isinstance(node, yaml.ScalarNode)]
    if len(scalars) < len(nodes) or (is_list and not field.many):
        few = "a list of single values" if field.many else "a single value"
        problem = f"The field '{field.name}' does not hold {few}."
        raise UnreadableError(document.place(value), problem, field.advice, field.name)
    empty = [node for node in scalars if not node.value.strip()]
    if empty or not scalars:
        raise UnreadableError(
            document.place(empty[0] if empty else value),
            f"The field '{field.name}' is empty.",
            field.advice if field.required else f"{field.advice} Or leave the field out.",
            field.name,
        )
    unprintable = [node for node in scalars if _UNPRINTABLE.search(node.value)]
    if unprintable:
        raise UnreadableError(
            document.place(unprintable[0]),
            f"The field '{field.name}' holds a control character, which XML cannot carry.",
            "Leave it out.",
            field.name,
        )
    return tuple(Scalar(node.value.strip(), document.place(node)) for node in scalars)


def _unknown_key(place: Location, key: str, known: Iterable[str], what: str) -> Finding:
    names = list(known)
    guess = nearest(key, names)
    advice = f"Did you mean '{guess}'? " if guess else ""
    return Finding(
        f"'{key}' is not a field of a {what}.",
        f"{advice}The fields are: {', '.join(names)}.",
        place,
        key,
    )


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
        known = ("schema", *((TRANSCRIPTION,) if coder else ()), *self.sections)
        for key, (node, _) in document.entries.items():
            if key not in known:
                yield _unknown_key(document.place(node), key, known, self._what())
        links = self.links
        if coder and TRANSCRIPTION in document.entries:
            links += (Link(str(PROV.wasGeneratedBy), TRANSCRIPTION, self.slug),)
            yield from self._transcription(document, coder)
        if not any(section in document.entries for section in self.sections):
            yield Finding(
                "The file states nothing.",
                f"Add {' or '.join(self.sections)}, or remove the file.",
                document.location,
            )
        seen: set[str] = set()
        for section, kind in self.sections.items():
            if section in document.entries:
                yield from self._statements(document, section, kind, links, seen)

    def _what(self) -> str:
        first = next(iter(self.sections.values()))
        return f"{self.shapes.by_kind[first].label.lower()} file"

    def _transcription(self, document: Document, coder: str) -> Iterator[Record | Finding]:
        part = document.part(document.entries[TRANSCRIPTION][1], f"The field '{TRANSCRIPTION}'")
        label = f"Transcription of {self.publication} for {coder}"
        for item in _record(part, self.shapes.by_kind[TRANSCRIPTION], self.slug, set()):
            yield replace(item, label=label) if isinstance(item, Record) else item

    def _statements(
        self,
        document: Document,
        section: str,
        kind: str,
        links: tuple[Link, ...],
        seen: set[str],
    ) -> Iterator[Record | Finding]:
        node = document.entries[section][1]
        if not isinstance(node, yaml.SequenceNode):
            yield Finding(
                f"The field '{section}' is not a list.",
                "Begin each statement with '  - id: <name>'.",
                document.place(node),
                section,
            )
            return
        for entry in node.value:
            statement = document.part(entry, f"A statement of '{section}'")
            name = _statement_id(statement, seen)
            seen.add(name)
            label = f"{name[:1].upper()}{name[1:].replace('-', ' ')} ({self.publication})"
            for item in _record(
                statement, self.shapes.by_kind[kind], f"{self.slug}.{name}", {"id"}
            ):
                if isinstance(item, Record):
                    yield replace(item, links=links, label=label)
                else:
                    yield item


def _statement_id(statement: Document, seen: set[str]) -> str:
    _, node = statement.entries.get("id", (None, None))
    place = statement.place(node) if node else statement.location
    name = node.value if isinstance(node, yaml.ScalarNode) else ""
    if not _SLUG.fullmatch(name):
        raise UnreadableError(
            place,
            "The statement has no usable id.",
            "Give it 'id: <name>' of letters, digits, '-' and '_', such as data-cards.",
            "id",
        )
    if name in seen:
        raise UnreadableError(
            place,
            f"The id '{name}' stands in this file a second time.",
            "Give each statement of the file an id of its own.",
            "id",
        )
    return str(name)
