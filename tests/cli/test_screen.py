"""Screening at the terminal, and the counts that it changes."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from atlas_kg.cli import main

CODER = "schema: 1\nkind: HumanCoder\nlabel: {0}\ndescription: A made-up reader.\n"
WORK = "arxiv-1905-02175"


@pytest.fixture
def people(data: Path) -> Path:
    for name in ("jane", "john"):
        (data / "coders" / f"{name}.yaml").write_text(CODER.format(name), "utf-8")
    return data


def said(capsys: pytest.CaptureFixture[str], *words: str, data: Path, code: int = 0) -> str:
    assert main([*words, "--data", str(data)]) == code
    captured = capsys.readouterr()
    return captured.out if code == 0 else captured.err


def stages(capsys: pytest.CaptureFixture[str], data: Path) -> dict[str, int]:
    told = json.loads(said(capsys, "prisma", "--format", "json", data=data))
    return {step["name"]: step["count"] for step in told["stages"]}


@pytest.mark.parametrize(
    ("work", "way"),
    [
        ("acl-2022-acl-long-577", "its entry from https://aclanthology.org/2022.acl-long.577 as"),
        ("openreview-bxfKIYfHyx", "its entry from https://openreview.net/forum?id=bxfKIYfHyx as"),
    ],
)
def test_work_that_registries_do_not_know_comes_from_a_file(
    work: str, way: str, people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = said(capsys, "screen", work, "--include", "--by", "jane", data=people)
    assert way in told
    assert "atlas-kg new FILE.bib" in told


def test_decisions_move_the_counts(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = stages(capsys, people)
    assert (before["records"], before["duplicates"], before["works"]) == (4554, 1084, 3470)
    assert (before["screened"], before["otherPublications"], before["otherCoded"]) == (0, 81, 1)
    told = said(capsys, "screen", WORK, "--include", "--by", "jane", data=people)
    assert "atlas-kg new arxiv:1905.02175" in told
    told = said(
        capsys,
        "screen",
        "arxiv:1905.02175",
        "--exclude",
        "AnotherTopic",
        "--note",
        'So, "no".',
        "--by",
        "john",
        data=people,
    )
    assert "decided differently" in told
    after = stages(capsys, people)
    assert (after["screened"], after["waiting"], after["differing"]) == (1, 3469, 1)
    assert (after["included"], after["excluded"]) == (0, 0)
    text = said(capsys, "prisma", data=people)
    assert "included by jane, excluded by john (Another topic)" in text
    with (people / "screening" / "john.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["work"], row["note"]) == (WORK, 'So, "no".')
    assert main(["validate", str(people)]) == 0


def test_next_leaves_out_what_is_decided(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = said(capsys, "screen", "--next", "1", data=people)
    assert first.splitlines()[0] == WORK
    assert "http://gradientscience.org/adv/" in first
    said(capsys, "screen", WORK, "--exclude", "AnotherTopic", "--by", "jane", data=people)
    assert said(capsys, "screen", "--next", "1", data=people).splitlines()[0] != WORK
    assert said(capsys, "screen", "--next", "1", "--by", "john", data=people) == first.replace(
        "by anybody", "by john"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("arxiv-1905-02176", "--include", "--by", "jane"), "There is no identified work"),
        ((WORK, "--include", "--by", "jnae"), "Did you mean 'jane'?"),
        ((WORK, "--exclude", "AnotherTopik", "--by", "jane"), "Did you mean 'AnotherTopic'?"),
        ((WORK, "--include", "--exclude", "NoFullText", "--by", "jane"), "Say what you decide"),
        ((WORK, "--include"), "Say what you decide"),
        ((WORK, "--next"), "--next shows works"),
    ],
)
def test_wrong_use_writes_nothing(
    people: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert told in said(capsys, "screen", *words, data=people, code=2)
    assert not (people / "screening").exists()


def test_nobody_decides_twice(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "screen", WORK, "--include", "--by", "jane", data=people)
    file = people / "screening" / "jane.csv"
    old = file.read_bytes()
    told = said(
        capsys, "screen", WORK, "--exclude", "NoFullText", "--by", "jane", data=people, code=2
    )
    assert "jane.csv:2" in told
    assert file.read_bytes() == old


def test_row_goes_below_a_last_line_without_end(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (people / "screening").mkdir()
    file = people / "screening" / "jane.csv"
    file.write_text(
        f"work,decision,reason,note,at\n{WORK},Included,,,2026-01-01T00:00:00Z", "utf-8"
    )
    name = said(capsys, "screen", "--next", "1", data=people).splitlines()[0]
    said(capsys, "screen", name, "--exclude", "NoScholarlyWork", "--by", "jane", data=people)
    lines = file.read_text("utf-8").splitlines()
    assert [line.split(",")[0] for line in lines] == ["work", WORK, name]
    assert stages(capsys, people)["excluded"] == 1


def test_diagram_tells_its_numbers_as_text(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    svg = ET.fromstring(said(capsys, "prisma", "--format", "svg", data=people))  # noqa: S314 - ours
    space = "{http://www.w3.org/2000/svg}"
    assert svg.findtext(f"{space}title")
    assert "Works excluded: 0" in str(svg.findtext(f"{space}desc"))
    texts = [node.text for node in svg.iter(f"{space}text")]
    assert {"4,554", "3,470", "1,084", "81", "0"} <= set(texts)
    assert int(svg.attrib["width"]) <= 360
