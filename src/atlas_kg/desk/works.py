"""Works to be added, by identifier or reference, compared with those that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

from atlas_kg.bibliography import Entry, read_bibliography
from atlas_kg.bibliography.duplicates import Known
from atlas_kg.bibliography.lookup import Lookup
from atlas_kg.bibliography.naming import Names
from atlas_kg.bibliography.publication import (
    KIND,
    contribution,
    missing,
    publications,
    unprintable,
)
from atlas_kg.dataset import Dataset
from atlas_kg.desk.refusal import RefusedError
from atlas_kg.errors import UsageError
from atlas_kg.reference import Reference
from atlas_kg.registries import Client, RegistryError, crossref, datacite
from atlas_kg.registries.client import Patience

__all__ = ["Found", "Works", "looked_up", "pasted"]

_MOST = 100
"""So many works can be pasted at once."""

_PATIENCE = Patience(tries=2, timeout=8.0, whole=15.0, most_bytes=2_000_000)
"""Somebody waits for the page."""

_RIS = re.compile(r"\s*TY  ?-")


@dataclass(frozen=True)
class Found:
    """A work that somebody wants to add.

    Attributes:
        title: Its title, or what stands for it where it has none.
        values: What to fill into the form of a publication; empty where it is not to be added.
        there: The key of the publication that is there already; empty if there is none.
        why: Which work it duplicates and by what, or what is wrong with it.
    """

    title: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    there: str = ""
    why: str = ""


class Works:
    """The works that are there.

    Args:
        dataset: What holds them, published and waiting.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._shape = dataset.record_shapes.by_kind[KIND]
        self._known = Known()
        self._lock = Lock()
        keys, labels = [], []
        for key, label, reference in publications(dataset, self._shape):
            self._known.add(key, reference)
            keys.append(key)
            labels.append(label)
        self._keys, self._labels = keys, labels

    def compared(self, entries: tuple[Entry, ...]) -> tuple[Found, ...]:
        """Say of each entry which work it is, or what to fill in for a new one.

        Args:
            entries: The entries. Of two that are the same work, the second one is refused.
        """
        with self._lock:
            names = Names(self._keys, self._labels)
            came: dict[str, Reference] = {}
            try:
                return tuple(self._found(entry, names, came) for entry in entries)
            finally:
                for key, reference in came.items():
                    self._known.remove(key, reference)

    def _found(self, entry: Entry, names: Names, came: dict[str, Reference]) -> Found:
        reference = entry.reference
        if reference is None:
            return Found(entry.place, why=entry.problem)
        title = reference.title or entry.place
        if why := missing(reference) or unprintable(reference):
            return Found(title, why=why)
        if match := self._known.find(reference):
            there = "" if match.key in came else match.key
            who = "Another one that you pasted" if match.key in came else match.key
            return Found(title, there=there, why=f"{who} {match.because}.")
        key, label = names.take(reference)
        self._known.add(key, reference)
        came[key] = reference
        return Found(title, contribution(self._shape, reference, key, label).values)


def looked_up(text: str) -> Entry:
    """Return what the registries say of a work.

    Args:
        text: A DOI, an arXiv identifier, or the address of either.

    Raises:
        RefusedError: It is none, or no registry could be asked.
    """
    try:
        # Registries alone are asked: whoever registers a DOI could let its address lead anywhere.
        with Client(patience=_PATIENCE) as client:
            return Lookup(client, _registered).entry(text)
    except RegistryError as error:
        raise RefusedError(
            "The registries cannot be asked at this moment: there is no network, or they do not "
            "answer. Try again later, or paste the reference below, as BibTeX, CSL-JSON or RIS."
        ) from error
    except UsageError as error:
        raise RefusedError(
            f"'{text[:100]}' is no DOI and no arXiv identifier. Write one such as "
            "10.48550/arxiv.2307.15043 or arXiv:2307.15043, or paste the reference below."
        ) from error


def pasted(text: str) -> tuple[Entry, ...]:
    """Return the entries of a pasted bibliography, whose format is told by how it begins.

    Args:
        text: BibTeX, CSL-JSON or RIS.

    Raises:
        RefusedError: It is none, or there are too many.
    """
    begin = text.lstrip("\ufeff \t\r\n")[:1]
    form = "json" if begin in ("[", "{") else "ris" if _RIS.match(text) else "bib"
    if form == "json" and begin == "{":
        text = f"[{text}]"
    try:
        entries = read_bibliography(text.encode(), form, "a pasted reference")
    except UsageError as error:
        raise RefusedError(
            "What you pasted cannot be read. Paste BibTeX, which begins with @; CSL-JSON, which "
            "begins with [ or {; or RIS, which begins with TY  -. Reference managers and "
            "publishers give them out."
        ) from error
    if len(entries) > _MOST:
        raise RefusedError(f"These are {len(entries)} works. Paste {_MOST} at most at once.")
    return entries


def _registered(client: Client, doi: str) -> Reference | None:
    """Ask the two agencies that register nearly all works of research."""
    answers: Iterator[Reference | None] = (
        agency.by_doi(client, doi) for agency in (crossref, datacite)
    )
    return next((found for found in answers if found), None)
