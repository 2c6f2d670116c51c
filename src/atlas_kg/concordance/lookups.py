"""What services answered, ``data/lookups/<service>.csv``: so that none is asked twice.

A row says what came of asking a service about a publication, and when. It holds as long as the
record of the publication gives the same title, authors, year and names, of which ``asked_with`` is
a digest; to ask anew about a publication, remove its row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.concordance.outcomes import Candidate, Outcome, State
from atlas_kg.concordance.works import Work
from atlas_kg.corpus.tables import Row, read_table
from atlas_kg.errors import FindingsError
from atlas_kg.findings import Finding
from atlas_kg.literature import LOOKUPS

__all__ = ["COLUMNS", "Lookup", "file_of", "read_lookups", "table"]

COLUMNS = ("publication", "outcome", "candidates", "asked_with", "asked")
"""The columns of a table."""

_RECORDED = (State.LINKED, State.AMBIGUOUS, State.UNLINKED)


@dataclass(frozen=True, order=True)
class Lookup:
    """What came of asking a service about a publication.

    Attributes:
        publication: The key of the publication.
        outcome: ``linked``, ``ambiguous`` or ``unlinked``.
        candidates: The IRIs of the records, with how likely each is: ``<IRI> 0.61; <IRI> 0.32``.
        asked_with: A digest of what the service was asked with.
        asked: The day on which it was asked.
    """

    publication: str
    outcome: str
    candidates: str
    asked_with: str
    asked: str

    @classmethod
    def of(cls, outcome: Outcome, day: str) -> Lookup:
        """Return what an outcome says."""
        told = "; ".join(f"{one.iri} {one.confidence:.2f}" for one in outcome.candidates)
        return cls(outcome.work.key, outcome.state, told, outcome.work.fingerprint, day)

    def outcome_for(self, work: Work, service: str) -> Outcome:
        """Return the outcome that it tells of."""
        candidates = []
        for part in self.candidates.split("; ") if self.candidates else ():
            iri, _, likely = part.rpartition(" ")
            candidates.append(Candidate(iri, "", float(likely) if _is_number(likely) else 0.0))
        why = f"Asked on {self.asked}."
        return Outcome(work, service, State(self.outcome), tuple(candidates), why)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def file_of(data: Path, service: str) -> Path:
    """Return where the answers of a service lie."""
    return data / LOOKUPS / f"{service}.csv"


def read_lookups(data: Path, service: str) -> dict[str, Lookup]:
    """Return what a service answered, by publication.

    Args:
        data: The folder of the literature.
        service: The name of the service.

    Raises:
        FindingsError: The table cannot be read.
    """
    path = file_of(data, service)
    if not path.exists():
        return {}
    found: dict[str, Lookup] = {}
    wrong: list[Finding] = []
    for item in read_table(path, COLUMNS):
        if isinstance(item, Finding):
            wrong.append(item)
        elif item.fields[1] not in _RECORDED:
            wrong.append(_unknown(item))
        else:
            found[item.fields[0]] = Lookup(*item.fields)
    if wrong:
        raise FindingsError(tuple(wrong))
    return found


def _unknown(row: Row) -> Finding:
    return Finding(
        f"'{row.fields[1][:80]}' is no outcome.",
        f"Write one of {', '.join(_RECORDED)}, or remove the row to ask anew.",
        row.place(1),
        COLUMNS[1],
    )


def table(lookups: Iterable[Lookup]) -> str:
    """Return the text of a table, sorted by publication."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (one.publication, one.outcome, one.candidates, one.asked_with, one.asked)
        for one in sorted(lookups)
    )
    return stream.getvalue()
