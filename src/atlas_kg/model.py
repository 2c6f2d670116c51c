"""Records: what contributors write, with the place of every word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from atlas_kg.findings import Location

__all__ = ["Link", "Record", "Scalar"]


@dataclass(frozen=True)
class Scalar:
    """One value as it stands in a file, before anything interprets it."""

    text: str
    location: Location


@dataclass(frozen=True)
class Link:
    """A relation of a record to another record that follows from where its file lies.

    Attributes:
        relation: The IRI of the property.
        kind: The kind of the other record.
        slug: The slug of the other record.
    """

    relation: str
    kind: str
    slug: str


@dataclass(frozen=True)
class Record:
    """One contributed record.

    Attributes:
        kind: The record kind, as the shapes name it; part of the record's IRI.
        slug: What tells the record from others of its kind; the rest of the IRI.
        location: Where the record begins.
        fields: The values of each field, by key, in the order of the file.
        links: Relations that follow from the folder and the name of the file.
        label: The label, for records that have no field for it.
    """

    kind: str
    slug: str
    location: Location
    fields: Mapping[str, tuple[Scalar, ...]]
    links: tuple[Link, ...] = field(default=())
    label: str | None = None
