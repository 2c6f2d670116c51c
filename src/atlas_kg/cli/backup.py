"""Verbs that look after a store on disk: ``backup`` and ``restore``."""

from __future__ import annotations

from pathlib import Path

import click

from atlas_kg.cli.output import progress
from atlas_kg.workers import upkeep

__all__ = ["backup_command", "restore_command"]

_store_option = click.option(
    "--store",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder of the store, as given to 'serve --store'.",
)


@click.command("backup")
@_store_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder to make and to write the backup to.",
)
def backup_command(folder: Path, output: Path) -> None:
    """Write the data of a store on disk to a folder of their own.

    A server that uses the store goes on, and so do its queries and changes.
    """
    quads = upkeep.backup(folder, output)
    progress(f"Wrote {quads:,} quads to {output}")


@click.command("restore")
@_store_option
@click.argument("backup", type=click.Path(path_type=Path))
def restore_command(folder: Path, backup: Path) -> None:
    """Put the data of a BACKUP in the place of those of a store on disk.

    A server that uses the store goes on; queries that run already are answered from the old data.
    """
    quads = upkeep.restore(folder, backup)
    progress(f"The store in {folder} holds {quads:,} quads now")
