"""The verb that hands the graph out as files: ``export``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from atlas_kg.cli.graph import build_graph, data_option
from atlas_kg.cli.output import progress
from atlas_kg.errors import UsageError
from atlas_kg.nanopublications import read_key
from atlas_kg.release import export
from atlas_kg.research_object import time_of_release
from atlas_kg.static_site import Edition, check_place, write_site

__all__ = ["export_command"]

_TOLD = 1_000
"""After how many pages a line is written where there is no terminal."""


@click.command("export")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The folder to fill.")
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the web site to this folder, as files that need no server.",
)
@click.option(
    "--url", metavar="URL", help="Where the site will lie; citations on its pages name it."
)
@click.option(
    "--sign",
    "key",
    type=click.Path(path_type=Path),
    metavar="KEY",
    help="Sign the nanopublications with the private RSA key in this file.",
)
@click.option("--signer", metavar="ORCID|IRI", help="Who signs; is written into what is signed.")
@data_option
def export_command(
    output: Path | None,
    site: Path | None,
    url: str | None,
    key: Path | None,
    signer: str | None,
    data: Path | None,
) -> None:
    """Write the release files: the graph in every format, and the tables of the map.

    Each accepted statement is among them as a nanopublication, with its provenance. They are
    unsigned, unless --sign names a key, such as the one that 'np setup' of the library nanopub
    makes. The key is only read.

    The file ro-crate-metadata.json describes the others for repositories. It tells when the release
    was made only if the variable SOURCE_DATE_EPOCH says so.

    With --site, the web site is written: the map and all pages, the published queries with their
    answers, and the release files as downloads. Its links work from a folder and on any host. How
    to cite a list tells its address if --url does, else the permanent name of the dataset.
    """
    if not output and not site:
        raise UsageError("Name the folder to fill: -o DIR for the release, --site DIR for a site.")
    if url and not site:
        raise UsageError("--url tells where the site will lie: add --site DIR, or leave it out.")
    if url and not url.startswith(("https://", "http://")):
        raise UsageError(
            f"'{url}' is no address of a site. Write one such as https://example.org/."
        )
    if signer and not key:
        raise UsageError("--signer tells whose key --sign names: add --sign KEY, or leave it out.")
    signing = read_key(key, signer) if key else None
    made = time_of_release(os.environ)
    if site:
        check_place(site)
    graph = build_graph(data)
    if output:
        for path in export(graph, output, signing, progress, made):
            progress(f"Wrote {path}")
    if site:
        with _bar() as tell:
            written = write_site(graph, site, Edition(signing, made, url), tell)
        progress(
            f"Wrote {written.pages:,} pages, {written.files:,} files and "
            f"{written.size / 1e6:,.1f} MB to {site} in {written.seconds:,.0f} seconds: "
            f"open {site / 'index.html'}"
        )


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how far the pages are; elsewhere, a line now and then."""
    if not sys.stderr.isatty():

        def tell_lines(done: int, known: int) -> None:
            if done % _TOLD == 0:
                progress(f"Made {done:,} of {known:,} pages …")

        yield tell_lines
        return
    with click.progressbar(length=1, label="Making pages", file=sys.stderr) as bar:

        def tell(done: int, known: int) -> None:
            bar.length = known
            bar.update(done - bar.pos)

        yield tell
