"""A contribution makes the file that a person would write."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.contribution import Contribution, contributable, form_fields
from atlas_kg.dataset import Dataset
from atlas_kg.literature import read_proposal
from atlas_kg.record_schemas import record_schemas

CODING = {
    "publication": ("Zou2023",),
    "coder": ("seed-paper-authors",),
    "id": ("monitored-training",),
    "statement": ("Training is watched: its gradients tell.",),
    "phase": ("ModelDevelopment",),
    "target": ("Model",),
    "mechanism": ("Monitoring",),
    "solution": ("dataset-analysis",),
    "section": ("4.1",),
    "support": ("Gao2020", "Zha2023"),
}
PUBLICATION = {
    "key": ("Example2026",),
    "label": ("Example (2026)",),
    "title": ("An example: yes?",),
    "authors": ("Family, Given", "Other, One"),
    "et_al": ("true",),
    "year": ("2026",),
    "type": ("Preprint",),
    "arxiv": ("2601.00010",),
}
KINDS = [
    "coding",
    "report",
    "absence",
    "condition",
    "publication",
    "solution",
    "coder",
    "adjudication",
]


def contribution(
    dataset: Dataset, kind: str, values: Mapping[str, tuple[str, ...]]
) -> Contribution:
    return Contribution(dataset.record_shapes.by_kind[kind], values)


def test_records_with_a_place_can_be_contributed(asserted: Dataset) -> None:
    assert [shape.kind for shape in contributable(asserted.record_shapes)] == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_form_has_each_field_once(asserted: Dataset, kind: str) -> None:
    shape = asserted.record_shapes.by_kind[kind]
    names = [name for name in form_fields(shape) if name not in shape.fields]
    assert names == {
        "absence": ["publication", "coder", "id"],
        "adjudication": ["publication", "id"],
        "coding": ["publication", "coder", "id"],
        "condition": ["publication", "coder", "id"],
        "report": ["publication", "coder", "id"],
    }.get(kind, ["key"])
    assert list(form_fields(shape)) == [*names, *shape.fields]
    assert all(field.help and field.advice for field in form_fields(shape).values())


@pytest.mark.parametrize(
    ("kind", "values", "path"),
    [
        ("coding", CODING, "codings/seed-paper-authors/Zou2023.yaml"),
        ("publication", PUBLICATION, "publications/Example2026.yaml"),
        ("adjudication", CODING, "adjudications/Zou2023.yaml"),
    ],
)
def test_file_lies_where_the_layout_has_it(
    asserted: Dataset, kind: str, values: dict[str, tuple[str, ...]], path: str
) -> None:
    assert contribution(asserted, kind, values).path == Path(path)


@pytest.mark.parametrize(("kind", "values"), [("coding", CODING), ("publication", PUBLICATION)])
def test_file_keeps_the_schema_of_editors(
    asserted: Dataset, kind: str, values: dict[str, tuple[str, ...]]
) -> None:
    made = contribution(asserted, kind, values)
    text = made.text(asserted.record_shapes)
    schema = record_schemas(asserted)[kind]
    jsonschema.validate(yaml.safe_load(text), schema)
    first = text.splitlines()[0].partition("$schema=")[2]
    assert (
        (Path("data") / made.path.parent / first).resolve().is_relative_to(Path("data").resolve())
    )
    assert Path(first).name == f"{kind}.json"


def test_file_is_laid_out_as_people_do(asserted: Dataset) -> None:
    assert contribution(asserted, "coding", CODING).text(asserted.record_shapes) == (
        "# yaml-language-server: $schema=../../schemas/coding.json\n"
        "schema: 1\n"
        "codings:\n"
        "  - id: monitored-training\n"
        "    statement: 'Training is watched: its gradients tell.'\n"
        "    phase: ModelDevelopment\n"
        "    target: Model\n"
        "    mechanism: Monitoring\n"
        "    solution: dataset-analysis\n"
        "    section: '4.1'\n"
        "    support:\n"
        "      - Gao2020\n"
        "      - Zha2023\n"
    )


# What the reader takes for text, without what it strips or what no file may hold.
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="\ufeff"),
    min_size=1,
).map(str.strip)


@given(statement=WORDS.filter(bool), year=WORDS.filter(bool), support=st.lists(WORDS.filter(bool)))
def test_whatever_is_typed_is_read_again(
    asserted: Dataset, statement: str, year: str, support: list[str]
) -> None:
    values = {"key": ("x",), "title": (statement,), "year": (year,), "authors": tuple(support)}
    made = contribution(asserted, "publication", values)
    text = made.text(asserted.record_shapes).encode()
    (record,) = read_proposal(made.path, text, asserted.record_shapes).records
    read = {key: [scalar.text for scalar in found] for key, found in record.fields.items()}
    assert read.get("title") == [statement]
    assert read.get("year") == [year]
    assert read.get("authors", []) == support


def test_names_that_no_file_can_have_are_told(asserted: Dataset) -> None:
    names = {"publication": ("../../etc",), "coder": ("x" * 300,), "id": ("",)}
    found = contribution(asserted, "coding", names).unusable()
    assert [finding.field for finding in found] == ["publication", "coder", "id"]
    assert "cannot be used" in found[0].problem
    assert "longer than 250" in found[1].problem
    assert "missing" in found[2].problem


def test_too_long_a_text_is_told(asserted: Dataset) -> None:
    values = CODING | {"statement": ("x" * 5_001,), "solution": ("x" * 251,)}
    statement, solution = contribution(asserted, "coding", values).unusable()
    assert (statement.field, solution.field) == ("statement", "solution")
    assert "5,000" in statement.problem
    assert "250" in solution.problem
