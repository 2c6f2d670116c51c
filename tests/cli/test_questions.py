"""``atlas-kg propose --ask`` asks at a terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tests.conftest import COMMAND, environment

SECONDS = 60


class Terminal:
    """A command that believes that it talks to a person."""

    def __init__(self, process: subprocess.Popen[bytes], side: int) -> None:
        self.process = process
        self.side = side
        self.told = ""

    def answer(self, question: str, text: str) -> None:
        """Wait for a question, and type an answer."""
        already = len(self.told)
        self.read_until(f"{question}: ", already)
        os.write(self.side, f"{text}\n".encode())

    def read_until(self, text: str, start: int) -> None:
        end = time.monotonic() + SECONDS
        while text not in self.told[start:]:
            ready, _, _ = select.select([self.side], [], [], max(0, end - time.monotonic()))
            assert ready, f"{text!r} was not asked:\n{self.told}"
            self.read()

    def read(self) -> bool:
        try:
            content = os.read(self.side, 4096)
        except OSError:
            # This is how a terminal tells that the other side has left.
            return False
        self.told += content.decode()
        return bool(content)

    def end(self) -> int:
        while select.select([self.side], [], [], SECONDS)[0] and self.read():
            pass
        return self.process.wait(SECONDS)


@contextmanager
def asked(data: Path, *words: str) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    command = [str(COMMAND), "propose", "Gao2020", "--coder", "seed-paper-authors", "--ask", *words]
    with subprocess.Popen(
        [*command, "--data", str(data)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(),
    ) as process:
        os.close(theirs)
        try:
            yield Terminal(process, ours)
        finally:
            process.kill()
            os.close(ours)


@pytest.fixture
def file(data: Path) -> Path:
    return data / "codings" / "seed-paper-authors" / "Gao2020.yaml"


def test_wrong_answer_is_asked_again_alone(data: Path, file: Path) -> None:
    with asked(data) as terminal:
        terminal.answer("What do you state, 1 to 4", "")
        terminal.answer("What do you state, 1 to 4", "1")
        terminal.answer("statement", "Data cards tell what a dataset holds.")
        terminal.answer("phase", "ModelSelektion")
        terminal.answer("phase", "ModelSelection")
        terminal.answer("target", "Model")
        terminal.answer("mechanism", "Signaling")
        terminal.answer("solution", "?")
        terminal.answer("solution", "data-card")
        terminal.answer("solution", "data-cards")
        terminal.answer("section", "")
        terminal.answer("section", "4.1")
        terminal.answer("support, several with commas between them, or nothing", "Liu2023, Zha2023")
        terminal.answer("unpredicted, or nothing", "")
        terminal.answer("note, or nothing", "")
        assert terminal.end() == 0
    assert "Did you mean 'ModelSelection'?" in terminal.told
    assert "Did you mean 'data-cards'?" in terminal.told
    assert "This must be said." in terminal.told
    assert "1  A solution, and what it does." in terminal.told
    assert "Give one of the numbers, 1 to 4." in terminal.told
    assert "dataset-analysis, " in terminal.told
    (coding,) = yaml.safe_load(file.read_text("utf-8"))["codings"]
    assert coding == {
        "id": "data-cards-in-model-selection",
        "statement": "Data cards tell what a dataset holds.",
        "phase": "ModelSelection",
        "target": "Model",
        "mechanism": "Signaling",
        "solution": "data-cards",
        "section": "4.1",
        "support": ["Liu2023", "Zha2023"],
    }


def test_who_leaves_gets_back_what_was_typed(data: Path, file: Path) -> None:
    with asked(data, "--no-problem", "--section", "4.1") as terminal:
        terminal.answer("statement", "It is about cats.")
        terminal.answer("phase, or nothing", "\x04")
        assert terminal.end() == 130
    assert "Nothing was written. To go on with what you said:" in terminal.told
    assert (
        "atlas-kg propose Gao2020 --coder seed-paper-authors --section 4.1 --statement "
        f"'It is about cats.' --no-problem --data {data} --ask"
    ) in " ".join(terminal.told.split())
    assert "Traceback" not in terminal.told
    assert not file.exists()


def test_who_leaves_gets_back_what_the_statement_is_about(data: Path, file: Path) -> None:
    with asked(data) as terminal:
        terminal.answer("What do you state, 1 to 4", "4")
        terminal.answer("statement", "Nobody knows the data.")
        terminal.read_until("problem: ", len(terminal.told))
        os.write(terminal.side, b"\x04")
        assert terminal.end() == 130
    told = " ".join(terminal.told.split())
    go_on = f"--statement 'Nobody knows the data.' --problem '' --data {data} --ask"
    assert f"atlas-kg propose Gao2020 --coder seed-paper-authors {go_on}" in told
    said = ["--statement", "Nobody knows the data.", "--problem", ""]
    with asked(data, *said) as terminal:
        terminal.answer("problem", "HiddenCharacteristicsOfDatasets")
        terminal.answer("section", "4.1")
        terminal.answer("support, several with commas between them, or nothing", "")
        terminal.answer("note, or nothing", "")
        assert terminal.end() == 0
    (report,) = yaml.safe_load(file.read_text("utf-8"))["problems"]
    assert report["problem"] == "HiddenCharacteristicsOfDatasets"


def test_who_leaves_at_once_is_told_that_nothing_was_written(data: Path, file: Path) -> None:
    with asked(data) as terminal:
        terminal.answer("What do you state, 1 to 4", "\x04")
        assert terminal.end() == 130
    assert "Nothing was written." in terminal.told
    assert not file.exists()
