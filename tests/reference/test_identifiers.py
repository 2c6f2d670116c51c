"""Identifiers, and the ways in which people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.reference.identifiers import arxiv_id, doi, isbn, same_address, web_address


@pytest.mark.parametrize(
    "text",
    [
        "10.1234/ABC.d",
        "doi:10.1234/abc.d",
        "DOI: 10.1234/abc.d",
        "https://doi.org/10.1234/abc.d",
        "http://dx.doi.org/10.1234/abc.d",
        "doi.org/10.1234/abc.d",
        " https://doi.org/10.1234/abc.d?from=x ",
        "10.1234/abc.d.",
        "10.1234/abc.d)",
    ],
)
def test_one_doi(text: str) -> None:
    assert doi(text) == "10.1234/abc.d"


def test_brackets_that_belong_to_a_doi_stay() -> None:
    assert doi("10.1016/S0140-6736(24)00001-2") == "10.1016/s0140-6736(24)00001-2"
    assert doi("https://doi.org/10.1002/(sici)1%3C1::aid%3E3.0.co;2-k") == (
        "10.1002/(sici)1<1::aid>3.0.co;2-k"
    )


@pytest.mark.parametrize("text", ["", "10.1234", "10.12/x", "x 10.1234/x", "https://doi.org/"])
def test_no_doi(text: str) -> None:
    assert doi(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2307.15043",
        "arXiv:2307.15043",
        "arxiv: 2307.15043v2",
        "arXiv:2307.15043v1 [cs.CL]",
        "https://arxiv.org/abs/2307.15043",
        "http://export.arxiv.org/abs/2307.15043v3",
        "https://arxiv.org/pdf/2307.15043.pdf",
        "https://www.arxiv.org/html/2307.15043v1",
        "https://ar5iv.labs.arxiv.org/html/2307.15043",
        "https://ar5iv.org/abs/2307.15043v2",
        "10.48550/arXiv.2307.15043",
        "https://doi.org/10.48550/ARXIV.2307.15043",
    ],
)
def test_one_arxiv_identifier(text: str) -> None:
    assert arxiv_id(text) == "2307.15043"


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("hep-ex/0307015", "hep-ex/0307015"),
        ("https://arxiv.org/abs/math.gt/0309136v1", "math.GT/0309136"),
        ("10.48550/arxiv.cs/9901002", "cs/9901002"),
        ("0710.5765", "0710.5765"),
    ],
)
def test_old_arxiv_identifiers(text: str, identifier: str) -> None:
    assert arxiv_id(text) == identifier


@pytest.mark.parametrize("text", ["", "2313.15043", "23.1", "10.1234/x", "1507.0001"])
def test_no_arxiv_identifier(text: str) -> None:
    assert arxiv_id(text) is None


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    for found in (doi(text), arxiv_id(text)):
        assert found is None or found == (doi(found) or arxiv_id(found))
    same_address(text)
    web_address(text)
    isbn(text)


def test_addresses() -> None:
    assert web_address(" https://example.org/a ") == "https://example.org/a"
    assert web_address("example.org") is None
    assert web_address("https://[x/") is None
    assert same_address("http://WWW.Example.org/a/") == same_address("https://example.org/a#b")
    assert same_address("https://example.org/a?b=1") != same_address("https://example.org/a")


def test_isbn() -> None:
    assert isbn("ISBN 978-3-16-148410-0 (print)") == "978-3-16-148410-0"
    assert isbn("3-16-148410-x") == "3-16-148410-X"
    assert isbn("none") is None
