"""A publication: what was coded from it, and what it is cited for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from atlas_kg.portraits.solution import SolutionUse, solution_uses
from atlas_kg.portraits.statements import Placed, StatementIndex
from atlas_kg.problem_solution_space import Work

__all__ = ["PublicationPortrait", "publication_portrait"]


@dataclass(frozen=True)
class PublicationPortrait:
    """A publication.

    Attributes:
        coded: The statements that were coded from it.
        coders: Who coded them, and how many.
        evidence: How many statements cite it as evidence.
        uses: The solutions of these.
    """

    coded: tuple[Placed, ...]
    coders: tuple[tuple[Work, int], ...]
    evidence: int
    uses: tuple[SolutionUse, ...]


def publication_portrait(index: StatementIndex, iri: str) -> PublicationPortrait:
    """Return the portrait of a publication.

    Args:
        index: The statements of the map.
        iri: The publication.
    """
    coded, evidence = index.by_publication.get(iri, ()), index.by_work.get(iri, ())
    coders = Counter(placed.said.coder for placed in coded)
    return PublicationPortrait(
        coded, tuple(coders.most_common()), len(evidence), solution_uses(evidence)
    )
