"""The comparison of two releases as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from atlas_kg.history.cells import CellChange, changed_cells
from atlas_kg.history.links import LinkChange, changed_links
from atlas_kg.history.releases import Release
from atlas_kg.history.statements import Change, changed_statements, changed_terms

__all__ = ["Comparison", "compare"]


@dataclass(frozen=True)
class Comparison:
    """What changed from one release to another.

    Attributes:
        names: What the user called the two.
        versions: The versions of their ontologies, as far as they tell them.
        statements: What became of contributed things.
        cells: The cells of the map that changed their state, and why.
        links: The inferred links that appeared or vanished.
        terms: What became of the terms of the ontology.
    """

    names: tuple[str, str]
    versions: tuple[str | None, str | None]
    statements: tuple[Change, ...]
    cells: tuple[CellChange, ...]
    links: tuple[LinkChange, ...]
    terms: tuple[Change, ...]

    @property
    def differs(self) -> bool:
        """Whether anything changed."""
        return bool(self.statements or self.cells or self.links or self.terms)


def compare(before: Release, after: Release) -> Comparison:
    """Compare two releases.

    Args:
        before: The older one.
        after: The newer one.
    """
    return Comparison(
        (before.name, after.name),
        (before.version, after.version),
        changed_statements(before, after),
        changed_cells(before, after),
        changed_links(before, after),
        changed_terms(before, after),
    )
