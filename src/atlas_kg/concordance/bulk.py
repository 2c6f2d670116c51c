"""Looking in a file in the place of a service: an extract or a snapshot of OpenAlex, or a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from atlas_kg.concordance.catalogues import SERVICES, Cited
from atlas_kg.concordance.citing import citations, keys_by_name
from atlas_kg.concordance.identified import from_known
from atlas_kg.concordance.ledger import Ledger
from atlas_kg.concordance.outcomes import Candidate, Outcome, State
from atlas_kg.concordance.works import Work
from atlas_kg.errors import UsageError
from atlas_kg.identifier_schemes import is_address, scheme_of_address
from atlas_kg.linking import DEFAULT_ENGINE, Match, NoMatch, link
from atlas_kg.linking import Candidate as Weighed
from atlas_kg.linking.bibliography_files import FileForm, files_by_form
from atlas_kg.linking.json_lines import place_of

__all__ = ["link_with_file"]

_OPENALEX = SERVICES["openalex"]
_LARGEST_DIGEST = 1_000_000_000
_LONGEST_LINE = 67_108_864


def link_with_file(
    works: Sequence[Work], path: Path, ledger: Ledger, engine: str = DEFAULT_ENGINE
) -> tuple[Outcome, ...]:
    """Look for all works in a file, and take what it tells of their references.

    Args:
        works: The works.
        path: The file or folder; see `atlas_kg.linking`. The identifiers of its records must be
            the addresses that a known scheme has, such as https://openalex.org/W10.
        ledger: What is known, and where it is written.
        engine: The engine of record linkage.

    Returns:
        What came of each work, in their order. Works that are linked already are not sought.

    Raises:
        UsageError: The file cannot be read, or its records have identifiers of no known scheme.
    """
    forms = files_by_form(path)
    is_openalex = set(forms) == {FileForm.OPENALEX}
    version = _version(path)
    lines = [file for form in (FileForm.OPENALEX, FileForm.RECORDS) for file in forms.get(form, ())]
    known = {work.key: from_known(work, _OPENALEX.scheme, _OPENALEX.name) for work in works}
    sought = [work for work in works if known[work.key] is None or not is_openalex]
    found = zip(sought, link([work.sought for work in sought], path, engine), strict=True)
    outcomes = {work.key: _outcome(work, answer, version, lines) for work, answer in found}
    for outcome in outcomes.values():
        if is_openalex and outcome.state is State.LINKED:
            ledger.note(outcome)
        else:
            ledger.link(outcome)
    if is_openalex:
        _cite(works, outcomes, forms[FileForm.OPENALEX], ledger)
    ledger.save()
    told = (outcomes.get(work.key) or known[work.key] for work in works)
    return tuple(outcome for outcome in told if outcome)


def _outcome(work: Work, answer: object, version: str, lines: Sequence[Path]) -> Outcome:
    name = _OPENALEX.name
    if isinstance(answer, NoMatch):
        why = f"{version.partition(',')[0]} has no such work."
        return Outcome(work, name, State.UNLINKED, why=why, is_new=True)
    weighed = (answer.candidate,) if isinstance(answer, Match) else answer.candidates  # type: ignore[attr-defined]
    candidates = tuple(_candidate(work, one, version, lines) for one in weighed)
    candidates = tuple(one for one in candidates if one.iri not in work.rejected)
    if not candidates:
        why = "Somebody said of the record that fits that it is of another work."
        return Outcome(work, name, State.UNLINKED, why=why, is_new=True)
    if isinstance(answer, Match):
        return Outcome(work, _service_of(candidates[0]), State.LINKED, candidates, is_new=True)
    why = "None is likely enough."
    return Outcome(work, name, State.AMBIGUOUS, candidates, why, is_new=True)


def _candidate(work: Work, weighed: Weighed, version: str, files: Sequence[Path]) -> Candidate:
    record = weighed.record
    for identifier in (record.id, *weighed.others):
        if not is_address(identifier):
            raise _unlinkable(identifier, files)
    ours = {name.casefold() for name in work.sought.identifiers}
    both = sorted(name for name in record.identifiers if name.casefold() in ours)
    is_shared = weighed.comparison.title == "identifier" and bool(both)
    others = ", ".join(weighed.others)
    note = f"Records of the same title and authors: {others}." if others else ""
    return Candidate(
        record.id,
        record.title,
        weighed.probability,
        both[0] if is_shared else "",
        record.id,
        version,
        note,
    )


def _unlinkable(identifier: str, files: Iterable[Path]) -> UsageError:
    place = place_of(identifier, files) or "The bibliography"
    return UsageError(
        f"{place}: the identifier {json.dumps(identifier[:80])} is no address of a known scheme, "
        "so that nothing can be linked with it, and nothing was written. Write one such as "
        "https://openalex.org/W10 or https://doi.org/10.5555/12345678."
    )


def _service_of(one: Candidate) -> str:
    named = scheme_of_address(one.iri)
    scheme = named[0].name if named else ""
    return next((name for name, s in SERVICES.items() if s.scheme == scheme), scheme)


def _version(path: Path) -> str:
    """Return what tells a file from others of its name."""
    if path.is_file() and path.stat().st_size <= _LARGEST_DIGEST:
        with path.open("rb") as file:
            return f"{path.name}, sha256 {hashlib.file_digest(file, 'sha256').hexdigest()[:16]}"
    return path.name


def _cite(
    works: Sequence[Work], found: Mapping[str, Outcome], files: Sequence[Path], ledger: Ledger
) -> None:
    numbers: dict[str, str] = {}
    for work in works:
        outcome = found.get(work.key)
        linked = outcome is not None and outcome.state is State.LINKED
        iris = [one.iri for one in outcome.candidates] if outcome and linked else []
        for iri in (*iris, *(one.iri for one in work.known if one.scheme == "openalex")):
            numbers.setdefault(iri, work.key)
    names = keys_by_name(works, ledger, _OPENALEX)
    names |= {f"openalex:{iri.rpartition('/')[2]}".casefold(): key for iri, key in numbers.items()}
    for iri, cited in _references(files, numbers):
        told = [Cited((f"openalex:{one.rpartition('/')[2]}",), iri) for one in cited]
        ledger.cite(_OPENALEX.name, citations(numbers[iri], told, names, ledger.day))


def _references(files: Sequence[Path], iris: Iterable[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what some works of a file cite; the file is read as a stream."""
    import duckdb  # noqa: PLC0415

    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE linked (id VARCHAR)")
        connection.executemany("INSERT INTO linked VALUES (?)", [[iri] for iri in iris] or [[""]])
        works = connection.read_json(
            list(map(str, files)),
            columns={"id": "VARCHAR", "referenced_works": "VARCHAR[]"},
            format="newline_delimited",
            maximum_object_size=_LONGEST_LINE,
        )
        works.create_view("work")
        rows = connection.execute(
            "SELECT id, referenced_works FROM work SEMI JOIN linked USING (id) ORDER BY id"
        )
        while row := rows.fetchone():
            yield cast("str", row[0]), cast("Sequence[str]", row[1] or ())
