"""Findings, as people and programs read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas_kg.errors import AtlasError, FindingsError, UsageError
from atlas_kg.findings import Finding, Location, Patch, Severity, advice, blocks, sort_key

PLACE = Location(Path("data/a.yaml"), 3, 7)


def test_text_has_place_field_problem_and_advice() -> None:
    finding = Finding("It is wrong.", "Write it so.", PLACE, "year")
    assert finding.as_text() == "data/a.yaml:3: year\n  It is wrong.\n  Write it so."


def test_text_without_field() -> None:
    assert Finding("Wrong.", "Do.", PLACE).as_text().splitlines()[0] == "data/a.yaml:3"


@pytest.mark.parametrize(("focus", "head"), [("http://a/b", "http://a/b"), (None, "the graph")])
def test_text_without_place(focus: str | None, head: str) -> None:
    assert Finding("Wrong.", "Do.", focus=focus).as_text().splitlines()[0] == head


def test_text_tells_a_warning_from_a_violation() -> None:
    finding = Finding("Odd.", "Look.", PLACE, severity=Severity.WARNING)
    assert "\n  warning: Odd.\n" in finding.as_text()


def test_json_of_a_finding_without_place() -> None:
    found = Finding("Wrong.", "Do.", focus="http://a/b").as_json()
    assert (found["file"], found["line"], found["column"]) == (None, None, None)
    assert (found["severity"], found["focus"]) == ("Violation", "http://a/b")


def test_json_of_a_place() -> None:
    found = Finding("Wrong.", "Do.", PLACE, "year", shape="http://a/s").as_json()
    assert (found["file"], found["line"], found["column"]) == ("data/a.yaml", 3, 7)
    assert (found["field"], found["shape"]) == ("year", "http://a/s")


@pytest.mark.parametrize(
    ("levels", "blocking"),
    [
        ([], False),
        ([Severity.WARNING, Severity.INFO], False),
        ([Severity.WARNING, Severity.VIOLATION], True),
    ],
)
def test_only_violations_block(levels: list[Severity], *, blocking: bool) -> None:
    assert blocks(tuple(Finding("x", "y", severity=level) for level in levels)) is blocking


def test_order_is_that_of_files_and_lines() -> None:
    places = [None, Location(Path("a"), 2), Location(Path("a"), 10), Location(Path("b"), 1)]
    findings = [Finding("x", "y", place) for place in places]
    shuffled = [findings[number] for number in (2, 0, 3, 1)]
    assert sorted(shuffled, key=sort_key) == findings


@pytest.mark.parametrize(("number", "said"), [(1, "1 finding in"), (2, "2 findings in")])
def test_error_counts_findings(number: int, said: str) -> None:
    error = FindingsError((Finding("x", "y"),) * number)
    assert said in str(error)
    assert len(error.findings) == number


def test_exit_codes() -> None:
    assert (AtlasError.exit_code, UsageError.exit_code, FindingsError.exit_code) == (2, 2, 1)


def test_entry_of_a_list_is_numbered() -> None:
    finding = Finding("Wrong.", "Do.", PLACE, "support", entry=2)
    assert finding.path == "support[2]"
    assert finding.as_text().splitlines()[0] == "data/a.yaml:3: support[2]"
    assert Finding("Wrong.", "Do.", PLACE, "year").path == "year"
    assert Finding("Wrong.", "Do.", PLACE).path is None


@pytest.mark.parametrize(
    ("old", "end"), [("word", (3, 11)), ("  - x\n", (4, 1)), ("a\r\nbc", (4, 3)), ("😀", (3, 8))]
)
def test_patch_ends_behind_the_old_text(old: str, end: tuple[int, int]) -> None:
    assert Patch(PLACE, old, "").end == end


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([], "Name one."),
        (["A", "B"], "Name one. Known are: A, B."),
        ([f"T{number}" for number in range(13)], "Name one."),
    ],
)
def test_advice_lists_what_a_person_reads(known: list[str], said: str) -> None:
    assert advice("Name one.", None, known) == said


def test_advice_does_not_list_what_the_message_lists() -> None:
    assert advice("Give Yes or No.", "No", ["No", "Yes"]) == "Did you mean 'No'? Give Yes or No."
