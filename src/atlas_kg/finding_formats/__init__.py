"""Findings in the forms in which programs read them; people read `Finding.as_text`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from atlas_kg.finding_formats.sarif import sarif_log
from atlas_kg.finding_formats.shacl import shacl_report
from atlas_kg.findings import Finding

__all__ = ["FINDING_FORMATS"]


def _json(findings: Iterable[Finding]) -> str:
    return json.dumps([f.as_json() for f in findings], indent=2, ensure_ascii=False)


def _sarif(findings: Iterable[Finding]) -> str:
    return json.dumps(sarif_log(findings), indent=2, ensure_ascii=False)


FINDING_FORMATS: dict[str, Callable[[Iterable[Finding]], str]] = {
    "json": _json,
    "ttl": shacl_report,
    "sarif": _sarif,
}
"""By name, what turns findings into a text."""
