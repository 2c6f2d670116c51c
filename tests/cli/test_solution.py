"""``atlas-kg solution``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

LABEL = ("--label", "Training logs")
DEFINITION = ("--definition", "Records of what a model answers while it is trained.")
SOURCE = ("--source", "Gao2020")


def test_solution_is_written_as_people_do(data: Path, run: Run) -> None:
    words = (*LABEL, *DEFINITION, *SOURCE, "--source", "Liu2023", "--alternative", "Logs")
    done = run("solution", "training-logs", *words, "--broader", "prompting", "--data", data)
    file = data / "solutions" / "training-logs.yaml"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Wrote {file}. Codings name it: atlas-kg propose ")
    assert file.read_text("utf-8") == (
        "# yaml-language-server: $schema=../schemas/solution.json\n"
        "schema: 1\n"
        "label: Training logs\n"
        "definition: Records of what a model answers while it is trained.\n"
        "alternatives:\n"
        "  - Logs\n"
        "sources:\n"
        "  - Gao2020\n"
        "  - Liu2023\n"
        "broader:\n"
        "  - prompting\n"
    )


WRONG = {
    "unknown source": ([*LABEL, *DEFINITION, "--source", "Gao2021"], "Did you mean 'Gao2020'?"),
    "no source": ([*LABEL, *DEFINITION], "'sources' is missing."),
    "no definition": ([*LABEL, *SOURCE], "'definition' is missing."),
    "unknown kind": ([*LABEL, *DEFINITION, *SOURCE, "--broader", "promting"], "'prompting'?"),
    "below itself": ([*LABEL, *DEFINITION, *SOURCE, "--broader", "training-logs"], "training-logs"),
    "unknown criterion": ([*LABEL, *DEFINITION, *SOURCE, "--criterion", "Honest"], "'Honesty'?"),
    "label that is taken": (["--label", "Data cards", *DEFINITION, *SOURCE], "a label of its own"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_words_are_told_and_nothing_is_written(name: str, data: Path, run: Run) -> None:
    words, told = WRONG[name]
    before = sorted(data.rglob("*"))
    done = run("solution", "training-logs", *words, "--data", data)
    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr
    assert sorted(data.rglob("*")) == before


def test_solution_that_is_there_stays(data: Path, run: Run) -> None:
    file = data / "solutions" / "data-cards.yaml"
    before = file.read_bytes()
    done = run("solution", "data-cards", *LABEL, *DEFINITION, *SOURCE, "--data", data)
    assert done.returncode == 1
    assert "There is a solution of this name already." in done.stderr
    assert file.read_bytes() == before


def test_a_source_that_cannot_be_read_has_to_be_mended_first(data: Path, run: Run) -> None:
    (data / "publications" / "Gao2020.yaml").write_text("title: [\n", "utf-8")
    done = run("solution", "training-logs", *LABEL, *DEFINITION, *SOURCE, "--data", data)
    assert done.returncode == 1
    assert "Mend publications/Gao2020.yaml first" in done.stderr
    assert not (data / "solutions" / "training-logs.yaml").exists()
