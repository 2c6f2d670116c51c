"""The intake: entries of a bibliography become publications, each whole or not at all.

Each entry is compared with what is there, filled into the form of a publication, and validated as
its file would be; then the file is written. A run that was stopped can begin anew: what is there by
then is recognised.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from atlas_kg.bibliography.duplicates import Known, Match
from atlas_kg.bibliography.entry import Entry
from atlas_kg.bibliography.naming import Names
from atlas_kg.bibliography.publication import (
    KIND,
    contribution,
    missing,
    publications,
    unprintable,
)
from atlas_kg.contribution import Contribution
from atlas_kg.dataset import Dataset
from atlas_kg.errors import UsageError
from atlas_kg.findings import Finding, Severity
from atlas_kg.lifting import lift
from atlas_kg.literature import read_proposal
from atlas_kg.model import Record
from atlas_kg.namespaces import GRAPH_LITERATURE, thing
from atlas_kg.record_files import ClashError, create
from atlas_kg.reference import Reference
from atlas_kg.validation import additions_to_asserted

__all__ = ["Intake", "Outcome", "State"]

_TOGETHER = 250
"""So many entries are validated at once, since the checks that compare works look at all of them.
As many may be lost when a run is stopped; the next run finds them again."""


class State(Enum):
    """What became of an entry."""

    WRITTEN = "written"
    KNOWN = "there already"
    DUPLICATE = "duplicate"
    WRONG = "wrong"


@dataclass(frozen=True)
class Outcome:
    """What became of an entry.

    Attributes:
        entry: The entry.
        state: What became of it.
        key: The key of the publication that was written, or that is there already.
        file: The file of that publication, where one was written.
        text: What was written.
        why: What is wrong and what to do, or which work it duplicates.
    """

    entry: Entry
    state: State
    key: str = ""
    file: Path | None = None
    text: str = ""
    why: str = ""


@dataclass(frozen=True)
class _Draft:
    """An entry that may be written once the shapes have nothing against it."""

    entry: Entry
    reference: Reference
    contribution: Contribution
    label: str
    text: str

    @property
    def key(self) -> str:
        return self.contribution.slug


class Intake:
    """Takes publications in.

    Args:
        dataset: What is there; its store is used for validation, so that nobody else may use it.
        data: The folder of contributed literature.
        is_rehearsal: Write nothing.
        despite_title: Take in works whose title is there already.
    """

    def __init__(
        self,
        dataset: Dataset,
        data: Path,
        *,
        is_rehearsal: bool = False,
        despite_title: bool = False,
    ) -> None:
        self._dataset = dataset
        self._data = data
        self._is_rehearsal = is_rehearsal
        self._despite_title = despite_title
        self._shape = dataset.record_shapes.by_kind[KIND]
        self._folder = data / str(self._shape.directory)
        self._additions = additions_to_asserted(dataset)
        self._known = Known()
        self._claimed: dict[str, Entry] = {}
        # A file that cannot be read has taken its name, too.
        self._files = set(self._folder.glob("*.yaml"))
        files = (file.stem for file in self._files)
        there = list(publications(dataset, self._shape))
        self._names = Names(
            [*files, *(key for key, _, _ in there)], [label for _, label, _ in there]
        )
        for key, _, reference in there:
            self._known.add(key, reference)

    def take(self, entries: Iterable[Entry], key: str | None = None) -> Iterator[Outcome]:
        """Take entries in, and yield what became of each, in their order within a few hundred.

        Args:
            entries: The entries.
            key: The key that the one entry shall have.

        Raises:
            UsageError: There is a publication of that key, or a file cannot be written. Those
                before it are whole.
        """
        rest = iter(entries)
        while some := list(islice(rest, _TOGETHER)):
            yield from self._together(some, key)

    def _together(self, entries: Sequence[Entry], key: str | None) -> Iterator[Outcome]:
        self._look_again()
        drafts: list[_Draft] = []
        waiting: list[tuple[Entry, Outcome]] = []
        for entry in entries:
            outcome = self._drafted(entry, key, drafts)
            if outcome and any(outcome.key == draft.key for draft in drafts):
                waiting.append((entry, outcome))
            elif outcome:
                yield outcome
        failed, again = set(), []
        for draft, why in zip(drafts, self._faults(drafts), strict=True):
            if why:
                failed.add(draft.key)
                self._withdraw(draft)
                yield Outcome(draft.entry, State.WRONG, why=why)
            elif outcome := self._written(draft):
                yield outcome
            else:
                # It may be the same work, or another one of that key.
                failed.add(draft.key)
                self._withdraw(draft)
                again.append(draft.entry)
        again += [entry for entry, outcome in waiting if outcome.key in failed]
        yield from (outcome for _, outcome in waiting if outcome.key not in failed)
        if again:
            yield from self._together(again, key)

    def _drafted(self, entry: Entry, key: str | None, drafts: list[_Draft]) -> Outcome | None:
        """Add a draft of an entry, or return why there is none."""
        reference = entry.reference
        if reference is None:
            return Outcome(entry, State.WRONG, why=entry.problem)
        if why := missing(reference) or unprintable(reference):
            return Outcome(entry, State.WRONG, why=why)
        match = self._known.find(reference)
        if match and (match.is_certain or not self._despite_title):
            return self._refused(entry, match)
        if key and self._names.is_taken(key):
            raise UsageError(f"A publication of the key {key} is there already. Choose another.")
        own, label = self._names.take(reference, key)
        proposed = contribution(self._shape, reference, own, label)
        if unusable := proposed.unusable():
            self._names.release(own, label)
            return Outcome(entry, State.WRONG, why=_told(unusable))
        text = proposed.text(self._dataset.record_shapes)
        drafts.append(_Draft(entry, reference, proposed, label, text))
        self._known.add(own, reference)
        self._claimed[own] = entry
        return None

    def _refused(self, entry: Entry, match: Match) -> Outcome:
        other = self._claimed.get(match.key)
        if other is None and match.is_same:
            # Whoever describes it next within this run, describes the same work again.
            self._claimed[match.key] = entry
            return Outcome(entry, State.KNOWN, match.key, why=f"{match.key} {match.because}.")
        who = f"{match.key}, which is {other.place} in this run," if other else match.key
        advice = "" if match.is_certain else " If it is another work, add --despite-title."
        return Outcome(entry, State.DUPLICATE, match.key, why=f"{who} {match.because}.{advice}")

    def _withdraw(self, draft: _Draft) -> None:
        self._known.remove(draft.key, draft.reference)
        self._claimed.pop(draft.key, None)
        self._names.release(draft.key, draft.label)

    def _written(self, draft: _Draft) -> Outcome | None:
        """Write a draft; return None if a file of that name came meanwhile."""
        file = self._data / draft.contribution.path
        if not self._is_rehearsal:
            try:
                create(file, draft.text)
            except ClashError:
                return None
            self._files.add(file)
        return Outcome(draft.entry, State.WRITTEN, draft.key, file, draft.text)

    def _look_again(self) -> None:
        """Get to know the publications that somebody else has written since."""
        shapes, came = self._dataset.record_shapes, set(self._folder.glob("*.yaml")) - self._files
        for file in came:
            self._names.hold(file.stem)
            read = read_proposal(file.relative_to(self._data), file.read_bytes(), shapes)
            lifted, store = lift(read.records, shapes), ox.Store()
            store.extend(_literature(lifted.triples))
            alone = replace(self._dataset, store=store, origins=lifted.origins)
            for key, label, reference in publications(alone, self._shape):
                self._names.hold(key, label)
                self._known.add(key, reference)
        self._files |= came

    def _faults(self, drafts: Sequence[_Draft]) -> list[str]:
        """Return what is wrong with each draft, empty where nothing is."""
        if not drafts:
            return []
        shapes = self._dataset.record_shapes
        found: dict[str, list[Finding]] = {draft.key: [] for draft in drafts}
        records: list[Record] = []
        for draft in drafts:
            read = read_proposal(draft.contribution.path, draft.text.encode(), shapes)
            found[draft.key] += read.findings
            records += read.records
        lifted = lift(records, shapes)
        quads = _literature(lifted.triples)
        described = replace(
            self._dataset, origins=ChainMap(dict(lifted.origins), dict(self._dataset.origins))
        )
        keys = {thing(KIND, key).value: key for key in found}
        for finding in self._additions.findings(quads, described):
            # What cannot be told of one of them stops all of them.
            own = keys.get(finding.focus or "")
            for key in [own] if own else found:
                found[key].append(finding)
        return [_told(found[draft.key]) for draft in drafts]


def _literature(triples: Iterable[ox.Triple]) -> list[ox.Quad]:
    return [ox.Quad(t.subject, t.predicate, t.object, GRAPH_LITERATURE) for t in triples]


def _told(findings: Iterable[Finding]) -> str:
    wrong = (finding for finding in findings if finding.severity is Severity.VIOLATION)
    return " ".join(
        dict.fromkeys(f"{f.path + ': ' if f.path else ''}{f.problem} {f.advice}" for f in wrong)
    )
