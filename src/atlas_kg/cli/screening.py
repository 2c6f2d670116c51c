"""Verbs of screening: ``screen`` and ``prisma``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import pyoxigraph as ox
from rdflib import RDF

from atlas_kg import record_files
from atlas_kg.cli.graph import data_option
from atlas_kg.cli.output import format_of, from_here, write
from atlas_kg.corpus import Corpus, Work, add_decision, find_work, read_corpus, unscreened
from atlas_kg.dataset import Sources, load, load_theory
from atlas_kg.errors import FindingsError, UsageError
from atlas_kg.findings import blocks
from atlas_kg.namespaces import ATLAS
from atlas_kg.prisma import FLOW_FORMATS, flow_of
from atlas_kg.reference.identifiers import arxiv_id, doi
from atlas_kg.store import EmbeddedStore
from atlas_kg.suggestions import nearest

__all__ = ["prisma_command", "screen_command"]

_NEXT = 10


@click.command("screen")
@click.argument("work", required=False)
@click.option("--include", is_flag=True, help="The work is to be read and coded.")
@click.option("--exclude", metavar="REASON", help="The work is left out, for this reason.")
@click.option("--note", default="", help="A remark on the decision.")
@click.option("--by", metavar="CODER", help="Who decides: the name of a file in data/coders.")
@click.option(
    "--next",
    "count",
    type=click.IntRange(min=1),
    is_flag=False,
    flag_value=_NEXT,
    metavar="[N]",
    help=f"Show the next N works without a decision; else {_NEXT}.",
)
@data_option
def screen_command(
    work: str | None,
    include: bool,
    exclude: str | None,
    note: str,
    by: str | None,
    count: int | None,
    data: Path | None,
) -> None:
    """Include or exclude an identified work, or show which ones come next.

    WORK is its name as --next shows it, or its identifier such as arxiv:2307.15043. With --by,
    --next shows what this coder has not decided on; without, what nobody has.
    """
    sources = Sources.carried(data)
    if count is not None:
        if work or include or exclude:
            raise UsageError("--next shows works: leave WORK, --include and --exclude out.")
        if by:
            _known_coder(sources.data, by)
        write(_shown(_read(sources.data), by, count), None)
        return
    where = f" --data {data}" if data else ""
    if work and not by and include != (exclude is not None):
        raise UsageError(
            f"Say who decides: --by CODER, the name of a file in {from_here(sources.data)}/coders."
        )
    if not work or not by or include == (exclude is not None):
        raise UsageError(
            "Say what you decide: atlas-kg screen WORK --include --by CODER, or "
            "--exclude REASON in place of --include. atlas-kg screen --next shows works."
        )
    record_files.writable(sources.data)
    _known_coder(sources.data, by)
    reason = _known_reason(sources, exclude) if exclude is not None else ""
    corpus = _read(sources.data)
    found = find_work(corpus, work)
    for decision in corpus.decisions:
        if decision.screener == by and decision["work"] == found.slug:
            place = decision.row
            raise UsageError(
                f"{by} has decided on '{found.slug}' already: {decision['decision']}, in "
                f"{from_here(place.table)}:{place.line}. Edit that line to change it."
            )
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    outcome = "Included" if include else "Excluded"
    words = " ".join(note.split())
    file = add_decision(sources.data, by, found, (outcome, reason, words, now))
    lines = [f"{outcome}: {found.label} ({from_here(file)})."]
    others = {d["decision"] for d in corpus.decisions if d["work"] == found.slug}
    if others - {outcome}:
        lines.append(
            f"Another screener decided differently; atlas-kg prisma{where} lists such works."
        )
    if include:
        lines.append(_as_publication(found, where))
    write("\n".join(lines), None)


def _as_publication(work: Work, where: str) -> str:
    """Say how a work becomes a publication: registries know DOIs and arXiv identifiers."""
    named = (work.every("identifier"), work.every("url"))
    for text in (text for texts in named for text in texts):
        if name := arxiv_id(text):
            return f"To add it as a publication: atlas-kg new arxiv:{name}{where}"
        if name := doi(text):
            return f"To add it as a publication: atlas-kg new {name}{where}"
    place = f" from {work.address}" if work.address else ""
    return (
        f"To add it as a publication, save its entry{place} as FILE.bib, then: "
        f"atlas-kg new FILE.bib{where}"
    )


def _read(data: Path) -> Corpus:
    """Read the corpus; what cannot be read is mended before anything is added."""
    corpus = read_corpus(data)
    if blocks(corpus.findings):
        raise FindingsError(corpus.findings)
    return corpus


def _known_coder(data: Path, name: str) -> None:
    coders = sorted(path.stem for path in (data / "coders").glob("*.yaml"))
    if name not in coders:
        guess = nearest(name, coders)
        hint = f" Did you mean '{guess}'?" if guess else ""
        raise UsageError(
            f"There is no coder '{name}' in {from_here(data)}/coders.{hint} The coders are: "
            f"{', '.join(coders)}."
        )


def _known_reason(sources: Sources, name: str) -> str:
    kind, reason = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(ATLAS.ExclusionReason))
    found = load_theory(sources).store.quads_for_pattern(None, kind, reason, None)
    reasons = sorted(str(quad.subject)[1:-1].removeprefix(str(ATLAS)) for quad in found)
    if name not in reasons:
        guess = nearest(name, reasons)
        hint = f" Did you mean '{guess}'?" if guess else ""
        raise UsageError(
            f"'{name}' is not a reason of exclusion.{hint} The reasons are: {', '.join(reasons)}."
        )
    return name


def _shown(corpus: Corpus, screener: str | None, count: int) -> str:
    waiting = list(unscreened(corpus, screener))
    whose = f"by {screener}" if screener else "by anybody"
    last = f"{len(waiting)} of {len(corpus.works)} works not screened {whose}."
    return "\n\n".join([*map(_block, waiting[:count]), last])


def _block(work: Work) -> str:
    authors, kinds = work.first("authors"), "; ".join(work.every("type"))
    by = " ".join(part for part in (authors, f"({work.first('year') or 'n.d.'})") if part)
    lines = [
        work.slug,
        f"  {work.label}",
        f"  {by}",
        f"  {work.address or 'no address'}",
        f"  {'; '.join(dict.fromkeys(name for name, _ in work.rows))}"
        + (f": {kinds}" if kinds else ""),
    ]
    return "\n".join(lines)


@click.command("prisma")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file instead of the screen."
)
@click.option("--format", "form", help=f"{', '.join(FLOW_FORMATS)}; else by suffix, else text.")
@data_option
def prisma_command(output: Path | None, form: str | None, data: Path | None) -> None:
    """Count the works of the review by stage, and draw the flow diagram of PRISMA 2020."""
    name = format_of(form, output, FLOW_FORMATS, "text")
    dataset = load(Sources.carried(data))
    if blocks(dataset.findings):
        raise FindingsError(dataset.findings)
    write(FLOW_FORMATS[name](flow_of(EmbeddedStore(dataset.store))), output)
