"""The published queries in groups, as pages list them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atlas_kg.queries import PublishedQuery

__all__ = ["QueryGroup", "query_groups"]

_QUESTIONS = "competency"

_TITLES = {
    "core": "Agency theory and adoption",
    "coding": "What the literature says",
    "domain": "Models, data and the process",
    "provenance": "Who says so",
    "alignments": "Other vocabularies",
    "annotations": "How terms are documented",
    "questions": "What terms are for",
    "agreement": "Agreement between coders",
    "federation": "Together with other graphs",
    "map": "Behind the map",
    "pages": "Behind the pages",
    "plan": "Behind the plan",
    "prisma": "Behind the flow of works",
}
"""Titles by tier of the ontology, which is the first tag of a question, and by folder."""


@dataclass(frozen=True)
class QueryGroup:
    """Queries that belong together.

    Attributes:
        name: The tier of the ontology to which questions belong, or the folder of other queries.
        title: What they are about.
        is_of_questions: Whether they answer questions of people; others serve the software.
        queries: The queries.
    """

    name: str
    title: str
    is_of_questions: bool
    queries: tuple[PublishedQuery, ...]


def query_groups(queries: Iterable[PublishedQuery]) -> tuple[QueryGroup, ...]:
    """Group queries: questions by tier, the others by folder.

    Args:
        queries: The queries, in the order in which groups and queries are to stand.
    """
    groups: dict[tuple[str, bool], list[PublishedQuery]] = {}
    for query in queries:
        is_question = query.group == _QUESTIONS
        name = query.tags[0] if is_question and query.tags else query.group
        groups.setdefault((name, is_question), []).append(query)
    order = {name: number for number, name in enumerate(_TITLES)}
    ordered = sorted(groups.items(), key=lambda item: order.get(item[0][0], len(order)))
    return tuple(
        QueryGroup(name, _TITLES.get(name, name.capitalize()), is_question, tuple(found))
        for (name, is_question), found in ordered
    )
