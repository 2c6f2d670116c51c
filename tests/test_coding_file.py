"""A statement is added to a file; all else in it stays to the byte."""

from __future__ import annotations

import pytest
import yaml

from atlas_kg.coding_file import added, entry, of_one
from atlas_kg.contribution import Contribution
from atlas_kg.dataset import Dataset
from atlas_kg.errors import UsageError

NEW = "  - id: new\n    statement: 'It is so: yes.'\n"
FILES = {
    "plain": "schema: 1\ncodings:\n  - id: a\n    section: '4.1'\n",
    "remarks": "# Mine.\nschema: 1 # one\ncodings: # all\n  # the first\n  - id: a # so\n# end\n",
    "another list behind": "schema: 1\ncodings:\n  - id: a\nproblems:\n  - id: b\n",
    "lists without indentation": "schema: 1\ncodings:\n- id: a\n  support:\n  - Gao2020\nx: y\n",
    "deep indentation": "schema: 1\ncodings:\n      - id: a\n        note: b\n",
    "no line end": "schema: 1\ncodings:\n  - id: a\n    section: '4.1'",
    "line ends of another system": (
        "schema: 1\r\ncodings:\r\n  - id: a\r\nproblems:\r\n  - id: b\r\n"
    ),
    "mark of byte order": "\ufeffschema: 1\ncodings:\n  - id: a\n",
    "folded text at the end": (
        "schema: 1\ncodings:\n  - id: a\n    note: >-\n      One\n      two.\n"
    ),
    "kept text at the end": (
        "codings:\n  - id: a\n    note: |+\n      One.\n\n\nproblems:\n  - id: b\n"
    ),
    "text over lines": (
        "codings:\n  - id: a\n    note: One\n      two\n      three.\nproblems: []\n"
    ),
    "short list at the end": (
        "codings:\n  - id: a\n    support: [Gao2020,\n      Liu2023] # two\nx: y\n"
    ),
    "empty lines": "codings:\n\n  - id: a\n\n\nproblems:\n  - id: b\n",
    "entry in braces": "codings:\n  - {id: a}\n",
    "signs of many bytes": "codings:\n  - id: a\n    note: 'Müller – “so” 𝄞'\nx: y\n",
}
WITHOUT_LIST = {
    "no list": "schema: 1\ndate: x\n",
    "remarks at the end": "schema: 1\n\n# codings:\n#   - id: …\n",
    "only another list": "schema: 1\nproblems:\n- id: b",
}
REFUSED = {
    "short list": ("schema: 1\ncodings: []\n", "is not a list with one entry below the other"),
    "list in brackets": ("codings: [{id: a}]\n", "is not a list with one entry below the other"),
    "no list": ("codings: so\n", "is not a list with one entry below the other"),
    "nothing": ("", "lines of the form 'field: value'"),
    "a text": ("so\n", "lines of the form 'field: value'"),
    "braces": ("{schema: 1}\n", "lines of the form 'field: value'"),
    "not YAML": ("schema: 1\ncodings: [\n", "not YAML in line 3"),
}


@pytest.mark.parametrize("name", [*FILES, *WITHOUT_LIST])
def test_all_that_was_there_stays(name: str) -> None:
    old = (FILES | WITHOUT_LIST)[name]
    new = added(old.encode(), "codings", NEW)
    before = yaml.safe_load(old.removeprefix("\ufeff"))
    after = yaml.safe_load(new.removeprefix("\ufeff"))
    own = {"id": "new", "statement": "It is so: yes."}
    assert after == before | {"codings": [*before.get("codings", []), own]}
    # The new lines stand in one piece: without them, the file is the old one.
    length = len(new) - len(old)
    assert any(new[:i] + new[i + length :] == old for i in range(len(old) + 1))


def test_line_ends_are_those_of_the_file() -> None:
    new = added(FILES["line ends of another system"].encode(), "codings", NEW)
    assert new.count("\n") == new.count("\r\n")


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_added_to_says_why(name: str) -> None:
    text, why = REFUSED[name]
    with pytest.raises(UsageError, match=why):
        added(text.encode(), "codings", NEW)


def test_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(UsageError, match="not UTF-8"):
        added("note: Müller\n".encode("latin-1"), "codings", NEW)


def test_lines_of_a_statement_are_those_of_its_file(asserted: Dataset) -> None:
    shapes = asserted.record_shapes
    values = {"publication": ("Gao2020",), "coder": ("jane",), "id": ("a",), "section": ("4.1",)}
    made = Contribution(shapes.by_kind["coding"], values)
    assert entry(made, shapes) == "  - id: a\n    section: '4.1'\n"
    assert of_one(made, shapes, "2026-11-28T09:30:00Z") == (
        "# yaml-language-server: $schema=../../schemas/coding.json\n"
        "schema: 1\n"
        "date: '2026-11-28T09:30:00Z'\n"
        "codings:\n"
        "  - id: a\n"
        "    section: '4.1'\n"
    )
