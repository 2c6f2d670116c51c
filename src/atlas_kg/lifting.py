"""Records lifted to triples, with the place from which each triple came.

The shapes say what becomes of a field: its property, and whether its values are texts, terms of the
ontology or other records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import RDF, XSD

from atlas_kg.findings import Location
from atlas_kg.model import Record, Scalar
from atlas_kg.namespaces import DCTERMS, RDFS, term, thing
from atlas_kg.record_shapes import Field, RecordShape, RecordShapes

__all__ = ["Lifted", "Origin", "lift"]

_LANGUAGE = "en"
_LANG_STRING = str(RDF.langString)
_TYPE = ox.NamedNode(str(RDF.type))
_LABEL = ox.NamedNode(str(RDFS.label))
_CITATION = ox.NamedNode(str(DCTERMS.bibliographicCitation))

# The forms of https://www.w3.org/TR/xmlschema11-2/, which engines of SHACL read more or less
# liberally. Reading "1_000" or "TRUE" differently, they would differ about what is valid.
_FORMS = {
    str(XSD.integer): re.compile(r"[+-]?[0-9]+"),
    str(XSD.boolean): re.compile("true|false|1|0"),
    str(XSD.dateTime): re.compile(
        r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
        r"(Z|[+-][0-9]{2}:[0-9]{2})?"
    ),
}


@dataclass(frozen=True)
class Origin:
    """Where a triple, or all that is said of a thing, stands in the sources.

    Attributes:
        location: The place.
        field: The key of the field.
        text: The text that stands there.
        entry: Which entry of the field it is, from 1, if the field may hold several.
        why: Why it is so, in a sentence, if nobody wrote it: then the place is that of the record.
    """

    location: Location
    field: str | None = None
    text: str | None = None
    entry: int | None = None
    why: str | None = None


@dataclass(frozen=True)
class Lifted:
    """The triples of the records, and where they come from.

    Attributes:
        triples: The triples.
        origins: By subject IRI, predicate IRI or None, and object text or None; an entry without
            predicate is the record, one without object is the first value of the field.
    """

    triples: tuple[ox.Triple, ...]
    origins: Mapping[tuple[str, str | None, str | None], Origin]


def lift(records: Iterable[Record], shapes: RecordShapes) -> Lifted:
    """Turn records into triples.

    Args:
        records: What contributors wrote.
        shapes: What the fields of each kind of record become.
    """
    triples: list[ox.Triple] = []
    origins: dict[tuple[str, str | None, str | None], Origin] = {}
    for record in records:
        shape = shapes.by_kind[record.kind]
        subject = thing(record.kind, record.slug)
        origins[subject.value, None, None] = Origin(record.location)
        triples.append(ox.Triple(subject, _TYPE, ox.NamedNode(shape.target_class)))
        for key, scalars in record.fields.items():
            field = shape.field(key)
            predicate = ox.NamedNode(field.path)
            for number, scalar in enumerate(scalars, 1):
                value = _value(scalar, field, shapes)
                triples.append(ox.Triple(subject, predicate, value))
                origin = Origin(scalar.location, key, scalar.text, number if field.many else None)
                origins[subject.value, field.path, value.value] = origin
                origins.setdefault((subject.value, field.path, None), origin)
        for link in record.links:
            other = thing(link.kind, link.slug)
            triples.append(ox.Triple(subject, ox.NamedNode(link.relation), other))
            # The link follows from the name of the file or of its folder.
            origins[subject.value, link.relation, None] = Origin(Location(record.location.file))
        triples.extend(_derived(record, shape, subject))
    return Lifted(tuple(triples), origins)


def _value(scalar: Scalar, field: Field, shapes: RecordShapes) -> ox.NamedNode | ox.Literal:
    if field.datatype == _LANG_STRING:
        return ox.Literal(scalar.text, language=_LANGUAGE)
    form = _FORMS.get(field.datatype or "")
    if form and not form.fullmatch(scalar.text):
        # A text, so that the shape finds the wrong datatype, whatever engine asks.
        return ox.Literal(scalar.text)
    if field.datatype:
        return ox.Literal(scalar.text, datatype=ox.NamedNode(field.datatype))
    if field.choices and not field.is_term:
        return ox.Literal(scalar.text)
    named = shapes.named(field, scalar.text)
    return thing(*named) if named else term(scalar.text)


def _derived(record: Record, shape: RecordShape, subject: ox.NamedNode) -> Iterator[ox.Triple]:
    if record.label:
        label = ox.Literal(record.label, language=_LANGUAGE)
        yield ox.Triple(subject, _LABEL, label)
    if "authors" in shape.fields and "authors" in record.fields:
        yield ox.Triple(subject, _CITATION, ox.Literal(_citation(record)))


def _citation(record: Record) -> str:
    """Return the reference as a line, in which alone the authors keep their order."""
    first = {key: scalars[0].text for key, scalars in record.fields.items()}
    authors = "; ".join(scalar.text for scalar in record.fields["authors"])
    further = " et al." if first.get("et_al") == "true" else ""
    volume = first.get("volume", "") + (f"({first['issue']})" if "issue" in first else "")
    venue = ", ".join(part for part in (first.get("venue"), volume, first.get("pages")) if part)
    title = first.get("title", "").rstrip(".")
    end = "" if title.endswith(("?", "!")) else "."
    line = f"{authors}{further} ({first.get('year', 'n.d.')}). {title}{end}"
    return f"{line} {venue}." if venue else line
