"""From compared pairs to an answer."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.linking.comparison import Comparison
from atlas_kg.linking.decision import LINK, REVIEW, Ambiguous, Match, NoMatch, decide
from atlas_kg.linking.records import BibliographicRecord
from atlas_kg.linking.weights import AUTHORS, TITLE, YEAR, weight

SAME = Comparison("same", "unknown", "unknown")


def record(key: str, title: str = "Watching models", author: str = "Doe") -> BibliographicRecord:
    return BibliographicRecord(key, title, (author,), 2020)


PAIRS = st.lists(
    st.tuples(
        st.builds(record, st.sampled_from("abcdef"), st.sampled_from("xy"), st.sampled_from("pq")),
        st.builds(
            Comparison,
            st.sampled_from(sorted(TITLE)),
            st.sampled_from(sorted(AUTHORS)),
            st.sampled_from(sorted(YEAR)),
        ),
    ),
    max_size=6,
)


def test_one_candidate_that_agrees_is_a_match() -> None:
    found = decide("r", [(record("a"), SAME)])
    assert isinstance(found, Match)
    assert found.candidate.record.id == "a"
    assert found.candidate.probability == pytest.approx(1024 / 1025)


def test_no_candidate_is_no_match() -> None:
    assert decide("r", []) == NoMatch("r", 1.0)


def test_poor_candidates_are_no_match() -> None:
    found = decide("r", [(record("a"), Comparison("some words", "none", "apart"))])
    assert isinstance(found, NoMatch)
    assert found.probability > 1 - REVIEW


def test_two_works_of_one_title_are_ambiguous() -> None:
    found = decide("r", [(record("b", author="Roe"), SAME), (record("a"), SAME)])
    assert isinstance(found, Ambiguous)
    assert [each.record.id for each in found.candidates] == ["a", "b"]
    assert all(each.probability < 0.5 for each in found.candidates)


def test_records_of_one_work_do_not_compete() -> None:
    found = decide("r", [(record("b"), SAME), (record("a", "WATCHING models"), SAME)])
    assert isinstance(found, Match)
    assert (found.candidate.record.id, found.candidate.others) == ("a", ("b",))


@given(PAIRS)
def test_answer_does_not_depend_on_order(
    pairs: list[tuple[BibliographicRecord, Comparison]],
) -> None:
    unlike = list(dict(pairs).items())
    answers = {decide("r", order) for order in itertools.islice(itertools.permutations(unlike), 24)}
    assert len(answers) == 1


@given(PAIRS)
def test_probabilities_add_up_to_no_more_than_one(
    pairs: list[tuple[BibliographicRecord, Comparison]],
) -> None:
    found = decide("r", pairs)
    if isinstance(found, Ambiguous):
        assert sum(each.probability for each in found.candidates) < 1 + 1e-9
        assert all(REVIEW <= each.probability < LINK for each in found.candidates)
    elif isinstance(found, Match):
        assert LINK <= found.candidate.probability <= 1


def test_agreement_weighs_more_than_difference() -> None:
    assert weight(Comparison("same", "several", "same")) > weight(SAME) > 0
    assert weight(Comparison("same", "none", "apart")) < 0
