"""Turtle has one layout, which keeps its meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic

from atlas_kg.dataset import Sources
from atlas_kg.errors import UsageError
from atlas_kg.layout import canonical_turtle, lay_out

FILES = sorted([*Sources.carried().ontology.glob("*.ttl"), *Sources.carried().shapes.glob("*.ttl")])
TEXT = """
PREFIX e: <http://example.org/>
PREFIX unused: <http://example.org/unused/>
e:b e:p [ e:q 1 ; e:r "x"@en ] .
# A comment.
e:a e:p ( e:b "c" ) , e:b .
"""


def graph(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format="turtle")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_carried_files_keep_their_text(file: Path) -> None:
    text = file.read_text("utf-8")
    assert canonical_turtle(text) == text


def test_meaning_is_kept() -> None:
    assert isomorphic(graph(canonical_turtle(TEXT)), graph(TEXT))


def test_layout_is_found_at_once() -> None:
    once = canonical_turtle(TEXT)
    assert canonical_turtle(once) == once


def test_order_and_names_of_blank_nodes_do_not_matter() -> None:
    other = """
    PREFIX e: <http://example.org/>
    e:a e:p e:b , ( e:b "c" ) . e:b e:p _:z . _:z e:r "x"@en ; e:q 1 .
    """
    assert canonical_turtle(other) == canonical_turtle(TEXT)


def test_terms_stand_at_the_start_of_a_line_in_order() -> None:
    lines = canonical_turtle(TEXT).splitlines()
    assert [line for line in lines if line.startswith("e:")] == ["e:a", "e:b"]


def test_prefixes_without_use_are_left_out() -> None:
    text = canonical_turtle(TEXT)
    assert "unused" not in text
    assert "@prefix e:" in text


@pytest.mark.parametrize("text", ["e:a e:b e:c .", "<a", "<http://e/a> <http://e/b> .", "\0"])
def test_what_is_no_turtle_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="not valid Turtle"):
        canonical_turtle(text)


def test_only_other_layouts_are_written(tmp_path: Path) -> None:
    laid_out, other = tmp_path / "a.ttl", tmp_path / "b.ttl"
    laid_out.write_text(canonical_turtle(TEXT), "utf-8")
    other.write_text(TEXT, "utf-8")
    assert lay_out([laid_out, other], check=True) == (other,)
    assert other.read_text("utf-8") == TEXT
    assert lay_out([laid_out, other], check=False) == (other,)
    assert other.read_bytes() == laid_out.read_bytes()
    assert lay_out([laid_out, other], check=False) == ()


@pytest.mark.parametrize("content", [b"\xff", b"<a"])
def test_file_that_cannot_be_read_is_named(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=str(file)):
        lay_out([file], check=False)
    assert file.read_bytes() == content
