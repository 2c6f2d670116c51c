"""``atlas-kg adjudicate``."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pyoxigraph as ox
import pytest
import yaml

from atlas_kg.dataset import Sources, load
from atlas_kg.namespaces import ATLAS
from tests.cli.coders_who_differ import ID, JANE, JOHN, MARY, coding, write, write_differing

Run = Callable[..., CompletedProcess[str]]

FILE = "adjudications/Gao2020.yaml"
REASON = ("--reason", "The text says so: nobody is tied.")


@pytest.fixture
def differing(data: Path) -> Path:
    """Data in which two coders differ about one statement and agree about another."""
    write_differing(data)
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


def test_map_shows_a_dispute_until_it_is_decided(differing: Path, run: Run) -> None:
    def disputed() -> int:
        rows = csv.DictReader(
            run("map", "--format", "csv", "--data", differing).stdout.splitlines()
        )
        return sum(int(row["disputed"]) for row in rows)

    assert disputed() == 2
    words = ("--decide", "1", "--for", JANE, "--by", "mary", *REASON)
    assert run("adjudicate", "Gao2020", *words, "--data", differing).returncode == 0
    assert disputed() == 0


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


@pytest.mark.parametrize("stands", [JANE, JOHN])
def test_nobody_decides_on_a_statement_of_their_own(stands: str, differing: Path, run: Run) -> None:
    said = ("--decide", "1", "--for", stands, "--by", "john", *REASON)
    refused(run("adjudicate", "Gao2020", *said, "--data", differing), differing, "john")


def test_nobody_accepts_what_only_they_state(differing: Path, run: Run) -> None:
    more = coding(id="alone", solution="model-cards", phase="ModelSelection", mechanism="Signaling")
    write(differing, "jane", coding(), more)
    write(differing, "john", coding())
    alone = "Gao2020.jane.alone"
    said = ("--decide", alone, "--for", alone, "--by", "jane", *REASON)
    refused(run("adjudicate", "Gao2020", *said, "--data", differing), differing, "jane")


def refused(done: CompletedProcess[str], data: Path, who: str) -> None:
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"--by\n  {who} is one of the coders whose statements are decided on.\n"
        "  Let somebody decide who made none of these statements.\n\nFound 1 violation.\n"
    )
    assert not (data / FILE).exists()


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
        "why this statement stands",
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


ABSENT = "absence/Gao2020.john.none"
CARDS = "Gao2020.jane.cards"


@pytest.fixture
def absent(differing: Path) -> Path:
    """Data in which one coder codes two statements, and the other says that there is nothing."""
    file = differing / "codings" / "john" / "Gao2020.yaml"
    file.write_text(
        "schema: 1\nabsences:\n  - id: none\n    statement: It is about cats.\n", "utf-8"
    )
    return differing


def statuses(data: Path) -> dict[str, str]:
    graph = load(Sources.carried(data)).store
    found = graph.quads_for_pattern(None, ox.NamedNode(str(ATLAS.hasStatus)), None, None)
    named = {str(quad.subject).partition("/id/")[2][:-1]: str(quad.object) for quad in found}
    said = {name: status.partition("#")[2][:-1] for name, status in named.items()}
    return {name: status for name, status in said.items() if "Gao2020." in name}


@pytest.mark.parametrize("which", ["1", "2", ABSENT])
def test_decision_for_an_absence_is_one_against_all_that_contradicts_it(
    which: str, absent: Path, run: Run
) -> None:
    shown = run("adjudicate", "Gao2020", "--data", absent).stdout
    assert shown.startswith("Gao2020: 2 open disagreements\n")
    assert ABSENT in shown
    assert "no agency problem" in shown
    assert "1  They differ in whether there is an agency problem." in shown
    assert "A decision for an absence settles all that contradicts it" in shown
    said = ("--decide", which, "--for", ABSENT, "--by", "mary", *REASON)
    done = run("adjudicate", "Gao2020", *said, "--data", absent)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{ABSENT} is accepted now. No disagreement is left" in done.stdout
    (decision,) = yaml.safe_load((absent / FILE).read_text("utf-8"))["adjudications"]
    assert sorted(decision["codings"]) == sorted([CARDS, JANE, ABSENT])
    assert run("validate", "--data", absent).returncode == 0
    assert statuses(absent) == {
        "absence/Gao2020.john.none": "Accepted",
        f"coding/{CARDS}": "Disputed",
        f"coding/{JANE}": "Disputed",
    }


def test_unknown_absence_is_told_with_those_that_are_there(absent: Path, run: Run) -> None:
    said = ("--decide", "1", "--for", f"{ABSENT}s", "--by", "mary", *REASON)
    done = run("adjudicate", "Gao2020", *said, "--data", absent)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"'{ABSENT}s' is not a known coding, absence report or problem report." in done.stderr
    assert f"Did you mean '{ABSENT}'?" in done.stderr


def test_decision_for_a_coding_is_one_against_the_absence(absent: Path, run: Run) -> None:
    said = ("--decide", JANE, "--for", JANE, "--by", "mary", *REASON)
    done = run("adjudicate", "Gao2020", *said, "--data", absent)
    assert (done.returncode, done.stderr) == (0, "")
    assert run("validate", "--data", absent).returncode == 0
    # With an absence that was decided against, the other coding stands alone, and undisputed.
    assert statuses(absent) == {
        "absence/Gao2020.john.none": "Disputed",
        f"coding/{CARDS}": "Tentative",
        f"coding/{JANE}": "Accepted",
    }


def test_what_only_one_coder_states_is_accepted_by_a_decision(differing: Path, run: Run) -> None:
    more = coding(id="alone", solution="model-cards", phase="ModelSelection", mechanism="Signaling")
    write(differing, "jane", coding(), more)
    write(differing, "john", coding())
    alone = "Gao2020.jane.alone"
    shown = run("adjudicate", "Gao2020", "--data", differing).stdout
    assert "Gao2020: nobody disagrees" in shown
    assert f"1  {alone}\nAccept one of them:" in shown
    assert statuses(differing)[f"coding/{alone}"] == "Tentative"
    said = ("--decide", alone, "--for", alone, "--by", "mary", *REASON)
    done = run("adjudicate", "Gao2020", *said, "--data", differing)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{alone} is accepted now" in done.stdout
    assert run("validate", "--data", differing).returncode == 0
    assert alone not in run("adjudicate", "Gao2020", "--data", differing).stdout
    settled = run("agree", "--all", "--data", differing).stdout
    assert "Settled by an adjudication: 1" in settled


def test_what_nobody_else_has_coded_is_not_decided_on(differing: Path, run: Run) -> None:
    (differing / "codings" / "john" / "Gao2020.yaml").unlink()
    assert (
        "Stated by one coder only" not in run("adjudicate", "Gao2020", "--data", differing).stdout
    )
    file = differing / FILE
    file.parent.mkdir()
    file.write_text(
        f"schema: 1\nadjudications:\n  - id: a\n    codings: {JANE}\n    decision: {JANE}\n"
        "    reason: So it is.\n    by: mary\n    date: '2026-11-23T00:00:00Z'\n",
        "utf-8",
    )
    done = run("validate", "--data", differing)
    assert done.returncode == 1
    assert "where nobody else has, mend the statement itself" in done.stderr + done.stdout


def test_one_of_three_who_differ_does_not_decide_for_another(differing: Path, run: Run) -> None:
    write(differing, "mary", coding(mechanism="Screening"))
    said = ("--decide", "1", "--for", JANE, "--by", "mary", *REASON)
    refused(run("adjudicate", "Gao2020", *said, "--data", differing), differing, "mary")


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


def test_programs_decide_nothing(differing: Path, run: Run) -> None:
    (differing / "coders" / "bot.yaml").write_text(
        "schema: 1\nkind: SoftwareCoder\nlabel: Bot\ndescription: A program.\n", "utf-8"
    )
    said = ("--decide", "1", "--for", JANE, "--by", "bot", *REASON)
    done = run("adjudicate", "Gao2020", *said, "--data", differing)
    assert (done.returncode, done.stdout) == (1, "")
    assert "what a program decides has no effect" in done.stderr
    assert not (differing / FILE).exists()


def test_what_agrees_is_decided_by_its_name(differing: Path, run: Run) -> None:
    """One dispute among three keeps tentative what two say alike."""
    assert statuses(differing)["coding/Gao2020.jane.cards"] == "Tentative"
    told = run("validate", "--data", differing)
    assert told.returncode == 0
    assert "1 warning" in told.stdout
    assert "2 codings on which they agree stay tentative" in told.stdout
    said = ("--decide", "Gao2020.john.cards", "--for", "Gao2020.jane.cards", "--by", "mary")
    done = run("adjudicate", "Gao2020", *said, *REASON, "--data", differing)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Gao2020.jane.cards is accepted now. 1 disagreement left" in done.stdout
    assert statuses(differing)["coding/Gao2020.jane.cards"] == "Accepted"
    assert (
        "1 coding on which they agree stays tentative"
        in run("validate", "--data", differing).stdout
    )


def test_lists_say_alike_what_is_settled(differing: Path, run: Run) -> None:
    """An absence that a decision denies is decided against, wherever one asks."""
    (differing / "coders" / "bot.yaml").write_text(
        "schema: 1\nkind: SoftwareCoder\nlabel: Bot\ndescription: A program.\n", "utf-8"
    )
    said = ("--decide", "1", "--for", JANE, "--by", "mary", *REASON)
    assert run("adjudicate", "Gao2020", *said, "--data", differing).returncode == 0
    file = differing / "codings" / "bot" / "Gao2020.yaml"
    file.parent.mkdir()
    file.write_text(
        "schema: 1\nabsences:\n  - id: none\n    statement: It is about cats.\n"
        "    phase: ModelDevelopment\n",
        "utf-8",
    )
    assert "nobody disagrees" in run("adjudicate", "Gao2020", "--data", differing).stdout
    agreed = run("agree", "--data", differing).stdout
    assert "Open differences: 0" in agreed
    assert "Settled by an adjudication: 1" in agreed
