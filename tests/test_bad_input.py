"""Wrong contributed files: what is told, where, and what to write instead."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from atlas_kg.dataset import Dataset, with_literature
from atlas_kg.findings import Severity
from atlas_kg.knowledge_graph import check
from tests.seeded_faults import CODINGS, FAULTS, GAO
from tests.spoilt_files import SPOILT

Run = Callable[..., CompletedProcess[str]]


Told = list[dict[str, Any]]
Tell = Callable[[], Told]


@pytest.fixture
def told(theory: Dataset, data: Path) -> Tell:
    """Read and check the data as ``validate`` does, for the findings that forbid a graph."""

    def tell() -> Told:
        findings = check(with_literature(theory, data))
        assert all(f.advice and f.location and f.location.line > 0 for f in findings)
        return [f.as_json() for f in findings if f.severity is Severity.VIOLATION]

    return tell


def at(findings: Told, file: Path) -> Told:
    return [finding for finding in findings if finding["file"] == str(file)]


def spoil(name: str, data: Path) -> object:
    return FAULTS[name].spoil(data) if name in FAULTS else SPOILT[name][0](data)


# Of so many kinds, some are told by the command itself, which takes its time to read the ontology.
@pytest.mark.parametrize("name", [*FAULTS, *SPOILT][::10])
def test_command_tells_what_is_found(name: str, data: Path, run: Run, told: Tell) -> None:
    spoil(name, data)
    done = run("validate", "--format", "json", "--data", data)
    assert (done.returncode, done.stderr) == (1, "")
    by_command = [f for f in json.loads(done.stdout) if f["severity"] == "Violation"]
    assert without_patches(by_command) == without_patches(told())


def without_patches(findings: Told) -> Told:
    return [finding | {"patch": None} for finding in findings]


@pytest.mark.parametrize("name", FAULTS)
def test_finding_tells_place_and_repair(name: str, data: Path, told: Tell) -> None:
    fault = FAULTS[name]
    place = fault.spoil(data)
    found = [
        finding for finding in at(told(), data / fault.file) if fault.says in finding["problem"]
    ]
    assert [(finding["line"], finding["column"]) for finding in found] == [place]
    assert found[0]["field"] == fault.field
    assert fault.repair in found[0]["advice"]


@pytest.mark.parametrize("name", ["phase", "target", "mechanism", "ORCID of a consensus"])
def test_one_fault_is_told_once(name: str, data: Path, theory: Dataset) -> None:
    fault = FAULTS[name]
    fault.spoil(data)
    told = check(with_literature(theory, data))
    found = [f for f in told if f.location and f.location.file == data / fault.file]
    assert [f.field for f in found if f.severity is not Severity.INFO] == [fault.field]


def test_coding_file_of_an_unknown_publication(data: Path, told: Tell) -> None:
    moved = (data / CODINGS).rename(data / "codings/seed-paper-authors/Kaltenpot2024.yaml")
    found = at(told(), moved)
    assert {finding["field"] for finding in found} == {"the file name"}
    assert all("not a known publication" in finding["problem"] for finding in found)
    assert all("Did you mean 'Kaltenpoth2024'?" in finding["advice"] for finding in found)


def test_coding_folder_of_an_unknown_coder(data: Path, told: Tell) -> None:
    folder = (data / CODINGS).parent.rename(data / "codings/seed-paper-author")
    found = at(told(), folder / "Kaltenpoth2024.yaml")
    assert {finding["field"] for finding in found} == {"the folder name"}
    assert all("not a known coder" in finding["problem"] for finding in found)
    assert all("Did you mean 'seed-paper-authors'?" in finding["advice"] for finding in found)


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "publications/Gao2021.yml",
        "publications/more/Gao2021.yaml",
        "codings/Gao2020.yaml",
        "codings/a/b/Gao2020.yaml",
        "problems/Gao2020.yaml",
    ],
)
def test_stray_file(name: str, data: Path, told: Tell) -> None:
    file = data / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("schema: 1\n", "utf-8")
    (finding,) = at(told(), file)
    assert "no contributed file is expected" in finding["problem"]
    assert "publications/" in finding["advice"]
    assert "codings/<coder>/<publication>.yaml" in finding["advice"]


@pytest.mark.parametrize("name", SPOILT)
def test_spoilt_file_is_told(name: str, data: Path, told: Tell) -> None:
    _, places, says, repair = SPOILT[name]
    spoil(name, data)
    found = [finding for finding in told() if says in finding["problem"]]
    assert [
        (str(Path(finding["file"]).relative_to(data)), finding["line"], finding["column"])
        for finding in found
    ] == places
    assert all(repair in finding["advice"] for finding in found)


def test_kinds_of_wrong_input_are_many() -> None:
    assert len(FAULTS) + len(SPOILT) >= 120


@pytest.mark.parametrize("name", ["Gao 2020", "Köpf2023", "a.b", "_a", "-a", "a%20b"])
def test_file_name_that_cannot_be_part_of_an_iri(name: str, data: Path, told: Tell) -> None:
    file = (data / GAO).rename(data / f"publications/{name}.yaml")
    (finding,) = at(told(), file)
    assert "cannot be used" in finding["problem"]
    assert "digits" in finding["advice"]


def test_hidden_files_and_schemas_are_passed_over(data: Path, run: Run) -> None:
    (data / ".DS_Store").write_bytes(b"\xff")
    (data / "publications" / ".Gao2020.yaml.swp").write_bytes(b"\xff")
    (data / "schemas" / "own.txt").write_text("x", "utf-8")
    done = run("validate", "--data", data)
    assert (done.returncode, done.stdout) == (0, "Found nothing to mend.\n")


@pytest.mark.parametrize("line", ["\r\n", "\n"])
def test_other_line_ends_and_a_byte_order_mark_are_read(line: str, data: Path, run: Run) -> None:
    file = data / GAO
    file.write_bytes(("\ufeff" + file.read_text("utf-8").replace("\n", line)).encode())
    assert run("validate", "--data", data).returncode == 0


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deeply_nested_file_is_refused(opening: str, data: Path, shell: Run) -> None:
    # A process of its own, since what nests deep enough ends the process.
    (data / GAO).write_text(f"schema: 1\ntitle: {opening * 100_000}", "utf-8")
    done = shell("validate", "--data", data)
    assert done.returncode == 1
    assert f"{GAO}:2" in done.stdout
    assert "Traceback" not in done.stderr


def test_signs_that_no_format_can_carry_are_refused(data: Path, told: Tell) -> None:
    # RDF/XML and the XML results of queries have no way to write U+0001.
    file = data / GAO
    file.write_text(file.read_text("utf-8") + 'note: "a\\u0001b"\n', "utf-8")
    (finding,) = at(told(), file)
    assert finding["field"] == "note"


@pytest.mark.parametrize("name", ["missing", GAO, "schemas"])
def test_place_that_holds_no_literature(name: str, data: Path, run: Run) -> None:
    for verb in ("validate", "map"):
        done = run(verb, "--data", data / name)
        assert (done.returncode, done.stdout) == (2, "")
        assert str(data / name) in done.stderr
        assert "Name a folder that holds publications/" in done.stderr


def test_missing_folders_leave_theory_alone(data: Path, run: Run) -> None:
    for folder in ("codings", "solutions", "coders", "mappings"):
        shutil.rmtree(data / folder)
    done = run("validate", "--data", data)
    assert done.returncode == 0
    assert "Found 4 warnings." in done.stdout


def test_findings_of_several_files_come_in_order(data: Path, told: Tell) -> None:
    faults = [FAULTS[name] for name in ("status", "boolean", "coder kind", "broader")]
    for fault in faults:
        fault.spoil(data)
    files = [finding["file"] for finding in told()]
    assert files == sorted(files)
    assert set(files) == {str(data / fault.file) for fault in faults}


def test_text_shows_files_as_seen_from_the_working_folder(
    data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, _ = FAULTS["year as text"].spoil(data)
    monkeypatch.chdir(data)
    done = run("validate", "--data", ".")
    assert done.returncode == 1
    assert done.stdout == (
        f"{GAO}:{line}: year\n"
        "  'year' has a wrong value: 'soon'.\n"
        "  Give the year as one whole number between 1500 and 2100.\n"
        "\n"
        "Found 1 violation.\n"
    )


@pytest.mark.parametrize("name", ["syntax", "support", "same coding"])
@pytest.mark.parametrize("verb", ["map", "reason", "export", "serve"])
def test_nothing_is_built_from_wrong_files(
    name: str, verb: str, data: Path, run: Run, tmp_path: Path
) -> None:
    FAULTS[name].spoil(data)
    target = tmp_path / "target"
    options = ["--get", "/"] if verb == "serve" else ["-o", target]
    done = run(verb, "--data", data, *options)
    assert (done.returncode, done.stdout) == (1, "")
    assert run("validate", "--data", data).stdout in done.stderr
    assert not target.exists()


def test_coding_file_that_states_nothing_yet_is_a_warning(data: Path, run: Run) -> None:
    file = data / "codings" / "seed-paper-authors" / "Gao2020.yaml"
    file.write_text("schema: 1\n", "utf-8")
    done = run("validate", "--data", data)
    assert done.returncode == 0
    assert f"{file}:1\n  warning: The file states nothing.\n  Add codings or " in done.stdout
