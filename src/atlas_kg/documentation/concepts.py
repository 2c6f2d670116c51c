"""The concepts of the paper, and the terms that represent them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from atlas_kg import resources
from atlas_kg.errors import AtlasError
from atlas_kg.namespaces import expand

__all__ = ["Concept", "read_concepts"]

_COLUMNS = ["section", "concept", "term", "kind"]


@dataclass(frozen=True)
class Concept:
    """A concept of the paper.

    Attributes:
        section: The section that speaks of it first.
        name: What the paper calls it.
        term: The IRI of the term or thing that represents it.
        kind: What that is: a class, an individual, a solution and so on.
    """

    section: str
    name: str
    term: str
    kind: str


def read_concepts(folder: Path | None = None) -> tuple[Concept, ...]:
    """Read the list of the paper's concepts.

    Args:
        folder: Where ``concepts.csv`` lies; by default the documents that travel with the software.

    Raises:
        AtlasError: The list does not have its four columns.
    """
    path = (folder or resources.directory("docs")) / "concepts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    for number, row in enumerate([head, *rows], 1):
        if len(row) != len(_COLUMNS) or (number == 1 and row != _COLUMNS):
            raise AtlasError(f"{path}:{number}: write the columns {', '.join(_COLUMNS)}.")
    return tuple(Concept(section, name, expand(term), kind) for section, name, term, kind in rows)
