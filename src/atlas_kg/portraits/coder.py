"""A coder: what they coded, and with whom they can be compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from atlas_kg.portraits.statements import Placed, StatementIndex
from atlas_kg.problem_solution_space import Work

__all__ = ["CoderPortrait", "coder_portrait"]


@dataclass(frozen=True)
class CoderPortrait:
    """A coder.

    Attributes:
        coded: The statements that they coded.
        transcribed: The statements of others that they put into data.
        publications: From how many publications they coded.
        statuses: How many of the statements have which status.
        others: Who coded the same publications, and how many of them.
    """

    coded: tuple[Placed, ...]
    transcribed: tuple[Placed, ...]
    publications: int
    statuses: tuple[tuple[str, int], ...]
    others: tuple[tuple[Work, int], ...]

    @property
    def is_transcriber(self) -> bool:
        """Whether they put into data what others coded, and coded nothing."""
        return bool(self.transcribed) and not self.coded


def coder_portrait(index: StatementIndex, iri: str) -> CoderPortrait:
    """Return the portrait of a coder.

    Args:
        index: The statements of the map.
        iri: The coder.
    """
    coded = index.by_coder.get(iri, ())
    publications = {placed.said.publication.iri for placed in coded}
    others: Counter[Work] = Counter()
    for publication in publications:
        others.update({placed.said.coder for placed in index.by_publication[publication]})
    return CoderPortrait(
        coded,
        index.by_transcriber.get(iri, ()),
        len(publications),
        tuple(Counter(placed.said.status for placed in coded).most_common()),
        tuple(pair for pair in others.most_common() if pair[0].iri != iri),
    )
