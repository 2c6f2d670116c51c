"""``atlas-kg link`` that is killed while it works goes on where it was."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from pathlib import Path

from tests.cli.test_link import write_publication
from tests.concordance.linked import citations, mappings
from tests.concordance.scholarly_world import Known, scholarly_world
from tests.conftest import COMMAND, environment

WORKS = [
    Known(
        number,
        f"Watching model number {number} learn what it is told",
        ("Jane Doe",),
        2000,
        f"10.5555/w{number}",
        (number + 1,),
    )
    for number in range(100, 160)
]


def test_nothing_is_lost_and_nobody_is_asked_twice(tmp_path: Path) -> None:
    data, whole = tmp_path / "data", tmp_path / "whole"
    for folder in (data, whole):
        for work in WORKS:
            more = f"doi:\n  - '{work.doi}'\n"
            write_publication(folder, f"Doe{work.number}", work.title, "Doe, Jane 2000", more)

    def words(folder: Path) -> tuple[str, ...]:
        return (str(COMMAND), "link", "--data", str(folder), "--only", "openalex")

    def settings(name: str) -> dict[str, str]:
        return {**environment(None), "ATLAS_KG_CACHE": str(tmp_path / name), **world.settings()}

    with scholarly_world(WORKS) as world:
        for times in (1, 2, 3):
            with subprocess.Popen(
                words(data), env=settings("kept"), stdout=-1, stderr=-1
            ) as killed:
                until = len(world.asked) + 5 + 5 * times
                while len(world.asked) < until:
                    assert killed.poll() is None
                    time.sleep(0.02)
                killed.kill()
                killed.communicate()
        # What a file of which half was written leaves behind.
        for name in ("mappings/.works.sssom.tsv.x", "lookups/.openalex.csv.x"):
            (data / name).parent.mkdir(exist_ok=True)
            (data / name).write_text("half", "utf-8")
        done = subprocess.run(
            words(data), env=settings("kept"), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        asked = Counter(world.asked)
        assert len(asked) == len(WORKS)
        # Only what was under way when the run was killed was asked for again.
        assert sum(asked.values()) <= len(WORKS) + 3
        subprocess.run(words(whole), env=settings("other"), capture_output=True, check=True)
    assert mappings(data) == mappings(whole)
    assert len(mappings(data)) == len(WORKS)
    assert citations(data, "openalex") == citations(whole, "openalex")
    assert len(citations(data, "openalex")) == len(WORKS) - 1
    lookups = [folder / "lookups" / "openalex.csv" for folder in (data, whole)]
    assert lookups[0].read_bytes() == lookups[1].read_bytes()
