"""The example of docs/agreement.md gives what the page shows."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from atlas_kg.cli import main
from atlas_kg.resources import directory
from tests.conftest import ROOT
from tests.named_records import write_named

FILE = re.compile(r"`data/((?:\w+/)+[\w-]+\.yaml)`")
YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TEXT = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^`atlas-kg (agree [^`]+)` then says", re.MULTILINE)


def write_files(page: str, data: Path) -> None:
    """Write the files that a page shows, each under the name that stands before it."""
    places = dict.fromkeys(FILE.findall(page))
    for place, content in zip(places, YAML.findall(page), strict=True):
        file = data / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")


def write_what_was_there(data: Path) -> None:
    """Write the made-up paper, coders and solution with which the example begins."""
    for coder, name in (("jane", "Jane Doe"), ("john", "John Roe")):
        assert main(["coder", coder, "--name", name, "--data", str(data)]) == 0
    (data / "publications" / "Doe2025.yaml").write_text(
        "schema: 1\nlabel: Doe (2025)\ntitle: Watching models learn\nauthors:\n  - Doe, Jane\n"
        "year: 2025\ntype: Preprint\nno_identifier: It is made up.\n",
        "utf-8",
    )
    said = ["--definition", "Records of what a model answers.", "--source", "Doe2025"]
    words = ["solution", "training-logs", "--label", "Training logs", *said]
    assert main([*words, "--data", str(data)]) == 0


def test_example_gives_what_the_page_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = shutil.copytree(directory("data"), tmp_path / "data")
    page = (ROOT / "docs" / "agreement.md").read_text("utf-8")
    write_named(data)
    write_files(page, data)
    assert main(["validate", str(data)]) == 0
    capsys.readouterr()
    (command,) = COMMAND.findall(page)
    (shown,) = TEXT.findall(page)
    assert main([*command.split(), "--data", str(data)]) == 0
    assert capsys.readouterr().out == shown
