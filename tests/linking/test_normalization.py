"""One form of titles and names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.linking.normalization import content_words, family_word, name_words, normal_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{BERT}: Pre-training of {D}eep Models", "BERT: pre-training of deep models"),
        (r"Na{\"\i}ve Bayes", "Naïve Bayes"),
        (r"G\"odel's \emph{Proof}", "Gödel’s proof"),
        ("Parsing in $O(n^4)$ Time", "Parsing in O(n^4) time"),
        ("Trust &amp; <i>Verify</i>", "Trust & Verify"),
        ("Ǻngström", "angstrom"),
        ("ﬁne-tuning", "fine tuning"),
        ("Straße", "STRASSE"),
        ("Søren’s Łódź", "Sorens Lodz"),
        ("under_score", "under score"),
        ("", " – "),
    ],
)
def test_ways_of_writing_make_no_difference(one: str, other: str) -> None:
    assert normal_words(one) == normal_words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("C", "C4"), ("Part 1", "Part 2"), ("日本語の解析", "中文分词"), ("a < b", "a")],
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert normal_words(one) != normal_words(other)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    words = normal_words(text)
    assert normal_words(" ".join(words)) == words
    assert all(words)


@given(st.text(alphabet="\\{}$&<>;#%aé ", max_size=60))
def test_broken_markup_is_read(text: str) -> None:
    assert all(word.isalnum() for word in normal_words(text))


@pytest.mark.parametrize(
    "text",
    ["{" * 100_000, "\\frac{" * 10_000, "\\" * 5_000, "<" * 50_000, "&" * 9_000, "\ud800 \x00 x"],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    assert isinstance(normal_words(text), tuple)


def test_content_words_leave_small_words_out_unless_none_is_left() -> None:
    assert content_words(("the", "art", "of", "parsing")) == ("art", "parsing")
    assert content_words(("what", "is", "it")) == ("what", "is", "it")


@pytest.mark.parametrize(
    "name", ["Doe, Jane", "Jane Doe", "Jane|Doe", "DOE, J.", "J. Doe", "|Doe", "Dóe", "van Doe, J."]
)
def test_family_name_is_found(name: str) -> None:
    assert family_word(name) == "doe"


def test_names_without_letters_have_no_words() -> None:
    assert family_word("…") == ""
    assert name_words("Jane|van Doe") == ("jane", "van", "doe")
