"""One set of findings for all formats."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from atlas_kg.dataset import Sources
from atlas_kg.findings import Finding
from atlas_kg.verification import verify

CODINGS = "codings/seed-paper-authors/Kaltenpoth2024.yaml"
SPOILT = (
    (CODINGS, "mechanism: Screening", "mechanism: Screeening"),
    (CODINGS, "- Gao2020", "- Gao2021"),
    ("publications/Askell2021.yaml", "schema: 1\n", ""),
    ("publications/Brown2020.yaml", "year: 2020", "year: 20200"),
    ("publications/Chang2024.yaml", "year: ", "yeear: "),
    ("publications/Dong2023.yaml", "title: ", "title: ["),
    ("solutions/prompting.yaml", "sources:\n", "sources:\n  - Kaltenpoth2024\n"),
    ("solutions/prompting.yaml", "label: ", "label: Ünïcode "),
)


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds spoilt data in a folder whose name needs quoting in a URI."""
    folder = tmp_path_factory.mktemp("root")
    data = shutil.copytree(Sources.carried().data, folder / "my data")
    for name, old, new in SPOILT:
        file = data / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
    return folder


@pytest.fixture(scope="session")
def found(root: Path) -> tuple[Finding, ...]:
    """Findings of all severities and sources, with and without patches."""
    return verify(data=root / "my data").findings
