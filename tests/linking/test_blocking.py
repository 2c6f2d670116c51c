"""Which pairs are compared at all."""

from __future__ import annotations

import pytest

from atlas_kg.linking.blocking import record_keys, reference_keys

TITLE = "Watching Language Models While They Learn New Tasks"


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (TITLE.upper(), ""),
        ("Watching LanguageModels While They Learn New Tasks", ""),
        ("Watching Lnguage Models While They Learn New Tasks", ""),
        (f"DOE at the Contest: {TITLE}", ""),
        ("While They Learn New Tasks", ""),
        ("Watching", f"“Watching” and more: {TITLE} (Doe, 2020)"),
        ("", f"Jane Doe. 2020. {TITLE}. In Proceedings."),
    ],
)
def test_faults_leave_a_key_in_common(written: str, line: str) -> None:
    assert set(reference_keys(written, raw=line)) & set(record_keys(TITLE))


def test_common_title_has_a_key_with_each_author() -> None:
    keys = set(record_keys("Introduction", ["Doe, Jane", "Roe, John"]))
    assert keys & set(reference_keys("Introduction", ["John Roe"])) == {
        "name introduction roe",
        "title introduction",
    }
    assert "name introduction roe" in reference_keys("Introduction", raw="J. Roe, Introduction")


@pytest.mark.parametrize("year", [2019, 2020, 2021])
def test_first_two_authors_find_a_short_title_with_a_fault(year: int) -> None:
    known = record_keys("Parsing Trees", ["Doe, Jane", "Röe, John", "Poe, Ann"], 2020)
    sought = reference_keys("Parsnig Trees", ["J. Röe", "J. Doe", "others"], year)
    assert set(known) & set(sought) == {"people doe roe 2020"}
    assert not set(known) & set(reference_keys("Parsnig Trees", ["J. Röe", "others"], year))
    assert not set(known) & set(reference_keys("Parsnig Trees", ["J. Röe", "J. Doe"]))


def test_identifier_is_a_key_whatever_its_case() -> None:
    own = record_keys("", identifiers=["doi:10.5555/ABC"])
    assert own == reference_keys("", identifiers=["doi:10.5555/abc"]) == ["id doi:10.5555/abc"]


def test_nothing_has_no_key() -> None:
    assert record_keys("") == reference_keys("…", ["?"], None, "--") == []


def test_long_lines_have_a_bounded_number_of_keys() -> None:
    line = " ".join(f"word{number}" for number in range(5_000))
    assert len(reference_keys("", raw=line)) < 200
    assert len(record_keys(line)) < 500
