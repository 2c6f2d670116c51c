"""YAML documents keep text and place of every word, and nothing that stands in one breaks them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.documents import Document, UnreadableError, read_document
from atlas_kg.findings import Location

# What YAML is made of, in any order.
PIECES = st.lists(
    st.sampled_from(
        [
            *("schema: 1\n", "a: ", "- ", "  ", "\n", "\t", "[", "]", "{", "}", ",", ": ", "? "),
            *("&a ", "*a", "!!int ", "!x ", "|\n ", ">\n ", "'", '"', "#", "%YAML 1.1\n", "---\n"),
            *("...\n", "<<: ", "~", "\\u0041", '"\\x00"', "\x00", "\x85", "\u2028", "\ufeff", "é"),
        ]
    ),
    max_size=20,
).map("".join)


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "a.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(tmp_path: Path, content: str | bytes) -> Document:
    return read_document(written(tmp_path, content))


@pytest.mark.parametrize(
    "text", ["2310.10340", "007", "1e3", "yes", "null", "2024-01-01", "0x10", "1_000", "~"]
)
def test_nothing_is_interpreted(text: str, tmp_path: Path) -> None:
    _, node = read(tmp_path, f"schema: 1\na: {text}\n").entries["a"]
    assert isinstance(node, yaml.ScalarNode)
    assert node.value == text


def test_every_word_keeps_its_place(tmp_path: Path) -> None:
    document = read(tmp_path, "# head\nschema: 1\nlist:\n  - first\n  - second\n")
    key, value = document.entries["list"]
    assert isinstance(value, yaml.SequenceNode)
    places = [document.place(node) for node in (key, *value.value)]
    assert [(place.line, place.column) for place in places] == [(3, 1), (4, 5), (5, 5)]
    assert str(places[0]) == f"{document.path}:3"


def test_parts_are_documents_of_their_own(tmp_path: Path) -> None:
    document = read(tmp_path, "schema: 1\npart:\n  a: 1\n")
    part = document.part(document.entries["part"][1], "The part")
    assert list(part.entries) == ["a"]
    assert part.location.line == 3


@pytest.mark.parametrize(
    ("inner", "says"), [("[1]", "The part does not hold"), ("{a: 1, a: 2}", "a second time")]
)
def test_part_that_is_no_mapping(inner: str, says: str, tmp_path: Path) -> None:
    document = read(tmp_path, f"schema: 1\npart: {inner}\n")
    with pytest.raises(UnreadableError, match=says):
        document.part(document.entries["part"][1], "The part")


@pytest.mark.parametrize("schema", ["1", "'1'"])
def test_schema_may_stand_anywhere(schema: str, tmp_path: Path) -> None:
    assert list(read(tmp_path, f"a: 1\nschema: {schema}\n").entries) == ["a", "schema"]


@pytest.mark.parametrize("schema", ["", "2", "1.0", "[1]", "{a: 1}", "true"])
def test_other_schemas_are_refused(schema: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as raised:
        read(tmp_path, f"\nschema: {schema}\n")
    assert raised.value.finding.field == "schema"
    assert raised.value.finding.location is not None
    assert raised.value.finding.location.line == 2


def test_reason_of_the_parser_comes_with_what_it_was_reading(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as raised:
        read(tmp_path, "schema: 1\n---\na: 1\n")
    problem = raised.value.finding.problem
    assert "expected a single document in the stream, but found another document" in problem


def test_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be read: No such file"):
        read_document(tmp_path / "missing.yaml")


def test_file_that_may_not_be_read() -> None:
    # Outside the folders of pytest, which nobody else may enter.
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        path = written(Path(folder), "schema: 1\n")
        path.chmod(0)
        before = os.geteuid()
        # Root may read everything, so it becomes nobody for a while.
        if before == 0:
            os.seteuid(65534)
        try:
            with pytest.raises(
                UnreadableError, match="cannot be read: Permission denied"
            ) as raised:
                read_document(path)
        finally:
            os.seteuid(before)
        assert raised.value.finding.location == Location(path)
        assert raised.value.finding.advice == "Check its permissions."


@pytest.mark.parametrize(("size", "whole"), [(1_000_000, True), (1_000_001, False)])
def test_size_has_a_bound(size: int, whole: bool, tmp_path: Path) -> None:
    path = written(tmp_path, "schema: 1\n#".ljust(size, "x"))
    if whole:
        assert read_document(path).entries
    else:
        with pytest.raises(UnreadableError, match="larger than 1,000,000 bytes"):
            read_document(path)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("schema: 1\na: \x07", 2, 4),
        ("\x00", 1, 1),
        ("a\r\nb\rc\x01", 3, 2),
        ("\ufeffa\x01", 1, 2),
        ("é\x85ab\x0b", 2, 3),
    ],
)
def test_sign_that_no_text_shows_has_its_place(
    text: str, line: int, column: int, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableError, match="The file holds the sign U") as raised:
        read(tmp_path, text)
    place = raised.value.finding.location
    assert place is not None
    assert (place.line, place.column) == (line, column)


@pytest.mark.parametrize("text", ["a: !!str b", "!!map {a: 1}", "a: ! b", "- !x y"])
def test_tags_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="uses a YAML tag"):
        read(tmp_path, text)


def unreadable_or_whole(path: Path) -> None:
    try:
        document = read_document(path)
    except UnreadableError as error:
        finding = error.finding
        assert finding.location is not None
        assert finding.location.file == path
        assert finding.location.line >= 1
        assert finding.problem.endswith(".")
        assert finding.advice.endswith(".")
    else:
        assert "schema" in document.entries


@given(content=st.binary(max_size=60))
def test_any_bytes_are_read_or_told(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    unreadable_or_whole(written(tmp_path_factory.getbasetemp(), content))


@given(text=PIECES)
def test_anything_like_yaml_is_read_or_told(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    unreadable_or_whole(written(tmp_path_factory.getbasetemp(), text))
