"""A selection of evidence in words: the question that it asks, and what it sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from atlas_kg.evidence.facets import NO_CRITERION, Facets
from atlas_kg.evidence.selection import Selection

__all__ = ["FILTERS", "Chosen", "chosen", "question", "years_in_words"]

FILTERS = {
    "phase": "Phase",
    "mechanism": "Mechanism",
    "target": "Target",
    "criterion": "Criterion",
    "solution": "Solution",
    "status": "Status",
    "from": "Years",
    "q": "Words",
}
"""What the filters are called."""


@dataclass(frozen=True)
class Chosen:
    """One thing that a selection sets, and the selection that would be left without it."""

    filter: str
    words: str
    rest: Selection


def question(selection: Selection, facets: Facets) -> str:
    """Return the question to which the statements of a selection are the answer."""

    def listed(name: str, values: Iterable[str] | None = None) -> str:
        names = selection.values(name) if values is None else values
        return _listed(_inside(facets.label(name, value)) for value in names)

    phases, mechanisms, solutions = (listed(name) for name in ("phase", "mechanism", "solution"))
    parts = ["What does the literature say about"]
    if solutions or mechanisms:
        parts.append(" for ".join(filter(None, (solutions, mechanisms))))
        parts += [f"in {phases}"] if phases else []
    else:
        parts.append(phases or "adopting a large language model")
    if selection.target:
        parts.append(f"applied to the {listed('target')}")
    named = [name for name in selection.criterion if name != NO_CRITERION]
    if named:
        parts.append(f"with regard to {listed('criterion', named)}")
    if NO_CRITERION in selection.criterion:
        parts.append("or no named criterion" if named else "where no criterion is named")
    if selection.begin or selection.end:
        parts.append(years_in_words(selection))
    if selection.words:
        parts.append(f"that mentions “{selection.words}”")
    return f"{' '.join(parts)}?"


def years_in_words(selection: Selection) -> str:
    """Return the years of a selection in words.

    >>> years_in_words(Selection(begin=2023))
    'from 2023 on'
    """
    begin, end = selection.begin, selection.end
    if begin and end:
        return f"in {begin}" if begin == end else f"from {begin} to {end}"
    return f"from {begin} on" if begin else f"until {end}"


def chosen(selection: Selection, facets: Facets) -> Iterator[Chosen]:
    """Yield what a selection sets, one thing at a time."""
    for name, called in FILTERS.items():
        if name == "from":
            if selection.begin or selection.end:
                rest = selection.without("from").without("to")
                yield Chosen(called, years_in_words(selection), rest)
            continue
        for value in selection.values(name):
            words = f"“{value}”" if name == "q" else facets.label(name, value)
            yield Chosen(called, words, selection.without(name, value))


def _listed(labels: Iterable[str]) -> str:
    names = list(labels)
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _inside(label: str) -> str:
    """Return a label as it stands inside a sentence; abbreviations keep their letters."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
