"""What the shapes say about contributed records."""

from __future__ import annotations

import pytest
import rdflib

from atlas_kg.dataset import Dataset
from atlas_kg.namespaces import expand
from atlas_kg.record_shapes import Field, RecordShapes, read_record_shapes

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix shape: <https://w3id.org/llm-atlas/shapes#> .
@prefix e: <http://example.org/> .
e:Shape a sh:NodeShape ;
    sh:targetClass e:Note ; rdfs:label "Note"@en ;
    shape:recordKind "note" ; shape:recordDirectory "notes" ;
    sh:property
        [ sh:name "late" ; sh:order 10 ; sh:path e:late ; sh:in ( "a" "b" ) ; sh:maxCount 1 ] ,
        [ sh:name "early" ; sh:order 2 ; sh:path e:early ; sh:class e:Note ; sh:minCount 1 ;
          sh:description "For." ; sh:message "Write." ] ,
        [ sh:name "kind" ; sh:order 11 ; sh:path e:kind ; sh:in ( e:Note e:LongNote ) ] ,
        [ sh:path e:unnamed ; sh:minCount 1 ] .
e:Other a sh:NodeShape ; sh:targetClass e:Other .
"""


@pytest.fixture(scope="module")
def shapes() -> RecordShapes:
    return read_record_shapes(rdflib.Graph().parse(data=SHAPES, format="turtle"))


def test_only_shapes_of_records_are_read(shapes: RecordShapes) -> None:
    assert list(shapes.by_kind) == ["note"]
    shape = shapes.by_kind["note"]
    assert (shape.label, shape.directory) == ("Note", "notes")
    assert (shape.iri, shape.target_class) == (
        "http://example.org/Shape",
        "http://example.org/Note",
    )


def test_fields_stand_in_the_order_of_numbers(shapes: RecordShapes) -> None:
    assert list(shapes.by_kind["note"].fields) == ["early", "late", "kind"]


def test_field_tells_what_it_takes(shapes: RecordShapes) -> None:
    assert shapes.by_kind["note"].fields["early"] == Field(
        name="early",
        path="http://example.org/early",
        datatype=None,
        target_class="http://example.org/Note",
        choices=(),
        is_term=False,
        pattern=None,
        bounds=(None, None),
        least=1,
        many=True,
        help="For.",
        advice="Write.",
    )


def test_listed_texts_and_terms_are_told_apart(shapes: RecordShapes) -> None:
    fields = shapes.by_kind["note"].fields
    assert (fields["late"].choices, fields["late"].is_term) == (("a", "b"), False)
    assert (fields["late"].many, fields["late"].required) == (False, False)
    # The class of the kind itself is given to every record, so nobody chooses it.
    assert fields["kind"].choices == ("http://example.org/LongNote",)
    assert fields["kind"].is_term
    assert not fields["kind"].required


def test_bounds_are_numbers(asserted: Dataset) -> None:
    fields = asserted.record_shapes.by_kind["publication"].fields
    assert fields["year"].bounds == (1500, 2100)
    assert fields["title"].bounds == (None, None)
    assert asserted.record_shapes.by_kind["adjudication"].fields["codings"].least == 1


def test_field_names_records_of_several_kinds(asserted: Dataset) -> None:
    shapes = asserted.record_shapes
    adjudication = shapes.by_kind["adjudication"]
    for name in ("codings", "decision"):
        field = adjudication.fields[name]
        assert shapes.named(field, "A2020.jane.a") == ("coding", "A2020.jane.a")
        assert shapes.named(field, "absence/A2020.jane.a") == ("absence", "A2020.jane.a")
        assert shapes.named(field, "report/A2020.jane.a") == ("report", "A2020.jane.a")
        assert shapes.named(field, "solution/a") == ("coding", "solution/a")
    assert shapes.named(adjudication.fields["by"], "absence/a") == ("coder", "absence/a")


def test_kinds_are_found_by_class_and_folder(shapes: RecordShapes) -> None:
    assert shapes.kind_of_class("http://example.org/Note") == "note"
    assert shapes.kind_of_class("http://example.org/Other") is None
    assert shapes.kind_of_directory("notes") == "note"
    assert shapes.kind_of_directory("others") is None
    assert shapes.sections_of_directory("notes") == {}


def test_kinds_whose_records_stand_in_lists_are_found_by_folder(asserted: Dataset) -> None:
    kinds = asserted.record_shapes
    assert kinds.sections_of_directory("codings") == {
        "codings": "coding",
        "absences": "absence",
        "conditions": "condition",
        "problems": "report",
    }
    assert kinds.sections_of_directory("adjudications") == {"adjudications": "adjudication"}
    assert kinds.kind_of_directory("codings") is None


def test_carried_kinds(asserted: Dataset) -> None:
    found = {kind: shape.directory for kind, shape in asserted.record_shapes.by_kind.items()}
    assert found == {
        "absence": "codings",
        "adjudication": "adjudications",
        "coder": "coders",
        "coding": "codings",
        "condition": "codings",
        "publication": "publications",
        "report": "codings",
        "solution": "solutions",
        "transcription": None,
    }


def test_every_carried_field_helps_its_writer(asserted: Dataset) -> None:
    for shape in asserted.record_shapes.by_kind.values():
        for field in shape.fields.values():
            assert field.help.endswith("."), (shape.kind, field.name)
            assert field.advice.endswith("."), (shape.kind, field.name)
            assert field.path.startswith("http")


def test_properties_of_codings_are_those_promised(asserted: Dataset) -> None:
    fields = asserted.record_shapes.by_kind["coding"].fields
    assert {name: field.path for name, field in fields.items() if name != "statement"} == {
        "phase": expand("atlas:codesPhase"),
        "target": expand("atlas:codesTarget"),
        "mechanism": expand("atlas:codesMechanism"),
        "solution": expand("atlas:codesSolution"),
        "section": expand("atlas:locator"),
        "support": expand("cito:citesAsEvidence"),
        "status": expand("atlas:hasStatus"),
        "note": expand("skos:editorialNote"),
        "unpredicted": expand("atlas:explainsUnpredictedUse"),
    }
