"""Verbs that hand the graph out: ``export`` and ``serve``."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

import click
from starlette.types import ASGIApp

from atlas_kg.cli.graph import build_graph, data_option
from atlas_kg.cli.output import progress, write
from atlas_kg.cli.server import get, serve
from atlas_kg.federation.allow_list import AllowList
from atlas_kg.release import export
from atlas_kg.web.app import create_app
from atlas_kg.web.settings import Settings
from atlas_kg.workers.limits import Limits

__all__ = ["export_command", "serve_command"]

LIMITS = Limits()


@click.command("export")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder to fill."
)
@data_option
def export_command(output: Path, data: Path | None) -> None:
    """Write the release files: the graph in every format, and the tables of the map."""
    for path in export(build_graph(data), output):
        progress(f"Wrote {path}")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port."
)
@click.option("--get", "path", metavar="PATH", help="Print one response, without a server.")
@click.option("--accept", default="*/*", help="The media types to ask for with --get.")
@click.option(
    "--query-seconds",
    default=LIMITS.seconds,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="How long a SPARQL query may be worked on.",
)
@click.option(
    "--query-memory",
    default=LIMITS.memory >> 20,
    show_default=True,
    type=click.IntRange(min=16),
    help="How many MiB of memory a SPARQL query may take.",
)
@click.option(
    "--answer-size",
    default=LIMITS.answer >> 20,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many MiB the answer to a SPARQL query may have.",
)
@click.option(
    "--workers",
    default=LIMITS.workers,
    type=click.IntRange(min=1),
    help="How many SPARQL queries run at once; by default one a processor, and two at least.",
)
@click.option(
    "--allow-service",
    "services",
    multiple=True,
    metavar="URL",
    help="An endpoint on the internet that SERVICE may call; may be given several times.",
)
@click.option(
    "--allow-private-service",
    "private_services",
    multiple=True,
    metavar="URL",
    help="The same for one on this machine or in the own network.",
)
@data_option
def serve_command(
    host: str,
    port: int,
    path: str | None,
    accept: str,
    query_seconds: float,
    query_memory: int,
    answer_size: int,
    workers: int,
    services: tuple[str, ...],
    private_services: tuple[str, ...],
    data: Path | None,
) -> int:
    """Serve the web site and the SPARQL endpoint."""
    limits = Limits(
        seconds=query_seconds,
        memory=query_memory << 20,
        answer=answer_size << 20,
        workers=workers,
    )

    settings = Settings(limits=limits, allowed=AllowList(services, private_services))

    def app() -> ASGIApp:
        return create_app(build_graph(data), settings)

    if path is None:
        serve(app, host, port, query_seconds + 1)
        return 0
    status, body = get(app(), path, accept)
    write(body, None)
    return 0 if status < HTTPStatus.BAD_REQUEST else 1
