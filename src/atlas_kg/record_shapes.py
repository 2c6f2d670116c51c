"""What the shapes say about contributed records: their kinds, folders and fields.

A shape is the check, the form and the help text at once: a node shape with a ``shape:recordKind``
describes a kind of record, and each of its property shapes with a ``sh:name`` describes a field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import rdflib
from rdflib import RDFS, SH
from rdflib.collection import Collection

from atlas_kg.namespaces import SHAPE

__all__ = ["Field", "RecordShape", "RecordShapes", "classes_of", "read_record_shapes"]


@dataclass(frozen=True)
class Field:
    """A field of a record.

    Attributes:
        name: Its key in a contributed file.
        path: The IRI of the property that it becomes.
        datatype: The IRI of the datatype of its values, if they are literals.
        target_class: The IRI of the class of its values, if they are things or terms.
        choices: The values that it may take, if they are listed, or that are for a contributor to
            choose: IRIs or texts.
        is_term: Whether the listed values are terms of the ontology.
        pattern: The regular expression that its values match, if there is one.
        bounds: The least and the greatest of its values, where they are numbers with bounds.
        least: How many values a contributor must give.
        many: Whether it may have more than one value.
        help: What it is for.
        advice: What to write.
        form_help: Both in the words of a form, where they speak of files.
        other_classes: The IRIs of further classes that its values may have.
    """

    name: str
    path: str
    datatype: str | None
    target_class: str | None
    choices: tuple[str, ...]
    is_term: bool
    pattern: str | None
    bounds: tuple[int | None, int | None]
    least: int
    many: bool
    help: str
    advice: str
    form_help: str | None = None
    other_classes: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether it must be there."""
        return self.least > 0


@dataclass(frozen=True)
class RecordShape:
    """A kind of record.

    Attributes:
        kind: Its name, as in the IRIs of its records.
        iri: The IRI of its node shape.
        label: Its name for people.
        directory: The folder that holds its records, if there is one: a file for each record, or
            files about publications, with the records in a list.
        section: The key of that list, if records of the kind stand in lists.
        target_class: The IRI of the class of its records.
        fields: Its fields, by key, in the order of the form.
        place: What the names of its folder and of its file say, as fields, by the kind of record
            that they name.
        head: What stands once at the head of a file for all of its records, by key.
    """

    kind: str
    iri: str
    label: str
    directory: str | None
    section: str | None
    target_class: str
    fields: Mapping[str, Field]
    place: Mapping[str, Field]
    head: Mapping[str, Field]

    def field(self, key: str) -> Field:
        """Return a field of the record or of the head of its file."""
        return self.fields.get(key) or self.head[key]


@dataclass(frozen=True)
class RecordShapes:
    """All kinds of record, by kind."""

    by_kind: Mapping[str, RecordShape]

    def kind_of_class(self, target_class: str) -> str | None:
        """Return the kind whose records have the class, or None for terms of the ontology."""
        return self._kinds.get(target_class)

    def named(self, field: Field, text: str) -> tuple[str, str] | None:
        """Return the kind and the slug of the record that a field names; None for terms.

        Where a field may name records of several kinds, those of the first are named by their
        slug, and others as ``<kind>/<slug>``.

        Args:
            field: The field.
            text: What it says.
        """
        kind = self._kinds.get(field.target_class or "")
        if kind is None:
            return None
        head, _, rest = text.partition("/")
        if rest and head in {self._kinds.get(one) for one in field.other_classes}:
            return head, rest
        return kind, text

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        return {shape.target_class: shape.kind for shape in self.by_kind.values()}

    def kind_of_directory(self, directory: str) -> str | None:
        """Return the kind of which a folder holds one file for each record, if there is one."""
        folders = {s.directory: s.kind for s in self.by_kind.values() if not s.section}
        return folders.get(directory)

    def sections_of_directory(self, directory: str) -> Mapping[str, str]:
        """Return the kinds whose records stand in lists of the files of a folder, by list.

        The list that is called as the folder is comes first.
        """
        kinds = (s for s in self.by_kind.values() if s.section and s.directory == directory)
        ordered = sorted(kinds, key=lambda s: (s.section != directory, s.kind))
        return {str(s.section): s.kind for s in ordered}


def read_record_shapes(shapes: rdflib.Graph) -> RecordShapes:
    """Read the kinds of record from a graph of SHACL shapes.

    Args:
        shapes: The shapes, in which ``shape:recordKind`` marks those of contributed records.
    """
    found = {}
    kinds = {_text(shapes, n, SH.targetClass): str(k) for n, k in shapes[: SHAPE.recordKind :]}
    for node, kind in sorted(shapes.subject_objects(SHAPE.recordKind)):
        named = [p for p in shapes.objects(node, SH.property) if (p, SH.name, None) in shapes]
        named.sort(key=lambda prop: int(_text(shapes, prop, SH.order) or 0))
        target_class = _text(shapes, node, SH.targetClass) or ""
        fields = [_field(shapes, prop, target_class) for prop in named]
        others = [
            replace(
                _field(shapes, prop, target_class), name=kinds[_text(shapes, prop, SH["class"])]
            )
            for prop in shapes.objects(node, SH.property)
            if prop not in named and _text(shapes, prop, SH["class"]) in kinds
        ]
        headed = {
            name: replace(_field(shapes, prop, target_class), name=name)
            for prop in shapes.objects(node, SH.property)
            if (name := _text(shapes, prop, SHAPE.recordHead))
        }
        found[str(kind)] = RecordShape(
            kind=str(kind),
            iri=str(node),
            label=_text(shapes, node, RDFS.label) or str(kind),
            directory=_text(shapes, node, SHAPE.recordDirectory),
            section=_text(shapes, node, SHAPE.recordSection),
            target_class=target_class,
            fields={field.name: field for field in fields},
            place={
                field.name: field
                for field in sorted(others, key=lambda other: other.name)
                if field.required
            },
            head=headed,
        )
    return RecordShapes(found)


def _field(shapes: rdflib.Graph, prop: rdflib.term.Node, target_class: str) -> Field:
    listed = shapes.value(prop, SH["in"])
    own = tuple(sorted(shapes.objects(prop, SHAPE.recordChoice), key=str))
    choices = tuple(Collection(shapes, listed)) if listed else own
    is_found = (prop, SHAPE.recordDefault, None) in shapes
    is_class = target_class in map(str, choices)
    classes = classes_of(shapes, prop)
    return Field(
        name=_text(shapes, prop, SH.name) or "",
        path=_text(shapes, prop, SH.path) or "",
        datatype=_text(shapes, prop, SH.datatype),
        target_class=classes[0] if classes else None,
        # Every record has the class of its kind; what is chosen is the class below it.
        choices=tuple(str(choice) for choice in choices if str(choice) != target_class),
        is_term=any(isinstance(choice, rdflib.URIRef) for choice in choices),
        pattern=_text(shapes, prop, SH.pattern),
        bounds=(_number(shapes, prop, SH.minInclusive), _number(shapes, prop, SH.maxInclusive)),
        # The class of the kind is always there, and counts beside what is chosen below it.
        least=0 if is_found else (_number(shapes, prop, SH.minCount) or 0) - is_class,
        many=_text(shapes, prop, SH.maxCount) != ("2" if is_class else "1"),
        help=_text(shapes, prop, SH.description) or "",
        advice=_text(shapes, prop, SH.message) or "",
        form_help=_form_help(shapes, prop),
        other_classes=classes[1:],
    )


def _form_help(shapes: rdflib.Graph, prop: rdflib.term.Node) -> str | None:
    kind, path = shapes.value(None, SH.property, prop), shapes.value(prop, SH.path)
    for told in shapes.objects(kind, SHAPE.formHelp):
        if shapes.value(told, SHAPE.formField) == path:
            return _text(shapes, told, RDFS.comment)
    return None


def classes_of(shapes: rdflib.Graph, prop: rdflib.term.Node) -> tuple[str, ...]:
    """Return the IRIs of the classes of which the values of a property have one.

    Args:
        shapes: The shapes.
        prop: A property shape with ``sh:class``, or with ``sh:or`` over shapes that have it.
    """
    listed = shapes.value(prop, SH["or"])
    members = tuple(Collection(shapes, listed)) if listed else ()
    found = (_text(shapes, node, SH["class"]) for node in (prop, *members))
    return tuple(one for one in found if one)


def _number(shapes: rdflib.Graph, prop: rdflib.term.Node, predicate: rdflib.URIRef) -> int | None:
    text = _text(shapes, prop, predicate)
    return None if text is None else int(text)


def _text(shapes: rdflib.Graph, subject: rdflib.term.Node, predicate: rdflib.URIRef) -> str | None:
    value = shapes.value(subject, predicate)
    return None if value is None else str(value)
