"""``atlas-kg plan``."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

SETTING = ("--phase", "ModelDevelopment", "--setting", "WithoutFurtherTraining")
VERDICTS = {"applies": 1, "asksForMore": 0, "notSaid": 6, "doesNotApply": 3}


def test_text_is_for_the_screen(run: Run) -> None:
    done = run("plan", *SETTING)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[1] == "Solutions: applies: 1, asks for more: 0, not said: 6, does not apply: 3."
    # Commands are copied, so they stand on one line.
    assert max(len(line) for line in lines if "atlas-kg explain" not in line) <= 98
    assert "Monitoring: gap; theory predicts it" in done.stdout
    assert "the literature at hand does not say" in done.stdout


def test_proof_that_the_plan_names_can_be_run(run: Run) -> None:
    lines = run("plan", *SETTING).stdout.splitlines()
    proofs = {line.split("atlas-kg ")[1] for line in lines if "atlas-kg explain" in line}
    assert len(proofs) > len(VERDICTS)
    for proof in sorted(proofs)[:3]:
        done = run(*proof.split())
        assert done.returncode == 0, proof
        assert "stated in Kaltenpoth & Müller (2024), section" in done.stdout


def test_json_holds_verdicts_with_conditions(run: Run) -> None:
    document = json.loads(run("plan", *SETTING, "--format", "json").stdout)
    assert document["counts"] == VERDICTS
    (phase,) = document["phases"]
    uses = [use for mechanism in phase["mechanisms"] for use in mechanism["solutions"]]
    assert Counter(use["verdict"] for use in uses) == Counter(VERDICTS)
    for use in uses:
        assert bool(use["reasons"]) is (use["verdict"] != "notSaid")
        for reason in use["reasons"]:
            assert reason["proof"][2] == reason["feature"]["iri"]
            assert all(one["evidence"] and one["section"] for one in reason["conditions"])
            assert {one["status"] for one in reason["conditions"]} == {"Tentative"}


def test_csv_has_a_row_for_each_solution_and_each_gap(run: Run) -> None:
    done = run("plan", *SETTING, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert Counter(row["verdict"] for row in rows if row["verdict"]) == Counter(
        {name: number for name, number in VERDICTS.items() if number}
    )
    (gap,) = (row for row in rows if not row["solution"])
    assert (gap["mechanismLabel"], gap["state"]) == ("Monitoring", "gap")
    assert "a gap" in gap["open"]


def test_csv_has_a_row_for_a_phase_without_a_problem(run: Run) -> None:
    done = run("plan", "--phase", "BusinessProblemDefinition", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["position"], row["problemLabels"], row["mechanism"]) == ("1", "", "")
    assert None not in row


def test_format_follows_from_the_suffix(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.md"
    assert run("plan", *SETTING, "-o", str(file)).stdout == ""
    text = file.read_text("utf-8")
    assert text.startswith("# Plan of an adoption\n")
    assert "## 4. Model development" in text
    assert "[Prompting](https://w3id.org/llm-atlas/id/solution/prompting) (tentatively)" in text


def test_words_are_listed(run: Run) -> None:
    done = run("plan", "--list")
    assert done.returncode == 0
    for word in ("ModelSelection:", "WithoutFurtherTraining:", "DeploymentByApi:", "Employee:"):
        assert f"  {word}" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--phase", "ModelSelecton"), "Did you mean 'ModelSelection'?"),
        (("--setting", "Custmer"), "Did you mean 'Customer'?"),
        (
            ("--setting", "WithHumanLabelers", "--setting", "WithoutHumanLabelers"),
            "exclude each other. Name one of the two.",
        ),
        (("--format", "pdf"), "'pdf' is not a format here."),
        (("--list", "--phase", "ModelSelection"), "--list goes alone"),
    ],
)
def test_wrong_use_is_told(run: Run, words: tuple[str, ...], told: str) -> None:
    done = run("plan", *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stdout == ""
