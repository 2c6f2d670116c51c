"""Patches of texts: what they change, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas_kg.documents import UnreadableError, read_document
from atlas_kg.findings import Finding, Location, Patch
from atlas_kg.repairs import patched, with_patches
from atlas_kg.source_rules import ENTRIES

FILE = Path("a.yaml")


def patch(line: int, column: int, old: str, new: str) -> Patch:
    return Patch(Location(FILE, line, column), old, new)


def made(file: Path, text: str, finding: Finding) -> str:
    """Return the text after the patch that the finding gets."""
    file.write_bytes(text.encode())
    (found,) = with_patches([finding])
    return patched(text, [found.patch] if found.patch else [])


def word(file: Path, line: int, column: int, old: str, new: str) -> Finding:
    place = Location(file, line, column)
    return Finding("x", "y", place, value=old, suggestion=new, determined=True)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_else_stays(end: str) -> None:
    old = end.join(["# Köpf 😀", "a: one  # why", "", "b: 'two'", "c: [x, y]", ""])
    new = patched(old, [patch(2, 4, "one", "eins"), patch(5, 8, "y", "z")])
    assert new == old.replace("one", "eins").replace("y]", "z]")


@pytest.mark.parametrize(
    "wrong",
    [
        patch(1, 4, "two", "zwei"),
        patch(1, 5, "one", "eins"),
        patch(2, 1, "one", "eins"),
        patch(99, 4, "one", "eins"),
        patch(1, 99, "one", "eins"),
    ],
)
def test_text_that_stands_elsewhere_is_left_alone(wrong: Patch) -> None:
    assert patched("a: one\n", [wrong]) == "a: one\n"


def test_patch_is_applied_once() -> None:
    once = patched("a: one\n", [patch(1, 4, "one", "eins")] * 2)
    assert once == "a: eins\n"
    assert patched(once, [patch(1, 4, "one", "eins")]) == once


def test_of_two_patches_of_one_place_one_is_applied() -> None:
    both = [patch(1, 4, "one", "eins"), patch(1, 4, "one", "uno")]
    assert patched("a: one\n", both) in {"a: eins\n", "a: uno\n"}


@pytest.mark.parametrize("new", ["[", "b: c", "'", "- z", "*a"])
def test_patch_that_would_change_more_than_it_says_is_left_alone(new: str) -> None:
    assert patched("a: one\nb: 2\n", [patch(1, 4, "one", new)]) == "a: one\nb: 2\n"


@pytest.mark.parametrize(
    ("text", "column", "new"),
    [
        ("a: Modle\n", 4, "a: Model\n"),
        ("a: 'Modle'  # b\n", 4, "a: 'Model'  # b\n"),
        ('a: "Modle"\n', 4, 'a: "Model"\n'),
        ("a: [Modle, b]\n", 5, "a: [Model, b]\n"),
        ("a: >\n  Modle\n", 4, "a: >\n  Modle\n"),
        ('a: "Modl\\x65"\n', 4, 'a: "Modl\\x65"\n'),
        ("a: Modle thing\n", 4, "a: Modle thing\n"),
    ],
)
def test_word_in_its_quotes(text: str, column: int, new: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    assert made(file, text, word(file, 1, column, "Modle", "Model")) == new


def test_word_that_needs_quotes_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    assert made(file, "a: x\n", word(file, 1, 4, "x", "y: z")) == "a: x\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("line", ["  - b", "  - 'b'", '- "b"', "  -   b  "])
def test_entry_with_a_line_of_its_own_goes(line: str, end: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    indent = line[: line.index("-")]
    text = end.join(["a:", f"{indent}- b", line, "c: d", ""])
    place = Location(file, 3, line.index("b") + 1)
    finding = Finding("x", "y", place, value="b", determined=True, rule=ENTRIES)
    assert made(file, text, finding) == end.join(["a:", f"{indent}- b", "c: d", ""])


@pytest.mark.parametrize("text", ["a: [b, b]\n", "a:\n- b\n- b # why\n"])
def test_entry_with_company_stays(text: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    place = Location(file, text.count("\n"), 8)
    finding = Finding("x", "y", place, value="b", determined=True, rule=ENTRIES)
    assert made(file, text, finding) == text


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("label: x\n", "schema: 1\nlabel: x\n"),
        ("# why\r\nlabel: x\r\n", "# why\r\nschema: 1\r\nlabel: x\r\n"),
        ("label: x", "schema: 1\nlabel: x"),
        ("{label: x}\n", "{label: x}\n"),
        ("'label': x\n", "'label': x\n"),
        ("schema: 2\nlabel: x\n", "schema: 2\nlabel: x\n"),
    ],
)
def test_missing_schema_is_set_and_another_one_kept(text: str, new: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(text.encode())
    with pytest.raises(UnreadableError) as error:
        read_document(file)
    assert made(file, text, error.value.finding) == new


def test_patch_of_a_part_of_a_word_is_left_alone() -> None:
    assert patched("a: one\n", [patch(1, 5, "ne", "x")]) == "a: one\n"


def test_file_that_is_gone_gets_no_patch(tmp_path: Path) -> None:
    (finding,) = with_patches([word(tmp_path / "gone.yaml", 1, 4, "x", "y")])
    assert finding.patch is None
