"""A solution: how often it is stated, and on how many works that rests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atlas_kg.portraits.statements import Placed, StatementIndex

__all__ = ["SolutionPortrait", "SolutionUse", "solution_portrait", "solution_uses"]


@dataclass(frozen=True)
class SolutionUse:
    """A solution as some statements use it.

    Attributes:
        iri: The solution.
        label: Its name.
        accepted: How many of the statements are accepted.
        undecided: How many are tentative or in dispute.
        works: How many works the accepted statements cite, each counted once.
    """

    iri: str
    label: str
    accepted: int
    undecided: int
    works: int


def solution_uses(statements: Iterable[Placed]) -> tuple[SolutionUse, ...]:
    """Return the solutions of statements, those with most works first.

    Args:
        statements: The statements.
    """
    groups: dict[str, list[Placed]] = {}
    for placed in statements:
        groups.setdefault(placed.said.solution, []).append(placed)
    uses = (_use(group) for group in groups.values())
    return tuple(sorted(uses, key=lambda use: (-use.works, -use.accepted, use.label)))


def _use(group: list[Placed]) -> SolutionUse:
    said = group[0].said
    accepted = [placed.said for placed in group if placed.is_accepted]
    works = {work for each in accepted for work in each.works}
    return SolutionUse(
        said.solution, said.solution_label, len(accepted), len(group) - len(accepted), len(works)
    )


@dataclass(frozen=True)
class SolutionPortrait:
    """A solution.

    Attributes:
        said: The statements about it.
        accepted: How many of them are accepted.
        works: How many works the accepted ones cite, each counted once.
        problems: How many agency problems they answer.
    """

    said: tuple[Placed, ...]
    accepted: int
    works: int
    problems: int


def solution_portrait(index: StatementIndex, iri: str) -> SolutionPortrait:
    """Return the portrait of a solution.

    Args:
        index: The statements of the map.
        iri: The solution.
    """
    about = index.by_solution.get(iri, ())
    accepted = [placed.said for placed in about if placed.is_accepted]
    return SolutionPortrait(
        about,
        len(accepted),
        len({work for said in accepted for work in said.works}),
        len({said.problem for said in accepted}),
    )
