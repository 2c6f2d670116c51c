"""The JSON Schemas say of contributed files what the shapes say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from atlas_kg.dataset import Dataset, Sources
from atlas_kg.record_schemas import record_schemas

DATA = Sources.carried().data
FOLDERS = {
    "coders": "coder",
    "publications": "publication",
    "solutions": "solution",
    "codings": "coding",
}
FILES = {
    file.relative_to(DATA).as_posix(): kind
    for folder, kind in FOLDERS.items()
    for file in sorted((DATA / folder).rglob("*.yaml"))
}
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
KEYWORDS = {
    "$schema", "title", "description", "type", "properties", "required", "additionalProperties",
    "enum", "const", "pattern", "anyOf", "items", "minItems",
}  # fmt: skip


@pytest.fixture(scope="module")
def schemas(asserted: Dataset) -> dict[str, dict[str, Any]]:
    return record_schemas(asserted)


def breaches(schema: dict[str, Any], value: object, at: str = "") -> Iterator[str]:
    """Yield where a value breaks a schema; knows the few keywords that the schemas use."""
    assert schema.keys() <= KEYWORDS, schema.keys() - KEYWORDS
    if "anyOf" in schema and all(any(breaches(one, value)) for one in schema["anyOf"]):
        yield f"{at}: none of the forms"
    if "type" in schema and not isinstance(value, TYPES[schema["type"]]):
        yield f"{at}: {value!r} is no {schema['type']}"
        return
    allowed = [schema["const"]] if "const" in schema else schema.get("enum", [value])
    if value not in allowed:
        yield f"{at}: {value!r} is not one of {allowed}"
    if not re.search(schema.get("pattern", ""), str(value)):
        yield f"{at}: {value!r} does not match"
    if "properties" in schema and isinstance(value, dict):
        yield from breaches_of_members(schema, value, at)
    if "items" in schema and isinstance(value, list):
        if len(value) < schema["minItems"]:
            yield f"{at}: too short"
        for number, item in enumerate(value):
            yield from breaches(schema["items"], item, f"{at}/{number}")


def breaches_of_members(schema: dict[str, Any], value: dict[str, Any], at: str) -> Iterator[str]:
    known = schema["properties"]
    yield from (f"{at}: {key} is missing" for key in set(schema["required"]) - set(value))
    yield from (f"{at}: {key} is unknown" for key in set(value) - set(known))
    for key in value.keys() & known.keys():
        yield from breaches(known[key], value[key], f"{at}/{key}")


@pytest.mark.parametrize("file", FILES)
def test_carried_file_follows_its_schema(file: str, schemas: dict[str, dict[str, Any]]) -> None:
    document = yaml.safe_load((DATA / file).read_text("utf-8"))
    assert list(breaches(schemas[FILES[file]], document)) == []


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
        ("publication", {"year": "soon"}, "/year: 'soon' is no integer"),
        ("publication", {"doi": ["10.x/1"]}, "/doi: none of the forms"),
        ("publication", {"type": "Paper"}, "/type: 'Paper' is not one of"),
        ("publication", {"zzz": 1}, ": zzz is unknown"),
        ("publication", {"arxiv": "2101.00027v2"}, "/arxiv: '2101.00027v2' does not match"),
        ("publication", {"schema": 2}, "/schema: 2 is not one of [1]"),
    ],
)
def test_wrong_file_breaks_its_schema(
    kind: str, change: dict[str, object], told: str, schemas: dict[str, dict[str, Any]]
) -> None:
    document = yaml.safe_load((DATA / "publications" / "Gao2020.yaml").read_text("utf-8"))
    found = "\n".join(breaches(schemas[kind], document | change))
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
