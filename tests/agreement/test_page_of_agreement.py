"""The example of docs/agreement.md gives what the page shows."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from atlas_kg.cli import main
from atlas_kg.resources import directory
from tests.conftest import ROOT

FILE = re.compile(r"`data/((?:\w+/)+[\w-]+\.yaml)`")
YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TEXT = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^`atlas-kg (agree [^`]+)` then says", re.MULTILINE)

RECORDS = {
    "publications/Doe2025.yaml": "label: Doe (2025)\ntitle: Watching models learn\n"
    "authors: ['Doe, Jane']\nyear: 2025\ntype: Preprint\nurl: https://example.org/watching\n",
    "coders/jane.yaml": "kind: HumanCoder\nlabel: Jane Doe\ndescription: A researcher.\n",
    "coders/john.yaml": "kind: HumanCoder\nlabel: John Roe\ndescription: Another one.\n",
    "solutions/training-logs.yaml": "label: Training logs\nsources: [Doe2025]\n"
    "definition: Records of what a model answers while it is trained.\n",
}
"""What the page speaks of and does not show."""


def write_files(page: str, data: Path) -> None:
    """Write the files that a page shows, each under the name that stands before it."""
    places = dict.fromkeys(FILE.findall(page))
    for place, content in zip(places, YAML.findall(page), strict=True):
        file = data / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")


def test_example_gives_what_the_page_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = shutil.copytree(directory("data"), tmp_path / "data")
    page = (ROOT / "docs" / "agreement.md").read_text("utf-8")
    for place, content in RECORDS.items():
        (data / place).write_text(f"schema: 1\n{content}", "utf-8")
    write_files(page, data)
    assert main(["validate", str(data)]) == 0
    capsys.readouterr()
    (command,) = COMMAND.findall(page)
    (shown,) = TEXT.findall(page)
    assert main([*command.split(), "--data", str(data)]) == 0
    assert capsys.readouterr().out == shown
