"""Selections, and the addresses in which they stand."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.evidence import Evidence, Selection

Pairs = list[tuple[str, str]]


def test_address_gives_the_selection_again(evidence: Evidence) -> None:
    pairs: Pairs = [
        ("q", "hidden  biases & more"),
        ("to", "2024"),
        ("from", "2020"),
        ("status", "Tentative"),
        ("status", "Accepted"),
        ("solution", "data-cards"),
        ("criterion", "none"),
        ("target", "Model"),
        ("mechanism", "Screening"),
        ("phase", "ModelSelection"),
    ]
    selection = Selection.of(pairs, evidence.facets)
    again = Selection.of(parse_qsl(selection.query_string), evidence.facets)
    assert again == selection
    assert selection.words == "hidden biases & more"
    # One selection has one address, in whatever order somebody wrote it.
    assert Selection.of(reversed(pairs), evidence.facets).query_string == selection.query_string


def test_what_says_nothing_is_passed_over(evidence: Evidence) -> None:
    pairs = [("from", ""), ("q", "  "), ("page", "2"), ("target", "Model"), ("target", "Model")]
    selection = Selection.of(pairs, evidence.facets)
    assert selection.parameters() == [("target", "Model")]
    assert Selection.of([], evidence.facets).is_empty


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        (("phase", "ModelSelektion"), "Did you mean 'ModelSelection'? Write one of Business"),
        (("phase", "Model selection"), "Did you mean 'ModelSelection'?"),
        (("solution", "data-crads"), "'data-crads' is no solution here. Did you mean 'data-cards'"),
        (
            ("status", "maybe"),
            "Write one of Accepted, Tentative, Disputed, Undecided, Ov",
        ),
        (("criterion", "Kindness"), "none, "),
        (("from", "last year"), "Write 'from' with four digits, such as 2024."),
        (("to", "٢٠٢٤"), "Write 'to' with four digits"),
        (("q", "x" * 201), "at most 200 signs"),
    ],
)
def test_what_means_nothing_is_told_with_what_to_write(
    pair: tuple[str, str], told: str, evidence: Evidence
) -> None:
    with pytest.raises(UsageError) as error:
        Selection.of([pair], evidence.facets)
    assert told in str(error.value)


def test_years_the_wrong_way_round(evidence: Evidence) -> None:
    with pytest.raises(UsageError, match="Write the earlier one as 'from'"):
        Selection.of([("from", "2024"), ("to", "2020")], evidence.facets)


def test_filters_are_taken_back_one_at_a_time(evidence: Evidence) -> None:
    pairs = [("target", "Model"), ("target", "Dataset"), ("from", "2020"), ("q", "bias")]
    selection = Selection.of(pairs, evidence.facets)
    assert selection.without("target", "Model").target == ("Dataset",)
    assert selection.without("target").target == ()
    assert selection.without("from").begin is None
    assert selection.without("q").words == ""
    assert selection.without("q").begin == 2020
