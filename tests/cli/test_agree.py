"""``atlas-kg agree``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.test_verbs import imported
from tests.coded_twice import add_adjudication, add_codings, coded_twice
from tests.mappings.made_up import row, table, written

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    data = coded_twice(tmp_path)
    add_adjudication(data, "Zou2023", ["jane.c1", "john.c1"], "jane.c1")
    return data


def test_text_is_for_the_screen(twice: Path, run: Run) -> None:
    done = run("agree", "--data", twice)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "Agreement of 2 coders on 3 publications that two of them coded."
    assert any(line.startswith("mechanism") and "0.750" in line for line in lines)
    assert (
        "  target, mechanism, overall, problem reports: not reliable, alpha is below 0.667" in lines
    )
    assert "nan" not in done.stdout.lower()
    assert max(map(len, lines)) <= 120


def test_settled_differences_are_listed_apart_and_when_asked(twice: Path, run: Run) -> None:
    shown = run("agree", "--data", twice).stdout
    assert "Open differences: 1\n" in shown
    assert "Settled by an adjudication: 1 (--all lists them)" in shown
    assert "Zou et al. (2023)" not in shown
    everything = run("agree", "--all", "--data", twice).stdout
    before, after = everything.split("Settled by an adjudication: 1\n")
    assert "Zou et al. (2023)" not in before
    assert "Zou et al. (2023), section 3: mechanism" in after
    assert "Mary Major decided for Jane Doe: The text says so." in after


def test_a_difference_tells_where_it_is_and_what_each_coder_says(twice: Path, run: Run) -> None:
    block = run("agree", "--data", twice).stdout.split("Open differences: 1\n")[1]
    assert block.splitlines()[:3] == [
        "  Gao et al. (2020), section 2: target",
        "    Jane Doe: target Dataset",
        "    John Roe: target Model",
    ]


def test_long_lists_are_cut_and_say_so(twice: Path, run: Run) -> None:
    keys = sorted(file.stem for file in (twice / "publications").glob("B*.yaml"))[:5]
    for key in keys:
        add_codings(twice, "jane", key, *["ModelSelection Model Signaling model-cards 1"] * 11)
        add_codings(twice, "john", key, *["ModelSelection Model Screening model-cards 1"] * 11)
    done = run("agree", "--data", twice)
    assert "Open differences: 56\n" in done.stdout
    assert "  and 6 more (--all lists them, --publication KEY those of one)" in done.stdout
    assert "more (--all" not in run("agree", "--all", "--data", twice).stdout


def test_one_coder_alone_cannot_be_compared(twice: Path, run: Run) -> None:
    done = run("agree", "--coder", "jane", "--data", twice)
    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == [
        "No agreement can be measured yet.",
        "--coder names only jane; name two coders, or leave it out.",
    ]
    assert "second coder" not in done.stdout


def test_one_coder_is_told_what_is_missing(run: Run) -> None:
    done = run("agree")
    assert done.returncode == 0
    assert "There are 32 statements about 1 publication (Kaltenpoth2024)" in done.stdout
    assert "Agreement needs a publication that two coders have coded" in done.stdout
    assert "atlas-kg propose PUBLICATION --coder ID" in " ".join(done.stdout.split())
    for form in ("csv", "json", "md"):
        assert run("agree", "--format", form).returncode == 0


def test_nothing_coded_is_told(twice: Path, run: Run) -> None:
    done = run("agree", "--publication", "Brown2020", "--data", twice)
    assert done.returncode == 0
    assert "There is no statement to compare." in done.stdout


def test_json_holds_coefficients_and_all_differences(twice: Path, run: Run) -> None:
    document = json.loads(run("agree", "--format", "json", "--data", twice).stdout)
    rows = {row["variable"]: row for row in document["variables"]}
    assert rows["mechanism"]["percentAgreement"]["value"] == 0.75
    assert rows["mechanism"]["kappa"]["value"] == pytest.approx(0.6)
    assert rows["phase"]["alpha"]["reading"].startswith("reliable")
    assert [len(document[key]) for key in ("open", "statedBySome", "settled")] == [1, 2, 1]
    assert document["settled"][0]["settled"]["reason"] == "The text says so."
    assert {coder["label"] for coder in document["coders"] if coder["isMeasured"]} == {
        "Jane Doe",
        "John Roe",
    }


def test_csv_has_a_row_for_each_coefficient(twice: Path, run: Run) -> None:
    add_codings(twice, "bot", "Mitchell2019", "ModelSelection Model Signaling model-cards 1")
    rows = list(
        csv.DictReader(io.StringIO(run("agree", "--format", "csv", "--data", twice).stdout))
    )
    mechanism = [row for row in rows if row["variable"] == "mechanism"]
    assert [row["coefficient"] for row in mechanism] == [
        "percent agreement",
        "mean of Cohen's kappa of pairs",
        "Krippendorff's alpha",
        *["Cohen's kappa"] * 3,
    ]
    assert [row["coders"] for row in mechanism[3:]] == ["bot; jane", "bot; john", "jane; john"]
    assert mechanism[3]["undefined"].startswith("all values are the same")
    assert mechanism[5]["value"] == "0.6"


def test_pairs_and_programs_are_told_in_text(twice: Path, run: Run) -> None:
    add_codings(twice, "bot", "Mitchell2019", "ModelSelection Model Signaling model-cards 1")
    shown = run("agree", "--data", twice).stdout
    assert "Software among the coders: Example coder (software) [bot]." in shown
    assert "(mean of pairs)" in shown
    assert "mechanism: 0.600" in shown.split("Cohen's kappa of each pair")[1]
    assert "[bot]" not in run("agree", "--no-software", "--data", twice).stdout


def test_markdown_is_a_table(twice: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "agreement.md"
    assert run("agree", "--all", "-o", file, "--data", twice).returncode == 0
    text = file.read_text("utf-8")
    assert "| mechanism | 4 | 2 | 3 | 0.750" in text
    assert "## Settled by an adjudication" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--coder", "jan"], "There is no coder 'jan'. Did you mean 'jane'?"),
        (
            ["--publication", "Zou2032"],
            "There is no publication 'Zou2032'. Did you mean 'Zou2023'?",
        ),
        (["--format", "xlsx"], "Choose one of text, json, csv, md."),
    ],
)
def test_wrong_use_is_told(words: list[str], told: str, twice: Path, run: Run) -> None:
    done = run("agree", *words, "--data", twice)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_what_cannot_be_read_is_told_and_the_rest_is_compared(twice: Path, run: Run) -> None:
    (twice / "codings" / "john" / "Zou2023.yaml").write_text("codings: [\n", "utf-8")
    done = run("agree", "--data", twice)
    assert done.returncode == 0
    assert "codings/john/Zou2023.yaml" in done.stderr
    assert "on 2 publications" in done.stdout


def test_agree_needs_neither_reasoner_nor_server() -> None:
    assert not imported("agree") & {"fastapi", "jinja2", "uvicorn", "pyshacl", "curies", "scipy"}


def test_those_who_judge_mappings_are_compared(data: Path, run: Run) -> None:
    rows = [row(), row(author_label="John Roe"), row(object_id="vair:Datasheet")]
    other = row(object_id="vair:Datasheet", author_label="John Roe", predicate_id="skos:broadMatch")
    written(data, table(*rows, other))
    done = run("agree", "--mappings", "--data", data)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "Mappings: 2 pairs, judged by 2; 2 pairs by two or more"
    assert any(line.startswith("percent agreement     0.500") for line in lines)
    assert lines[-4:] == [
        "Judged differently: 1",
        "  atlas-id:solution/model-cards and vair:Datasheet",
        "    Jane Doe: skos:closeMatch",
        "    John Roe: skos:broadMatch",
    ]
    told = json.loads(run("agree", "--mappings", "--format", "json", "--data", data).stdout)
    assert (told["pairs"], told["relation"]["percent"]["value"]) == (2, 0.5)


def test_mappings_have_no_coders(run: Run) -> None:
    done = run("agree", "--mappings", "--coder", "jane")
    assert done.returncode == 2
    assert "leave out --coder" in done.stderr
