"""``atlas-kg validate``."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import rdflib
from rdflib import RDF, SH

from atlas_kg.dataset import Sources
from tests.conftest import ROOT

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def spoilt(data: Path) -> Path:
    """A copy of the data with a violation in one file and another in a second."""
    for name, old, new in (
        ("publications/Gao2020.yaml", "year: 2020", "year: 20200"),
        ("solutions/prompting.yaml", "Kaltenpoth2024", "Kaltenpoth2042"),
    ):
        file = data / name
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    return data


def files(done: CompletedProcess[str]) -> set[str]:
    return {Path(finding["file"]).name for finding in json.loads(done.stdout)}


def test_carried_sources_hold_nothing_to_mend(run: Run) -> None:
    done = run("validate")
    assert (done.returncode, done.stdout) == (0, "Found nothing to mend.\n")


def test_json_without_findings_is_an_empty_list(run: Run) -> None:
    done = run("validate", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_text_counts_findings(spoilt: Path, run: Run) -> None:
    done = run("validate", "--data", spoilt)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.endswith("\n\nFound 2 violations.\n")


def test_what_has_to_be_mended_is_told_last(data: Path, run: Run) -> None:
    """One file that cannot be read stops the map, whatever warnings others give."""
    for file in (data / "codings").rglob("*.yaml"):
        file.unlink()
    (data / "coders" / "aaron.yaml").write_text("label: [\n", "utf-8")
    done = run("validate", "--data", data)
    assert done.returncode == 1
    *others, last, count = done.stdout.strip().split("\n\n")
    assert "aaron.yaml" in last
    assert len(others) > 3
    assert all("warning: " in other for other in others)
    assert count == "Found 1 violation, 4 warnings."
    assert "aaron.yaml" in run("map", "--data", data).stderr.split("\n\n")[-2]


def test_json_holds_the_keys_of_a_finding(spoilt: Path, run: Run) -> None:
    done = run("validate", "--format", "json", "--data", spoilt)
    finding = json.loads(done.stdout)[0]
    assert finding.pop("problem").startswith("'year'")
    assert finding.pop("advice").startswith("Give the year")
    assert finding.pop("shape").endswith("#Publication")
    assert finding.pop("focus").endswith("/publication/Gao2020")
    assert finding.pop("label") == "Gao et al. (2020)"
    assert finding == {
        "severity": "Violation",
        "file": str(spoilt / "publications/Gao2020.yaml"),
        "line": 18,
        "column": 7,
        "kind": "publication",
        "field": "year",
        "path": "year",
        "value": "20200",
        "allowed": [],
        "suggestion": None,
        "rule": "Publication/year",
        "patch": None,
    }


def test_turtle_is_a_shacl_report(spoilt: Path, run: Run) -> None:
    done = run("validate", "--format", "ttl", "--data", spoilt)
    graph = rdflib.Graph().parse(data=done.stdout, format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == rdflib.Literal(False)
    messages = [str(graph.value(result, SH.resultMessage)) for result in graph[report : SH.result]]
    assert len(messages) == 2
    assert any("Gao2020.yaml:18: 'year'" in message for message in messages)


def test_turtle_of_sound_sources_conforms(run: Run) -> None:
    done = run("validate", "--format", "ttl")
    graph = rdflib.Graph().parse(data=done.stdout, format="turtle")
    assert list(graph.objects(None, SH.conforms)) == [rdflib.Literal(True)]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (".", {"Gao2020.yaml", "prompting.yaml"}),
        ("publications", {"Gao2020.yaml"}),
        ("publications/Gao2020.yaml", {"Gao2020.yaml"}),
        ("codings", set()),
        ("codings/seed-paper-authors/Kaltenpoth2024.yaml", set()),
    ],
)
def test_path_chooses_findings(path: str, found: set[str], spoilt: Path, run: Run) -> None:
    done = run("validate", "--format", "json", spoilt / path)
    assert files(done) == found
    assert done.returncode == (1 if found else 0)


def test_several_paths_of_one_folder(spoilt: Path, run: Run) -> None:
    paths = [spoilt / "publications", spoilt / "solutions" / "prompting.yaml"]
    done = run("validate", "--format", "json", *paths)
    assert files(done) == {"Gao2020.yaml", "prompting.yaml"}


def test_paths_of_different_folders_are_refused(spoilt: Path, tmp_path: Path, run: Run) -> None:
    other = tmp_path / "other"
    other.mkdir()
    done = run("validate", spoilt, other)
    assert done.returncode == 2
    assert "different folders of literature" in done.stderr


def test_own_ontology_is_checked_by_name(run: Run) -> None:
    assert run("validate", Sources.carried().ontology / "core.ttl").returncode == 0


def test_folder_of_literature_below_a_folder_named_like_a_part_of_one(
    spoilt: Path, tmp_path: Path, run: Run
) -> None:
    parent = tmp_path / "codings"
    parent.mkdir()
    inner = spoilt.rename(parent / "mine")
    done = run("validate", "--format", "json", inner)
    assert files(done) == {"Gao2020.yaml", "prompting.yaml"}


@pytest.fixture
def misspelt(data: Path) -> Path:
    """A copy of the data with one fault whose repair is determined."""
    file = data / "publications/Gao2020.yaml"
    file.write_text(file.read_text("utf-8").replace("type: Preprint", "type: preprint"), "utf-8")
    return data


def test_fix_mends_and_says_so(misspelt: Path, run: Run) -> None:
    done = run("validate", "--fix", "--data", misspelt)
    assert (done.returncode, done.stdout) == (0, "Found nothing to mend.\n")
    assert re.fullmatch(r"Mended .*Gao2020\.yaml:\d+: 'Preprint' for 'preprint'\n", done.stderr)
    whole = Sources.carried().data / "publications/Gao2020.yaml"
    assert (misspelt / "publications/Gao2020.yaml").read_bytes() == whole.read_bytes()


def test_fix_shows_what_remains(misspelt: Path, run: Run) -> None:
    file = misspelt / "publications/Anil2023.yaml"
    file.write_text(file.read_text("utf-8").replace("year: 2023", "year: 20230"), "utf-8")
    done = run("validate", "--fix", "--format", "json", misspelt)
    assert done.returncode == 1
    assert files(done) == {"Anil2023.yaml"}
    assert done.stderr.startswith("Mended ")
    again = run("validate", "--fix", "--format", "json", misspelt)
    assert (again.returncode, again.stdout, again.stderr) == (1, done.stdout, "")


def test_fix_mends_only_what_is_named(misspelt: Path, run: Run) -> None:
    old = (misspelt / "publications/Gao2020.yaml").read_bytes()
    assert run("validate", "--fix", misspelt / "solutions").returncode == 0
    assert (misspelt / "publications/Gao2020.yaml").read_bytes() == old


def test_diff_is_what_fix_would_change(
    misspelt: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(misspelt)
    old = (misspelt / "publications/Gao2020.yaml").read_bytes()
    done = run("validate", "--diff", "--data", misspelt)
    assert (done.returncode, done.stderr) == (1, "Found 1 violation, of which --fix mends 1.\n")
    assert done.stdout.startswith("--- a/publications/Gao2020.yaml\n+++ b/publications/Gao2020")
    assert (misspelt / "publications/Gao2020.yaml").read_bytes() == old
    diff = done.stdout.encode()
    subprocess.run(["git", "apply", "-"], cwd=misspelt, input=diff, check=True)
    assert run("validate", "--data", misspelt).returncode == 0


def test_diff_without_anything_to_mend(run: Run) -> None:
    done = run("validate", "--diff")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("words", [["--fix"], ["--format", "json"]])
def test_diff_stands_alone(words: list[str], run: Run) -> None:
    done = run("validate", "--diff", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "leave --fix and --format out" in done.stderr


@pytest.mark.parametrize("form", ["json", "ttl", "sarif"])
def test_format_does_not_change_the_exit_code(form: str, spoilt: Path, run: Run) -> None:
    done = run("validate", "--format", form, spoilt)
    assert (done.returncode, done.stderr) == (1, "")
    assert run("validate", "--format", form, spoilt / "codings").returncode == 0


def test_sarif_names_files_from_here(
    spoilt: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(spoilt)
    (sarif,) = json.loads(run("validate", "--format", "sarif", spoilt).stdout)["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in sarif["results"]]
    assert [place["artifactLocation"]["uri"] for place in places] == [
        "publications/Gao2020.yaml",
        "solutions/prompting.yaml",
    ]


def test_what_a_library_remarks_is_not_shown(data: Path, shell: Run) -> None:
    file = data / "publications/Gao2020.yaml"
    file.write_text(file.read_text("utf-8") + "et_al: maybe\n", "utf-8")
    done = shell("validate", data, code=ROOT / "src")
    assert (done.returncode, done.stderr) == (1, "")
