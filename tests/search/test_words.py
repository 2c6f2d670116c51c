"""Words that were typed fit others with typing errors, and are marked where they do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.search.words import (
    fold,
    fuzzy_qualities,
    literal_quality,
    marked,
    slips_allowed,
    typed_words,
    words_of,
)

LETTERS = st.text("abcdefgh", min_size=4, max_size=12)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "muller"),
        ("Straße", "strasse"),
        ("Łukasz Sørensen", "lukasz sorensen"),
        ("Erdős", "erdos"),
        ("ﬁne-tuning", "fine-tuning"),
    ],
)
def test_accents_and_capitals_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert words_of(" ".join(words_of(text))) == words_of(text)


@given(st.text())
def test_pieces_are_the_text(text: str) -> None:
    typed = typed_words(text)
    assert "".join(piece for piece, _ in marked(text, typed)) == text


@given(LETTERS, st.data())
def test_one_slip_is_forgiven(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    slipped = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + "x" + word[place:],
                word[:place] + "x" + word[place + 1 :],
                word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]
                if place
                else word,
            ]
        )
    )
    slips = slips_allowed(slipped, is_known=False)
    (fuzzy,) = fuzzy_qualities(slipped, [word], slips, takes_prefix=False)
    fits = fuzzy or literal_quality(slipped, word)
    assert fits or len(slipped) < 4


@given(LETTERS, LETTERS)
def test_errors_never_fit_better_than_none(typed: str, word: str) -> None:
    (fuzzy,) = fuzzy_qualities(typed, [word], 2, takes_prefix=True)
    assert fuzzy < literal_quality(word, word)


def test_what_says_little_is_left_out_unless_it_is_all() -> None:
    assert typed_words("the state of the art") == ("state", "art")
    assert typed_words("to the") == ("to", "the")


def test_beginnings_and_slips_are_marked() -> None:
    assert marked("Adversarial attacks", ["adversrial", "att"]) == (
        ("Adversarial", True),
        (" ", False),
        ("att", True),
        ("acks", False),
    )
    # A folded word may be longer than the written one, so that all of it is marked.
    assert marked("Straße", ["stras"]) == (("Straße", True),)
