"""Bibliographies in BibTeX, good, broken and hostile."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.bibliography import Entry, read_bibliography
from atlas_kg.bibliography.latex import decoded, verbatim
from atlas_kg.errors import UsageError
from atlas_kg.reference import Person, Reference


def read(text: str) -> tuple[Entry, ...]:
    return read_bibliography(text.encode(), "bib", "refs.bib")


def reference(text: str) -> Reference:
    (entry,) = read(text)
    assert entry.reference, entry.problem
    return entry.reference


def test_fields() -> None:
    found = reference(
        r"""
        @Article{doe2025,
          Author = {Doe, Jane and {\"O}zt{\"u}rk, Ali and {Example Labs, Inc.} and others},
          title = "Watching {LLM}s \& learning 100% {\emph{more}}",
          journal = {Journal of Examples},
          year = 2025, volume = 3, number = "4", pages = {1--9},
          doi = {10.1234/abc\_d}, url = {\url{https://example.org/a\_b}},
        }"""
    )
    assert found.title == "Watching LLMs & learning 100% more"
    assert found.authors == (
        Person("Doe", "Jane"),
        Person("Öztürk", "Ali"),
        Person("Example Labs, Inc."),
    )
    assert found.has_further_authors
    assert (found.year, found.volume, found.issue, found.pages) == ("2025", "3", "4", "1-9")
    assert (found.dois, found.urls) == (("10.1234/abc_d",), ("https://example.org/a_b",))
    assert found.source == "refs.bib, entry doe2025"


def test_strings_and_concatenation() -> None:
    found = reference(
        '@string{prefix = "Proceedings of "}\n@STRING{conf = prefix # {Examples}}\n'
        '@inproceedings{a, title = {A # B}, booktitle = CONF # " 2025", author={Doe, J.}}'
    )
    assert (found.title, found.venue) == ("A # B", "Proceedings of Examples 2025")


def test_string_that_is_not_there() -> None:
    (entry,) = read("@article{a,\n title = {A}, journal = nowhere, author={Doe, J.}}")
    assert entry.reference is None
    assert "'nowhere', which no @string defines" in entry.problem


def test_crossref_gives_what_the_entry_lacks() -> None:
    part, whole = read(
        "@inproceedings{part, title={Part}, author={Doe, Jane}, crossref={WHOLE}}\n"
        "@proceedings{whole, title={Whole}, year=2024, editor={Roe, John}, doi={10.1234/whole}}"
    )
    assert part.reference is not None
    assert (part.reference.venue, part.reference.year) == ("Whole", "2024")
    assert part.reference.dois == ()
    assert whole.reference is not None
    assert whole.reference.authors == (Person("Roe", "John"),)


def test_circle_of_crossrefs_ends() -> None:
    entries = read("@book{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref={a}}")
    assert [entry.name for entry in entries] == ["a", "b"]


@pytest.mark.parametrize(
    ("fields", "identifier", "kind"),
    [
        ("eprint={2307.15043}, archiveprefix={arXiv}", "2307.15043", "Preprint"),
        ("eprint={2307.15043v2}, eprinttype={arxiv}", "2307.15043", "Preprint"),
        ("journal={arXiv preprint arXiv:2307.15043}", "2307.15043", "Preprint"),
        ("url={https://arxiv.org/abs/2307.15043}", "2307.15043", "Preprint"),
        ("doi={10.48550/arXiv.2307.15043}", "2307.15043", "Preprint"),
        ("journal={JMLR}, eprint={2307.15043}", "2307.15043", "JournalArticle"),
        ("eprint={12345}, eprinttype={jstor}, journal={JMLR}", "", "JournalArticle"),
    ],
)
def test_arxiv_where_people_write_it(fields: str, identifier: str, kind: str) -> None:
    found = reference(f"@article{{a, title={{A}}, {fields}}}")
    assert (found.arxiv, found.kind) == (identifier, kind)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jane Doe", Person("Doe", "Jane")),
        ("van den Berg, Jan", Person("van den Berg", "Jan")),
        ("Ludwig van Beethoven", Person("van Beethoven", "Ludwig")),
        ("Roe, Jr., John", Person("Roe", "John, Jr.")),
        (r"Garc{\'\i}a, Jos\'e", Person("García", "José")),
        (r"{\'E}mile {\O}hm", Person("Øhm", "Émile")),
        ("{OpenAI}", Person("OpenAI")),
        ("{Barnes and Noble}", Person("Barnes and Noble")),
    ],
)
def test_names(name: str, expected: Person) -> None:
    assert reference(f"@misc{{a, title={{A}}, author={{{name}}}}}").authors == (expected,)


def test_biblatex() -> None:
    found = reference(
        "@online{a, title={A}, subtitle={B}, date={2024-05-01}, author={Doe, Jane},"
        " url={https://example.org/}, journaltitle={Site}}"
    )
    assert (found.title, found.year, found.kind) == ("A: B", "2024", "WebPage")


def test_broken_entries_are_named_by_line_and_the_others_read() -> None:
    good, broken, last, open_end = read(
        "@book{good, title={A}}\n\n@book{broken,\n title={B\n@book{last, title={C}}\n@book{open, "
    )
    assert (good.name, last.name) == ("good", "last")
    assert (broken.name, broken.line) == ("broken", 3)
    assert broken.reference is None
    assert "Close its braces" in broken.problem
    assert open_end.line == 6


def test_one_key_twice_is_two_entries_and_of_one_field_the_first_holds() -> None:
    first, second = read("@book{a, title={A}, title={B}}\n@book{a, title={C}}")
    assert first.reference is not None
    assert second.reference is not None
    assert (first.reference.title, second.reference.title) == ("A", "C")


def test_comments_and_preambles_are_passed_over() -> None:
    text = 'Words.\n@comment{@book{no, title={N}}}\n@preamble{"x"}\n@book{a, title={A}}'
    assert [entry.name for entry in read(text)] == ["a"]


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("{" * 5_000 + "}" * 5_000, "30 braces"),
        ("x" * 1_000_000, "longer than 20,000"),
        ("a\0b", "cannot be printed"),
    ],
)
def test_hostile_title(title: str, why: str) -> None:
    bad, good = read(f"@book{{bad, title={{{title}}}}}\n@book{{good, title={{A}}}}")
    assert bad.reference is None
    assert why in bad.problem
    assert good.reference is not None


def test_deep_names_are_refused() -> None:
    (entry,) = read(f"@book{{a, title={{A}}, author={{{'{' * 500}x{'}' * 500}}}}}")
    assert "30 braces" in entry.problem


@pytest.mark.parametrize(
    "text",
    ["@book{" * 20_000, "@" * 100_000, "{" * 100_000, '@book{a, title="' + "{" * 50_000],
)
def test_hostile_file_is_read_in_short_time(text: str) -> None:
    begun = time.monotonic()
    try:
        entries = read(text)
    except UsageError:
        entries = ()
    assert all(entry.reference is None for entry in entries)
    assert time.monotonic() - begun < 20


def test_latin_1_is_named_by_line() -> None:
    content = "@book{a,\n title={Käse}}".encode("latin-1")
    with pytest.raises(UsageError, match=r"refs\.bib:2 is not UTF-8 text"):
        read_bibliography(content, "bib", "refs.bib")


def test_mark_of_byte_order_is_passed_over() -> None:
    (entry,) = read_bibliography("\ufeff@book{a, title={A}}".encode(), "bib", "refs.bib")
    assert entry.name == "a"


def test_file_without_entries() -> None:
    with pytest.raises(UsageError, match="holds no entry"):
        read_bibliography(b"words", "bib", "refs.bib")


@given(st.text(st.sampled_from('@book{},="#\\ \naA1%$&~'), max_size=120))
def test_any_text_is_read(text: str) -> None:
    try:
        entries = read(text)
    except UsageError:
        return
    assert all(entry.reference or entry.problem for entry in entries)


@given(st.text(max_size=60))
def test_any_text_is_decoded(text: str) -> None:
    assert decoded(text) == " ".join(decoded(text).split())
    assert " " not in verbatim(text)
