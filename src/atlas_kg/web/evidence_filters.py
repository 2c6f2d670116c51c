"""The form with which readers filter the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest

from atlas_kg.evidence import Evidence, Selection

__all__ = ["EVIDENCE_FILTERS", "MAP_FILTERS", "Choice", "Filter", "Filters", "filters_of"]

MAP_FILTERS = ("status", "target", "criterion", "solution")
"""What the map is filtered by, besides years; its rows are phases, its columns mechanisms."""

EVIDENCE_FILTERS = ("phase", "mechanism", "target", "criterion", "solution", "status")
"""What the list of evidence is filtered by, besides years and words."""

_MOST = 100
"""Of how many solutions readers can choose one, since there may be thousands."""


@dataclass(frozen=True)
class Choice:
    """A value of a filter.

    Attributes:
        count: How many statements there are with it, among those that fit the other filters.
    """

    name: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """A filter with the values that it can take.

    Attributes:
        choices: Those that can be ticked.
        offered: Those of which one can be added; none where all can be ticked.
        more: How many others there are.
    """

    name: str
    choices: tuple[Choice, ...]
    offered: tuple[Choice, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Filters:
    """What the form shows.

    Attributes:
        filters: The filters that take names.
        years: The first and the last year of coded publications; None where none is known.
        selection: What is selected now.
        carried: Parameters that the form has no field for.
    """

    filters: tuple[Filter, ...]
    years: tuple[int, int] | None
    selection: Selection
    carried: tuple[tuple[str, str], ...]


def filters_of(evidence: Evidence, selection: Selection, names: Sequence[str]) -> Filters:
    """Return the form for a selection.

    Args:
        evidence: All coded statements.
        selection: What is selected now.
        names: The filters that the form has.
    """
    filters = tuple(_filter(evidence, selection, name) for name in names)
    own = {*names, "from", "to", *(() if names == MAP_FILTERS else ("q",))}
    carried = tuple(pair for pair in selection.parameters() if pair[0] not in own)
    return Filters(filters, evidence.years, selection, carried)


def _filter(evidence: Evidence, selection: Selection, name: str) -> Filter:
    choices = tuple(_choices(evidence, selection, name))
    if name != "solution":
        return Filter(name, choices)
    others = [choice for choice in choices if choice.count and not choice.is_chosen]
    most = nlargest(_MOST, others, key=lambda choice: choice.count)
    offered = tuple(sorted(most, key=lambda choice: choice.label.casefold()))
    chosen = tuple(choice for choice in choices if choice.is_chosen)
    return Filter(name, chosen, offered, len(others) - len(offered))


def _choices(evidence: Evidence, selection: Selection, name: str) -> Iterator[Choice]:
    counts = evidence.count(name, selection)
    chosen = selection.values(name)
    used = {value for value in counts if value not in evidence.facets.members}
    for value, label in evidence.facets.labels[name].items():
        # Criteria that no statement tells about would only fill the form.
        if name != "criterion" or value in chosen or value in used:
            yield Choice(value, label, counts.get(value, 0), value in chosen)
