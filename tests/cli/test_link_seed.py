"""``atlas-kg link`` on the whole bibliography of the seed paper."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.concordance.linked import citations, mappings, state
from tests.concordance.scholarly_world import World, scholarly_world
from tests.conftest import ROOT

Run = Callable[..., CompletedProcess[str]]

EXTRACT = ROOT / "tests" / "concordance" / "works.jsonl"
"""81 works in the form of OpenAlex, made for these tests.

Titles, authors and years are those of the printed reference list of the seed paper, and so differ
from our records in many ways; every second work has its DOI. The numbers are invented, three works
are left out, and three are added that our literature does not have.
"""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Services that must not be asked."""
    with scholarly_world([]) as running:
        for name, address in running.settings().items():
            monkeypatch.setenv(name, address)
        yield running


def test_offline_tells_what_identifiers_give(run: Run, data: Path, world: World) -> None:
    before = state(data)
    done = run("link", "--offline", "--data", data, "--format", "json")
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert (world.asked, state(data)) == ([], before)
    outcomes = [one["outcome"] for one in told["publications"]]
    assert (outcomes.count("linked"), outcomes.count("unlinked")) == (70, 11)
    assert told["counts"]["doi"]["linked"] == 68
    for one in told["publications"]:
        for service in one["services"].values():
            if service["outcome"] == "linked":
                assert "publications/" in service["why"]


@pytest.mark.parametrize("name", ["works.jsonl", "works.jsonl.gz"])
def test_file_links_the_seed_bibliography(
    run: Run, data: Path, world: World, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    content = EXTRACT.read_bytes()
    file.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    done = run("link", "--from-file", file, "--data", data, "--format", "json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["counts"]["openalex"] == {"linked": 76, "ambiguous": 2, "unlinked": 3, "failed": 0}
    by_key = {one["publication"]: one for one in told["publications"]}
    unlinked = [key for key, one in by_key.items() if one["outcome"] == "unlinked"]
    assert unlinked == ["Meta2024", "Moench2024", "Tuttle1997"]
    assert world.asked == []
    assert not wrong_links(data)
    rows = mappings(data)
    assert {row["mapping_tool"] for row in rows} == {"atlas-kg link"}
    assert all(row["object_source_version"].startswith(f"{name}, sha256 ") for row in rows)
    assert run("validate", data).returncode == 0
    cited = {(row["citing"], row["cited"]) for row in citations(data, "openalex")}
    assert {("Ouyang2022", "Christiano2017"), ("Ouyang2022", "Schulman2017")} <= cited
    before = state(data)
    again = run("link", "--from-file", file, "--data", data, "--format", "json")
    assert (again.returncode, state(data)) == (0, before)
    assert json.loads(again.stdout)["counts"] == told["counts"]


def wrong_links(data: Path) -> list[tuple[str, str]]:
    """Return the links to another work than that which stands in the same place of the list."""
    lines = EXTRACT.read_text("utf-8").splitlines()
    titles = {
        work["id"].rpartition("/")[2]: work["title"].lower() for work in map(json.loads, lines)
    }
    wrong = []
    for row in mappings(data):
        key = row["subject_id"].rpartition("/")[2]
        ours = (data / "publications" / f"{key}.yaml").read_text("utf-8").lower()
        words = [
            word.strip(":,.?!\"'’“”–—")
            for word in titles[row["object_id"].partition(":")[2]].split()
        ]
        found = sum(word in ours for word in words)
        if found < 0.7 * len(words):
            wrong.append((key, row["object_label"]))
    return wrong


def test_both_engines_link_alike(run: Run, data: Path, tmp_path: Path) -> None:
    other = shutil.copytree(data, tmp_path / "other")
    first = run("link", "--from-file", EXTRACT, "--data", data, "--format", "json")
    words = ("--engine", "spark", "--from-file", EXTRACT, "--data", other, "--format", "json")
    second = run("link", *words)
    assert second.returncode == 0, second.stderr
    assert json.loads(first.stdout)["counts"] == json.loads(second.stdout)["counts"]
    assert mappings(data) == mappings(other)


def test_file_of_another_form_is_told(run: Run, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    line = {
        "id": "x1",
        "title": "Holistic Evaluation of Language Models",
        "authors": [],
        "year": 2023,
    }
    file.write_text(json.dumps(line) + "\n", "utf-8")
    before = state(data)
    done = run("link", "--from-file", file, "--data", data)
    assert done.returncode == 2
    assert f'{file}, line 1: the identifier "x1" is no address of a known scheme' in done.stderr
    assert state(data) == before


@pytest.mark.parametrize("name", ["works.jsonl", "works.jsonl.gz"])
@pytest.mark.parametrize(
    "identifier",
    [
        "https://openalex.org/W2\nx",
        'https://openalex.org/W2 "<x>',
        "https://openalex.org/W2\tx",
        "http://openalex.org/W2",
        "https://openalex.org/A2",
        "https://openalex.org/",
        "https://openalex.org/W2/",
    ],
)
def test_identifier_that_is_no_address_is_told_with_its_line(
    run: Run, data: Path, tmp_path: Path, identifier: str, name: str
) -> None:
    file = tmp_path / name
    line = {
        "id": identifier,
        "doi": "https://doi.org/10.2307/1879431",
        "title": "The Market for Lemons",
        "publication_year": 1970,
        "authorships": [{"author": {"display_name": "George Akerlof"}}],
    }
    other = {**line, "id": "https://openalex.org/W1", "title": "Another thing", "doi": None}
    content = "".join(json.dumps(each) + "\n" for each in (other, line)).encode()
    file.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    before = state(data)
    done = run("link", "--from-file", file, "--data", data)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{file}, line 2: the identifier {json.dumps(identifier)} is no" in done.stderr
    assert done.stderr.count("\n") == 3
    assert state(data) == before
