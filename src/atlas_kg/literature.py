"""Contributed YAML files, read into records that keep the place of every word.

Nothing is interpreted here: a number stays the text that stands in the file, so that an
identifier such as ``2310.10340`` keeps its last zero. What a file may hold is read from the shapes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from atlas_kg.findings import Finding, Location
from atlas_kg.model import Link, Record, Scalar
from atlas_kg.namespaces import ATLAS, CODINGS, PROV
from atlas_kg.record_shapes import RecordShape, RecordShapes

__all__ = ["Literature", "nearest", "read_literature"]

SCHEMA = "1"
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_STATEMENTS = {"codings": "coding", "problems": "report"}
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Literature:
    """The contributed records, and what could not be read."""

    records: tuple[Record, ...]
    findings: tuple[Finding, ...]


class _Unreadable(Exception):
    """A file, or a part of one, that cannot be read as records."""

    def __init__(self, location: Location, problem: str, advice: str, field: str | None = None):
        super().__init__(problem)
        self.finding = Finding(problem, advice, location, field)


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
    for path in _files(data):
        try:
            for item in _read_file(path, path.relative_to(data), shapes):
                if isinstance(item, Finding):
                    findings.append(item)
                else:
                    records.append(item)
        except _Unreadable as error:
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


def _files(data: Path) -> list[Path]:
    return sorted(
        path
        for path in data.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(data).parts)
        and path.relative_to(data).parts[0] != "schemas"
    )


def _read_file(path: Path, inside: Path, shapes: RecordShapes) -> Iterator[Record | Finding]:
    folder = inside.parts[0]
    kind = shapes.kind_of_directory(folder)
    is_codings = folder == f"{CODINGS}s" and len(inside.parts) == 3
    if inside.suffix != ".yaml" or not (is_codings or (kind and len(inside.parts) == 2)):
        known = sorted(f"{s.directory}/" for s in shapes.by_kind.values() if s.directory)
        raise _Unreadable(
            Location(path),
            "This file lies where no contributed file is expected.",
            f"Put records into {', '.join(known)} as <name>.yaml, and codings into "
            "codings/<coder>/<publication>.yaml.",
        )
    for part in (*inside.parts[1:-1], inside.stem):
        if not _SLUG.fullmatch(part):
            raise _Unreadable(
                Location(path),
                f"The name '{part}' cannot be part of an IRI.",
                "Use only the letters a to z and A to Z, digits, '-' and '_'.",
            )
    document = _document(path)
    if is_codings:
        yield from _coding_file(document, inside, shapes)
    else:
        shape = shapes.by_kind[str(kind)]
        yield from _record(document, shape, inside.stem, {"schema"})


@dataclass(frozen=True)
class _Mapping:
    """A YAML mapping: its place, and the key and value nodes by key."""

    path: Path
    location: Location
    entries: Mapping[str, tuple[yaml.Node, yaml.Node]]

    def place(self, node: yaml.Node) -> Location:
        return _place(self.path, node)


def _place(path: Path, node: yaml.Node) -> Location:
    return Location(path, node.start_mark.line + 1, node.start_mark.column + 1)


def _document(path: Path) -> _Mapping:
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _Unreadable(
            Location(path, line), "The file is not UTF-8 text.", "Save the file as UTF-8."
        ) from error
    except OSError as error:
        raise _Unreadable(
            Location(path), f"The file cannot be read: {error.strerror}.", "Check its permissions."
        ) from error
    try:
        for token in yaml.scan(text, Loader=_Loader):
            if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
                raise _Unreadable(
                    Location(path, token.start_mark.line + 1, token.start_mark.column + 1),
                    "The file uses a YAML anchor or alias.",
                    "Write the value out in each place.",
                )
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise _Unreadable(
            Location(path, line, column),
            f"The file is not valid YAML: {what}.",
            "Mend the line; put texts that hold ': ' or begin with a sign into quotes.",
        ) from error
    document = _mapping(path, node, "The file")
    schema = document.entries.get("schema")
    if schema is None or not _is_scalar(schema[1], SCHEMA):
        raise _Unreadable(
            document.place(schema[1]) if schema else document.location,
            f"The file does not say 'schema: {SCHEMA}'.",
            f"Write 'schema: {SCHEMA}' as its first entry.",
            "schema",
        )
    return document


def _is_scalar(node: yaml.Node, text: str) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == text


def _mapping(path: Path, node: yaml.Node | None, what: str) -> _Mapping:
    if not isinstance(node, yaml.MappingNode):
        raise _Unreadable(
            _place(path, node) if node else Location(path),
            f"{what} does not hold fields.",
            "Write it as lines of the form 'field: value'.",
        )
    entries: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Unreadable(
                _place(path, key), "A field name is not a text.", "Write 'field: value'."
            )
        if key.value in entries:
            raise _Unreadable(
                _place(path, key),
                f"The field '{key.value}' stands here a second time.",
                "Keep one of the two; a field with several values takes a list.",
                key.value,
            )
        entries[key.value] = (key, value)
    return _Mapping(path, _place(path, node), entries)


def _record(
    mapping: _Mapping, shape: RecordShape, slug: str, other_keys: set[str]
) -> Iterator[Record | Finding]:
    fields: dict[str, tuple[Scalar, ...]] = {}
    for key, (key_node, value) in mapping.entries.items():
        if key in other_keys:
            continue
        if key not in shape.fields:
            yield _unknown_key(mapping.place(key_node), key, shape.fields, shape.label.lower())
            continue
        field = shape.fields[key]
        nodes = value.value if isinstance(value, yaml.SequenceNode) else [value]
        wrong = [node for node in nodes if not isinstance(node, yaml.ScalarNode)]
        if wrong or (isinstance(value, yaml.SequenceNode) and not field.many):
            place = mapping.place(wrong[0] if wrong else value)
            few = "a list of single values" if field.many else "a single value"
            yield Finding(f"The field '{key}' does not hold {few}.", field.advice, place, key)
            continue
        empty = [node for node in nodes if not node.value.strip()]
        if empty or not nodes:
            place = mapping.place(empty[0] if empty else value)
            yield Finding(
                f"The field '{key}' is empty.",
                f"{field.advice} Or leave the field out." if not field.required else field.advice,
                place,
                key,
            )
            continue
        fields[key] = tuple(Scalar(node.value.strip(), mapping.place(node)) for node in nodes)
    yield Record(shape.kind, slug, mapping.location, fields)


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


def _coding_file(
    document: _Mapping, inside: Path, shapes: RecordShapes
) -> Iterator[Record | Finding]:
    coder, publication = inside.parts[1], inside.stem
    origin = f"{publication}.{coder}"
    links = (
        Link(str(PROV.wasDerivedFrom), "publication", publication),
        Link(str(ATLAS.codedBy), "coder", coder),
    )
    known = ("schema", "transcription", *_STATEMENTS)
    for key, (key_node, _) in document.entries.items():
        if key not in known:
            yield _unknown_key(document.place(key_node), key, known, "coding file")
    if "transcription" in document.entries:
        node = document.entries["transcription"][1]
        part = _mapping(document.path, node, "The field 'transcription'")
        for item in _record(part, shapes.by_kind["transcription"], origin, set()):
            if isinstance(item, Record):
                label = f"Transcription of {publication} for {coder}"
                yield replace(item, label=label)
            else:
                yield item
        links += (Link(str(PROV.wasGeneratedBy), "transcription", origin),)
    seen: set[str] = set()
    for section, kind in _STATEMENTS.items():
        if section not in document.entries:
            continue
        node = document.entries[section][1]
        if not isinstance(node, yaml.SequenceNode):
            yield Finding(
                f"The field '{section}' is not a list.",
                "Begin each statement with '  - id: <name>'.",
                document.place(node),
                section,
            )
            continue
        for entry in node.value:
            statement = _mapping(document.path, entry, f"A statement of '{section}'")
            slug = _statement_id(statement, seen)
            seen.add(slug)
            for item in _record(statement, shapes.by_kind[kind], f"{origin}.{slug}", {"id"}):
                label = f"{slug[:1].upper()}{slug[1:].replace('-', ' ')} ({publication})"
                is_record = isinstance(item, Record)
                yield replace(item, links=links, label=label) if is_record else item


def _statement_id(statement: _Mapping, seen: set[str]) -> str:
    _, node = statement.entries.get("id", (None, None))
    place = statement.place(node) if node else statement.location
    if not isinstance(node, yaml.ScalarNode) or not _SLUG.fullmatch(node.value):
        raise _Unreadable(
            place,
            "The statement has no usable id.",
            "Give it 'id: <name>' of letters, digits, '-' and '_', such as data-cards.",
            "id",
        )
    if node.value in seen:
        raise _Unreadable(
            place,
            f"The id '{node.value}' stands in this file a second time.",
            "Give each statement of the file an id of its own.",
            "id",
        )
    return node.value
