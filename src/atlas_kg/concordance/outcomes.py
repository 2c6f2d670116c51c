"""What came of looking for a publication at a service."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atlas_kg.concordance.works import Work

__all__ = ["Candidate", "Outcome", "State"]


class State(StrEnum):
    """What came of it."""

    LINKED = "linked"
    AMBIGUOUS = "ambiguous"
    UNLINKED = "unlinked"
    FAILED = "failed"


@dataclass(frozen=True)
class Candidate:
    """A record that is of the work, or may be.

    Attributes:
        iri: Its IRI.
        title: Its title.
        confidence: How likely it is of the work, from 0 to 1.
        shared: The identifier that the work shares with it, as ``scheme:identifier``; empty where
            title, authors and year speak for it.
        source: The address that tells of it.
        version: Which edition of the service or which file told it, if that is known.
        note: What else a reader should know.
    """

    iri: str
    title: str
    confidence: float
    shared: str = ""
    source: str = ""
    version: str = ""
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of looking for one work at one service.

    Attributes:
        work: The work.
        service: The name of the service, or of the scheme of identifiers.
        state: What came of it.
        candidates: The record, or those among which a person must choose.
        why: What a reader should know: where the link stands, or why there is none.
        is_new: Whether it was found in this run.
    """

    work: Work
    service: str
    state: State
    candidates: tuple[Candidate, ...] = ()
    why: str = ""
    is_new: bool = False
