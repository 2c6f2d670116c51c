"""An adoption as somebody describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from atlas_kg.planner.vocabulary import Aspect, Feature, Vocabulary, local_name
from atlas_kg.suggestions import nearest

__all__ = ["Adoption", "Reading", "read_adoption"]


@dataclass(frozen=True)
class Adoption:
    """An adoption of a language model that lies ahead.

    Attributes:
        phases: The IRIs of the phases that lie ahead, in their order.
        features: What is said of the adoption: of model access, hosting, data, users and whatever
            else the graph knows as an aspect, in the order of the aspects.
    """

    phases: tuple[str, ...]
    features: tuple[Feature, ...]

    @property
    def names(self) -> frozenset[str]:
        """The IRIs of the features."""
        return frozenset(feature.iri for feature in self.features)

    def answers(self, aspect: Aspect) -> tuple[Feature, ...]:
        """Return what is said of the adoption in an aspect; nothing where that is left open."""
        return tuple(feature for feature in self.features if feature.aspect == aspect.iri)


@dataclass(frozen=True)
class Reading:
    """A description as it was read: the adoption, and what is wrong with the description.

    Attributes:
        adoption: What could be read.
        faults: What could not, each as a sentence with what to write instead.
    """

    adoption: Adoption
    faults: tuple[str, ...]


def read_adoption(
    vocabulary: Vocabulary, phases: Iterable[str], features: Iterable[str]
) -> Reading:
    """Read the description of an adoption.

    Args:
        vocabulary: The words that there are.
        phases: The names of the phases that lie ahead; all of them if none is named.
        features: The names of features.
    """
    faults: list[str] = []
    asked = tuple(dict.fromkeys(phases))
    known = {local_name(phase.iri): phase.iri for phase in vocabulary.phases}
    faults += _unknown(asked, known, "an adoption phase", "phases")
    chosen = [iri for name, iri in known.items() if name in asked]
    named, all_features = tuple(dict.fromkeys(features)), vocabulary.features
    faults += _unknown(named, all_features, "a feature of an adoption", "features")
    found = tuple(feature for name, feature in all_features.items() if name in named)
    for one, other in combinations(found, 2):
        if other.iri in vocabulary.exclusions.get(one.iri, frozenset()):
            faults.append(
                f"'{one.name}' and '{other.name}' exclude each other. Name one of the two."
            )
    return Reading(Adoption(tuple(chosen or known.values()), found), tuple(faults))


def _unknown(names: Iterable[str], known: Iterable[str], what: str, many: str) -> Iterator[str]:
    words = list(known)
    for name in names:
        if name not in words:
            guess = nearest(name, words)
            hint = f" Did you mean '{guess}'?" if guess else ""
            yield f"'{name}' is not {what}.{hint} The {many} are {', '.join(words)}."
