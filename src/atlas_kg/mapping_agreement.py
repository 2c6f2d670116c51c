"""Agreement of those who judge mappings: the coefficients that coders have, on the relation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from atlas_kg.agreement.measurement import VariableAgreement, measure
from atlas_kg.mappings.judgements import differing, judgements, ratings
from atlas_kg.mappings.sets import MappingSet

__all__ = ["Difference", "MappingAgreement", "mapping_agreement"]

VARIABLE = "relation"


@dataclass(frozen=True)
class Difference:
    """A pair that is judged differently.

    Attributes:
        subject: The IRI of ours.
        target: The IRI of others.
        said: By who judged it, the relations that they state.
    """

    subject: str
    target: str
    said: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class MappingAgreement:
    """How far those who judge mappings agree.

    Attributes:
        pairs: How many pairs are mapped.
        judges: Who judged them: authors, reviewers, and software where it is the author.
        relation: The coefficients; the units are pairs, resampled by what is mapped.
        differences: The pairs that are judged differently. No link is drawn for them.
    """

    pairs: int
    judges: tuple[str, ...]
    relation: VariableAgreement
    differences: tuple[Difference, ...]


def mapping_agreement(sets: Iterable[MappingSet]) -> MappingAgreement:
    """Compare what authors and reviewers say of the same pairs.

    Args:
        sets: The mapping sets, all of which are taken together.
    """
    sets = tuple(sets)
    found = judgements(sets)
    rated = ratings(sets)
    return MappingAgreement(
        pairs=len(found),
        judges=rated.coders,
        relation=measure(VARIABLE, rated),
        differences=tuple(
            Difference(*pair, {who: tuple(sorted(said)) for who, said in found[pair].items()})
            for pair in sorted(differing(sets))
        ),
    )
