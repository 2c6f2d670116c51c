"""Written mapping sets are read again, and stay as they are."""

from __future__ import annotations

from pathlib import Path

from atlas_kg.dataset import Sources, load
from atlas_kg.mappings import read_mapping_sets
from atlas_kg.mappings.writing import head_of, sssom_table
from tests.mappings.made_up import written

HEAD = head_of(
    "works",
    "Records of works",
    "Made up: for a test.",
    mapping_tool="atlas-kg link",
    mapping_tool_version="0.0.0",
    creator_label="Jane Doe|John Roe",
)
ROWS = [
    {
        "subject_id": "atlas-id:publication/Gao2020",
        "predicate_id": "schema:sameAs",
        "object_id": "doi:10.5555/made-up",
        "mapping_justification": "semapv:LexicalSimilarityThresholdMatching",
        "confidence": "0.98",
        "match_string": 'The "Pile"\tof text\n',
    },
    {
        "subject_id": "atlas-id:publication/Anil2023",
        "predicate_id": "owl:sameAs",
        "object_id": "wikidata:Q0",
        "mapping_justification": "semapv:MappingChaining",
        "confidence": "1",
    },
]


def test_what_was_written_is_read(data: Path) -> None:
    written(data, sssom_table(HEAD, ROWS), "works.sssom.tsv")
    found = read_mapping_sets(data)
    assert found.findings == ()
    (one,) = found.sets
    assert one.head == HEAD
    read = [dict(mapping.values) for mapping in one.mappings]
    assert read == [ROWS[1], ROWS[0] | {"match_string": 'The "Pile" of text'}]
    assert load(Sources.carried(data)).findings == ()


def test_order_of_the_rows_does_not_matter() -> None:
    assert sssom_table(HEAD, ROWS) == sssom_table(HEAD, reversed(ROWS))


def test_head_names_the_prefixes_that_are_used() -> None:
    text = sssom_table(HEAD, ROWS[:1])
    assert "#  doi: https://doi.org/\n" in text
    assert "wikidata" not in text
    assert "#  semapv" not in text


def test_carried_sets_are_in_this_layout() -> None:
    for one in read_mapping_sets(Sources.carried().data).sets:
        rows = [dict(mapping.values) for mapping in one.mappings]
        assert sssom_table(one.head, rows) == one.file.read_text("utf-8")
