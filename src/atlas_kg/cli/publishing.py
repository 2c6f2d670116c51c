"""The verb that hands the graph out as files: ``export``."""

from __future__ import annotations

from pathlib import Path

import click

from atlas_kg.cli.graph import build_graph, data_option
from atlas_kg.cli.output import progress
from atlas_kg.release import export

__all__ = ["export_command"]


@click.command("export")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder to fill."
)
@data_option
def export_command(output: Path, data: Path | None) -> None:
    """Write the release files: the graph in every format, and the tables of the map."""
    for path in export(build_graph(data), output):
        progress(f"Wrote {path}")
