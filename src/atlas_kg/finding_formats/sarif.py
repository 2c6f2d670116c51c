"""Findings as a SARIF log, which shows them beside the lines of a change under review.

The format is SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, with
what GitHub's code scanning asks for beyond it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from atlas_kg import __version__
from atlas_kg.findings import Finding, Location, Patch, Rule, Severity
from atlas_kg.namespaces import ONTOLOGY
from atlas_kg.source_rules import SOUND

__all__ = ["sarif_log"]

_ROOT = "SRCROOT"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif_log(findings: Iterable[Finding]) -> dict[str, Any]:
    """Return findings as a SARIF log.

    Args:
        findings: The findings. Files named by a relative path are taken to lie below the folder
            in which one works.
    """
    found = tuple(findings)
    rules: dict[str, list[Rule]] = {}
    for finding in found:
        rule = finding.rule or SOUND
        if rule not in rules.setdefault(rule.id, []):
            rules[rule.id].append(rule)
    index = {name: number for number, name in enumerate(rules)}
    driver = {
        "name": "atlas-kg",
        "version": __version__,
        "informationUri": ONTOLOGY,
        "rules": [_descriptor(alike) for alike in rules.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"uri": f"{Path.cwd().as_uri()}/"}},
        "results": [_result(finding, index) for finding in found],
    }
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
        "sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _descriptor(alike: list[Rule]) -> dict[str, Any]:
    """Describe a rule; constraints of one shape that have no names of their own go together."""
    help_text = "\n".join(rule.help for rule in alike)
    return {
        "id": alike[0].id,
        "shortDescription": {"text": alike[0].about},
        "fullDescription": {"text": alike[0].about},
        "help": {"text": help_text},
    }


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    name = (finding.rule or SOUND).id
    result: dict[str, Any] = {
        "ruleId": name,
        "ruleIndex": index[name],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.problem} {finding.advice}"},
        "locations": [_location(finding)],
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
    }
    if finding.patch:
        result["fixes"] = [_fix(finding.patch)]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if finding.location:
        location["physicalLocation"] = {
            "artifactLocation": _artifact(finding.location),
            "region": {
                "startLine": finding.location.line,
                "startColumn": finding.location.column,
            },
        }
    if finding.focus:
        logical = {"fullyQualifiedName": finding.focus, "kind": "resource"}
        location["logicalLocations"] = [
            logical | ({"name": finding.label} if finding.label else {})
        ]
    return location


def _artifact(location: Location) -> dict[str, str]:
    if location.file.is_absolute():
        return {"uri": location.file.as_uri()}
    return {"uri": quote(location.file.as_posix()), "uriBaseId": _ROOT}


def _fix(patch: Patch) -> dict[str, Any]:
    line, column = patch.end
    region = {
        "startLine": patch.location.line,
        "startColumn": patch.location.column,
        "endLine": line,
        "endColumn": column,
    }
    replacement: dict[str, Any] = {"deletedRegion": region}
    if patch.new:
        replacement["insertedContent"] = {"text": patch.new}
    change = {"artifactLocation": _artifact(patch.location), "replacements": [replacement]}
    what = f"Write '{patch.new.strip()}'." if patch.new else f"Remove '{patch.old.strip()}'."
    return {"description": {"text": what}, "artifactChanges": [change]}


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when lines move, so that a finding is shown once."""
    file = finding.location.file.as_posix() if finding.location else ""
    rule = finding.rule.id if finding.rule else ""
    parts = (rule, file, finding.focus, finding.path, finding.value, finding.problem)
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
