"""Handing in a record: it is checked beside what it has to do with, and only then written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from atlas_kg.agreement.statement import Standing
from atlas_kg.coding_file import added, entry, of_one
from atlas_kg.contribution import Contribution, form_fields, statement_id
from atlas_kg.dataset import Dataset, with_records
from atlas_kg.errors import UsageError
from atlas_kg.findings import Finding, advice, blocks
from atlas_kg.knowledge_graph import check, reason
from atlas_kg.literature import CODINGS, DATA, Literature, place_of, read_files, read_proposal
from atlas_kg.model import Record
from atlas_kg.namespaces import thing
from atlas_kg.neighbourhood import codings_of, keys, neighbourhood
from atlas_kg.record_files import create, rewrite, writable
from atlas_kg.record_shapes import RecordShapes
from atlas_kg.source_rules import IDENTIFIERS, NAMES
from atlas_kg.suggestions import Vocabulary
from atlas_kg.validation import validate_entailed

__all__ = ["Submission", "misplaced", "new_id", "prepare", "unknown_names"]

_PLACES = ("publication", "coder")


@dataclass(frozen=True)
class Submission:
    """A record that is ready to be written, or what is wrong with it.

    Attributes:
        contribution: What was filled in.
        findings: What was found, also remarks and warnings.
        file: The file that gets the record.
        before: What the file holds; None if it is not there.
        text: What it will hold; empty if the record is wrong.
        standing: How a statement stands as long as nobody else is asked; None for other records.
    """

    contribution: Contribution
    findings: tuple[Finding, ...]
    file: Path
    before: bytes | None = None
    text: str = ""
    standing: Standing | None = None

    @property
    def is_ready(self) -> bool:
        """Whether nothing that was found forbids to write it."""
        return bool(self.text)

    def write(self) -> None:
        """Write the record.

        Raises:
            UsageError: The file cannot be written, or somebody changed it meanwhile. Then it stays
                as it is.
        """
        if self.before is None:
            create(self.file, self.text)
        else:
            rewrite(self.file, self.before, self.text)


def prepare(
    theory: Dataset, data: Path, contribution: Contribution, date: str | None = None
) -> Submission:
    """Check a record, and make the file that holds it.

    Only what the record has to do with is read, so that it takes as long in a corpus of ten
    thousand publications as in one of ten. What it breaks elsewhere, ``atlas-kg validate`` tells.

    Args:
        theory: Ontology and shapes.
        data: The folder of contributed literature.
        contribution: What was filled in.
        date: When it is handed in, for a new file that says so at its head.

    Raises:
        UsageError: The folder belongs to an installed package, or the file is there and one cannot
            add to it.
        FindingsError: What the record has to do with contradicts the ontology.
    """
    writable(data)
    unusable = contribution.unusable()
    if any(finding.field in contribution.names for finding in unusable):
        return Submission(contribution, unusable, data)
    shapes, file = theory.record_shapes, data / contribution.path
    unknown = tuple(unknown_names(data, contribution, shapes))
    near = neighbourhood(data, _beside(data, contribution, shapes), shapes)
    broken = tuple(f for f in near.findings if f.location and f.location.file == file)
    if blocks(broken):
        return Submission(contribution, broken, file)
    if taken := _taken(contribution, near):
        return Submission(contribution, (taken,), file)
    before = file.read_bytes() if file.exists() else None
    if before is None:
        is_statement = bool(contribution.shape.section)
        text = of_one(contribution, shapes, date if is_statement else None)
    else:
        text = _grown(contribution, shapes, file, before)
    proposal = read_proposal(contribution.path, text.encode(), shapes)
    after = with_records(theory, _with(near, proposal, contribution))
    told = {finding.problem for finding in unknown}
    new = (
        # The lines are not there yet, so that they say nothing to the reader.
        replace(f, location=None) if f.focus == _subject(contribution) else f
        for f in _new_findings(with_records(theory, near), after, contribution)
        if f.problem not in told
    )
    found = (*unusable, *unknown, *new)
    standing = after.comparison.standings().get(_subject(contribution))
    return Submission(contribution, found, file, before, "" if blocks(found) else text, standing)


def _taken(contribution: Contribution, near: Literature) -> Finding | None:
    """Return the finding that there is a record of this name already, if there is one."""
    shape, slug = contribution.shape, contribution.slug
    others = {record.slug for record in near.records if record.kind == shape.kind}
    # Some systems take names that differ in case for one file, and people for one person.
    alike = next((o for o in sorted(others) if o.casefold() == slug.casefold()), None)
    same = slug if slug in others else None if shape.section else alike
    if same is None:
        return None
    name, label = ("id" if shape.section else "key"), shape.label.lower()
    return Finding(
        f"There is a {label} of this name already."
        if same == slug
        else f"There is a {label} '{same}' already, whose name differs from '{slug}' in case only.",
        f"Choose another name; to change that {label}, edit {DATA}/{contribution.path.as_posix()}.",
        field=name,
        value=contribution.names[name],
        rule=IDENTIFIERS if shape.section else NAMES,
    )


def _with(near: Literature, proposal: Literature, contribution: Contribution) -> Literature:
    """Return the literature with a file as it would be in the place of what it holds."""
    place = contribution.path.parts
    others = (r for r in near.records if r.location.file.parts[-len(place) :] != place)
    return Literature(
        (*others, *proposal.records),
        (*near.findings, *proposal.findings),
    )


def _new_findings(
    before: Dataset, after: Dataset, contribution: Contribution
) -> tuple[Finding, ...]:
    """Return what is found with a record, and is not found without it."""
    old = {_gist(finding) for finding in check(before)}
    found = tuple(finding for finding in check(after) if _gist(finding) not in old)
    if blocks(found):
        return found
    reason(after)
    entailed = validate_entailed(after).findings
    return (*found, *(f for f in entailed if f.focus == _subject(contribution)))


def _gist(finding: Finding) -> tuple[str | None, ...]:
    """Return what a finding says, wherever the lines of the file have moved."""
    rule = finding.rule.id if finding.rule else None
    return finding.focus, finding.field, finding.problem, rule


def _subject(contribution: Contribution) -> str:
    return thing(contribution.shape.kind, contribution.slug).value


def misplaced(data: Path, contribution: Contribution, shapes: RecordShapes) -> tuple[Finding, ...]:
    """Return what is wrong with the publication and the coder that a statement names.

    Args:
        data: The folder of contributed literature.
        contribution: What was filled in.
        shapes: All kinds of record.
    """
    named = [finding for finding in contribution.unusable() if finding.field in _PLACES]
    unknown = () if named else unknown_names(data, contribution, shapes)
    return tuple(named or (finding for finding in unknown if finding.field in _PLACES))


def new_id(data: Path, contribution: Contribution, shapes: RecordShapes) -> str:
    """Return a name for a statement that no other one in its file has.

    Args:
        data: The folder of contributed literature.
        contribution: The statement, still without name.
        shapes: All kinds of record.
    """
    path = contribution.path
    read = read_files(data, [path] if (data / path).is_file() else [], shapes)
    taken = {record.slug.rsplit(".", 1)[-1] for record in read.records}
    return statement_id(contribution, taken)


def unknown_names(
    data: Path, contribution: Contribution, shapes: RecordShapes
) -> Iterator[Finding]:
    """Yield a finding for each record that a contribution names and that has no file.

    Args:
        data: The folder of contributed literature.
        contribution: What was filled in.
        shapes: All kinds of record.
    """
    for name, field in form_fields(contribution.shape).items():
        kind = shapes.kind_of_class(field.target_class) if field.target_class else None
        other = shapes.by_kind[kind] if kind else None
        if other is None or other.section or not other.directory:
            continue
        known: tuple[str, ...] | None = None
        for number, value in enumerate(contribution.values.get(name, ()), 1):
            word = value.strip()
            if not word or (data / other.directory / f"{word}.yaml").is_file():
                continue
            known = keys(data, other.directory) if known is None else known
            guess = Vocabulary(dict.fromkeys(known, ()), closed=False).suggest(word)
            yield Finding(
                f"'{word}' is not a known {other.label.lower()}.",
                advice(field.advice, guess.word if guess else None, known),
                field=name,
                entry=number if field.many else None,
                value=word,
                rule=NAMES,
            )


def _beside(data: Path, contribution: Contribution, shapes: RecordShapes) -> Iterator[Path]:
    """Yield the files by which one can tell whether a record is right.

    What others coded is not among them where a coder makes a statement: it must not be seen, not
    even by what the findings say.
    """
    yield contribution.path
    yield from _named(contribution, shapes)
    if contribution.shape.directory not in (CODINGS, None) and contribution.shape.section:
        yield from codings_of(data, contribution.names["publication"]).values()


def _named(contribution: Contribution, shapes: RecordShapes) -> Iterator[Path]:
    for name, field in form_fields(contribution.shape).items():
        kind = shapes.kind_of_class(field.target_class) if field.target_class else None
        other = shapes.by_kind[kind] if kind else None
        if other and other.directory and not other.section:
            for value in contribution.values.get(name, ()):
                yield place_of(other, {"key": value.strip() or "-"})


def _grown(contribution: Contribution, shapes: RecordShapes, file: Path, before: bytes) -> str:
    """Return the file with the record, and make sure that it says so and nothing else."""
    lines = entry(contribution, shapes)
    section = str(contribution.shape.section)
    why = "it would not say the same any more"
    try:
        text = added(before, section, lines)
    except UsageError as error:
        text, why = "", str(error)
    alone = of_one(contribution, shapes).encode()
    old, one, new = (
        list(_said(read_proposal(contribution.path, content, shapes).records, shapes))
        for content in (before, alone, text.encode())
    )
    if sorted(new) != sorted([*old, *one]):
        raise UsageError(
            f"{file} cannot be added to: {why}. Put these lines into it with an editor, below "
            f"'{section}:':\n{lines}"
        )
    return text


def _said(records: Iterable[Record], shapes: RecordShapes) -> Iterator[tuple[str, str, str]]:
    """Yield what records say, but for what stands at the head of their file."""
    for record in records:
        head = shapes.by_kind[record.kind].head
        fields = {
            name: [value.text for value in values]
            for name, values in record.fields.items()
            if name not in head
        }
        yield record.kind, record.slug, repr(sorted(fields.items()))
