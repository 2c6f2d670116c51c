"""JSON Schemas of contributed files, generated from the shapes, for editors to complete and check.

See https://json-schema.org/draft/2020-12. Editors find them by the first line of each YAML file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import rdflib
from rdflib import RDF, XSD

from atlas_kg.dataset import Dataset
from atlas_kg.literature import CODINGS, TRANSCRIPTION
from atlas_kg.namespaces import ATLAS, GRAPH_ONTOLOGY
from atlas_kg.record_shapes import Field, RecordShape

__all__ = ["record_schemas"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES = {str(XSD.integer): "integer", str(XSD.boolean): "boolean"}
_PATTERNS = {str(XSD.dateTime): "^-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"}
_ID = {
    "type": "string",
    "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]*$",
    "description": "The name of the statement within the file.",
}


def record_schemas(dataset: Dataset) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each kind of contributed file, by the kind's name.

    Args:
        dataset: The shapes, and the ontology whose terms a field may take.
    """
    ontology = dataset.graph(GRAPH_ONTOLOGY)
    shapes = dataset.record_shapes.by_kind
    schemas = {
        kind: _file_schema(shape.label, _schema(shape, ontology))
        for kind, shape in shapes.items()
        if shape.directory and not shape.section
    }
    for directory in sorted({str(s.directory) for s in shapes.values() if s.section}):
        sections = dataset.record_shapes.sections_of_directory(directory)
        lists = {
            section: _list(_schema(shapes[kind], ontology, with_id=True))
            for section, kind in sections.items()
        }
        first = next(iter(sections.values()))
        if directory == CODINGS:
            heads = {n: f for kind in sections.values() for n, f in shapes[kind].head.items()}
            headed = {name: _field(field, ontology) for name, field in heads.items()}
            lists = headed | {TRANSCRIPTION: _schema(shapes[TRANSCRIPTION], ontology)} | lists
        schema = {
            "type": "object",
            "properties": lists,
            "required": [],
            "anyOf": [{"required": [section]} for section in sections],
            "additionalProperties": False,
        }
        schemas[first] = _file_schema(f"{shapes[first].label} file", schema)
    return schemas


def _file_schema(title: str, schema: dict[str, Any]) -> dict[str, Any]:
    properties = {"schema": {"const": 1, "description": "The version of the layout."}}
    return {
        "$schema": _DIALECT,
        "title": title,
        **schema,
        "properties": properties | schema["properties"],
        "required": ["schema", *schema["required"]],
    }


def _schema(shape: RecordShape, ontology: rdflib.Graph, *, with_id: bool = False) -> dict[str, Any]:
    fields = {name: _field(field, ontology) for name, field in shape.fields.items()}
    required = [name for name, field in shape.fields.items() if field.required]
    return {
        "type": "object",
        "properties": ({"id": _ID} if with_id else {}) | fields,
        "required": (["id"] if with_id else []) + required,
        "additionalProperties": False,
    }


def _field(field: Field, ontology: rdflib.Graph) -> dict[str, Any]:
    value: dict[str, Any] = {"type": _TYPES.get(field.datatype or "", "string")}
    terms = _terms(field, ontology)
    if terms:
        value["enum"] = terms
    if pattern := field.pattern or _PATTERNS.get(field.datatype or ""):
        value["pattern"] = pattern
    bounds = zip(("minimum", "maximum"), field.bounds, strict=True)
    value |= {keyword: bound for keyword, bound in bounds if bound is not None}
    several = _list(value, max(field.least, 1))
    single = [] if field.least > 1 else [value]
    schema = {"anyOf": [*single, several]} if field.many else value
    return schema | {"description": f"{field.help} {field.advice}"}


def _list(value: dict[str, Any], least: int = 1) -> dict[str, Any]:
    return {"type": "array", "items": value, "minItems": least}


def _terms(field: Field, ontology: rdflib.Graph) -> list[str]:
    """Return the words that the field takes, if they are listed or terms of the ontology."""
    found: Iterable[str] = field.choices
    if not found and field.target_class:
        instances = ontology.subjects(RDF.type, rdflib.URIRef(field.target_class))
        found = sorted(str(instance) for instance in instances)
    return [iri.removeprefix(str(ATLAS)) for iri in found]
