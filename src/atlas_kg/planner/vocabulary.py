"""The words in which an adoption is described, as the graph holds them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from atlas_kg.namespaces import ATLAS
from atlas_kg.problem_solution_space import Phase
from atlas_kg.queries import rows
from atlas_kg.store import SparqlStore

__all__ = ["Aspect", "Feature", "Vocabulary", "local_name", "read_vocabulary"]

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def local_name(iri: str) -> str:
    """Return the name of a term within the ontology, by which people write it.

    >>> local_name("https://w3id.org/llm-atlas/ontology#Hosting")
    'Hosting'
    """
    return iri.removeprefix(str(ATLAS))


@dataclass(frozen=True)
class Feature:
    """What an adoption can have in an aspect.

    Attributes:
        aspect: The IRI of the aspect.
    """

    iri: str
    label: str
    definition: str
    aspect: str

    @property
    def name(self) -> str:
        """How people write it."""
        return local_name(self.iri)


@dataclass(frozen=True)
class Aspect:
    """A respect in which adoptions differ.

    Attributes:
        features: What an adoption can have in it.
        is_choice: Whether an adoption can have one of the features only.
    """

    iri: str
    label: str
    definition: str
    features: tuple[Feature, ...]
    is_choice: bool

    @property
    def name(self) -> str:
        """How people write it in addresses and on the command line.

        >>> Aspect("https://w3id.org/llm-atlas/ontology#DataAtHand", "", "", (), False).name
        'data-at-hand'
        """
        return _HUMP.sub("-", local_name(self.iri)).lower()


@dataclass(frozen=True)
class Vocabulary:
    """The phases, the aspects in order, and which features exclude each other."""

    phases: tuple[Phase, ...]
    aspects: tuple[Aspect, ...]
    exclusions: Mapping[str, frozenset[str]]

    @property
    def features(self) -> dict[str, Feature]:
        """All features by name."""
        return {one.name: one for aspect in self.aspects for one in aspect.features}


def read_vocabulary(store: SparqlStore, phases: tuple[Phase, ...]) -> Vocabulary:
    """Read the words of adoptions from a graph.

    Args:
        store: What answers the queries of the folder ``queries/plan``.
        phases: The adoption phases in their order.
    """
    exclusions: dict[str, frozenset[str]] = {}
    for row in rows(store, "plan/exclusions"):
        exclusions[row["one"]] = exclusions.get(row["one"], frozenset()) | {row["other"]}
    aspects = []
    for iri, group in groupby(rows(store, "plan/features"), key=lambda row: row["aspect"]):
        found = list(group)
        features = tuple(
            Feature(row["feature"], row["featureLabel"], row["featureDefinition"], iri)
            for row in found
        )
        names = {one.iri for one in features}
        is_choice = all(names - {one} <= exclusions.get(one, frozenset()) for one in names)
        head = found[0]
        aspects.append(
            Aspect(iri, head["aspectLabel"], head["aspectDefinition"], features, is_choice)
        )
    return Vocabulary(phases, tuple(aspects), exclusions)
