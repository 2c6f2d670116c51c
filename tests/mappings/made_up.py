"""Mapping sets that are made up for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

HEAD = """#curie_map:
#  atlas-id: https://w3id.org/llm-atlas/id/
#  vair: https://w3id.org/vair#
#  doi: https://doi.org/
#mapping_set_id: https://example.org/made-up
#license: https://creativecommons.org/licenses/by/4.0/
"""
COLUMNS = (
    "subject_id",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "mapping_justification",
    "author_label",
    "reviewer_label",
    "confidence",
    "mapping_date",
    "comment",
)
ROW = {
    "subject_id": "atlas-id:solution/model-cards",
    "predicate_id": "skos:closeMatch",
    "object_id": "vair:ModelCard",
    "mapping_justification": "semapv:ManualMappingCuration",
    "author_label": "Jane Doe",
    "confidence": "0.9",
}
FIRST_ROW = HEAD.count("\n") + 2
"""The line of the first row."""


def row(**changed: str) -> dict[str, str]:
    """Return a good row with some values changed."""
    return {**ROW, **changed}


def table(*rows: Mapping[str, str], head: str = HEAD) -> str:
    """Return a mapping set with rows."""
    lines = ["\t".join(one.get(name, "") for name in COLUMNS) for one in rows]
    return head + "\n".join(["\t".join(COLUMNS), *lines]) + "\n"


def written(data: Path, text: str | bytes, name: str = "made-up.sssom.tsv") -> Path:
    """Put a mapping set into a folder of literature, in place of those that are there."""
    folder = data / "mappings"
    for path in folder.glob("*"):
        path.unlink()
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file
