"""Reading mapping sets: what can be read, and what is said of the rest, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas_kg.mappings import read_mapping_sets
from atlas_kg.mappings.slots import SLOTS
from tests.mappings.made_up import FIRST_ROW, HEAD, row, table, written

ROWS = table(row(comment='says "both"'), row(object_id="vair:Datasheet"))


def test_a_set_is_read(tmp_path: Path) -> None:
    written(tmp_path, table(row(), row(object_id="vair:Datasheet")))
    found = read_mapping_sets(tmp_path)
    assert found.findings == ()
    (one,) = found.sets
    assert one.name == "made-up"
    assert one.head["mapping_set_id"] == "https://example.org/made-up"
    assert [one.iri(mapping, "object_id") for mapping in one.mappings] == [
        "https://w3id.org/vair#ModelCard",
        "https://w3id.org/vair#Datasheet",
    ]
    assert one.iri(one.mappings[0], "predicate_id") == (
        "http://www.w3.org/2004/02/skos/core#closeMatch"
    )
    assert "predicate_modifier" not in one.mappings[0].values


def test_quotes_lists_and_line_ends_are_understood(tmp_path: Path) -> None:
    head = HEAD + "#creator_label:\n#  - Jane Doe\n#  - John Roe\n"
    text = table(row(comment='"says ""both"""', author_label="Jane Doe|John Roe"), head=head)
    written(tmp_path, text.replace("\n", "\r\n"))
    found = read_mapping_sets(tmp_path)
    assert found.findings == ()
    (one,) = found.sets
    assert one.head["creator_label"] == "Jane Doe|John Roe"
    (mapping,) = one.mappings
    assert mapping.values["comment"] == 'says "both"'
    assert mapping.every(SLOTS["author_label"]) == ("Jane Doe", "John Roe")
    assert mapping.every(SLOTS["comment"]) == ('says "both"',)


def test_without_the_folder_there_is_nothing(tmp_path: Path) -> None:
    assert read_mapping_sets(tmp_path).sets == ()


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("subject_id\n", "does not begin with a head", 1),
        (b"#a: \xff\n", "not UTF-8", 1),
        ("#a: [\n", "not valid YAML", 2),
        ("#- a\n", "does not hold fields", 1),
        ("#license: https://example.org/\n", "lacks 'mapping_set_id'", 1),
        (HEAD, "names of its columns", FIRST_ROW - 1),
        (HEAD.replace("#license", "#licence"), "'licence' says nothing", 6),
        (HEAD + "#comment: {a: b}\n", "does not hold a text", 7),
        (HEAD.replace("https://w3id.org/vair#", "vair"), "'vair' does not stand", 3),
        (ROWS.replace("subject_id", "subject"), "'subject' is not a column", FIRST_ROW - 1),
        (ROWS.replace("comment\n", "confidence\n"), "'confidence' is a column twice", 7),
        (ROWS.replace("\tpredicate_id", "\tsubject_label"), "lacks the column 'predicate_id'", 7),
        (ROWS.replace("\t0.9", "", 1), "has 9 fields", FIRST_ROW),
        (ROWS.replace("0.9", '"0.9', 1), "cannot be read", FIRST_ROW),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    tmp_path: Path, text: str | bytes, problem: str, line: int
) -> None:
    file = written(tmp_path, text)
    finding = read_mapping_sets(tmp_path).findings[0]
    assert problem in finding.problem
    assert finding.location
    assert (finding.location.file, finding.location.line) == (file, line)
    assert finding.advice.endswith((".", "'."))


def test_misspelt_names_are_guessed(tmp_path: Path) -> None:
    written(tmp_path, ROWS.replace("confidence", "confidense"))
    (finding,) = read_mapping_sets(tmp_path).findings
    assert "Did you mean 'confidence'?" in finding.advice
    assert finding.location
    column = ROWS.splitlines()[FIRST_ROW - 2].index("confidence") + 1
    assert finding.location.column == column


@pytest.mark.parametrize("name", ["made-up.tsv", "two words.sssom.tsv", "notes.txt"])
def test_other_files_are_told(tmp_path: Path, name: str) -> None:
    written(tmp_path, table(row()), name)
    (finding,) = read_mapping_sets(tmp_path).findings
    assert finding.location
    assert finding.location.file.name == name


def test_links_out_of_the_data_are_not_followed(tmp_path: Path) -> None:
    file = written(tmp_path, table(row()))
    outside = file.rename(tmp_path / "outside")
    file.symlink_to(outside)
    (finding,) = read_mapping_sets(tmp_path).findings
    assert "symbolic link" in finding.problem
