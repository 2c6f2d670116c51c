"""``atlas-kg export``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Run = Callable[..., CompletedProcess[str]]


def test_every_written_file_is_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "release"
    done = run("export", "-o", folder)
    assert (done.returncode, done.stdout) == (0, "")
    told = [line.removeprefix("Wrote ") for line in done.stderr.splitlines() if "Wrote" in line]
    assert sorted(told) == sorted(map(str, folder.iterdir()))
    assert {Path(name).suffix for name in told} == {
        ".ttl",
        ".owl",
        ".nt",
        ".jsonld",
        ".trig",
        ".csv",
    }
