"""The validator can be chosen at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.mark.parametrize("engine", ["sparql", "pyshacl"])
def test_both_validators_tell_the_same(run: Run, data: Path, engine: str) -> None:
    file = data / "codings" / "seed-paper-authors" / "Kaltenpoth2024.yaml"
    text = file.read_text("utf-8")
    assert "mechanism: Signaling" in text
    file.write_text(text.replace("mechanism: Signaling", "mechanism: Signalling", 1), "utf-8")
    done = run("validate", "--engine", engine, "--data", data)
    assert done.returncode == 1
    assert "'Signalling' is not a known mechanism." in done.stdout


def test_unknown_validator_is_wrong_use(run: Run) -> None:
    done = run("validate", "--engine", "jena")
    assert done.returncode == 2
    assert "There is no validator 'jena'. The validators are sparql, pyshacl." in done.stderr
