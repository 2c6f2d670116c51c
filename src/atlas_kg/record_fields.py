"""The fields of one record, as they stand in a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import yaml

from atlas_kg.documents import Document, UnreadableError
from atlas_kg.findings import Finding, Location, Severity, advice
from atlas_kg.model import Record, Scalar
from atlas_kg.namespaces import thing
from atlas_kg.record_shapes import Field, RecordShape
from atlas_kg.source_rules import ENTRIES, FIELDS, VALUES
from atlas_kg.suggestions import Vocabulary

__all__ = ["PLACEHOLDER", "read_record", "read_values", "unknown_key"]

PLACEHOLDER = "…"
"""What stands in a file to fill in where somebody still has to say something."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read_record(
    document: Document, shape: RecordShape, slug: str, other_keys: set[str]
) -> Iterator[Record | Finding]:
    """Yield the record that a document holds, and what is wrong with its fields.

    Args:
        document: The document, or the part of one.
        shape: The kind of record.
        slug: What tells the record from others of its kind.
        other_keys: Keys of the document that are no fields.
    """
    fields: dict[str, tuple[Scalar, ...]] = {}
    for key, (key_node, value) in document.entries.items():
        if key in other_keys:
            continue
        if key not in shape.fields:
            unknown = unknown_key(document, key_node, shape.fields, shape.label.lower())
            yield _of(unknown, shape, slug)
            continue
        try:
            fields[key] = read_values(document, shape.fields[key], value)
        except UnreadableError as error:
            entry = _entry(document, value, error.finding.location)
            yield replace(_of(error.finding, shape, slug), entry=entry)
            continue
        for repeated in _repeated(fields[key], key):
            yield _of(repeated, shape, slug)
    yield Record(shape.kind, slug, document.location, fields)


def read_values(document: Document, field: Field, value: yaml.Node) -> tuple[Scalar, ...]:
    """Return the values of a field.

    Args:
        document: The document.
        field: The field.
        value: What stands there for it.

    Raises:
        UnreadableError: The field holds nothing, or what it cannot hold.
    """
    is_list = isinstance(value, yaml.SequenceNode)
    nodes: list[yaml.Node] = value.value if is_list else [value]
    scalars = [node for node in nodes if isinstance(node, yaml.ScalarNode)]
    if len(scalars) < len(nodes) or (is_list and not field.many):
        few = "a list of single values" if field.many else "a single value"
        problem = f"The field '{field.name}' does not hold {few}."
        raise UnreadableError(document.place(value), problem, field.advice, field.name, rule=VALUES)
    empty = [node for node in scalars if not node.value.strip()]
    if empty or not scalars:
        raise UnreadableError(
            document.place(empty[0] if empty else value),
            f"The field '{field.name}' is empty.",
            field.advice if field.required else f"{field.advice} Or leave the field out.",
            field.name,
            rule=VALUES,
        )
    waiting = [node for node in scalars if node.value.strip() == PLACEHOLDER]
    if waiting:
        raise UnreadableError(
            document.place(waiting[0]),
            f"'{PLACEHOLDER}' is not filled in yet.",
            field.advice if field.required else f"{field.advice} Or remove the line.",
            field.name,
            rule=VALUES,
        )
    unprintable = [node for node in scalars if _UNPRINTABLE.search(node.value)]
    if unprintable:
        raise UnreadableError(
            document.place(unprintable[0]),
            f"The field '{field.name}' holds a control character, which XML cannot carry.",
            "Leave it out.",
            field.name,
            rule=VALUES,
        )
    return tuple(Scalar(node.value.strip(), document.place(node)) for node in scalars)


def _of(finding: Finding, shape: RecordShape, slug: str) -> Finding:
    """Return a finding as one about a record."""
    return replace(finding, kind=shape.kind, focus=thing(shape.kind, slug).value)


def _entry(document: Document, value: yaml.Node, place: Location | None) -> int | None:
    """Return the number of the entry of a list that stands in a place."""
    entries = value.value if isinstance(value, yaml.SequenceNode) else []
    places = [document.place(entry) for entry in entries]
    return places.index(place) + 1 if place in places else None


def _repeated(scalars: tuple[Scalar, ...], key: str) -> Iterator[Finding]:
    """Tell the entries of a list that stand in it before."""
    first: dict[str, Scalar] = {}
    for number, scalar in enumerate(scalars, 1):
        if first.setdefault(scalar.text, scalar) is not scalar:
            yield Finding(
                f"'{scalar.text}' stands in the list '{key}' a second time.",
                "Remove one of the two.",
                scalar.location,
                key,
                severity=Severity.WARNING,
                entry=number,
                value=scalar.text,
                determined=True,
                rule=ENTRIES,
            )


def unknown_key(document: Document, node: yaml.Node, known: Iterable[str], what: str) -> Finding:
    """Return the finding about a key that has no meaning in a document.

    Args:
        document: The document.
        node: The key.
        known: The keys that have one.
        what: What the document holds, as people say it.
    """
    key, names = str(node.value), list(known)
    guess = Vocabulary(dict.fromkeys(names, ())).suggest(key)
    word = guess.word if guess else None
    return Finding(
        f"'{key}' is not a field of a {what}.",
        advice(f"The fields are: {', '.join(names)}.", word),
        document.place(node),
        key,
        value=key,
        allowed=tuple(names),
        suggestion=word,
        # What has the right name already would stand there twice.
        determined=bool(guess and guess.determined and word not in document.entries),
        rule=FIELDS,
    )
