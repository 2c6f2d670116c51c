"""The verb that documents the ontology: ``docs``."""

from __future__ import annotations

from pathlib import Path

import click

from atlas_kg.cli.graph import build_graph
from atlas_kg.cli.output import progress
from atlas_kg.documentation import documentation_folder, markdown_pages
from atlas_kg.errors import UsageError

__all__ = ["docs_command"]


@click.command("docs")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder to fill."
)
@click.option("--markdown", is_flag=True, help="Write the generated Markdown pages alone.")
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
def docs_command(output: Path, markdown: bool, check: bool) -> int:
    """Write the documentation of the ontology, as HTML pages that need nothing else.

    With --markdown, write those pages that are generated from the graph and kept in the repository
    in Markdown.
    """
    graph = build_graph(None)
    files = markdown_pages(graph) if markdown else documentation_folder(graph)
    changed = [name for name, content in files.items() if not _holds(output / name, content)]
    for name in changed:
        if not check:
            _write(output / name, files[name])
        progress(f"{'Out of date' if check else 'Wrote'}: {output / name}")
    if not check and not markdown:
        progress(f"Open {output / 'index.html'}")
    return 1 if check and changed else 0


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}. Name a folder that you may write to."
        ) from error


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content
