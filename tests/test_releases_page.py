"""The commands of the page on releases run one after the other, and print what it shows."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

PAGE = Path(__file__).parents[1] / "docs" / "releases.md"
PART = re.compile(
    r"^```yaml\n(?P<content>.*?)^```$|^```sh\n(?P<command>.*?)^```$|"
    r"^```text\n(?P<shown>.*?)^```$|(?P<place>`data/[\w/.-]+\.yaml`)",
    re.MULTILINE | re.DOTALL,
)


def test_page_tells_what_happens(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data.parent)
    places: list[Path] = []
    printed = ""
    seen = set()
    for part in PART.finditer(PAGE.read_text("utf-8")):
        seen.add(part.lastgroup)
        text = part.group()
        if part["place"]:
            places.append(Path(text.strip("`")))
        elif part["content"]:
            for place in places:
                place.parent.mkdir(exist_ok=True)
                place.write_text(part["content"], "utf-8")
            places = []
        elif part["command"]:
            program, *words = shlex.split(part["command"])
            assert program == "atlas-kg"
            done = run(*words)
            assert done.returncode == ("--exit-code" in words), done.stderr
            printed = done.stdout
        else:
            assert printed == part["shown"]
    assert seen == {"content", "command", "shown", "place"}


def test_each_file_is_in_the_table(run: Run, tmp_path: Path) -> None:
    assert run("export", "-o", tmp_path).returncode == 0
    text = PAGE.read_text("utf-8")
    rows = [row.split("|")[1] for row in text.splitlines() if row.startswith("| `")]
    listed = set()
    for row in rows:
        first, *others = re.findall(r"`([\w.…-]+)`", row)[:9] or ["#"]
        listed |= {first, *(first.partition(".")[0] + other for other in others)}
    written = {
        "map-….csv" if file.name.startswith("map-") else file.name for file in tmp_path.iterdir()
    }
    assert written == {name for name in listed if "." in name}
