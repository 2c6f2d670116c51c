"""By what evidence can be filtered, and what each filter can be set to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from atlas_kg.errors import UsageError
from atlas_kg.namespaces import ATLAS, THING
from atlas_kg.problem_solution_space import ProblemSolutionSpace
from atlas_kg.queries import rows
from atlas_kg.store import SparqlStore
from atlas_kg.suggestions import nearest

__all__ = [
    "DISPUTED",
    "NAMES",
    "NO_CRITERION",
    "OVERRULED",
    "STATUSES",
    "UNDECIDED",
    "Facets",
    "facets_of",
    "name_of",
]

NAMES = ("phase", "mechanism", "target", "criterion", "solution", "status")
"""The filters that take names, as they are called in addresses."""

NO_CRITERION = "none"
"""The value that stands for solutions of which the graph names no criterion."""

DISPUTED = "Disputed"
"""The status of statements that another contradicts, decided or not."""

UNDECIDED = "Undecided"
"""The value that stands for disputed statements on which nobody has decided.

The cells of the map show these alone of what is disputed.
"""

OVERRULED = "Overruled"
"""The value that stands for disputed statements against which an adjudication decided."""

STATUSES = ("Accepted", "Tentative", DISPUTED, UNDECIDED, OVERRULED, "Proposed", "Retracted")
"""The statuses, those that decide the map first, with the two kinds of what is disputed."""

_SOLUTION = f"{THING}solution/"
_FEW = 20


@dataclass(frozen=True)
class Facets:
    """What the filters can be set to.

    Attributes:
        labels: The label of each name, by filter.
        members: The criteria that belong to each set of criteria, by name.
    """

    labels: Mapping[str, Mapping[str, str]]
    members: Mapping[str, frozenset[str]]

    def label(self, facet: str, name: str) -> str:
        """Return the label of a name."""
        return self.labels[facet].get(name, name)

    def check(self, facet: str, name: str) -> str:
        """Return a name that a filter knows, in the letters in which it is known.

        Raises:
            UsageError: There is no such name; the message says what can be written.
        """
        known = self.labels[facet]
        if name in known:
            return name
        by_label = {label: key for key, label in known.items()}
        guess = nearest(name, known) or nearest(name, by_label)
        hint = f" Did you mean '{by_label.get(guess, guess)}'?" if guess else ""
        shown = ", ".join(list(known)[:_FEW])
        more = f" and {len(known) - _FEW} more" if len(known) > _FEW else ""
        listed = f" Write one of {shown}{more}." if not (guess and more) else ""
        raise UsageError(f"'{name}' is no {facet} here.{hint}{listed}")

    def criteria(self, name: str) -> frozenset[str]:
        """Return the criteria that a name stands for: itself, or the members of a set."""
        return self.members.get(name, frozenset((name,)))


def facets_of(store: SparqlStore, space: ProblemSolutionSpace) -> Facets:
    """Find out what the filters can be set to.

    Args:
        store: What answers the query ``map/filters``.
        space: The map, whose order the phases and the mechanisms have.
    """
    labels: dict[str, dict[str, str]] = {name: {} for name in NAMES}
    labels["phase"] = {name_of(phase.iri): phase.label for phase in space.phases}
    labels["mechanism"] = {name_of(each.iri): each.label for each in space.mechanisms}
    members: dict[str, set[str]] = defaultdict(set)
    for row in rows(store, "map/filters"):
        labels[row["filter"]][name_of(row["value"])] = row["label"]
        if "member" in row:
            members[name_of(row["value"])].add(name_of(row["member"]))
    found = labels["status"] | {
        UNDECIDED: "Disputed, undecided",
        OVERRULED: "Disputed, overruled by an adjudication",
    }
    labels["status"] = {name: found[name] for name in STATUSES if name in found} | found
    # Sets of criteria stand behind the criteria themselves.
    named = labels["criterion"]
    labels["criterion"] = {name: label for name, label in named.items() if name not in members}
    labels["criterion"] |= {NO_CRITERION: "none named"}
    labels["criterion"] |= {name: label for name, label in named.items() if name in members}
    return Facets(labels, {name: frozenset(found) for name, found in members.items()})


def name_of(iri: str) -> str:
    """Return the name by which a filter knows a term or a solution.

    >>> name_of("https://w3id.org/llm-atlas/id/solution/data-cards")
    'data-cards'
    """
    return iri.removeprefix(str(ATLAS)).removeprefix(_SOLUTION)
