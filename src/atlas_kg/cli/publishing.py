"""The verb that hands the graph out as files: ``export``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from atlas_kg.cli.graph import build_graph, data_option
from atlas_kg.cli.output import progress
from atlas_kg.errors import UsageError
from atlas_kg.nanopublications import read_key
from atlas_kg.release import export
from atlas_kg.research_object import time_of_release

__all__ = ["export_command"]


@click.command("export")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder to fill."
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
def export_command(output: Path, key: Path | None, signer: str | None, data: Path | None) -> None:
    """Write the release files: the graph in every format, and the tables of the map.

    Each accepted statement is among them as a nanopublication, with its provenance. They are
    unsigned, unless --sign names a key, such as the one that 'np setup' of the library nanopub
    makes. The key is only read.

    The file ro-crate-metadata.json describes the others for repositories. It tells when the release
    was made only if the variable SOURCE_DATE_EPOCH says so.
    """
    if signer and not key:
        raise UsageError("--signer tells whose key --sign names: add --sign KEY, or leave it out.")
    signing = read_key(key, signer) if key else None
    made = time_of_release(os.environ)
    for path in export(build_graph(data), output, signing, progress, made):
        progress(f"Wrote {path}")
