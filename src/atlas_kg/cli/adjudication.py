"""The verb that settles where coders differ: ``adjudicate``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

import click

from atlas_kg.adjudication import Compared, Disagreement, coded_by_several, compare, decision
from atlas_kg.cli.graph import data_option
from atlas_kg.cli.output import from_here, progress, write
from atlas_kg.cli.record_options import (
    RecordCommand,
    given,
    options_of,
    shapes_and_terms,
    tell,
)
from atlas_kg.contribution import Contribution
from atlas_kg.dataset import Sources
from atlas_kg.errors import FindingsError, UsageError
from atlas_kg.findings import Finding, blocks
from atlas_kg.model import Record
from atlas_kg.record_files import writable
from atlas_kg.submission import misplaced, new_id, prepare
from atlas_kg.suggestions import nearest

__all__ = ["adjudicate_command"]

_SPELLING = {"publication": "PUBLICATION", "decision": "--for", "codings": "--decide"}
_SHOWN = ("statement", "section", "phase", "target", "mechanism", "solution", "unpredicted", "note")
_COLUMN = 36
_NAMES = 13


def _options() -> list[click.Option]:
    fields = shapes_and_terms().record_shapes.by_kind["adjudication"].fields
    return options_of(field for name, field in fields.items() if name in ("by", "reason"))


@click.command("adjudicate", cls=RecordCommand, described=_options)
@click.argument("publication", required=False)
@click.option(
    "--decide", metavar="NUMBER", help="The disagreement: its number, or one of its statements."
)
@click.option(
    "--for",
    "decision",
    metavar="STATEMENT",
    help="What stands: a coding as <publication>.<coder>.<id>, an absence with absence/ before it, "
    "a problem report with report/.",
)
@data_option
def adjudicate_command(
    publication: str | None,
    decide: str | None,
    decision: str | None,
    data: Path | None,
    **values: object,
) -> int:
    """Show where coders differ, side by side, and decide.

    Without PUBLICATION, the open disagreements are counted. With --decide the decision is written,
    and all else in its file stays as it is. Where none of them can stand, whoever decides codes
    anew (see 'atlas-kg propose') and decides for that. What only one coder states of those who
    coded the publication is tentative; it is listed apart, and a decision for it accepts it. What
    coders state alike can be decided by its name, where it stays tentative all the same. Only
    people decide: name one of them with --by.

    atlas-kg adjudicate Doe2025 --decide 1 --for Doe2025.jane.training-logs --by mary --reason "…"
    """
    folder = Sources.carried(data).data
    said = given(values) | ({"decision": (decision,)} if decision else {})
    where = f" --data {data}" if data else ""
    if publication is None:
        if decide or said:
            raise UsageError("Name the PUBLICATION about which you decide.")
        return _count(folder, where)
    theory = shapes_and_terms()
    shape = theory.record_shapes.by_kind["adjudication"]
    place = Contribution(shape, {"publication": (publication,)})
    if found := misplaced(folder, place, theory.record_shapes):
        tell(found, _SPELLING, folder)
        return 1
    compared = _compared(folder, [publication])
    open_ones = compared.disagreements[publication]
    if decide is None:
        if said:
            raise UsageError(
                "Say with --decide which of the disagreements is settled: its number, or one of "
                f"its statements. 'atlas-kg adjudicate {publication}{where}' lists them."
            )
        write(_listed(publication, compared, where), None)
        return 0
    chosen = _chosen(compared, decide, publication)
    return _decide(writable(folder), chosen, said, where, open_ones)


def _decide(
    folder: Path,
    disagreement: Disagreement,
    said: dict[str, tuple[str, ...]],
    where: str,
    others: tuple[Disagreement, ...],
) -> int:
    theory = shapes_and_terms()
    filled = {**said, "date": (datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),)}
    made = decision(theory, disagreement, filled, others)
    if found := tuple(_own_judge(made)):
        tell(found, _SPELLING, folder)
        return 1
    name = new_id(folder, made, theory.record_shapes)
    made = Contribution(made.shape, {**made.values, "id": (name,)})
    submission = prepare(theory, folder, made)
    tell(submission.findings, _SPELLING, folder)
    if not submission.is_ready:
        return 1
    submission.write()
    publication = disagreement.publication
    after = _compared(folder, [publication])
    stands = said["decision"][0]
    left = len(after.disagreements[publication])
    rest = (
        f"{left} disagreement{'s' if left != 1 else ''} left in {publication}"
        if left
        else (f"No disagreement is left in {publication}")
    )
    write(
        f"Wrote {name} to {from_here(submission.file)}. {stands} is "
        f"{after.standings[stands].status.lower()} now. {rest}. See what follows by: "
        f"atlas-kg map{where}",
        None,
    )
    return 0


def _own_judge(made: Contribution) -> Iterator[Finding]:
    """Yield a finding if somebody would decide on a statement of their own."""
    by = next(iter(made.values.get("by", ())), None)
    if any(name.split(".")[1] == by for name in made.values["codings"]):
        yield Finding(
            f"{by} is one of the coders whose statements are decided on.",
            "Let somebody decide who made none of these statements.",
            field="by",
        )


def _chosen(compared: Compared, word: str, publication: str) -> Disagreement:
    open_ones = compared.disagreements[publication] + compared.one_sided[publication]
    if word.isdecimal() and 0 < int(word) <= len(open_ones):
        return open_ones[int(word) - 1]
    by_name: dict[str, Disagreement] = {}
    for one in open_ones + compared.agreed[publication]:
        for name in one.names:
            by_name.setdefault(name, one)
    if word in by_name:
        return by_name[word]
    if not open_ones:
        raise UsageError(f"Nobody disagrees about {publication}, or all is decided.")
    guess = nearest(word, by_name)
    meant = f"Did you mean {guess}? " if guess else ""
    last = f"1 to {len(open_ones)}" if len(open_ones) > 1 else "1"
    raise UsageError(
        f"'{word}' is no open disagreement. {meant}Give a number, {last}, or one of the "
        f"statements: {', '.join(by_name)}."
    )


def _compared(folder: Path, publications: list[str] | tuple[str, ...]) -> Compared:
    compared = compare(shapes_and_terms(), folder, publications)
    if blocks(compared.findings):
        raise FindingsError(compared.findings)
    return compared


def _count(folder: Path, where: str) -> int:
    """Count the open disagreements of all publications."""
    several = coded_by_several(folder)
    if several:
        works = "1 publication" if len(several) == 1 else f"{len(several)} publications"
        progress(f"Comparing what was coded from {works} …")
    found = _compared(folder, several).disagreements
    counts = {key: len(open_ones) for key, open_ones in found.items() if open_ones}
    if not counts:
        write("Coders disagree nowhere, or all is decided.", None)
        return 0
    width = max(map(len, counts))
    lines = [f"{key:<{width}}  {count}" for key, count in counts.items()]
    total = sum(counts.values())
    lines += [
        "",
        f"{total} open disagreement{'s' if total != 1 else ''}. Look at those of a publication:",
        f"atlas-kg adjudicate {next(iter(counts))}{where}",
    ]
    write("\n".join(lines), None)
    return 0


def _listed(publication: str, compared: Compared, where: str) -> str:
    open_ones, alone = compared.disagreements[publication], compared.one_sided[publication]
    count = len(open_ones)
    lines = [
        f"{publication}: {count} open disagreement{'s' if count != 1 else ''}"
        if open_ones
        else f"{publication}: nobody disagrees, or all is decided."
    ]
    for number, one in enumerate(open_ones, 1):
        lines += ["", *_side_by_side(number, one)]
    if any(map(_is_about_any, open_ones)):
        lines += [
            "",
            (
                "A decision for an absence settles all that contradicts it. One for a coding "
                "overrules the absence, so that nothing stands against the other codings."
            ),
        ]
    if open_ones:
        lines += [
            "",
            "Decide for one of them:",
            _command(publication, 1, open_ones[0], where),
            "Where none of them can stand, whoever decides codes anew, and decides for that:",
            f"atlas-kg propose {publication} --coder ID …{where}",
        ]
    if alone:
        lines += ["", "Stated by one coder only, tentative until a decision for it accepts it:"]
        lines += [f"{number}  {one.names[0]}" for number, one in enumerate(alone, count + 1)]
        lines += ["Accept one of them:", _command(publication, count + 1, alone[0], where)]
    return "\n".join(lines)


def _command(publication: str, number: int, one: Disagreement, where: str) -> str:
    """Return the command that decides for the first of the codings."""
    chosen = f"--decide {number} --for {one.names[0]}"
    return f"atlas-kg adjudicate {publication} {chosen} --by ID --reason TEXT{where}"


def _side_by_side(number: int, one: Disagreement) -> Iterator[str]:
    """Yield the lines of a disagreement; a star marks the variables that differ."""
    yield f"{number}  They differ in {_about(one)}."
    rows = [("coding", list(one.names))]
    rows += [(name, [_said(record, name) for record in one.statements]) for name in _SHOWN]
    for name, cells in rows:
        if not any(cells):
            continue
        mark = "*" if name in one.differing and not _is_about_any(one) else " "
        columns = [textwrap.wrap(cell, _COLUMN) or ["–"] for cell in cells]
        for count, parts in enumerate(zip_longest(*columns, fillvalue="")):
            head = f"{mark} {name}" if count == 0 else ""
            line = "  ".join(f"{part:<{_COLUMN}}" for part in parts)
            yield f"{head:<{_NAMES}}{line}".rstrip()


def _is_about_any(one: Disagreement) -> bool:
    """Tell whether one coder says that there is no agency problem, and another codes one."""
    return any(record.kind == "absence" for record in one.statements)


def _about(one: Disagreement) -> str:
    if _is_about_any(one):
        return "whether there is an agency problem"
    return " and ".join(one.differing)


def _said(record: Record, name: str) -> str:
    if record.kind == "absence" and name in ("phase", "target", "mechanism", "solution"):
        return "no agency problem"
    return " ".join(scalar.text for scalar in record.fields.get(name, ()))
