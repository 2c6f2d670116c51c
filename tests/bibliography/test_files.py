"""Bibliographies in RIS and CSL-JSON."""

from __future__ import annotations

import json

import pytest

from atlas_kg.bibliography import format_of_name, read_bibliography
from atlas_kg.errors import UsageError
from atlas_kg.reference import Person

RIS = """TY  - JOUR
ID  - doe2025
AU  - Doe, Jane
AU  - Example Labs
TI  - Watching models
JO  - Journal of Examples
PY  - 2025/05/01/
VL  - 3
IS  - 4
SP  - 1
EP  - 9
DO  - 10.1234/ABC
UR  - https://example.org/a
ER  -

TY  - CONF
AU  - Roe, John
TI  - No end

TY  - BOOK
A1  - Roe, John
T1  - A book
Y1  - 2024
SN  - 978-3-16-148410-0
ER  -
"""


def test_ris() -> None:
    doe, broken, book = read_bibliography(RIS.encode(), "ris", "refs.ris")
    assert (doe.name, doe.line) == ("doe2025", 1)
    found = doe.reference
    assert found is not None
    assert found.authors == (Person("Doe", "Jane"), Person("Example Labs"))
    assert (found.title, found.year, found.kind) == ("Watching models", "2025", "JournalArticle")
    assert (found.volume, found.issue, found.pages) == ("3", "4", "1-9")
    assert (found.dois, found.urls) == (("10.1234/abc",), ("https://example.org/a",))
    assert (broken.name, broken.line, broken.reference) == ("entry 2", 16, None)
    assert "no end" in broken.problem
    assert book.reference is not None
    assert (book.reference.kind, book.reference.isbn) == ("Book", "978-3-16-148410-0")


def test_ris_with_the_lines_of_windows() -> None:
    entries = read_bibliography(RIS.replace("\n", "\r\n").encode(), "ris", "refs.ris")
    assert [entry.line for entry in entries] == [1, 16, 20]
    assert entries[0].reference is not None
    assert entries[0].reference.title == "Watching models"


def test_csl_json() -> None:
    items = [{"id": "a", "type": "book", "title": "A"}, 3, {"title": "C"}]
    text = json.dumps(items, indent=1)
    first, wrong, third = read_bibliography(text.encode(), "json", "refs.json")
    assert (first.name, first.line) == ("a", 2)
    assert (wrong.name, wrong.line) == ("entry 2", 7)
    assert "no item of CSL-JSON" in wrong.problem
    assert (third.name, third.line) == ("entry 3", 8)


def test_csl_json_of_one_item() -> None:
    (entry,) = read_bibliography(b'{"id": 7, "title": "A"}', "json", "a.json")
    assert entry.name == "7"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'[{"id": "a"},\n oops]', r"refs\.json:2 is no JSON"),
        (b"3", "neither a list nor an item"),
        (b"[" * 100_000, "nested too deep"),
        (b"[]", "holds no entry"),
    ],
)
def test_csl_json_that_is_none(content: bytes, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read_bibliography(content, "json", "refs.json")


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.bib", "bib"), ("A.BIB", "bib"), ("a.ris", "ris"), ("a.json", "json"), ("a.pdf", None)],
)
def test_format_of_a_name(name: str, form: str | None) -> None:
    assert format_of_name(name) == form
