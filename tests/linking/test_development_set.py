"""The bars on the development set, and the same answers from both engines."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

import pytest
from pyspark.sql import SparkSession

from atlas_kg.linking import (
    Ambiguous,
    BibliographicRecord,
    Match,
    NoMatch,
    Outcome,
    Reference,
    link,
)
from atlas_kg.linking.normalization import name_words, normal_words
from tests.conftest import ROOT
from tests.linking.conftest import DevelopmentSet


def work(record: BibliographicRecord) -> tuple[object, ...]:
    """Return what the scoring rule compares: the normalised title and the set of authors."""
    title = "".join(normal_words(record.title))
    return title, frozenset(name_words(name) for name in record.authors)


@pytest.fixture(scope="module")
def answers(development_set: DevelopmentSet) -> tuple[Outcome, ...]:
    return link(development_set.references, development_set.records)


def test_precision_and_f1(answers: tuple[Outcome, ...], development_set: DevelopmentSet) -> None:
    records: Mapping[str, BibliographicRecord] = {
        record.id: record for record in development_set.records
    }
    links = [answer for answer in answers if isinstance(answer, Match)]
    right = sum(
        work(answer.candidate.record) == work(records[development_set.truth[answer.reference]])
        for answer in links
        if answer.reference in development_set.truth
    )
    precision, recall = right / len(links), right / len(development_set.truth)
    assert precision >= 0.998
    assert 2 * precision * recall / (precision + recall) >= 0.995


def test_page_tells_what_comes_of_it(
    answers: tuple[Outcome, ...], development_set: DevelopmentSet
) -> None:
    found = Counter(
        (answer.reference in development_set.truth, type(answer).__name__) for answer in answers
    )
    page = (ROOT / "docs" / "linking.md").read_text("utf-8")
    linked, ambiguous, missed = (found[True, kind.__name__] for kind in (Match, Ambiguous, NoMatch))
    assert f"| in the Anthology (673) | {linked} | 0 | {ambiguous} | {missed} |" in page
    wrong, ambiguous, missed = (found[False, kind.__name__] for kind in (Match, Ambiguous, NoMatch))
    assert f"| not in it (201) | – | {wrong} | {ambiguous} | {missed} |" in page


def test_probabilities_promise_no_more_than_is_so(
    answers: tuple[Outcome, ...], development_set: DevelopmentSet
) -> None:
    links = [answer for answer in answers if isinstance(answer, Match)]
    expected = sum(1 - answer.candidate.probability for answer in links)
    wrong = sum(answer.reference not in development_set.truth for answer in links)
    assert wrong <= expected < 3


def test_every_kind_of_answer_is_given(answers: tuple[Outcome, ...]) -> None:
    assert {type(answer) for answer in answers} == {Match, NoMatch, Ambiguous}


def test_answers_are_in_the_order_of_references(
    answers: tuple[Outcome, ...], development_set: DevelopmentSet
) -> None:
    assert [answer.reference for answer in answers] == [
        reference.id for reference in development_set.references
    ]


def test_order_changes_nothing(
    answers: tuple[Outcome, ...], development_set: DevelopmentSet
) -> None:
    chance = random.Random(1)  # noqa: S311
    references: list[Reference] = list(development_set.references)
    records = list(development_set.records)
    chance.shuffle(references)
    chance.shuffle(records)
    again = {answer.reference: answer for answer in link(references, records)}
    assert again == {answer.reference: answer for answer in answers}


def test_spark_gives_the_same_answers(spark: SparkSession, development_set: DevelopmentSet) -> None:
    assert spark.version
    linked = set(development_set.truth.values())
    records = [
        record
        for number, record in enumerate(development_set.records)
        if record.id in linked or number % 10 == 0
    ]
    references = development_set.references[::2]
    assert link(references, records, engine="spark") == link(references, records)
