"""``atlas-kg coder``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from atlas_kg import resources

Run = Callable[..., CompletedProcess[str]]

NAME = ("--name", "Jane Doe")
ORCID = "0000-0002-1825-0097"


def test_coder_is_a_person_unless_said_otherwise(data: Path, run: Run) -> None:
    done = run("coder", "jane", *NAME, "--data", data)
    assert done.returncode == 0
    file = data / "coders" / "jane.yaml"
    assert file.read_text("utf-8") == (
        "# yaml-language-server: $schema=../schemas/coder.json\n"
        "schema: 1\n"
        "label: Jane Doe\n"
        "kind: HumanCoder\n"
        "description: A person who codes publications.\n"
    )
    assert done.stdout == (
        f"Wrote {file}. To code a publication as jane: atlas-kg propose PUBLICATION --coder jane "
        f"--data {data}\n"
    )
    # What one might add is told, and is no reason not to write.
    assert "Add orcid" in done.stderr
    assert run("validate", "--data", data).returncode == 0


def test_program_is_marked_as_software(data: Path, run: Run) -> None:
    words = ("--kind", "SoftwareCoder", "--description", "It counts words.", "--version", "2.1")
    assert run("coder", "counter", "--label", "Counter", *words, "--data", data).returncode == 0
    text = (data / "coders" / "counter.yaml").read_text("utf-8")
    assert "kind: SoftwareCoder\n" in text
    assert "version: '2.1'\n" in text


WRONG = {
    "wrong check digit": (["jane", *NAME, "--orcid", "0000-0002-1825-0098"], "--orcid", "at least"),
    "form of an ORCID": (["jane", *NAME, "--orcid", "1825-0097"], "--orcid", "four groups of four"),
    "kind": (["jane", *NAME, "--kind", "Human"], "--kind", "HumanCoder"),
    "program without description": (
        ["counter", "--name", "Counter", "--kind", "SoftwareCoder"],
        "--description",
        "how it works",
    ),
    "ORCID of a program": (
        ["a", *NAME, "--kind", "SoftwareCoder", "--description", "Counts.", "--orcid", ORCID],
        "--orcid",
        "person",
    ),
    "no name": (["jane"], "--name", "exactly one label"),
    "empty name": (["jane", "--name", " "], "--name", "exactly one label"),
    "name of the file": (["Jane Doe", *NAME], "ID", "letters from a"),
    "way out of the folder": (["../jane", *NAME], "ID", "letters from a"),
    "taken": (["seed-paper-authors", *NAME], "ID", "Choose another name"),
    "control character": (["jane", "--name", "Jane\x07"], "--name", "control character"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_words_are_told_and_nothing_is_written(name: str, data: Path, run: Run) -> None:
    words, option, repair = WRONG[name]
    before = sorted(data.rglob("*"))
    done = run("coder", *words, "--data", data)
    assert (done.returncode, done.stdout) == (1, "")
    assert option in done.stderr
    assert repair in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(data.rglob("*")) == before


def test_names_differ_in_more_than_case(data: Path, run: Run) -> None:
    assert run("coder", "jane", *NAME, "--data", data).returncode == 0
    done = run("coder", "JANE", "--name", "Jane Roe", "--data", data)
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is a coder 'jane' already, whose name differs from 'JANE' in case" in done.stderr
    assert not (data / "coders" / "JANE.yaml").exists()
    # Who writes the file by hand is told, too.
    text = (data / "coders" / "jane.yaml").read_text("utf-8")
    (data / "coders" / "JANE.yaml").write_text(text.replace("Jane Doe", "Jane Roe"), "utf-8")
    checked = run("validate", "--data", data)
    assert checked.returncode == 1
    assert "differs in more than capital and small letters" in checked.stdout


def test_the_other_of_the_same_name_is_named(data: Path, run: Run) -> None:
    assert run("coder", "jane", *NAME, "--data", data).returncode == 0
    done = run("coder", "jd", *NAME, "--data", data)
    assert (done.returncode, done.stdout) == (1, "")
    assert "The coder 'jane' has it, too." in done.stderr
    assert "'Jane Doe (Example University)' for a person" in done.stderr


def test_what_follows_from_a_wrong_word_is_not_told(data: Path, run: Run) -> None:
    done = run("coder", "mary", *NAME, "--kind", "Human", "--data", data)
    assert done.stderr.startswith("--kind\n")
    assert done.stderr.endswith("Found 1 violation.\n")


def test_message_names_the_folder_that_was_meant(
    data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data.parent)
    other = data.rename(data.parent / "mydata")
    done = run("coder", "seed-paper-authors", *NAME, "--data", other)
    assert "edit mydata/coders/seed-paper-authors.yaml." in done.stderr
    said = ("--definition", "So.", "--source", "Gao2021", "--data", other)
    done = run("solution", "logs", "--label", "Logs", *said)
    assert "one publication of mydata/publications by its key" in done.stderr
    assert " data/" not in done.stderr


def test_the_same_orcid_names_one_person(data: Path, run: Run) -> None:
    assert run("coder", "jane", *NAME, "--orcid", ORCID, "--data", data).returncode == 0
    done = run("coder", "john", "--name", "John Roe", "--orcid", ORCID, "--data", data)
    assert done.returncode == 1
    assert "ORCID" in done.stderr
    assert not (data / "coders" / "john.yaml").exists()


def test_where_nothing_can_be_written_there_is_one_message(data: Path, run: Run) -> None:
    other = data.parent / "other"
    (other / "publications").mkdir(parents=True)
    (other / "coders").write_text("", "utf-8")
    done = run("coder", "jane", *NAME, "--data", other)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be written" in done.stderr


def test_data_of_an_installed_package_stay(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "is_installed", lambda _: True)
    done = run("coder", "jane", *NAME)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cp -r" in done.stderr


def test_options_say_what_the_shapes_say(run: Run) -> None:
    told = " ".join(run("coder", "--help").stdout.split())
    assert "The ORCID iD of a person." in told
    assert "One of HumanCoder, SoftwareCoder, PublishedConsensus." in told
