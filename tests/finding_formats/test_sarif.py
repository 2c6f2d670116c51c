"""Findings as a SARIF log."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from pydantic import BaseModel
from sarif_pydantic import Sarif

from atlas_kg.cli.output import shown
from atlas_kg.finding_formats import FINDING_FORMATS
from atlas_kg.findings import Finding, Severity


@pytest.fixture
def log(found: tuple[Finding, ...], root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(root)
    read: dict[str, Any] = json.loads(FINDING_FORMATS["sarif"]([shown(f) for f in found]))
    return read


@pytest.fixture
def results(log: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = log["runs"][0]["results"]
    return found


def unknown(model: BaseModel, at: str = "") -> Iterator[str]:
    """Return the keys of a log that SARIF does not know."""
    yield from (f"{at}/{key}" for key in model.model_extra or {})
    for name, value in model:
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, BaseModel):
                yield from unknown(item, f"{at}/{name}")


def test_log_is_one_of_sarif(log: dict[str, Any]) -> None:
    known = {"columnKind", "originalUriBaseIds"}
    model = Sarif.model_validate(log)
    assert {key.rsplit("/", 1)[-1] for key in unknown(model)} <= known | {"$schema"}
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    assert log["runs"][0]["columnKind"] == "unicodeCodePoints"


def test_rules_have_ids_and_help(log: dict[str, Any], results: list[dict[str, Any]]) -> None:
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    names = [rule["id"] for rule in rules]
    assert len(set(names)) == len(names)
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules)
    assert [names[result["ruleIndex"]] for result in results] == [r["ruleId"] for r in results]
    (mechanism,) = [rule for rule in rules if rule["id"] == "Coding/mechanism"]
    assert mechanism["help"]["text"].startswith("Name exactly one mechanism")


def test_levels_are_those_of_the_findings(
    found: tuple[Finding, ...], results: list[dict[str, Any]]
) -> None:
    level = {"Violation": "error", "Warning": "warning", "Info": "note"}
    assert [result["level"] for result in results] == [level[f.severity.value] for f in found]
    assert {"error", "warning"} <= {result["level"] for result in results}


def test_info_is_a_note(found: tuple[Finding, ...]) -> None:
    info = dataclasses.replace(found[0], severity=Severity.INFO)
    log = json.loads(FINDING_FORMATS["sarif"]([info]))
    assert log["runs"][0]["results"][0]["level"] == "note"


def test_places_are_relative_to_the_root(
    found: tuple[Finding, ...], log: dict[str, Any], results: list[dict[str, Any]], root: Path
) -> None:
    base = log["runs"][0]["originalUriBaseIds"]["SRCROOT"]["uri"]
    assert base == f"{root.as_uri()}/"
    for finding, result in zip(found, results, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert finding.location
        if not finding.location.file.is_relative_to(root):
            continue
        assert place["artifactLocation"]["uriBaseId"] == "SRCROOT"
        assert " " not in place["artifactLocation"]["uri"]
        assert root / unquote(place["artifactLocation"]["uri"]) == finding.location.file
        assert place["region"] == {
            "startLine": finding.location.line,
            "startColumn": finding.location.column,
        }


def test_fixes_are_the_patches(
    found: tuple[Finding, ...], results: list[dict[str, Any]], root: Path
) -> None:
    fixed = [
        (finding, result["fixes"])
        for finding, result in zip(found, results, strict=True)
        if "fixes" in result
    ]
    assert len(fixed) == sum(finding.patch is not None for finding in found) >= 4
    for finding, ((fix),) in fixed:
        (change,) = fix["artifactChanges"]
        (replacement,) = change["replacements"]
        text = (root / unquote(change["artifactLocation"]["uri"])).read_text("utf-8")
        region = replacement["deletedRegion"]
        lines = text.splitlines(keepends=True)
        starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        assert finding.patch
        assert text[start:end] == finding.patch.old
        assert replacement.get("insertedContent", {"text": ""})["text"] == finding.patch.new


def test_fingerprint_stays_when_lines_move(found: tuple[Finding, ...]) -> None:
    finding = found[0]
    assert finding.location
    moved = dataclasses.replace(finding, location=dataclasses.replace(finding.location, line=999))
    prints = [
        result["partialFingerprints"]
        for result in json.loads(FINDING_FORMATS["sarif"]([finding, moved, found[1]]))["runs"][0][
            "results"
        ]
    ]
    assert prints[0] == prints[1] != prints[2]
