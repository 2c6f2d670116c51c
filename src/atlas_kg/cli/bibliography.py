"""The verb that adds publications: ``new``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import click

from atlas_kg.bibliography import FORMATS, Entry, Intake, Outcome, State, format_of_name
from atlas_kg.bibliography import read_bibliography as read
from atlas_kg.bibliography.lookup import Lookup
from atlas_kg.cli.graph import data_option
from atlas_kg.cli.output import format_of, from_here, progress, write
from atlas_kg.dataset import Sources, load
from atlas_kg.errors import AtlasError, UsageError
from atlas_kg.record_files import writable
from atlas_kg.registries import Client, RegistryError, default_cache

__all__ = ["new_command"]

_BAR = 20
"""Fewer entries are done before a bar is read."""


@click.command("new")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--key", help="The key of the publication, if SOURCE is one work.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--offline", is_flag=True, help="Ask no registry; use the answers that are kept.")
@click.option(
    "--mailto",
    envvar="ATLAS_KG_MAILTO",
    help="Your mail address, which registries get so that they can write to you.",
)
@click.option("--despite-title", is_flag=True, help="Take in works whose title is there already.")
@click.option("--format", "form", help="The format of a file: bib, json (CSL-JSON) or ris.")
@data_option
def new_command(
    sources: tuple[str, ...],
    key: str | None,
    dry_run: bool,
    offline: bool,
    mailto: str | None,
    despite_title: bool,
    form: str | None,
    data: Path | None,
) -> int:
    """Add publications: by DOI, by arXiv identifier, or from a bibliography.

    SOURCE is a DOI, an arXiv identifier or the address of either, about which the registries are
    asked; or a file in BibTeX (.bib), CSL-JSON (.json) or RIS (.ris), or - for standard input.
    Each work is written to data/publications as <Key>.yaml once the shapes have nothing against
    it. Standard output gets the names of the files. A work that is there already is not written
    again, so that a run that was stopped can be repeated.
    """
    if key is not None and not key.strip():
        raise UsageError("--key is empty. Name the publication, such as Doe2025, or leave it out.")
    folder = Sources.carried(data)
    if not dry_run:
        writable(folder.data)
    with Client(mailto, default_cache(), offline=offline) as client:
        asked, unreached = _entries(sources, form, Lookup(client))
    if key and len(asked) + len(unreached) != 1:
        raise UsageError(f"--key names one work, and there are {len(asked) + len(unreached)}.")
    if not asked:
        raise unreached[0] if len(unreached) == 1 else UsageError("\n".join(map(str, unreached)))
    progress(f"Comparing with {folder.data}")
    intake = Intake(load(folder), folder.data, is_rehearsal=dry_run, despite_title=despite_title)
    outcomes = list(_shown(intake.take(asked, key), len(asked), is_rehearsal=dry_run))
    return _summed_up(outcomes, unreached, key)


def _entries(
    sources: tuple[str, ...], form: str | None, lookup: Lookup
) -> tuple[list[Entry], list[AtlasError]]:
    """Return the entries of all sources, and why some registries could not be asked."""
    found: list[Entry] = []
    failed: list[AtlasError] = []
    for source in sources:
        if source == "-" or Path(source).is_file() or format_of_name(source):
            found += _read(source, form)
            continue
        try:
            found.append(lookup.entry(source))
        except RegistryError as error:
            failed.append(error)
    return found, failed


def _read(source: str, form: str | None) -> tuple[Entry, ...]:
    if source == "-":
        if form is None:
            raise UsageError(f"Name the format of standard input: --format {', '.join(FORMATS)}.")
        stream = getattr(sys.stdin, "buffer", None)
        content = stream.read() if stream else sys.stdin.read().encode()
        return read(content, format_of(form, None, FORMATS, form), "standard input")
    file = Path(source)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    name = form or format_of_name(file.name)
    if name is None:
        raise UsageError(f"Name the format of {file} by --format: {', '.join(FORMATS)}.")
    return read(content, format_of(name, None, FORMATS, name), file.name)


def _shown(outcomes: Iterator[Outcome], count: int, *, is_rehearsal: bool) -> Iterator[Outcome]:
    """Yield outcomes; print each file that was written, and a bar on a terminal."""
    has_bar = count >= _BAR and sys.stderr.isatty() and not is_rehearsal
    # Lines would tear the bar where both go to one terminal.
    has_lines = not (has_bar and sys.stdout.isatty())
    bar = (
        click.progressbar(outcomes, length=count, label="Adding", file=sys.stderr)
        if has_bar
        else nullcontext(outcomes)
    )
    with bar as each:
        for outcome in each:
            if outcome.state is State.WRITTEN and outcome.file and has_lines:
                name = str(from_here(outcome.file))
                write(f"# {name}\n{outcome.text}" if is_rehearsal else name, None)
            yield outcome


def _summed_up(outcomes: list[Outcome], unreached: list[AtlasError], key: str | None) -> int:
    known = [outcome for outcome in outcomes if outcome.state is State.KNOWN]
    refused = [o for o in outcomes if o.state in {State.WRONG, State.DUPLICATE}]
    if key:
        # A work that is there has its key, and gets no other one.
        refused, known = refused + known, []
    written = sum(outcome.state is State.WRITTEN for outcome in outcomes)
    for outcome in refused + (known if len(outcomes) == 1 else []):
        progress(f"{outcome.entry.place}: {outcome.why}")
    for error in unreached:
        progress(f"Error: {error}")
    parts = [f"{written} new"]
    if known:
        parts.append(f"{len(known)} there already")
    if refused:
        parts.append(f"{len(refused)} not taken in, for the reasons above")
    if unreached:
        parts.append(f"{len(unreached)} not reached")
    progress(f"{', '.join(parts)}.")
    return 2 if unreached else 1 if refused else 0
