"""References in CSL-JSON, also where its form is broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.bibliography.publication import KIND
from atlas_kg.dataset import Dataset
from atlas_kg.reference import Person
from atlas_kg.reference.csl import KINDS, from_csl

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["title", "author", "editor", "issued", "DOI", "URL", "type", "page", "ISBN", "archive"]
)


def test_fields() -> None:
    found = from_csl(
        {
            "type": "chapter",
            "title": "A <i>title</i> &amp;\n more",
            "subtitle": ["The rest"],
            "author": [
                {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"},
                {"literal": "Example Labs"},
                {"family": "Roe", "given": "John", "suffix": "Jr."},
                {"literal": "others"},
            ],
            "issued": {"literal": "circa 1999"},
            "container-title": "The Book",
            "page": "1–9",
            "ISBN": ["978-3-16-148410-0"],
            "DOI": "https://doi.org/10.48550/arXiv.2307.15043",
            "URL": "https://example.org/a",
        },
        "here",
    )
    assert found.title == "A title & more: The rest"
    assert found.authors == (
        Person("van den Berg", "Jan"),
        Person("Example Labs"),
        Person("Roe", "John, Jr."),
    )
    assert found.has_further_authors
    assert (found.year, found.kind, found.venue, found.pages) == (
        "1999",
        "BookChapter",
        "The Book",
        "1-9",
    )
    assert (found.arxiv, found.isbn) == ("2307.15043", "978-3-16-148410-0")
    assert found.urls == ("https://example.org/a",)


def test_less_than_signs_of_mathematics_stay() -> None:
    assert from_csl({"title": "When a < b and c > d"}, "").title == "When a < b and c > d"


def test_editors_stand_in_for_authors() -> None:
    item = {"title": "A book", "editor": [{"family": "Roe", "given": "Richard"}]}
    assert from_csl(item, "").authors == (Person("Roe", "Richard"),)


@given(st.dictionaries(FIELDS, JSON))
def test_any_json_is_read(item: dict[str, object]) -> None:
    found = from_csl(item, "")
    assert isinstance(found.title, str)
    assert all(str(author) for author in found.authors)


def test_kinds_are_those_of_the_shape(theory: Dataset) -> None:
    field = theory.record_shapes.by_kind[KIND].fields["type"]
    assert set(KINDS.values()) <= set(field.choices)


@pytest.mark.parametrize("kind", ["dataset", "", None, 3])
def test_kind_of_no_known_name(kind: object) -> None:
    assert from_csl({"type": kind}, "").kind == "Other"
