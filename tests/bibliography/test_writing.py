"""References written as BibTeX and as CSL-JSON, and read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from atlas_kg.bibliography.bibtex import read_bibtex
from atlas_kg.bibliography.csl_file import read_csl
from atlas_kg.bibliography.entry import Entry
from atlas_kg.bibliography.publication import publications
from atlas_kg.bibliography.writing import bibtex, csl
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.reference import Person, Reference

DOE, ROE = Person("Doe", "Jane"), Person("Roe", "John, Jr")
FORMS = [(bibtex, read_bibtex), (csl, read_csl)]


def again(
    write: Callable[..., str], read: Callable[[str, str], Iterator[Entry]], reference: Reference
) -> Reference:
    (entry,) = read(write([("Doe2024", reference)]), "test")
    assert entry.reference is not None
    assert entry.name == "Doe2024"
    return replace(entry.reference, source="")


@pytest.mark.parametrize(("write", "read"), FORMS)
@pytest.mark.parametrize(
    "reference",
    [
        Reference(
            title="On LLaMA & Co: 50% of what_is {said} about Éric's models",
            authors=(
                DOE,
                ROE,
                Person("van der Ünlü", "Öz"),
                Person("Institute of Trials and Errors"),
            ),
            year="2024",
            kind="JournalArticle",
            venue="Journal of Examples & Trials",
            volume="12",
            issue="3",
            pages="1-9",
            dois=("10.5555/example_1",),
        ),
        Reference(
            title="A preprint",
            authors=(DOE,),
            year="2023",
            kind="Preprint",
            venue="arXiv",
            arxiv="2301.00001",
            has_further_authors=True,
        ),
        Reference(
            title="A book",
            authors=(DOE,),
            year="1999",
            kind="Book",
            venue="Example Press",
            isbn="978-3-16-148410-0",
            urls=("https://example.org/book?a=1&b=2",),
        ),
    ],
    ids=lambda reference: str(reference.kind),
)
def test_reading_gives_what_was_written(
    write: Callable[..., str], read: Callable[[str, str], Iterator[Entry]], reference: Reference
) -> None:
    assert again(write, read, reference) == reference


def test_capitals_inside_words_are_kept_by_styles() -> None:
    written = bibtex([("Doe2024", Reference(title="How LLMs read GPT-4, as said", authors=(DOE,)))])
    assert "title = {How {LLMs} read {GPT-4}, as said}" in written


def test_quotes_open_and_close() -> None:
    written = bibtex([("Doe2024", Reference(title='The "lemons" of Doe', authors=(DOE,)))])
    assert r"The {\textquotedblleft}lemons{\textquotedblright} of Doe" in written


def test_version_of_record_is_cited_before_the_preprint() -> None:
    names = ("10.48550/arxiv.2301.00001", "10.5555/example")
    reference = Reference(title="A", authors=(DOE,), dois=names, arxiv="2301.00001")
    assert "doi = {10.5555/example}" in bibtex([("Doe2024", reference)])
    assert "eprint = {2301.00001}" in bibtex([("Doe2024", reference)])


def test_all_publications_keep_title_authors_and_year(graph: KnowledgeGraph) -> None:
    shape = graph.dataset.record_shapes.by_kind["publication"]
    known = [(key, told) for key, _, told in publications(graph.dataset, shape)]
    assert len(known) > 80
    for write, read in FORMS:
        found = {entry.name: entry.reference for entry in read(write(known), "test")}
        for key, told in known:
            one = found[key]
            assert one is not None
            assert (one.authors, one.year) == (told.authors, told.year)
            assert one.title.translate({0x201C: '"', 0x201D: '"'}) == told.title
