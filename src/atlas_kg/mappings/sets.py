"""Mapping sets: tables of mappings in SSSOM, of which every value keeps its place."""

from __future__ import annotations

import re
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from pathlib import Path

from atlas_kg.findings import Location
from atlas_kg.mappings.slots import NEGATION, Slot

__all__ = ["Mapping", "MappingSet"]

_FIELD = re.compile(r'"(?:[^"]|"")*"|[^\t]*')
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:(//)?[^\s<>\"{}|^`\\]+")


@dataclass(frozen=True)
class Mapping:
    """One row of a table: what somebody says of a pair.

    Attributes:
        line: The number of the line.
        text: The line itself.
        columns: The names of the columns.
        values: The texts of the row by column; those that are empty are left out.
    """

    line: int
    text: str
    columns: tuple[str, ...]
    values: Mapped[str, str]

    def place(self, file: Path, column: str | None = None) -> Location:
        """Return where a value stands, or the row; of a column that is missing, its end."""
        if column is None or column not in self.columns:
            return Location(file, self.line)
        start = 0
        for _ in range(self.columns.index(column)):
            start += len(found[0]) + 1 if (found := _FIELD.match(self.text, start)) else 0
        return Location(file, self.line, min(start, len(self.text)) + 1)

    def every(self, slot: Slot) -> tuple[str, ...]:
        """Return the values of a slot."""
        text = self.values.get(slot.name, "")
        parts = text.split("|") if slot.many else [text]
        return tuple(part.strip() for part in parts if part.strip())


@dataclass(frozen=True)
class MappingSet:
    """A mapping set.

    Attributes:
        file: Where it stands.
        head: What is said of the set, by slot; several values of one slot are divided by '|'.
        lines: The number of the line of each entry of the head.
        prefixes: The prefixes of its CURIEs, those that need no entry included.
        mappings: Its rows.
    """

    file: Path
    head: Mapped[str, str]
    lines: Mapped[str, int] = field(default_factory=dict)
    prefixes: Mapped[str, str] = field(default_factory=dict)
    mappings: tuple[Mapping, ...] = ()

    @property
    def name(self) -> str:
        """Its name, which is that of its file."""
        return self.file.name.removesuffix(".sssom.tsv")

    def expand(self, name: str) -> str | None:
        """Return the IRI of a CURIE or of an IRI, or None if it is neither."""
        prefix, colon, local = name.partition(":")
        if not colon:
            return None
        if prefix in self.prefixes:
            iri = self.prefixes[prefix] + local
            return iri if local and _ADDRESS.fullmatch(iri) else None
        return name if local.startswith("//") and _ADDRESS.fullmatch(name) else None

    def iri(self, mapping: Mapping, column: str) -> str | None:
        """Return the IRI that stands in a column of a row, if there is one."""
        return self.expand(mapping.values.get(column, ""))

    def judgement(self, mapping: Mapping) -> str:
        """Return what a row says of its pair: the relation, or that it does not hold."""
        relation = self.iri(mapping, "predicate_id") or ""
        negated = mapping.values.get("predicate_modifier") == NEGATION
        return f"{NEGATION} {relation}" if negated else relation
