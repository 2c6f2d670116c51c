"""The verb that serves the web site and the endpoints: ``serve``."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any

import click
from fastapi import FastAPI

from atlas_kg.cli.access_log import write_access_log
from atlas_kg.cli.desk_options import DeskOptions, desk_options
from atlas_kg.cli.graph import build_graph, data_option
from atlas_kg.cli.output import progress, write
from atlas_kg.cli.server import get, serve
from atlas_kg.cli.stores import StoreOptions, store_of
from atlas_kg.dataset import Sources
from atlas_kg.desk.journal import finish
from atlas_kg.federation.allow_list import AllowList
from atlas_kg.knowledge_graph import Progress
from atlas_kg.tokens import Tokens, read_tokens
from atlas_kg.web.app import create_app
from atlas_kg.web.settings import Settings
from atlas_kg.workers.limits import Limits

__all__ = ["serve_command"]

LIMITS = Limits()
SETTINGS = Settings()


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port."
)
@click.option("--get", "path", metavar="PATH", help="Print one response, without a server.")
@click.option("--accept", default="*/*", help="The media types to ask for with --get.")
@click.option(
    "--store",
    default="memory",
    show_default=True,
    metavar="memory|DIR|URL",
    help="Where the data live: in memory, in a folder, or behind a SPARQL 1.1 endpoint.",
)
@click.option("--store-update", metavar="URL", help="Where that endpoint takes updates.")
@click.option("--store-graphs", metavar="URL", help="Where it takes graphs (Graph Store Protocol).")
@click.option(
    "--tokens",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Let those change the data whose tokens this file names; see 'atlas-kg token'.",
)
@desk_options
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
    "--change-seconds",
    default=LIMITS.change_seconds,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="How long a change of the data may be worked on.",
)
@click.option(
    "--change-memory",
    default=LIMITS.change_memory >> 20,
    show_default=True,
    type=click.IntRange(min=16),
    help="How many MiB of memory a change may take.",
)
@click.option(
    "--upload-size",
    default=SETTINGS.max_upload >> 20,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many MiB a change may send.",
)
@click.option(
    "--workers",
    default=LIMITS.workers,
    type=click.IntRange(min=1),
    help="How many SPARQL queries run at once; by default two a processor.",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0, min_open=True),
    help="How many requests a second a client may send to the endpoints; by default any number.",
)
@click.option(
    "--cache",
    default=SETTINGS.cache >> 20,
    show_default=True,
    type=click.IntRange(min=0),
    help="How many MiB of answers to remember.",
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
@click.option(
    "--access-log",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write a line of JSON here for each query and change; - is standard error.",
)
@data_option
def serve_command(
    host: str,
    port: int,
    path: str | None,
    accept: str,
    store: str,
    store_update: str | None,
    store_graphs: str | None,
    tokens: Path | None,
    query_seconds: float,
    query_memory: int,
    answer_size: int,
    change_seconds: float,
    change_memory: int,
    upload_size: int,
    workers: int,
    rate: float | None,
    cache: int,
    services: tuple[str, ...],
    private_services: tuple[str, ...],
    access_log: Path | None,
    data: Path | None,
    **at_desk: Any,  # noqa: ANN401 - click gives the options as they come
) -> int:
    """Serve the web site and the SPARQL endpoint."""
    desk = DeskOptions(**at_desk)
    desk.check(has_tokens=tokens is not None)
    limits = Limits(
        seconds=query_seconds,
        memory=query_memory << 20,
        answer=answer_size << 20,
        workers=workers,
        change_seconds=change_seconds,
        change_memory=change_memory << 20,
    )
    settings = Settings(
        max_upload=upload_size << 20,
        cache=cache << 20,
        tokens=_known(tokens) if tokens else None,
        desk=desk.desk,
        data=desk.data(data),
        orcid=desk.client(),
        rate=rate,
        limits=limits,
        allowed=AllowList(services, private_services),
    )
    place = store_of(StoreOptions(store, store_update, store_graphs), settings)
    write_access_log(access_log)

    def app(tell: Progress) -> FastAPI:
        # Before anything is read: half of a publication must not be served.
        finish(Sources.carried(data).data, tell)
        graph = build_graph(data, tell=tell)
        tell("Opening the site …")
        return create_app(graph, settings, place.service(graph, tell))

    with place:
        if path is None:
            serve(app, host, port, query_seconds + 1)
            return 0
        status, body = get(app(progress), path, accept)
    write(body, None)
    return 0 if status < HTTPStatus.BAD_REQUEST else 1


def _known(file: Path) -> Tokens:
    """Read the tokens; tell whoever runs the server if there are none."""
    tokens = read_tokens(file)
    if not len(tokens):
        progress(
            f"{file} holds no tokens, so that nobody can change the data. "
            f"'atlas-kg token NAME --tokens {file}' adds one."
        )
    return tokens
