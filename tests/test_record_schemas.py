"""The JSON Schemas say of contributed files what the shapes say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from atlas_kg.dataset import Dataset, Sources
from atlas_kg.examples import Example, read_counterexamples, read_examples
from atlas_kg.record_schemas import record_schemas

DATA = Sources.carried().data
EXAMPLES = read_examples(Sources.carried().ontology)
COUNTEREXAMPLES = read_counterexamples(Sources.carried().ontology)
FOLDERS = {
    "adjudications": "adjudication",
    "coders": "coder",
    "publications": "publication",
    "solutions": "solution",
    "codings": "coding",
}
# A schema sees one file at a time, and compares nothing in it.
BEYOND_A_SCHEMA = {
    "an identifier is computed": {"wrong-isbn", "wrong-isbn-of-ten", "wrong-orcid"},
    "fields are compared": {
        "orcid-of-a-program", "unknown-person", "no-identifier", "other-arxiv-doi", "coded-twice",
        "version-of-a-consensus", "absence-against-an-own-report", "absence-twice",
        "condition-of-nothing", "condition-both-ways",
    },
    "another file is asked": {
        "doi-of-another", "label-of-another", "record-of-another", "solution-below-itself",
        "support-not-there",
        "person-twice", "coder-in-capitals", "decision-against-a-consensus",
        "agreed-by-programs", "coding-of-another-work", "one-coder", "one-coding",
        "nothing-to-settle", "decision-for-another", "own-judge", "overruled-yet-accepted",
        "decided-yet-disputed", "decided-by-a-program", "decision-for-a-withdrawn-coding",
    },
    "theory is asked": {
        "other-side-of-the-contract", "explained-for-nothing", "situation-without-problem"
    },
}  # fmt: skip
FILES = {
    file.relative_to(DATA).as_posix(): kind
    for folder, kind in FOLDERS.items()
    for file in sorted((DATA / folder).rglob("*.yaml"))
}


@pytest.fixture(scope="module")
def schemas(asserted: Dataset) -> dict[str, dict[str, Any]]:
    return record_schemas(asserted)


def breaches(schema: dict[str, Any], text: str) -> list[str]:
    """Return what the independent judge says of a file against a schema."""
    validator = Draft202012Validator(schema)
    found = validator.iter_errors(yaml.safe_load(text))
    return [f"/{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in found]


@pytest.mark.parametrize("kind", sorted({*FOLDERS.values()}))
def test_schema_is_one(kind: str, schemas: dict[str, dict[str, Any]]) -> None:
    Draft202012Validator.check_schema(schemas[kind])


@pytest.mark.parametrize(
    "example", [e for e in EXAMPLES if e.is_contribution], ids=lambda example: example.place
)
def test_schema_accepts_the_examples(example: Example, schemas: dict[str, dict[str, Any]]) -> None:
    kind = FOLDERS[example.place.split("/")[0]]
    assert breaches(schemas[kind], example.path.read_text("utf-8")) == []
    head = example.path.read_text("utf-8").splitlines()[0]
    named = (example.path.parent / head.partition("$schema=")[2]).resolve()
    assert named == (DATA / "schemas" / f"{kind}.json").resolve()


def test_schema_rejects_what_it_can_of_the_counterexamples(
    schemas: dict[str, dict[str, Any]],
) -> None:
    accepted: set[str] = set()
    rejected: set[str] = set()
    for example in COUNTEREXAMPLES:
        if example.is_contribution:
            kind = FOLDERS[example.place.split("/")[0]]
            case = example.path.parents[example.place.count("/")].name
            wrong = breaches(schemas[kind], example.path.read_text("utf-8"))
            (rejected if wrong else accepted).add(case)
    assert accepted == set().union(*BEYOND_A_SCHEMA.values())
    assert len(rejected) >= 9


@pytest.mark.parametrize("file", FILES)
def test_carried_file_follows_its_schema(file: str, schemas: dict[str, dict[str, Any]]) -> None:
    assert breaches(schemas[FILES[file]], (DATA / file).read_text("utf-8")) == []


@pytest.mark.parametrize("file", FILES)
def test_first_line_names_the_schema(file: str) -> None:
    path = DATA / file
    head = path.read_text("utf-8").splitlines()[0]
    prefix = "# yaml-language-server: $schema="
    assert head.startswith(prefix)
    schema = (path.parent / head.removeprefix(prefix)).resolve()
    assert schema == (DATA / "schemas" / f"{FILES[file]}.json").resolve()
    assert schema.is_file()


@pytest.mark.parametrize(
    ("kind", "change", "told"),
    [
        ("publication", {"year": "soon"}, "/year: 'soon' is not of type 'integer'"),
        ("publication", {"doi": ["10.x/1"]}, "/doi: ['10.x/1'] is not valid under any"),
        ("publication", {"type": "Paper"}, "/type: 'Paper' is not one of"),
        ("publication", {"zzz": 1}, "'zzz' was unexpected"),
        ("publication", {"arxiv": "2101.00027v2"}, "/arxiv: '2101.00027v2' does not match"),
        ("publication", {"schema": 2}, "/schema: 1 was expected"),
    ],
)
def test_wrong_file_breaks_its_schema(
    kind: str, change: dict[str, object], told: str, schemas: dict[str, dict[str, Any]]
) -> None:
    document = yaml.safe_load((DATA / "publications" / "Gao2020.yaml").read_text("utf-8"))
    found = "\n".join(breaches(schemas[kind], yaml.safe_dump(document | change)))
    assert told in found


def test_terms_of_the_ontology_are_offered(schemas: dict[str, dict[str, Any]]) -> None:
    statement = schemas["coding"]["properties"]["codings"]["items"]["properties"]
    assert statement["mechanism"]["enum"] == ["Bonding", "Monitoring", "Screening", "Signaling"]
    assert len(statement["phase"]["enum"]) == 5
    assert len(statement["target"]["enum"]) == 3
    assert "enum" not in statement["solution"]
    kinds = str(schemas["coder"]["properties"]["kind"])
    assert all(kind in kinds for kind in ("HumanCoder", "SoftwareCoder", "PublishedConsensus"))
    assert "'Coder'" not in kinds


def test_files_in_the_data_are_these_schemas(schemas: dict[str, dict[str, Any]]) -> None:
    folder: Path = DATA / "schemas"
    assert {file.stem for file in folder.iterdir()} == schemas.keys()
    for kind, schema in schemas.items():
        assert json.loads((folder / f"{kind}.json").read_text("utf-8")) == schema
