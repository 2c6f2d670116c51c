"""Ten thousand requests that follow from the description, well formed and malformed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, Serve

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
FOLDER = Path(__file__).parent
REQUESTS = 10_000


@pytest.fixture
def place(serve: Serve) -> Iterator[str]:
    """The address of a server, whose log is read so that it never waits for a reader."""
    lines: list[str] = []
    with serve() as (process, url):
        reader = threading.Thread(target=lambda: lines.extend(process.stderr or ()))
        reader.start()
        yield url
        process.terminate()
        reader.join(timeout=30)
    assert [line for line in lines if "Traceback" in line] == []


def test_every_answer_is_one_that_the_description_knows(place: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = subprocess.run(
        [
            SCHEMATHESIS,
            f"--config-file={FOLDER / 'schemathesis.toml'}",
            "run",
            "--no-color",
            "--report=json",
            f"--report-json-path={report}",
            f"{place}/openapi.json",
        ],
        check=False,
        cwd=tmp_path,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.web.openapi.requests_to_send"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(report.read_text("utf-8"))
    assert told["operations"]["tested"] == told["operations"]["total"]
    assert told["test_cases"]["generated"] >= REQUESTS
    assert told["test_cases"]["with_failures"] == 0
