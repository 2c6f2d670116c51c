"""What the graph says about when solutions and mechanisms are applicable, indexed once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from atlas_kg.namespaces import ATLAS
from atlas_kg.planner.vocabulary import Feature, Vocabulary
from atlas_kg.problem_solution_space import Work
from atlas_kg.queries import Row, rows
from atlas_kg.store import SparqlStore

__all__ = ["Condition", "Conditions", "Link", "Relation", "read_conditions"]


class Relation(StrEnum):
    """How a solution or a mechanism stands to a feature of an adoption."""

    REQUIRES = "requires"
    SUITS = "suits"
    RULED_OUT = "ruledOutBy"


@dataclass(frozen=True)
class Condition:
    """A coded condition.

    Attributes:
        about: The IRI of the solution or of the mechanism.
        feature: The feature that it names.
        required: Whether it says that nothing else will do.
        text: What the publication says, in words of the coder.
        evidence: The words of the publication.
        status: The label of its status.
        works: The publications that the text cites.
    """

    iri: str
    about: str
    feature: Feature
    required: bool
    text: str
    evidence: str
    section: str
    publication: Work
    coder: Work
    status: str
    works: tuple[Work, ...]


@dataclass(frozen=True)
class Link:
    """An inferred link from a solution or a mechanism to a feature.

    Attributes:
        feature: The feature.
        property: The IRI of the property: the tentative one has a name of its own.
        conditions: The conditions from which it follows.
    """

    subject: str
    subject_label: str
    relation: Relation
    property: str
    feature: Feature
    is_tentative: bool
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Conditions:
    """The links of each solution and mechanism, and the aspects of which any condition speaks."""

    links: dict[str, tuple[Link, ...]]
    aspects: frozenset[str]

    def of(self, *subjects: str) -> Iterator[Link]:
        """Yield the links of some solutions or mechanisms."""
        for subject in subjects:
            yield from self.links.get(subject, ())


_PROPERTIES = {
    f"{ATLAS}{name}": (relation, is_tentative)
    for relation in Relation
    for is_tentative in (False, True)
    for name in (
        [f"tentatively{relation[0].upper()}{relation[1:]}" if is_tentative else relation.value]
    )
}
_TENTATIVE = "Tentative"


def read_conditions(store: SparqlStore, vocabulary: Vocabulary) -> Conditions:
    """Read what is inferred of the applicability of solutions and mechanisms.

    Args:
        store: What answers the queries of the folder ``queries/plan``.
        vocabulary: The features, and which exclude each other.
    """
    features = {one.iri: one for one in vocabulary.features.values()}
    stated: dict[str, list[Condition]] = {}
    for _, group in groupby(rows(store, "plan/conditions"), key=lambda row: row["condition"]):
        condition = _condition(list(group), features)
        stated.setdefault(condition.about, []).append(condition)
    links: dict[str, list[Link]] = {}
    for row in rows(store, "plan/applicability"):
        relation, is_tentative = _PROPERTIES[row["link"]]
        feature = row["feature"]
        # What rules something out is excluded by what that requires.
        named = (
            vocabulary.exclusions.get(feature, frozenset())
            if relation is Relation.RULED_OUT
            else {feature}
        )
        conditions = tuple(
            one
            for one in stated.get(row["subject"], ())
            if one.feature.iri in named
            and one.required is (relation is not Relation.SUITS)
            and (one.status == _TENTATIVE) is is_tentative
        )
        link = Link(
            row["subject"],
            row["subjectLabel"],
            relation,
            row["link"],
            features[feature],
            is_tentative,
            conditions,
        )
        links.setdefault(link.subject, []).append(link)
    told = {link.feature.aspect for found in links.values() for link in found}
    return Conditions({key: tuple(found) for key, found in links.items()}, frozenset(told))


def _condition(group: list[Row], features: dict[str, Feature]) -> Condition:
    row = group[0]
    works = {Work(one["workLabel"], one["work"]) for one in group if "work" in one}
    return Condition(
        iri=row["condition"],
        about=row["about"],
        feature=features[row.get("required") or row["suitable"]],
        required="required" in row,
        text=row["text"],
        evidence=row["evidence"],
        section=row["section"],
        publication=Work(row["publicationLabel"], row["publication"]),
        coder=Work(row["coderLabel"], row["coder"]),
        status=row["statusLabel"],
        works=tuple(sorted(works)),
    )
