"""Records become triples that know where they stand."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from atlas_kg.dataset import Dataset
from atlas_kg.findings import Location
from atlas_kg.lifting import Lifted, lift
from atlas_kg.model import Link, Record, Scalar
from atlas_kg.namespaces import expand

FILE = Path("a.yaml")


def record(kind: str, fields: dict[str, list[str]], **more: object) -> Record:
    lines = iter(range(2, 100))
    return Record(
        kind,
        "a",
        Location(FILE),
        {
            key: tuple(Scalar(text, Location(FILE, next(lines))) for text in texts)
            for key, texts in fields.items()
        },
        **more,  # type: ignore[arg-type]
    )


def lifted(asserted: Dataset, given: Record) -> Lifted:
    return lift([given], asserted.record_shapes)


def values(found: Lifted, predicate: str) -> list[object]:
    return [t.object for t in found.triples if t.predicate.value == expand(predicate)]


def text(found: Lifted, predicate: str) -> str:
    (value,) = values(found, predicate)
    assert isinstance(value, ox.Literal)
    return value.value


@pytest.mark.parametrize(
    ("given", "predicate", "value"),
    [
        (("solution", "label", "A"), "rdfs:label", ox.Literal("A", language="en")),
        (("publication", "title", "A"), "dcterms:title", ox.Literal("A")),
        (("publication", "type", "Report"), "dcterms:type", ox.Literal("Report")),
        (
            ("publication", "year", "2020"),
            "dcterms:issued",
            ox.Literal("2020", datatype=ox.NamedNode(expand("xsd:integer"))),
        ),
        (("coding", "phase", "X"), "atlas:codesPhase", ox.NamedNode(expand("atlas:X"))),
        (
            ("coding", "solution", "data-cards"),
            "atlas:codesSolution",
            ox.NamedNode(expand("atlas-id:solution/data-cards")),
        ),
        (
            ("solution", "sources", "A"),
            "dcterms:source",
            ox.NamedNode(expand("atlas-id:publication/A")),
        ),
    ],
)
def test_values_are_what_the_shapes_say(
    given: tuple[str, str, str], predicate: str, value: object, asserted: Dataset
) -> None:
    kind, key, word = given
    assert values(lifted(asserted, record(kind, {key: [word]})), predicate) == [value]


def test_record_has_the_class_of_its_kind_and_the_chosen_one(asserted: Dataset) -> None:
    found = lifted(asserted, record("coder", {"kind": ["HumanCoder"]}))
    assert values(found, "rdf:type") == [
        ox.NamedNode(expand("atlas:Coder")),
        ox.NamedNode(expand("atlas:HumanCoder")),
    ]


def test_links_and_label_come_from_the_place_of_the_file(asserted: Dataset) -> None:
    link = Link(expand("atlas:codedBy"), "coder", "me")
    found = lifted(asserted, record("coding", {}, links=(link,), label="My label"))
    assert values(found, "atlas:codedBy") == [ox.NamedNode(expand("atlas-id:coder/me"))]
    assert text(found, "rdfs:label") == "My label"


def test_origins_know_record_field_and_value(asserted: Dataset) -> None:
    found = lifted(asserted, record("solution", {"label": ["A"], "sources": ["X", "Y"]}))
    subject, sources = expand("atlas-id:solution/a"), expand("dcterms:source")
    whole = found.origins[subject, None, None]
    assert (whole.location.line, whole.field) == (1, None)
    first = found.origins[subject, sources, None]
    assert (first.location.line, first.field, first.text) == (3, "sources", "X")
    exact = found.origins[subject, sources, expand("atlas-id:publication/Y")]
    assert (exact.location.line, exact.text) == (4, "Y")


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"year": ["2020"], "title": ["T"]}, "A, B (2020). T."),
        ({"year": ["2020"], "title": ["T."], "et_al": ["true"]}, "A, B et al. (2020). T."),
        (
            {
                "year": ["2020"],
                "title": ["T"],
                "venue": ["V"],
                "volume": ["1"],
                "issue": ["2"],
                "pages": ["3-4"],
            },
            "A, B (2020). T. V, 1(2), 3-4.",
        ),
        ({"year": ["2020"], "title": ["Is it?"]}, "A, B (2020). Is it?"),
        ({"year": ["2020"], "title": ["T"], "issue": ["2"]}, "A, B (2020). T. (2)."),
    ],
)
def test_citation_is_a_line(fields: dict[str, list[str]], line: str, asserted: Dataset) -> None:
    found = lifted(asserted, record("publication", {"authors": ["A, B"]} | fields))
    assert text(found, "dcterms:bibliographicCitation") == line


def test_citation_keeps_the_order_of_authors(asserted: Dataset) -> None:
    found = lifted(asserted, record("publication", {"authors": ["Z, A", "A, Z"]}))
    assert text(found, "dcterms:bibliographicCitation").startswith("Z, A; A, Z (")


@pytest.mark.parametrize(
    ("kind", "key", "predicate", "word", "right"),
    [
        ("publication", "year", "dcterms:issued", "2020", True),
        ("publication", "year", "dcterms:issued", "2_020", False),
        ("publication", "year", "dcterms:issued", "\uff12020", False),
        ("publication", "et_al", "atlas:hasFurtherAuthors", "true", True),
        ("publication", "et_al", "atlas:hasFurtherAuthors", "TRUE", False),
        ("transcription", "date", "prov:endedAtTime", "2026-11-23T00:00:00.5+01:00", True),
        ("transcription", "date", "prov:endedAtTime", "2026-11-23 00:00:00", False),
    ],
)
def test_value_of_another_form_stays_a_text(  # noqa: PLR0913, PLR0917
    kind: str, key: str, predicate: str, word: str, right: bool, asserted: Dataset
) -> None:
    (value,) = values(lifted(asserted, record(kind, {key: [word]})), predicate)
    assert isinstance(value, ox.Literal)
    assert value.value == word
    assert (value.datatype != ox.NamedNode(expand("xsd:string"))) == right
