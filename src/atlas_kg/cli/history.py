"""The verb that compares releases: ``diff``."""

from __future__ import annotations

from pathlib import Path

import click

from atlas_kg.cli.output import format_of, progress, write
from atlas_kg.history import COMPARISON_FORMATS, compare, read_release, render_comparison

__all__ = ["diff_command"]


@click.command("diff")
@click.argument("before", metavar="A", type=click.Path(path_type=Path))
@click.argument("after", metavar="B", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file instead of the screen."
)
@click.option(
    "--format", "form", help=f"{', '.join(COMPARISON_FORMATS)}; else by suffix, else text."
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 when anything differs.")
def diff_command(
    before: Path, after: Path, output: Path | None, form: str | None, exit_code: bool
) -> int:
    """Tell what changed from release A to release B, and why the map changed.

    A and B are folders that 'atlas-kg export' wrote, .trig or .nq files of all named graphs, or
    folders of contributed literature, which are built first.
    """
    name = format_of(form, output, COMPARISON_FORMATS, "text")
    comparison = compare(read_release(before, progress), read_release(after, progress))
    write(render_comparison(comparison, name), output)
    return 1 if exit_code and comparison.differs else 0
