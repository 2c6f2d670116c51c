"""Pages that a site has only without a server: they say what to do in the place of others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from atlas_kg.namespaces import THING
from atlas_kg.planner import open_planner
from atlas_kg.research_object import METADATA
from atlas_kg.web.links import local_name
from atlas_kg.web.site import Site

__all__ = ["NOTICE", "DownloadableFile", "downloadable", "own_routes"]

NOTICE = "/needs-a-server"
"""The address of the page that tells what needs a server, and how to have one."""

_LISTED = 1_000
"""How many things of a kind are listed by name; more would make a page that nobody reads."""

_SHOWN = ("publication", "solution", "coder", "query", "list", "report")
"""The kinds of things that people look for by name."""


@dataclass(frozen=True)
class DownloadableFile:
    """A file to download.

    Attributes:
        name: Its name.
        description: What it holds.
        size: How many bytes it has.
    """

    name: str
    description: str
    size: int


@dataclass(frozen=True)
class _Kind:
    """Things of one kind: their number, and their names and addresses if they are few."""

    name: str
    number: int
    things: Sequence[tuple[str, str]]


class _Whole(Route):
    """A route of an address alone: with parameters, it is that of a part, which the site has."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.NONE, {}) if scope.get("query_string") else super().matches(scope)


def downloadable(folder: Path) -> tuple[DownloadableFile, ...]:
    """Return the files of a release, as its description tells of them.

    Args:
        folder: The folder of the release.
    """
    described = json.loads((folder / METADATA).read_text("utf-8"))["@graph"]
    told = {str(entry["@id"]): str(entry.get("description", "")) for entry in described}
    told[METADATA] = "The description of these files, for repositories and programs (RO-Crate)."
    return tuple(
        DownloadableFile(file.name, told.get(file.name, ""), file.stat().st_size)
        for file in sorted(folder.iterdir())
    )


def own_routes(site: Site, files: Sequence[DownloadableFile]) -> list[Route]:
    """Return the routes of the pages; they go before those of the site.

    Args:
        site: The site.
        files: What there is to download.
    """
    loader = site.templates.loader
    templates = FileSystemLoader(Path(__file__).parent / "templates")
    site.templates.loader = ChoiceLoader([templates, *([loader] if loader else [])])

    def notice(request: Request) -> Response:
        return HTMLResponse(site.page(request, "needs_a_server.html"))

    def contribute(request: Request) -> Response:
        return HTMLResponse(site.page(request, "how_to_contribute.html"))

    def download(request: Request) -> Response:
        return HTMLResponse(site.page(request, "download_files.html", files=files))

    def search(request: Request) -> Response:
        kinds = tuple(_kinds(site))
        return HTMLResponse(site.page(request, "search_in_files.html", kinds=kinds))

    vocabulary = open_planner(site.store, site.space).vocabulary

    def plans(request: Request) -> Response:
        return HTMLResponse(
            site.page(request, "ready_plans.html", vocabulary=vocabulary, name=local_name)
        )

    def missing(request: Request) -> Response:
        return HTMLResponse(site.page(request, "missing_file.html"))

    return [
        Route(NOTICE, notice),
        Route("/contribute", contribute),
        Route("/download", download),
        Route("/search", search),
        _Whole("/plan", plans),
        Route("/404", missing),
    ]


def _kinds(site: Site) -> Iterator[_Kind]:
    for name in _SHOWN:
        start = f"{THING}{name}/"
        found = sorted(
            (label, site.links.thing(iri))
            for iri, label in site.labels.items()
            if iri.startswith(start)
        )
        if found:
            yield _Kind(name, len(found), found if len(found) <= _LISTED else ())
