"""Wrong contributed files: what is told, where, and what to write instead."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

Run = Callable[..., CompletedProcess[str]]

GAO = "publications/Gao2020.yaml"
CODINGS = "codings/seed-paper-authors/Kaltenpoth2024.yaml"
CODER = "coders/seed-paper-authors.yaml"
PROMPTING = "solutions/prompting.yaml"
BENCHMARKS = "solutions/overall-alignment-benchmarks.yaml"
YEAR = "year: 2020"


@dataclass(frozen=True)
class Fault:
    """A text of a file replaced by a wrong one.

    Attributes:
        file: The file, below the data.
        old: The text that is replaced where it stands first; the whole file if it is empty.
        new: The text that replaces it.
        mark: What stands first in the line of the finding.
        field: The field of the finding.
        says: A part of the problem.
        repair: A part of the advice.
    """

    file: str
    old: str
    new: str
    mark: str
    field: str | None
    says: str
    repair: str

    def spoil(self, data: Path) -> int:
        """Spoil the file, and return the line where the finding has to be."""
        path = data / self.file
        text = path.read_text("utf-8")
        assert self.old in text
        spoilt = text.replace(self.old, self.new, 1) if self.old else self.new
        path.write_text(spoilt, "utf-8")
        return spoilt[: spoilt.index(self.mark)].count("\n") + 1


# fmt: off
FAULTS = {
    "syntax": Fault(GAO, YEAR, "year: [2020", "type", None, "not valid YAML", "into quotes"),
    "unquoted colon": Fault(GAO, "label: ", "label: a: b ", "a: b", None, "YAML", "into quotes"),
    "tab": Fault(GAO, YEAR, "\tyear: 2020", "\tyear", None, "not valid YAML", "Mend the line"),
    "two documents": Fault(GAO, YEAR, "---\na: 1", "---", None, "not valid YAML", "Mend the line"),
    "no field at all": Fault(GAO, "", "", "", None, "does not hold fields", "'field: value'"),
    "only a comment": Fault(GAO, "", "# x\n", "# x", None, "not hold fields", "'field: value'"),
    "list": Fault(GAO, "", "# x\n- a: 1\n", "- a", None, "not hold fields", "'field: value'"),
    "text": Fault(GAO, "", "\nGao\n", "Gao", None, "does not hold fields", "'field: value'"),
    "key": Fault(GAO, YEAR, "? [a]\n: 1", "[a]", None, "name is not a text", "'field: value'"),
    "no schema": Fault(GAO, "schema: 1\n", "", "label", "schema", "say 'schema: 1'", "first entry"),
    "schema": Fault(GAO, "schema: 1", "schema: 2", "2\n", "schema", "say 'schema: 1'", "first"),
    "unknown field": Fault(GAO, YEAR, "zzz: 1", "zzz", "zzz", "not a field of a", "label, title"),
    "misspelt": Fault(GAO, YEAR, "yaer: 2020", "yaer", "yaer", "not a field", "mean 'year'?"),
    "missing field": Fault(GAO, f"{YEAR}\n", "", "schema: 1", "year", "is missing", "one whole"),
    "empty field": Fault(GAO, YEAR, "year:", "year:", "year", "is empty", "one whole number"),
    "blank field": Fault(GAO, YEAR, "year: ' '", "year:", "year", "is empty", "one whole number"),
    "empty list": Fault(PROMPTING, "sources:", "criteria: []\nsources:", "crit", "criteria",
                        "is empty", "leave the field out"),
    "two values": Fault(GAO, YEAR, "year: [1, 2]", "[1", "year", "a single value", "one whole"),
    "mapping": Fault(GAO, YEAR, "year: {a: 1}", "{a", "year", "a single value", "one whole number"),
    "nested list": Fault(GAO, "- 'Gao, Leo'", "- [a]", "- [a]", "authors", "list of", "Family"),
    "twice": Fault(GAO, YEAR, f"year: 1\n{YEAR}", YEAR, "year", "a second time", "takes a list"),
    "anchor": Fault(GAO, YEAR, "year: &a 2020", "&a", None, "anchor", "out in each place"),
    "alias": Fault(GAO, YEAR, "year: *a", "*a", None, "alias", "out in each place"),
    "year as text": Fault(GAO, YEAR, "year: soon", "year:", "year", "'soon'", "whole number"),
    "fraction": Fault(GAO, YEAR, "year: 2020.5", "year:", "year", "'2020.5'", "whole number"),
    "late year": Fault(GAO, YEAR, "year: 2101", "year:", "year", "'2101'", "1500 and 2100"),
    "early year": Fault(GAO, YEAR, "year: 1499", "year:", "year", "'1499'", "1500 and 2100"),
    "boolean": Fault(GAO, YEAR, f"{YEAR}\net_al: yes", "et_al", "et_al", "'yes'", "Write true"),
    "DOI": Fault(GAO, "- '10.", "- 'https://doi.org/10.", "'https", "doi", "wrong", "in front"),
    "arXiv": Fault(GAO, "'2101.00027'", "'2101.00027v2'", "arxiv: ", "arxiv", "v2", "without"),
    "type": Fault(GAO, "type: Preprint", "type: Paper", "type:", "type", "'Paper'", "Preprint"),
    "url": Fault(GAO, "url: '", "url: 'see ", "url:", "url", "wrong value", "begins with http://"),
    "identifier": Fault(GAO, "dblp:", "dblp ", "dblp ", "identifiers", "wrong value", "scheme:"),
    "coder kind": Fault(CODER, "kind: P", "kind: p", "kind", "kind", "wrong", "PublishedConsensus"),
    "phase": Fault(CODINGS, "phase: ModelS", "phase: Models", "phase: Models", "phase",
                   "not a known adoption phase", "Did you mean 'ModelSelection'?"),
    "mechanism": Fault(CODINGS, "mechanism: Scr", "mechanism: Skr", "mechanism: Skr", "mechanism",
                       "'Skreening' is not a known mechanism", "Did you mean 'Screening'?"),
    "target": Fault(CODINGS, "target: Model\n", "target: Modell\n", "target: Modell", "target",
                    "'Modell' is not a known alignment target", "Did you mean 'Model'?"),
    "problem": Fault(CODINGS, "OfDatasets\n", "OfDataset\n", "problem: Hid", "problem",
                     "not a known agency problem", "mean 'HiddenCharacteristicsOfDatasets'?"),
    "status": Fault(CODINGS, "Accepted", "accepted", "status: a", "status",
                    "'accepted' is not a known coding status", "Did you mean 'Accepted'?"),
    "solution": Fault(CODINGS, "n: data-cards", "n: data card", "solution: data card", "solution",
                      "'data card' is not a known solution", "Did you mean 'data-cards'?"),
    "support": Fault(CODINGS, "- Gao2020", "- Gao20", "- Gao20", "support",
                     "'Gao20' is not a known publication", "Did you mean 'Gao2020'?"),
    "path as key": Fault(CODINGS, "- Gao2020", "- ../../x", "- ../", "support",
                         "is not a known publication", "by their keys, such as Gao2020"),
    "transcriber": Fault(CODINGS, "by: atlas", "by: atals", "by:", "by",
                         "'atals-kg-transcriber' is not", "mean 'atlas-kg-transcriber'?"),
    "date": Fault(CODINGS, "date: '2026", "date: 'in 2026", "date:", "date",
                  "of the wrong type", "such as 2026-11-23T00:00:00Z"),
    "no section": Fault(CODINGS, "    section: '4.1'\n", "", "id: hidden-char", "section",
                        "'section' is missing", "exactly one place"),
    "same id": Fault(CODINGS, "alignment-datasets-s", "data-cards-signal-datasets # ", "# ignal",
                     "id", "stands in this file a second time", "an id of its own"),
    "unusable id": Fault(CODINGS, "- id: data-", "- id: data ", "id: data ", "id",
                         "no usable id", "letters, digits, '-' and '_'"),
    "no id": Fault(CODINGS, "- id: data-cards-signal-datasets\n   ", "-",
                   "statement: 'Data cards d", "id", "no usable id", "Give it 'id: <name>'"),
    "same coding": Fault(CODINGS, "n: alignment-datasets", "n: data-cards", "id: data-cards", None,
                         "breaks the rule", "Remove this coding"),
    "no list": Fault(CODINGS, "problems:\n", "problems: none\nx:\n", "problems: n", "problems",
                     "is not a list", "- id: <name>"),
    "misspelt part": Fault(CODINGS, "codings:", "coding:", "coding:", "coding",
                           "'coding' is not a field of a coding file", "mean 'codings'?"),
    "own kind": Fault(PROMPTING, "sources:", "broader: prompting\nsources:", "schema: 1", None,
                      "breaks the rule 'Solution'", "must not be broader than itself"),
    "circle": Fault(PROMPTING, "sources:", "broader: chain-of-thought-prompting\nsources:",
                    "schema: 1", None, "breaks the rule 'Solution'", "must not be broader"),
    "broader": Fault(PROMPTING, "sources:", "broader: promting\nsources:", "broader", "broader",
                     "'promting' is not a known solution", "Did you mean 'prompting'?"),
    "criterion": Fault(BENCHMARKS, "- Honesty", "- Honest", "- Honest", "criteria",
                       "'Honest' is not a known alignment criterion", "Did you mean 'Honesty'?"),
}
# fmt: on


def told(run: Run, data: Path) -> list[dict[str, Any]]:
    """Validate the data, and return the findings that forbid building a graph."""
    done = run("validate", "--format", "json", "--data", data)
    assert (done.returncode, done.stderr) == (1, "")
    findings: list[dict[str, Any]] = json.loads(done.stdout)
    for finding in findings:
        assert finding["advice"]
        assert finding["file"]
        assert finding["line"] > 0
    return [finding for finding in findings if finding["severity"] == "Violation"]


def at(findings: list[dict[str, Any]], file: Path) -> list[dict[str, Any]]:
    return [finding for finding in findings if finding["file"] == str(file)]


@pytest.mark.parametrize("name", FAULTS)
def test_finding_tells_place_and_repair(name: str, data: Path, run: Run) -> None:
    fault = FAULTS[name]
    line = fault.spoil(data)
    found = [
        finding
        for finding in at(told(run, data), data / fault.file)
        if fault.says in finding["problem"]
    ]
    assert [(finding["line"], finding["field"]) for finding in found] == [(line, fault.field)]
    assert fault.repair in found[0]["advice"]


def test_coding_file_of_an_unknown_publication(data: Path, run: Run) -> None:
    moved = (data / CODINGS).rename(data / "codings/seed-paper-authors/Kaltenpot2024.yaml")
    found = at(told(run, data), moved)
    assert {finding["field"] for finding in found} == {"prov:wasDerivedFrom"}
    assert all("not a known publication" in finding["problem"] for finding in found)
    assert all("Did you mean 'Kaltenpoth2024'?" in finding["advice"] for finding in found)


def test_coding_folder_of_an_unknown_coder(data: Path, run: Run) -> None:
    folder = (data / CODINGS).parent.rename(data / "codings/seed-paper-author")
    found = at(told(run, data), folder / "Kaltenpoth2024.yaml")
    assert {finding["field"] for finding in found} == {"atlas:codedBy"}
    assert all("not a known coder" in finding["problem"] for finding in found)
    assert all("Did you mean 'seed-paper-authors'?" in finding["advice"] for finding in found)


def test_file_that_is_not_utf8(data: Path, run: Run) -> None:
    file = data / GAO
    file.write_bytes(file.read_bytes() + "note: Köpf\n".encode("latin-1"))
    (finding,) = at(told(run, data), file)
    assert finding["line"] == file.read_bytes().count(b"\n")
    assert finding["advice"] == "Save the file as UTF-8."


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
def test_stray_file(name: str, data: Path, run: Run) -> None:
    file = data / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("schema: 1\n", "utf-8")
    (finding,) = at(told(run, data), file)
    assert "no contributed file is expected" in finding["problem"]
    assert "publications/" in finding["advice"]
    assert "codings/<coder>/<publication>.yaml" in finding["advice"]


@pytest.mark.parametrize("name", ["Gao 2020", "Köpf2023", "a.b", "_a", "-a", "a%20b"])
def test_file_name_that_cannot_be_part_of_an_iri(name: str, data: Path, run: Run) -> None:
    file = (data / GAO).rename(data / f"publications/{name}.yaml")
    (finding,) = at(told(run, data), file)
    assert "cannot be part of an IRI" in finding["problem"]
    assert "digits" in finding["advice"]


def test_folder_where_a_file_belongs(data: Path, run: Run) -> None:
    (data / GAO).unlink()
    (data / GAO).mkdir()
    assert at(told(run, data), data / CODINGS)


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


def test_signs_that_no_format_can_carry_are_refused(data: Path, run: Run) -> None:
    # RDF/XML and the XML results of queries have no way to write U+0001.
    file = data / GAO
    file.write_text(file.read_text("utf-8") + 'note: "a\\u0001b"\n', "utf-8")
    (finding,) = at(told(run, data), file)
    assert finding["field"] == "note"


@pytest.mark.parametrize("name", ["missing", GAO, "schemas"])
def test_place_that_holds_no_literature(name: str, data: Path, run: Run) -> None:
    for verb in ("validate", "map"):
        done = run(verb, "--data", data / name)
        assert (done.returncode, done.stdout) == (2, "")
        assert str(data / name) in done.stderr
        assert "Name a folder that holds publications/" in done.stderr


def test_missing_folders_leave_theory_alone(data: Path, run: Run) -> None:
    for folder in ("codings", "solutions", "coders"):
        shutil.rmtree(data / folder)
    done = run("validate", "--data", data)
    assert done.returncode == 0
    assert "Found 4 warnings." in done.stdout


def test_findings_of_several_files_come_in_order(data: Path, run: Run) -> None:
    faults = [FAULTS[name] for name in ("status", "boolean", "coder kind", "broader")]
    for fault in faults:
        fault.spoil(data)
    files = [finding["file"] for finding in told(run, data)]
    assert files == sorted(files)
    assert set(files) == {str(data / fault.file) for fault in faults}


def test_text_shows_files_as_seen_from_the_working_folder(
    data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = FAULTS["year as text"].spoil(data)
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
