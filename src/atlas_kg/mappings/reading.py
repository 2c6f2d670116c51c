"""Reading mapping sets: SSSOM/TSV, a head of commented YAML and a table below it.

See https://mapping-commons.github.io/sssom/spec-formats-tsv/.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import yaml

from atlas_kg.documents import Document, UnreadableError, parse_document, read_text
from atlas_kg.findings import Finding, Location, advice
from atlas_kg.literature import MAPPINGS, SLUG
from atlas_kg.mappings.sets import Mapping, MappingSet
from atlas_kg.mappings.slots import BUILT_IN, REQUIRED, SET_REQUIRED, SET_SLOTS, SLOTS
from atlas_kg.source_rules import FIELDS, FORM, NAMES, PLACES, SYNTAX, VALUES
from atlas_kg.suggestions import nearest

__all__ = ["ENDING", "MappingSets", "read_mapping_sets"]

ENDING = ".sssom.tsv"

_MOST_BYTES = 200_000_000
"""About a million mappings."""

_CURIE_MAP = "curie_map"


@dataclass(frozen=True)
class MappingSets:
    """The mapping sets, and what could not be read."""

    sets: tuple[MappingSet, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_mapping_sets(data: Path) -> MappingSets:
    """Read all mapping sets.

    Args:
        data: The folder that holds ``mappings/``, which may be missing.

    Returns:
        The sets in the order of their names, and a finding for each part that could not be read.
    """
    sets: list[MappingSet] = []
    findings: list[Finding] = []
    folder = data / MAPPINGS
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue
        try:
            _check_place(path)
            for item in _read(path):
                if isinstance(item, Finding):
                    findings.append(item)
                else:
                    sets.append(item)
        except UnreadableError as error:
            findings.append(error.finding)
    return MappingSets(tuple(sets), tuple(findings))


def _check_place(path: Path) -> None:
    if path.is_symlink():
        raise UnreadableError(
            Location(path),
            "This is a symbolic link, which may lead out of the data.",
            "Put the file itself here.",
            rule=PLACES,
        )
    if not path.name.endswith(ENDING):
        raise UnreadableError(
            Location(path),
            "This file lies where no contributed file is expected.",
            f"Put here <name>{ENDING} only.",
            rule=PLACES,
        )
    name = path.name.removesuffix(ENDING)
    if not SLUG.fullmatch(name):
        raise UnreadableError(
            Location(path),
            f"The name '{name}' cannot be part of an IRI.",
            "Use only the letters a to z and A to Z, digits, '-' and '_'.",
            rule=NAMES,
        )


def _read(path: Path) -> Iterator[MappingSet | Finding]:
    lines = [line.removesuffix("\r") for line in read_text(path, _MOST_BYTES).split("\n")]
    commented = list(takewhile(lambda line: line.startswith("#"), lines))
    if not commented:
        raise UnreadableError(
            Location(path),
            "The file does not begin with a head.",
            f"Begin it with lines such as '#{SET_REQUIRED[0]}: https://example.org/set' that say "
            f"{', '.join(SET_REQUIRED)} and {_CURIE_MAP}.",
            rule=FORM,
        )
    # Each word keeps its column, a blank in place of the sign.
    head = parse_document(path, "\n".join(f" {line[1:]}" for line in commented), "The head")
    said, places, findings = {}, {}, []
    prefixes = dict(BUILT_IN)
    for key, (key_node, value) in head.entries.items():
        places[key] = head.place(key_node).line
        try:
            if key == _CURIE_MAP:
                prefixes |= _prefixes(head, value)
            else:
                said[key] = _said(head, key, key_node, value)
        except UnreadableError as error:
            findings.append(error.finding)
    findings += [_lacks(path, key) for key in SET_REQUIRED if key not in said]
    yield from findings
    rows: list[Mapping] = []
    for item in _rows(path, lines, len(commented)):
        if isinstance(item, Finding):
            yield item
        else:
            rows.append(item)
    yield MappingSet(path, said, places, prefixes, tuple(rows))


def _lacks(path: Path, key: str) -> Finding:
    what = f"Write it, such as '#{key}: {_EXAMPLES[key]}'."
    return Finding(f"The head lacks '{key}'.", what, Location(path), key, rule=FIELDS)


_EXAMPLES = {
    "mapping_set_id": "https://w3id.org/llm-atlas/id/mapping-set/<name>",
    "license": "https://creativecommons.org/licenses/by/4.0/",
}


def _prefixes(head: Document, value: yaml.Node) -> dict[str, str]:
    part = head.part(value, f"'{_CURIE_MAP}'")
    found = {}
    for prefix, (_, space) in part.entries.items():
        if not isinstance(space, yaml.ScalarNode) or ":" not in space.value:
            raise UnreadableError(
                part.place(space),
                f"The prefix '{prefix}' does not stand for the beginning of an IRI.",
                "Write it as 'prefix: https://…'.",
                _CURIE_MAP,
                rule=VALUES,
            )
        found[prefix] = space.value
    return found


def _said(head: Document, key: str, key_node: yaml.Node, value: yaml.Node) -> str:
    slot = SET_SLOTS.get(key)
    if slot is None:
        raise UnreadableError(
            head.place(key_node),
            f"'{key}' says nothing of a mapping set.",
            advice("See the slots of MappingSet in SSSOM.", nearest(key, SET_SLOTS)),
            key,
            rule=FIELDS,
        )
    nodes = value.value if slot.many and isinstance(value, yaml.SequenceNode) else [value]
    texts = [node.value.strip() for node in nodes if isinstance(node, yaml.ScalarNode)]
    if len(texts) != len(nodes) or not all(texts):
        what = "Write one text, or a list of texts." if slot.many else "Write one text."
        raise UnreadableError(
            head.place(value), f"'{key}' does not hold a text.", what, key, rule=VALUES
        )
    return "|".join(texts)


def _rows(path: Path, lines: list[str], begin: int) -> Iterator[Mapping | Finding]:
    if begin >= len(lines) or not lines[begin].strip():
        raise UnreadableError(
            Location(path, begin + 1),
            "The table does not begin with the names of its columns.",
            f"Write them below the head, divided by tabs: {', '.join(REQUIRED)} and others.",
            rule=FORM,
        )
    columns = tuple(_fields(path, begin + 1, lines[begin]))
    header = Mapping(begin + 1, lines[begin], columns, {})
    for name in columns:
        if name not in SLOTS or columns.count(name) > 1:
            raise UnreadableError(
                header.place(path, name),
                f"'{name[:80]}' is a column twice."
                if name in SLOTS
                else f"'{name[:80]}' is not a column of SSSOM.",
                advice(
                    "Name each column after a slot of Mapping, once, and divide them by tabs.",
                    nearest(name, [slot for slot in SLOTS if slot not in columns]),
                ),
                name,
                rule=FIELDS,
            )
    if missing := [name for name in REQUIRED if name not in columns]:
        raise UnreadableError(
            Location(path, begin + 1),
            f"The table lacks the column '{missing[0]}'.",
            f"Add it; {', '.join(REQUIRED)} must be there.",
            missing[0],
            rule=FIELDS,
        )
    for number, text in enumerate(lines[begin + 1 :], begin + 2):
        if not text.strip():
            continue
        try:
            fields = _fields(path, number, text)
        except UnreadableError as error:
            yield error.finding
            continue
        if len(fields) != len(columns):
            yield Finding(
                f"The row has {len(fields)} fields, and the table has {len(columns)} columns.",
                "Divide the fields by tabs, and leave what is unknown empty between two of them.",
                Location(path, number),
                rule=FORM,
            )
        else:
            values = {name: field.strip() for name, field in zip(columns, fields, strict=True)}
            yield Mapping(number, text, columns, {k: v for k, v in values.items() if v})


def _fields(path: Path, number: int, text: str) -> list[str]:
    if '"' not in text:
        return text.split("\t")
    try:
        return next(csv.reader([text], delimiter="\t", strict=True))
    except csv.Error as error:
        raise UnreadableError(
            Location(path, number),
            f"The row cannot be read: {error}.",
            'Put a text that holds a quote into quotes, write " as "" inside them, and end the row '
            "on its line.",
            rule=SYNTAX,
        ) from error
