"""The verdict on a solution in an adoption, from what is inferred of it and what is said of that.

Where nothing is inferred that meets the adoption, the literature at hand does not say whether the
solution is applicable, and the verdict says that: nothing is taken to be applicable by default.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from atlas_kg.planner.conditions import Link, Relation

__all__ = ["Reason", "Verdict", "judged"]


class Verdict(StrEnum):
    """Whether a solution is applicable in an adoption, in the order in which a plan lists it."""

    APPLIES = "applies"
    ASKS = "asksForMore"
    UNSAID = "notSaid"
    RULED_OUT = "doesNotApply"


@dataclass(frozen=True)
class Reason:
    """An inferred link that bears on the verdict.

    Attributes:
        link: The link, with the conditions from which it follows.
        is_met: Whether the adoption has the feature.
    """

    link: Link
    is_met: bool


def judged(links: Iterable[Link], features: frozenset[str]) -> tuple[Verdict, tuple[Reason, ...]]:
    """Return the verdict, and the links that bear on it.

    A solution is ruled out where the adoption has a feature that rules it out. It asks for more
    where it requires a feature that the adoption is not said to have. It applies where nothing of
    that is so and the adoption has a feature that it requires or that suits it. Otherwise the
    literature at hand does not say.

    Args:
        links: What is inferred of the solution, and of the mechanism that it implements.
        features: The IRIs of the features that the adoption is said to have.
    """
    found = [Reason(link, link.feature.iri in features) for link in links]
    met = [reason for reason in found if reason.is_met]
    # What the adoption cannot have is told once, by what rules the solution out.
    excluded = {
        condition.feature.iri
        for reason in met
        if reason.link.relation is Relation.RULED_OUT
        for condition in reason.link.conditions
    }
    missing = [
        reason
        for reason in found
        if not reason.is_met
        and reason.link.relation is Relation.REQUIRES
        and reason.link.feature.iri not in excluded
    ]
    if any(reason.link.relation is Relation.RULED_OUT for reason in met):
        verdict = Verdict.RULED_OUT
    elif missing:
        verdict = Verdict.ASKS
    else:
        verdict = Verdict.APPLIES if met else Verdict.UNSAID
    order = list(Relation)
    # What decides comes first.
    met.sort(key=lambda reason: -order.index(reason.link.relation))
    return verdict, (*met, *missing)
