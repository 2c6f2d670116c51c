"""What theory says of the mechanisms, and where it meets the literature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from atlas_kg.namespaces import ATLAS
from atlas_kg.problem_solution_space import State, Work
from atlas_kg.queries import rows
from atlas_kg.store import SparqlStore

__all__ = ["Prediction", "Theory", "theory_of"]

_COUNTERS, _APPLIED = str(ATLAS.counters), str(ATLAS.appliedAgainst)
_STATES = {
    (True, True): State.SUPPORTED,
    (True, False): State.GAP,
    (False, True): State.UNPREDICTED,
    (False, False): State.NOT_APPLICABLE,
}


@dataclass(frozen=True)
class Prediction:
    """The asymmetry that a mechanism mitigates, and who says so."""

    asymmetry: str
    asymmetry_label: str
    sources: tuple[Work, ...]


@dataclass(frozen=True)
class Theory:
    """What theory says.

    Attributes:
        predictions: What each mechanism mitigates, by its IRI.
        links: Which mechanism counters, or is applied against, which problem, all by their IRIs.
    """

    predictions: Mapping[str, tuple[Prediction, ...]]
    links: frozenset[tuple[str, str, str]]

    def state(self, mechanism: str, problem: str) -> State:
        """Return how theory and literature meet where a mechanism meets a problem.

        Args:
            mechanism: The IRI of the mechanism.
            problem: The IRI of the problem.
        """
        predicted = (mechanism, _COUNTERS, problem) in self.links
        return _STATES[predicted, (mechanism, _APPLIED, problem) in self.links]


def theory_of(store: SparqlStore) -> Theory:
    """Read what theory says, and what was inferred from it.

    Args:
        store: What answers the queries ``pages/predictions`` and ``pages/links``.
    """
    sources: dict[tuple[str, str, str], list[Work]] = {}
    for row in rows(store, "pages/predictions"):
        key = row["mechanism"], row["asymmetry"], row["asymmetryLabel"]
        said_by = sources.setdefault(key, [])
        if "source" in row:
            said_by.append(Work(row["sourceLabel"], row["source"]))
    predictions: dict[str, tuple[Prediction, ...]] = {}
    for (mechanism, asymmetry, label), works in sources.items():
        told = Prediction(asymmetry, label, tuple(works))
        predictions[mechanism] = (*predictions.get(mechanism, ()), told)
    links = frozenset(
        (row["mechanism"], row["link"], row["problem"]) for row in rows(store, "pages/links")
    )
    return Theory(predictions, links)
