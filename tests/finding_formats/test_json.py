"""Findings in JSON."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import jsonschema
import pytest

from atlas_kg.finding_formats import FINDING_FORMATS
from atlas_kg.findings import Finding
from tests.conftest import ROOT

SCHEMA = json.loads((ROOT / "docs/findings.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def objects(found: tuple[Finding, ...]) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(FINDING_FORMATS["json"](found))
    return read


def test_output_follows_its_schema(objects: list[dict[str, Any]]) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(objects, SCHEMA)


def test_schema_knows_the_keys(objects: list[dict[str, Any]]) -> None:
    keys = set(SCHEMA["items"]["properties"])
    assert keys == set(SCHEMA["items"]["required"])
    assert all(set(item) == keys for item in objects)
    told = {field.name for field in dataclasses.fields(Finding)}
    # What only other formats need, and what stands in keys of its own.
    assert told - keys == {"location", "entry", "determined", "result"}


def test_finding_tells_what_the_field_of_a_form_needs(objects: list[dict[str, Any]]) -> None:
    (finding,) = [item for item in objects if item["value"] == "Gao2021"]
    assert (finding["kind"], finding["field"], finding["path"]) == (
        "report",
        "support",
        "support[1]",
    )
    assert finding["label"].startswith("Hidden characteristics of datasets")
    assert finding["suggestion"] == "Gao2020"
    assert finding["allowed"] == []
    assert finding["rule"] == "ProblemReport/support"
    assert finding["patch"] is None


def test_patch_says_what_to_replace(objects: list[dict[str, Any]]) -> None:
    (finding,) = [item for item in objects if item["value"] == "Screeening"]
    assert finding["patch"] == {
        "line": finding["line"],
        "column": finding["column"],
        "end_line": finding["line"],
        "end_column": finding["column"] + len("Screeening"),
        "old": "Screeening",
        "new": "Screening",
    }
