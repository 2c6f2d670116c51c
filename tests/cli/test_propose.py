"""``atlas-kg propose``."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml

Run = Callable[..., CompletedProcess[str]]

CODING = {
    "--phase": "ModelDevelopment",
    "--target": "Model",
    "--mechanism": "Monitoring",
    "--solution": "dataset-analysis",
    "--section": "4.1",
    "--statement": "Training is watched: its gradients tell.",
}


def words(**other: str | None) -> list[str]:
    """Return the options of a coding, some of them changed or left out."""
    changed = {f"--{name}": value for name, value in other.items()}
    return [word for name, text in (CODING | changed).items() if text for word in (name, text)]


@pytest.fixture
def coded(data: Path, run: Run) -> Path:
    """Data with two coders."""
    for name, label in (("jane", "Jane Doe"), ("john", "John Roe")):
        assert run("coder", name, "--name", label, "--data", data).returncode == 0
    return data


def test_statement_is_written_to_a_file_of_its_own(coded: Path, run: Run) -> None:
    done = run(
        "propose", "Gao2020", "--coder", "jane", *words(), "--support", "Liu2023", "--data", coded
    )
    file = coded / "codings" / "jane" / "Gao2020.yaml"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"Wrote dataset-analysis-in-model-development to {file}. It is tentative: no "
        "second coder has coded the publication.\n"
    )
    text = file.read_text("utf-8")
    assert re.sub(r"'20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ'", "NOW", text) == (
        "# yaml-language-server: $schema=../../schemas/coding.json\n"
        "schema: 1\n"
        "date: NOW\n"
        "codings:\n"
        "  - id: dataset-analysis-in-model-development\n"
        "    statement: 'Training is watched: its gradients tell.'\n"
        "    phase: ModelDevelopment\n"
        "    target: Model\n"
        "    mechanism: Monitoring\n"
        "    solution: dataset-analysis\n"
        "    section: '4.1'\n"
        "    support:\n"
        "      - Liu2023\n"
    )
    assert run("validate", "--data", coded).returncode == 0


def test_further_statements_leave_the_file_as_it_is(coded: Path, run: Run) -> None:
    file = coded / "codings" / "jane" / "Gao2020.yaml"
    file.parent.mkdir()
    begun = "# Read on a train.\nschema: 1   # the first\nproblems:\n- id: own\n  statement: So.\n"
    begun += "  problem: HiddenActionInModelDevelopment  # sure?\n  section: '1'\n# the end\n"
    file.write_text(begun, "utf-8")
    to = ("propose", "Gao2020", "--coder", "jane", "--data", coded)
    problem = ("--problem", "HiddenCharacteristicsOfDatasets", "--section", "2")
    elsewhere = "ModelDeploymentAndMonitoring"
    for more in (
        words(),
        words(phase="ModelSelection", mechanism="Screening"),
        [*problem, "--statement", "Nobody knows the data."],
        ["--no-problem", "--statement", "It asks what is wanted.", "--phase", elsewhere],
        ["--no-problem", "--statement", "So again.", "--phase", "BusinessProblemDefinition"],
    ):
        done = run(*to, *more)
        assert (done.returncode, done.stderr) == (0, "")
    text = file.read_text("utf-8")
    rest = iter(text.splitlines())
    assert all(line in rest for line in begun.splitlines())
    ids = {
        section: [statement["id"] for statement in statements]
        for section, statements in yaml.safe_load(text).items()
        if section != "schema"
    }
    assert ids == {
        "problems": ["own", "hidden-characteristics-of-datasets"],
        "codings": [
            "dataset-analysis-in-model-development",
            "dataset-analysis-in-model-selection",
        ],
        "absences": [
            "no-agency-problem-in-model-deployment-and-monitoring",
            "no-agency-problem-in-business-problem-definition",
        ],
    }
    assert run("validate", file, "--data", coded).returncode == 0


def test_draft_is_told_from_what_is_compared(coded: Path, run: Run) -> None:
    said = (*words(), "--status", "Proposed")
    done = run("propose", "Gao2020", "--coder", "jane", *said, "--data", coded)
    assert "Its status is Proposed, as you say." in done.stdout


def test_name_that_is_taken_gets_a_number(coded: Path, run: Run) -> None:
    to = ("propose", "Gao2020", "--coder", "jane", "--data", coded)
    assert run(*to, *words()).returncode == 0
    done = run(*to, *words(target="Dataset"))
    assert "dataset-analysis-in-model-development-2" in done.stdout


def test_without_options_a_file_to_fill_in_is_written(coded: Path, run: Run) -> None:
    to = ("propose", "Gao2020", "--coder", "jane", "--data", coded)
    done = run(*to)
    file = coded / "codings" / "jane" / "Gao2020.yaml"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Wrote {file}. It says nothing yet: fill it in")
    text = file.read_text("utf-8")
    assert "# What Gao et al. (2020) states,\n# as Jane Doe reads it.\n" in text
    # It is valid, and tells what is left to do.
    checked = run("validate", file, "--data", coded)
    assert checked.returncode == 0
    assert "The file states nothing." in checked.stdout
    # A second time it stays; a statement can be added below it.
    again = run(*to)
    assert (again.returncode, again.stdout) == (2, "")
    assert "is there already. Edit it, or add a statement" in again.stderr
    assert run(*to, *words()).returncode == 0
    assert file.read_text("utf-8").startswith(text)


WRONG = {
    "publication": (["Gao2021", "--coder", "jane", *words()], "PUBLICATION", "'Gao2020'?"),
    "publication of a template": (["Gao2021", "--coder", "jane"], "PUBLICATION", "'Gao2020'?"),
    "coder": (["Gao2020", "--coder", "jan", *words()], "--coder", "'jane'?"),
    "way out": (["Gao2020", "--coder", "../jane", *words()], "--coder", "letters from a"),
    "phase": (
        ["Gao2020", "--coder", "jane", *words(phase="ModelDevelopmnt")],
        "--phase",
        "Did you mean 'ModelDevelopment'?",
    ),
    "mechanism": (
        ["Gao2020", "--coder", "jane", *words(mechanism="screening")],
        "--mechanism",
        "Did you mean 'Screening'?",
    ),
    "solution": (
        ["Gao2020", "--coder", "jane", *words(solution="data-card")],
        "--solution",
        "Did you mean 'data-cards'?",
    ),
    "support": (
        ["Gao2020", "--coder", "jane", *words(), "--support", "Liu2032"],
        "--support",
        "not a known publication",
    ),
    "no section": (["Gao2020", "--coder", "jane", *words(section=None)], "--section", "one place"),
    "empty statement": (
        ["Gao2020", "--coder", "jane", *words(statement=" ")],
        "--statement",
        "exactly one sentence",
    ),
    "problem": (
        ["Gao2020", "--coder", "jane", "--problem", "HiddenAction", "--section", "1"],
        "--problem",
        "HiddenActionInModelDevelopment",
    ),
    "name": (["Gao2020", "--coder", "jane", *words(), "--id", "a b"], "--id", "letters from a"),
    "agreed without a second": (
        ["Gao2020", "--coder", "jane", *words(), "--status", "Accepted"],
        "--status",
        "second coder",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_words_are_told_and_nothing_is_written(name: str, coded: Path, run: Run) -> None:
    said, option, repair = WRONG[name]
    before = sorted(coded.rglob("*"))
    done = run("propose", *said, "--data", coded)
    assert (done.returncode, done.stdout) == (1, "")
    assert option in done.stderr.splitlines()
    assert repair in done.stderr
    assert sorted(coded.rglob("*")) == before


def test_all_that_is_wrong_is_told_at_once(coded: Path, run: Run) -> None:
    said = words(phase="ModelDevelopmnt", target="Modell", solution=None)
    done = run("propose", "Gao2020", "--coder", "jane", *said, "--data", coded)
    assert "Found 3 violations." in done.stderr


@pytest.mark.parametrize("other", [{}, {"statement": "Other words.", "section": "5"}])
def test_a_coder_says_the_same_once(other: dict[str, str], coded: Path, run: Run) -> None:
    to = ("propose", "Gao2020", "--coder", "jane", "--data", coded)
    assert run(*to, *words()).returncode == 0
    file = coded / "codings" / "jane" / "Gao2020.yaml"
    before = file.read_bytes()
    done = run(*to, *words(**other))
    assert (done.returncode, done.stdout) == (1, "")
    assert "the same coder has coded the same solution" in done.stderr
    assert file.read_bytes() == before


USAGE = {
    "problem and none": (["--problem", "X", "--no-problem"], "since a statement says one of"),
    "field of another kind": (["--no-problem", "--solution", "a"], "--solution does not belong"),
    "nobody to ask": (["--ask"], "Standard input is no terminal"),
}


@pytest.mark.parametrize("name", USAGE)
def test_wrong_use(name: str, coded: Path, run: Run) -> None:
    said, told = USAGE[name]
    done = run("propose", "Gao2020", "--coder", "jane", *said, "--data", coded)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_who_codes_has_to_be_said(run: Run) -> None:
    done = run("propose", "Gao2020")
    assert done.returncode == 2
    assert "--coder" in done.stderr


SPOILT = {
    "not YAML": ("schema: 1\ncodings: [\n", 1, "is not valid YAML"),
    "short list": ("schema: 1\ncodings: []\n", 2, "cannot be added to: 'codings' is not a list"),
    "unknown field": ("schema: 1\ncoding:\n  - id: a\n", 1, "Did you mean 'codings'?"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_file_that_cannot_be_added_to_stays(name: str, coded: Path, run: Run) -> None:
    text, code, told = SPOILT[name]
    file = coded / "codings" / "jane" / "Gao2020.yaml"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    done = run("propose", "Gao2020", "--coder", "jane", *words(), "--data", coded)
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    if code == 2:
        # What was typed is not lost.
        assert "statement: 'Training is watched: its gradients tell.'" in done.stderr
    assert file.read_text("utf-8") == text


def test_what_others_coded_is_not_shown(coded: Path, run: Run) -> None:
    hidden = "Only john knows this."
    said = words(statement=hidden, phase="ModelSelection", mechanism="Screening", section="7.7")
    assert run("propose", "Gao2020", "--coder", "john", *said, "--data", coded).returncode == 0
    to = ("propose", "Gao2020", "--coder", "jane", "--data", coded)
    shown = [run(*to), run(*to, *words()), run(*to, *words()), run(*to, *words(phase="X"))]
    shown += [run(*to, *words(phase="ModelSelection", mechanism="Bonding", section="7"))]
    begun = (coded / "codings" / "jane" / "Gao2020.yaml").read_text("utf-8")
    told = "".join(done.stdout + done.stderr for done in shown) + begun
    assert "john has coded this publication, too." in told
    assert f"atlas-kg agree --data {coded}" in told
    for word in (hidden, "7.7", "dataset-analysis-in-model-selection (", "Gao2020.john", "isputed"):
        assert word not in told


def test_a_file_that_says_nothing_is_no_coding(coded: Path, run: Run) -> None:
    assert run("propose", "Gao2020", "--coder", "john", "--data", coded).returncode == 0
    done = run("propose", "Gao2020", "--coder", "jane", *words(), "--data", coded)
    assert done.returncode == 0
    assert "john" not in done.stdout
    assert "no second coder has coded the publication" in done.stdout


def test_a_coder_with_a_broken_file_does_not_stop_another(coded: Path, run: Run) -> None:
    file = coded / "codings" / "john" / "Gao2020.yaml"
    file.parent.mkdir()
    file.write_text("schema: 1\ncodings: [\n", "utf-8")
    done = run("propose", "Gao2020", "--coder", "jane", *words(), "--data", coded)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_large_corpus_takes_no_longer(coded: Path, run: Run) -> None:
    to = ("propose", "Gao2020", "--coder", "jane", "--data", coded)

    def seconds(phase: str) -> float:
        begin = time.perf_counter()
        assert run(*to, *words(phase=phase, mechanism="Screening")).returncode == 0
        return time.perf_counter() - begin

    seconds("ModelSelection")
    small = seconds("DataAcquisitionAndPreparation")
    for number in range(3_000):
        for folder in ("publications", "codings/seed-paper-authors"):
            file = coded / folder / f"Copy{number}.yaml"
            shutil.copyfile(coded / "publications" / "Gao2020.yaml", file)
    # Reading these alone would take longer than all else.
    assert seconds("ModelDevelopment") < 2 * small + 0.5


def test_condition_is_added_by_its_options(run: Run, data: Path) -> None:
    assert run("coder", "jane", "--name", "Jane Doe", "--data", str(data)).returncode == 0
    words = ["--solution", "prompting", "--suits", "WithoutFurtherTraining", "--section", "3.1.1"]
    words += ["--evidence", "without further LLM training", "--statement", "It trains nothing."]
    done = run("propose", "Kaltenpoth2024", "--coder", "jane", *words, "--data", str(data))
    assert done.returncode == 0, done.stderr
    written = yaml.safe_load((data / "codings" / "jane" / "Kaltenpoth2024.yaml").read_text("utf-8"))
    (condition,) = written["conditions"]
    assert condition["suits"] == "WithoutFurtherTraining"
    assert condition["evidence"] == "without further LLM training"
