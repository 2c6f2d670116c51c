"""The commands of the README and of the documentation run and print what these show."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from atlas_kg.cli import main
from atlas_kg.resources import directory
from tests.named_records import write_named

README = Path(__file__).parents[1] / "README.md"
# The commands of these pages build on each other; they have tests of their own.
IN_ORDER = {README.parent / "docs" / f"{name}.md" for name in ("coding", "planning", "static-site")}
PAGES = (README, *sorted(set(README.parent.glob("docs/*.md")) - IN_ORDER))
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(*pages: Path) -> list[tuple[str, str]]:
    """Return the commands of the console blocks, each with the output that it shows."""
    found = []
    for block in BLOCK.findall("\n".join(page.read_text("utf-8") for page in pages)):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output.strip()))
    return found


@pytest.mark.parametrize(("command", "shown"), examples(*PAGES))
def test_command_prints_what_the_page_shows(
    command: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *arguments = shlex.split(command)
    assert program == "atlas-kg"
    assert main(arguments) == 0
    printed = [line.rstrip() for line in capsys.readouterr().out.strip().splitlines()]
    # A line with an ellipsis stands for any lines.
    begin, *end = (part.splitlines() for part in shown.split("…\n"))
    if end:
        assert printed[: len(begin)] == begin
        assert printed[len(printed) - len(end[0]) :] == end[0]
    else:
        assert printed == begin


def test_the_coding_of_the_readme_is_tentative_evidence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(directory("data"), data)
    write_named(data)
    text = README.read_text("utf-8")
    [place] = dict.fromkeys(re.findall(r"`data/((?:\w+/)+[\w-]+\.yaml)`", text))
    [content] = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (data / place).parent.mkdir(parents=True)
    (data / place).write_text(content, "utf-8")
    assert main(["validate", str(data)]) == 0
    capsys.readouterr()
    assert main(["query", "cq63", "--format", "csv", "--data", str(data)]) == 0
    assert "model development,Monitoring,1" in capsys.readouterr().out


def test_readme_shows_commands() -> None:
    assert len(examples(README)) >= 4


def test_every_verb_is_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    listed = re.findall(
        r"^  ([a-z-]+) ", capsys.readouterr().out.split("Commands:")[1], re.MULTILINE
    )
    assert listed
    text = README.read_text("utf-8")
    assert [verb for verb in listed if f"| `atlas-kg {verb}` |" not in text] == []
