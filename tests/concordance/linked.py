"""What a run of ``atlas-kg link`` left behind."""

from __future__ import annotations

import csv
from pathlib import Path


def state(data: Path) -> dict[str, tuple[bytes, int]]:
    """Return what the files hold, and when each was changed."""
    files = (path for path in data.rglob("*") if path.is_file())
    return {str(p.relative_to(data)): (p.read_bytes(), p.stat().st_mtime_ns) for p in files}


def mappings(data: Path) -> list[dict[str, str]]:
    lines = (data / "mappings" / "works.sssom.tsv").read_text("utf-8").splitlines()
    return list(csv.DictReader((x for x in lines if not x.startswith("#")), delimiter="\t"))


def citations(data: Path, name: str) -> list[dict[str, str]]:
    lines = (data / "citations" / f"{name}.csv").read_text("utf-8").splitlines()
    return list(csv.DictReader(lines))
