"""Works that are there already are found, and others are not taken for them."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from atlas_kg.bibliography.duplicates import Known, normalized
from atlas_kg.reference import Person, Reference

DOE = Reference(
    title="Watching Models Learn: A Study in Two Parts",
    authors=(Person("Doe", "Jane"), Person("Roe", "John")),
    year="2025",
    kind="JournalArticle",
    dois=("10.1234/abc",),
    arxiv="2507.00001",
    urls=("https://example.org/watching",),
    identifiers=("openalex:W1",),
)


@pytest.fixture
def known() -> Known:
    known = Known()
    known.add("Doe2025", DOE)
    return known


@pytest.mark.parametrize(
    "other",
    [
        Reference(dois=("10.1234/ABC",)),
        Reference(arxiv="2507.00001"),
        Reference(dois=("10.48550/arxiv.2507.00001",)),
        Reference(urls=("https://arxiv.org/abs/2507.00001v3",)),
        Reference(urls=("https://doi.org/10.1234/abc",)),
        Reference(urls=("http://www.example.org/watching/",)),
        Reference(identifiers=("openalex:W1",)),
    ],
)
def test_same_identifier(known: Known, other: Reference) -> None:
    match = known.find(other)
    assert match is not None
    assert (match.key, match.is_certain) == ("Doe2025", True)


@pytest.mark.parametrize(
    "title",
    [
        "watching models learn - a study in two parts.",
        "Wátching models  learn: a study in two “parts”",
        "Watching Model Learn: A Study in Two Parts",
    ],
)
def test_same_title_by_the_same_author(known: Known, title: str) -> None:
    match = known.find(Reference(title=title, authors=(Person("Doe", "J."),), arxiv="2507.99999"))
    assert match is not None
    assert (match.key, match.is_certain, match.is_same) == ("Doe2025", False, False)


def test_reference_without_identifiers_is_the_same_work(known: Known) -> None:
    bare = replace(DOE, dois=(), arxiv="", urls=(), identifiers=())
    match = known.find(bare)
    assert match is not None
    assert match.is_same
    assert (found := known.find(replace(bare, year="2024"))) is not None
    assert not found.is_same


@pytest.mark.parametrize(
    "other",
    [
        Reference(title=DOE.title, authors=(Person("Poe", "Edgar"),)),
        Reference(title="Watching Models Learn", authors=DOE.authors),
        Reference(title="Hearing Models Learn: A Study in One Part", authors=DOE.authors),
        Reference(title="", authors=DOE.authors),
        Reference(dois=("10.1234/abcd",)),
    ],
)
def test_other_work(known: Known, other: Reference) -> None:
    assert known.find(other) is None


@pytest.mark.parametrize(
    ("title", "family"),
    [("Über Müller", "Müller"), ("Ueber Mueller", "Mueller"), ("Über Mueller", "Müller")],
)
def test_umlauts_are_written_in_two_ways(title: str, family: str) -> None:
    known = Known()
    work = Reference(title="Ueber Müller", authors=(Person("Mueller", "J."),), year="2020")
    known.add("Mueller2020", work)
    other = Reference(title=title, authors=(Person(family, "J."),), year="2020")
    match = known.find(other)
    assert match is not None
    assert (match.key, match.is_certain, match.is_same) == ("Mueller2020", False, False)
    assert known.find(replace(other, year="2021")) is None
    known.remove("Mueller2020", work)
    assert known.find(other) is None


def test_numbers_tell_titles_apart() -> None:
    known = Known()
    first = Reference(title="Watching models learn, part 1", authors=DOE.authors)
    known.add("first", first)
    assert known.find(replace(first, title="Watching models learn, part 2")) is None


def test_isbn_tells_books_apart_and_chapters_not() -> None:
    known = Known()
    book = Reference(title="A Book", kind="Book", isbn="978-3-16-148410-0")
    known.add("book", book)
    assert known.find(Reference(title="Anders", kind="Book", isbn="3-16-148410-X")) is not None
    assert known.find(Reference(title="Ch. 1", kind="BookChapter", isbn=book.isbn)) is None


def test_work_that_was_taken_away_is_gone(known: Known) -> None:
    known.remove("Doe2025", DOE)
    assert known.find(DOE) is None


def test_titles_in_other_scripts_differ() -> None:
    assert normalized("学习") != normalized("模型")


def test_look_up_does_not_slow_down_with_many_works() -> None:
    def seconds(count: int) -> float:
        known = Known()
        works = [
            Reference(title=f"Title {i} of {i * 7}", authors=(Person(f"F{i % 500}"),), arxiv=str(i))
            for i in range(count)
        ]
        begun = time.process_time()
        for number, work in enumerate(works):
            assert known.find(work) is None
            known.add(str(number), work)
        return time.process_time() - begun

    # Quadratic look-up would take sixteen times as long.
    assert seconds(8_000) < 10 * seconds(2_000)
