"""The verb that links publications with their records elsewhere: ``link``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import click

from atlas_kg.cli.graph import data_option
from atlas_kg.cli.output import format_of, from_here, progress, write
from atlas_kg.concordance import (
    SERVICES,
    Ledger,
    Outcome,
    Service,
    State,
    Work,
    as_json,
    as_text,
    identified,
    link_with_file,
    pending,
    run,
    works,
)
from atlas_kg.dataset import Sources, load
from atlas_kg.errors import FindingsError, UsageError
from atlas_kg.linking import DEFAULT_ENGINE, ENGINES
from atlas_kg.record_files import writable
from atlas_kg.registries import Client, default_cache

__all__ = ["link_command"]

_FORMATS = ("text", "json")


@click.command("link")
@click.option(
    "--from-file",
    "file",
    type=click.Path(path_type=Path),
    help="Look in an extract of OpenAlex (.jsonl, .jsonl.gz) or another bibliography; ask nobody.",
)
@click.option("--offline", is_flag=True, help="Tell what identifiers alone give; ask nobody.")
@click.option(
    "--only",
    "names",
    multiple=True,
    type=click.Choice(list(SERVICES)),
    help="Ask this service; may be repeated. Without it, all are asked.",
)
@click.option(
    "--engine",
    type=click.Choice(list(ENGINES)),
    default=DEFAULT_ENGINE,
    show_default=True,
    help="What links records with --from-file.",
)
@click.option(
    "--mailto",
    envvar="ATLAS_KG_MAILTO",
    help="Your mail address, which services get so that they can write to you.",
)
@click.option("--dry-run", is_flag=True, help="Show what comes of it, and write nothing.")
@click.option("--format", "form", help="The format of the report: text or json.")
@data_option
def link_command(
    file: Path | None,
    offline: bool,
    names: tuple[str, ...],
    engine: str,
    mailto: str | None,
    dry_run: bool,
    form: str | None,
    data: Path | None,
) -> int:
    """Link publications with their records at OpenAlex, Wikidata and other services.

    Each service is asked by the identifiers of a publication, else by its title, and record linkage
    decides which record is meant: each publication is linked, ambiguous or unlinked there, and what
    failed is told by name. Links go to data/mappings/works.sssom.tsv, answers to data/lookups, and
    citations among the publications to data/citations. A publication whose answer is there is not
    asked about again, so that a run that was stopped can be repeated.
    """
    if file and (offline or names):
        raise UsageError("--from-file asks no service; leave --offline and --only out.")
    if offline and names:
        raise UsageError("--offline asks no service; leave --only out.")
    name = format_of(form, None, _FORMATS, "text")
    sources = Sources.carried(data)
    if not (dry_run or offline):
        writable(sources.data)
    progress(f"Reading {sources.data}")
    dataset = load(sources)
    if dataset.findings:
        raise FindingsError(dataset.findings)
    found = works(dataset)
    ledger = Ledger(dataset, sources.data, is_rehearsal=dry_run)
    ask = "Without a record there"
    if offline:
        outcomes: Sequence[Outcome] = identified(found)
        ask = "Without any identifier that others know"
    elif file:
        progress(f"Looking for {len(found):,} publications in {file}")
        outcomes = link_with_file(found, file, ledger, engine)
    else:
        services = [SERVICES[name] for name in names] or list(SERVICES.values())
        with Client(mailto, default_cache()) as client:
            outcomes = list(_shown(client, found, services, ledger))
            progress(f"{client.requests:,} request{'s' if client.requests != 1 else ''} sent.")
    written = [str(from_here(path)) for path in ledger.written]
    text = as_json(outcomes, written) if name == "json" else as_text(outcomes, ask=ask)
    write(text, None)
    for path in written:
        progress(f"Wrote {path}.")
    failed = sum(outcome.state is State.FAILED for outcome in outcomes)
    if failed:
        progress(f"{failed:,} failed, for the reasons above. Run the command again to try anew.")
    return 1 if failed else 0


def _shown(
    client: Client, found: Sequence[Work], services: Sequence[Service], ledger: Ledger
) -> Iterator[Outcome]:
    """Yield what comes of the works, with a bar on a terminal."""
    asked = pending(found, services, ledger)
    known = len(found) * len(services) - asked
    if asked:
        labels = ", ".join(service.label for service in services)
        progress(f"Asking {labels}: {asked:,} answers are missing, {known:,} are there.")
    outcomes = run(client, found, services, ledger)
    bar = (
        click.progressbar(outcomes, length=asked + known, label="Linking", file=sys.stderr)
        if asked and sys.stderr.isatty()
        else nullcontext(outcomes)
    )
    with bar as each:
        yield from each
