"""``atlas-kg adjudicate``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml

Run = Callable[..., CompletedProcess[str]]

ID = "watched-training"
JANE, JOHN, MARY = (f"Gao2020.{name}.{ID}" for name in ("jane", "john", "mary"))
FILE = "adjudications/Gao2020.yaml"
REASON = ("--reason", "The text says so: nobody is tied.")


def coding(**fields: str) -> str:
    values = {
        "id": ID,
        "statement": "Training is watched.",
        "phase": "ModelDevelopment",
        "target": "Model",
        "mechanism": "Monitoring",
        "solution": "dataset-analysis",
        "section": "'4.1'",
    } | fields
    lines = [f"{name}: {value}" for name, value in values.items()]
    return "  - " + "\n    ".join(lines) + "\n"


def write(data: Path, coder: str, *statements: str, publication: str = "Gao2020") -> None:
    file = data / "codings" / coder / f"{publication}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("schema: 1\ncodings:\n" + "".join(statements), "utf-8")


@pytest.fixture
def differing(data: Path) -> Path:
    """Data in which two coders differ about one statement and agree about another."""
    for name in ("jane", "john", "mary"):
        (data / "coders" / f"{name}.yaml").write_text(
            f"schema: 1\nkind: HumanCoder\nlabel: {name.title()}\ndescription: A coder.\n", "utf-8"
        )
    other = {"id": "cards", "solution": "data-cards", "mechanism": "Signaling"}
    other |= {"phase": "DataAcquisitionAndPreparation", "target": "Dataset"}
    write(data, "jane", coding(), coding(**other))
    write(data, "john", coding(mechanism="Bonding", statement="It is mended."), coding(**other))
    return data


def test_open_disagreements_are_shown_side_by_side(differing: Path, run: Run) -> None:
    done = run("adjudicate", "Gao2020", "--data", differing)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "Gao2020: 1 open disagreement"
    assert "1  They differ in mechanism." in lines
    marked = [line.split() for line in lines if line.startswith("*")]
    assert marked == [["*", "mechanism", "Monitoring", "Bonding"]]
    shown = [line.split() for line in lines]
    assert ["coding", JANE, JOHN] in shown
    assert ["section", "4.1", "4.1"] in shown
    assert f"--decide 1 --for {JANE} --by ID" in done.stdout
    assert f"atlas-kg propose Gao2020 --coder ID … --data {differing}" in done.stdout


def test_all_open_disagreements_are_counted(differing: Path, run: Run) -> None:
    write(differing, "jane", coding(), publication="Liu2023")
    write(differing, "john", coding(phase="ModelSelection"), publication="Liu2023")
    done = run("adjudicate", "--data", differing)
    assert done.returncode == 0
    assert done.stdout.splitlines()[:4] == [
        "Gao2020  1",
        "Liu2023  1",
        "",
        "2 open disagreements. Look at those of a publication:",
    ]


def test_where_nobody_differs_it_says_so(data: Path, run: Run) -> None:
    assert "Coders disagree nowhere" in run("adjudicate", "--data", data).stdout
    assert "nobody disagrees" in run("adjudicate", "Gao2020", "--data", data).stdout


@pytest.mark.parametrize("which", ["1", JANE, JOHN])
def test_decision_is_written_and_settles_the_difference(
    which: str, differing: Path, run: Run
) -> None:
    said = ("--decide", which, "--for", JANE, "--by", "mary", *REASON)
    done = run("adjudicate", "Gao2020", *said, "--data", differing)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"Wrote {ID} to {differing / FILE}. {JANE} is accepted now. No disagreement is left in "
        f"Gao2020. See what follows by: atlas-kg map --data {differing}\n"
    )
    text = (differing / FILE).read_text("utf-8")
    assert re.sub(r"'20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ'", "NOW", text) == (
        "# yaml-language-server: $schema=../schemas/adjudication.json\n"
        "schema: 1\n"
        "adjudications:\n"
        f"  - id: {ID}\n"
        "    codings:\n"
        f"      - {JANE}\n"
        f"      - {JOHN}\n"
        f"    decision: {JANE}\n"
        "    reason: 'The text says so: nobody is tied.'\n"
        "    by: mary\n"
        "    date: NOW\n"
    )
    assert run("validate", "--data", differing).returncode == 0
    assert "nobody disagrees" in run("adjudicate", "Gao2020", "--data", differing).stdout
    again = run("adjudicate", "Gao2020", *said, "--data", differing)
    assert (again.returncode, again.stdout) == (2, "")
    assert "or all is decided" in again.stderr


def test_further_decision_leaves_the_file_as_it_is(differing: Path, run: Run) -> None:
    more = {"id": "second", "solution": "model-cards", "phase": "ModelSelection"}
    write(differing, "jane", coding(), coding(**more, mechanism="Signaling"))
    write(differing, "john", coding(mechanism="Bonding"), coding(**more, mechanism="Screening"))
    by = ("--by", "mary", *REASON, "--data", differing)
    assert run("adjudicate", "Gao2020", "--decide", "2", "--for", JANE, *by).returncode == 0
    file = differing / FILE
    before = file.read_text("utf-8").replace("schema: 1\n", "schema: 1 # so\n") + "# the end\n"
    file.write_text(before, "utf-8")
    second = "Gao2020.john.second"
    done = run("adjudicate", "Gao2020", "--decide", "1", "--for", second, *by)
    assert done.returncode == 0
    text = file.read_text("utf-8")
    assert text.startswith(before.removesuffix("# the end\n"))
    assert text.endswith("# the end\n")
    ids = [one["id"] for one in yaml.safe_load(text)["adjudications"]]
    assert ids == [ID, "second"]


def test_none_can_stand_so_that_the_adjudicator_codes_anew(differing: Path, run: Run) -> None:
    write(differing, "mary", coding(target="Dataset", statement="The data are watched."))
    said = ("--decide", "1", "--for", MARY, "--by", "mary", *REASON)
    done = run("adjudicate", "Gao2020", *said, "--data", differing)
    assert done.returncode == 0
    assert f"{MARY} is accepted now. No disagreement is left" in done.stdout
    (decision,) = yaml.safe_load((differing / FILE).read_text("utf-8"))["adjudications"]
    # Who codes anew in order to decide is none of those who differ.
    assert decision["codings"] == [JANE, JOHN]
    assert "Independent adjudicator" not in done.stderr


def test_adjudicator_who_is_one_of_the_coders_is_warned(differing: Path, run: Run) -> None:
    said = ("--decide", "1", "--for", JANE, "--by", "john", *REASON)
    done = run("adjudicate", "Gao2020", *said, "--data", differing)
    assert done.returncode == 0
    assert "the adjudicator is one of the coders who differ" in done.stderr


WRONG = {
    "unknown publication": (["Gao2021", "--decide", "1"], "PUBLICATION", "'Gao2020'?"),
    "unknown adjudicator": (
        ["Gao2020", "--decide", "1", "--for", JANE, "--by", "marry", *REASON],
        "--by",
        "Did you mean 'mary'?",
    ),
    "no adjudicator": (
        ["Gao2020", "--decide", "1", "--for", JANE, *REASON],
        "--by",
        "'by' is missing.",
    ),
    "no reason": (
        ["Gao2020", "--decide", "1", "--for", JANE, "--by", "mary"],
        "--reason",
        "why this coding stands",
    ),
    "nothing decided": (
        ["Gao2020", "--decide", "1", "--by", "mary", *REASON],
        "--for",
        "'decision' is missing.",
    ),
    "unknown coding": (
        ["Gao2020", "--decide", "1", "--for", f"{JANE}s", "--by", "mary", *REASON],
        "--for",
        f"Did you mean '{JANE}'?",
    ),
    "coding of something else": (
        ["Gao2020", "--decide", "1", "--for", "Gao2020.jane.cards", "--by", "mary", *REASON],
        "--for",
        "one of those that stand under codings",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_words_are_told_and_nothing_is_written(name: str, differing: Path, run: Run) -> None:
    said, option, repair = WRONG[name]
    done = run("adjudicate", *said, "--data", differing)
    assert (done.returncode, done.stdout) == (1, "")
    assert option in done.stderr.splitlines()
    assert repair in done.stderr
    assert not (differing / FILE).exists()


USAGE = {
    "number": (["Gao2020", "--decide", "2"], "'2' is no open disagreement. Give a number, 1,"),
    "coding": (["Gao2020", "--decide", f"{JOHN}s"], f"Did you mean {JOHN}?"),
    "which": (["Gao2020", "--for", JANE], "Say with --decide which"),
    "what": (["--decide", "1"], "Name the PUBLICATION"),
}


@pytest.mark.parametrize("name", USAGE)
def test_wrong_use(name: str, differing: Path, run: Run) -> None:
    said, told = USAGE[name]
    done = run("adjudicate", *said, "--data", differing)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_absence_is_shown_and_not_decided(differing: Path, run: Run) -> None:
    write(differing, "jane", coding())
    file = differing / "codings" / "john" / "Gao2020.yaml"
    file.write_text(
        "schema: 1\nabsences:\n  - id: none\n    statement: It is about cats.\n", "utf-8"
    )
    shown = run("adjudicate", "Gao2020", "--data", differing).stdout
    assert "no agency problem" in shown
    said = ("--decide", "1", "--for", JANE, "--by", "mary", *REASON)
    done = run("adjudicate", "Gao2020", *said, "--data", differing)
    assert (done.returncode, done.stdout) == (2, "")
    assert "status: Retracted" in done.stderr


def test_file_of_a_coder_that_cannot_be_read_is_told(differing: Path, run: Run) -> None:
    (differing / "codings" / "john" / "Gao2020.yaml").write_text("schema: 1\ncodings: [\n", "utf-8")
    done = run("adjudicate", "Gao2020", "--data", differing)
    assert (done.returncode, done.stdout) == (1, "")
    assert "codings/john/Gao2020.yaml:3" in done.stderr


def test_file_of_decisions_that_cannot_be_added_to_stays(differing: Path, run: Run) -> None:
    file = differing / FILE
    file.parent.mkdir()
    file.write_text("schema: 1\nadjudications: []\n", "utf-8")
    said = ("--decide", "1", "--for", JANE, "--by", "mary", *REASON)
    done = run("adjudicate", "Gao2020", *said, "--data", differing)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"    decision: {JANE}\n" in done.stderr
    assert file.read_text("utf-8") == "schema: 1\nadjudications: []\n"
