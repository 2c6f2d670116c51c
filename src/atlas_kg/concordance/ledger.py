"""What is known and what is found, and the files of both."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

from atlas_kg.citations import Citation
from atlas_kg.citations import table as citation_table
from atlas_kg.concordance.lookups import Lookup, file_of, read_lookups
from atlas_kg.concordance.lookups import table as lookup_table
from atlas_kg.concordance.mapping_file import NAME, Row, rows_of, text_of
from atlas_kg.concordance.outcomes import Outcome, State
from atlas_kg.concordance.works import Work
from atlas_kg.dataset import Dataset
from atlas_kg.literature import CITATIONS, MAPPINGS
from atlas_kg.record_files import create, rewrite

__all__ = ["Ledger"]


class Ledger:
    """Holds what came of looking, and writes it: whole files, sorted, and only if they change.

    Args:
        dataset: The dataset, as it was read from the folder.
        data: The folder of the literature.
        is_rehearsal: Write nothing.
    """

    def __init__(self, dataset: Dataset, data: Path, *, is_rehearsal: bool = False) -> None:
        self.day = datetime.now(UTC).date().isoformat()
        self._data = data
        self._is_rehearsal = is_rehearsal
        self._set = next((one for one in dataset.mapping_sets if one.name == NAME), None)
        self._rows: list[Row] = []
        self._lookups: dict[str, dict[str, Lookup]] = {}
        self._citations: dict[str, list[Citation]] = {}
        self._read: dict[Path, bytes] = {}
        self.written: dict[Path, None] = {}

    def lookup(self, service: str, work: Work) -> Lookup | None:
        """Return what a service answered about a work, if its record is the same since then.

        Raises:
            FindingsError: The table of the service cannot be read.
        """
        found = self._of(service).get(work.key)
        return found if found and found.asked_with == work.fingerprint else None

    def note(self, outcome: Outcome) -> None:
        """Take in what a service answered; failures are not, so that they are tried again."""
        if outcome.state is State.FAILED:
            return
        self._of(outcome.service)[outcome.work.key] = Lookup.of(outcome, self.day)
        self.link(outcome)

    def link(self, outcome: Outcome) -> None:
        """Take in a link, unless the work has it already."""
        known = {one.iri for one in outcome.work.known}
        if outcome.state is State.LINKED and known.isdisjoint(o.iri for o in outcome.candidates):
            self._rows += rows_of(outcome, self.day)

    def cite(self, name: str, citations: Iterable[Citation]) -> None:
        """Take in citations for the table of a name."""
        self._citations.setdefault(name, []).extend(citations)

    def citations(self, name: str) -> tuple[Citation, ...]:
        """Return the new citations for a table."""
        return tuple(self._citations.get(name, ()))

    def save(self) -> None:
        """Write what has changed. Links come first: what is not written yet is asked again.

        Raises:
            UsageError: A file cannot be written, or somebody changed it meanwhile.
        """
        if self._rows:
            path = self._data / MAPPINGS / f"{NAME}.sssom.tsv"
            self._write(path, text_of(self._set, self._head(path), self._rows))
        for name, citations in self._citations.items():
            path = self._data / CITATIONS / f"{name}.csv"
            known = _citations_of(self._bytes(path))
            if citations or known:
                self._write(path, citation_table((*known, *citations)))
        for service, lookups in self._lookups.items():
            if lookups:
                self._write(file_of(self._data, service), lookup_table(lookups.values()))

    def _of(self, service: str) -> dict[str, Lookup]:
        if service not in self._lookups:
            self._bytes(file_of(self._data, service))
            self._lookups[service] = read_lookups(self._data, service)
        return self._lookups[service]

    def _head(self, path: Path) -> str:
        if self._set is None:
            return ""
        lines = self._bytes(path).decode("utf-8").splitlines(keepends=True)
        return "".join(takewhile(lambda line: line.startswith("#"), lines))

    def _bytes(self, path: Path) -> bytes:
        """Return what a file held when it was looked at first, or was last written."""
        if path not in self._read:
            self._read[path] = path.read_bytes() if path.exists() else b""
        return self._read[path]

    def _write(self, path: Path, text: str) -> None:
        old, new = self._bytes(path), text.encode()
        if old == new or self._is_rehearsal:
            return
        if old:
            rewrite(path, old, text)
        else:
            create(path, text)
        self._read[path] = new
        self.written[path] = None


def _citations_of(content: bytes) -> list[Citation]:
    lines = content.decode("utf-8-sig").splitlines()[1:]
    return [Citation(*row) for row in csv.reader(lines) if len(row) == len(Citation.__match_args__)]
