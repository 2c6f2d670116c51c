"""From compared pairs to an answer for each reference: a match, no match, or ambiguous.

A reference means one work at most. So the candidates exclude each other, and their odds stand
against each other and against the answer that the bibliography lacks the work: with odds o1, o2 …
for the candidates, the first one is right with probability o1 / (1 + o1 + o2 + …).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from atlas_kg.linking.comparison import Comparison
from atlas_kg.linking.normalization import name_words, normal_words
from atlas_kg.linking.records import BibliographicRecord
from atlas_kg.linking.weights import weight

__all__ = ["LINK", "REVIEW", "Ambiguous", "Candidate", "Match", "NoMatch", "Outcome", "decide"]

# From this probability a link is made; below the other one a candidate is not worth a look. Between
# them a person decides, as in the paper of Fellegi & Sunter. docs/linking.md shows what other
# thresholds would have given on the development set.
LINK = 0.8
REVIEW = 0.1


@dataclass(frozen=True)
class Candidate:
    """A work that may be meant.

    Attributes:
        record: The record; of several records of one work, the one that agrees most.
        others: Identifiers of the other records with the same title and the same authors.
        comparison: In what it agrees with the reference.
        probability: How likely it is meant.
    """

    record: BibliographicRecord
    others: tuple[str, ...]
    comparison: Comparison
    probability: float


@dataclass(frozen=True)
class Match:
    """The work was found.

    Attributes:
        reference: The identifier of the reference.
        candidate: The work.
    """

    reference: str
    candidate: Candidate


@dataclass(frozen=True)
class Ambiguous:
    """There are works that may be meant, and none is likely enough.

    Attributes:
        reference: The identifier of the reference.
        candidates: The works, the likeliest first.
    """

    reference: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class NoMatch:
    """The bibliography lacks the work.

    Attributes:
        reference: The identifier of the reference.
        probability: How likely that is.
    """

    reference: str
    probability: float


Outcome: TypeAlias = Match | Ambiguous | NoMatch


def decide(reference: str, compared: Iterable[tuple[BibliographicRecord, Comparison]]) -> Outcome:
    """Weigh the records that were compared with one reference.

    Args:
        reference: The identifier of the reference.
        compared: Records with their comparisons, in any order.

    Returns:
        The answer, which does not depend on the order.
    """
    works: dict[tuple[object, ...], list[tuple[float, BibliographicRecord, Comparison]]] = {}
    for record, comparison in dict(compared).items():
        works.setdefault(_work(record), []).append((weight(comparison), record, comparison))
    best = [min(records, key=_order) for records in works.values()]
    odds = [2.0**bits for bits, _, _ in best]
    total = 1.0 + sum(sorted(odds))
    candidates = sorted(
        (
            Candidate(record, _others(records, record), comparison, share / total)
            for (_, record, comparison), share, records in zip(
                best, odds, works.values(), strict=True
            )
        ),
        key=lambda candidate: (-candidate.probability, *_place(candidate.record)),
    )
    if candidates and candidates[0].probability >= LINK:
        return Match(reference, candidates[0])
    likely = tuple(each for each in candidates if each.probability >= REVIEW)
    if likely:
        return Ambiguous(reference, likely)
    return NoMatch(reference, 1.0 / total)


def _work(record: BibliographicRecord) -> tuple[object, ...]:
    """Return what records of one work share: the title and the set of authors."""
    return (
        "".join(normal_words(record.title)),
        tuple(sorted({name_words(name) for name in record.authors})),
    )


def _order(record: tuple[float, BibliographicRecord, Comparison]) -> tuple[object, ...]:
    """Return where a record stands among those of its work."""
    return -record[0], *_place(record[1]), record[2]


def _place(record: BibliographicRecord) -> tuple[object, ...]:
    """Return where a record stands among others that agree as much."""
    return record.id, record.title, record.authors, record.year or 0, record.identifiers


def _others(
    records: Sequence[tuple[float, BibliographicRecord, Comparison]], chosen: BibliographicRecord
) -> tuple[str, ...]:
    """Return the other records of a work."""
    return tuple(sorted({record.id for _, record, _ in records} - {chosen.id}))
