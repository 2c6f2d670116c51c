"""A static site: asked of the application itself, so that each page exists once as code."""

from __future__ import annotations

import asyncio
import posixpath
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
from fastapi import FastAPI

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import DATASET, THING
from atlas_kg.nanopublications import SigningKey
from atlas_kg.release import export
from atlas_kg.search import search_index
from atlas_kg.static_site.addresses import Files, notice_of
from atlas_kg.static_site.crawl import Crawl, Tell
from atlas_kg.static_site.folder import files_below, new_folder
from atlas_kg.static_site.markup import Replacement, rewritten
from atlas_kg.static_site.own_pages import (
    NOTICE,
    DownloadableFile,
    downloadable,
    own_routes,
)
from atlas_kg.web import create_app
from atlas_kg.web.in_process import asking
from atlas_kg.web.links import SiteLinks
from atlas_kg.web.search_page import PAGES

__all__ = ["Edition", "SiteSummary", "write_site"]

DOWNLOADS = "download"
INDEX = "search-index.js"
"""A script, since pages that were opened from a folder may load no other data."""

_STARTS = (
    "/",
    NOTICE,
    "/404",
    "/contribute",
    "/download",
    "/search",
    "/evidence",
    "/plan",
    "/ontology",
    "/queries",
    "/screening",
    "/agreement",
    "/validation",
)
"""Where the walk begins, besides at each thing: what a site lacks of these is left out."""

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@dataclass(frozen=True)
class SiteSummary:
    """What was written.

    Attributes:
        pages: How many pages.
        files: How many files, pages among them.
        size: How many bytes they have.
        seconds: How long it took.
    """

    pages: int
    files: int
    size: int
    seconds: float


@dataclass(frozen=True)
class Edition:
    """What is told of a site besides the graph.

    Attributes:
        key: With what to sign the nanopublications among the downloads.
        made: When the release among the downloads is made, if it is to tell that.
        url: Where the site will lie, for citations; without it they give the permanent name of the
            dataset instead.
    """

    key: SigningKey | None = None
    made: datetime | None = None
    url: str | None = None


def write_site(
    graph: KnowledgeGraph,
    folder: Path,
    edition: Edition | None = None,
    tell: Tell = lambda _done, _known: None,
) -> SiteSummary:
    """Write the whole read-only site as files that need no server.

    All links are relative, so that they work from a folder and below any address. The same graph
    gives the same bytes.

    Args:
        graph: The knowledge graph.
        folder: The folder to write; an earlier site in it is replaced.
        edition: What is told of this one; by default nothing.
        tell: Is told how far the work is.

    Raises:
        UsageError: The folder holds something else or cannot be written, or a page cannot be made.
            Then nothing is written.
    """
    begun = time.perf_counter()
    edition = edition or Edition()
    with new_folder(folder) as fresh:
        export(graph, fresh / DOWNLOADS, edition.key, made=edition.made)
        crawl = asyncio.run(_crawled(graph, fresh, tell))
        _link_files(crawl, edition.url)
        (fresh / INDEX).write_bytes(_index(graph, crawl.files))
        (fresh / ".nojekyll").touch()
        names = files_below(fresh)
        size = sum((fresh / name).stat().st_size for name in names)
    return SiteSummary(len(crawl.pages), len(names), size, time.perf_counter() - begun)


async def _crawled(graph: KnowledgeGraph, folder: Path, tell: Tell) -> Crawl:
    app = create_app(graph)
    files = downloadable(folder / DOWNLOADS)
    _replace_pages(app, files)
    crawl = Crawl(folder)
    for file in files:
        crawl.files.lead(f"/{DOWNLOADS}/{file.name}", f"{DOWNLOADS}/{file.name}")
    async with asking(app) as ask:
        await crawl.walk(ask, (*_STARTS, *_things(graph)), tell)
    return crawl


def _replace_pages(app: FastAPI, files: tuple[DownloadableFile, ...]) -> None:
    app.router.routes[:0] = own_routes(app.state.site, files)


def _things(graph: KnowledgeGraph) -> Iterator[str]:
    """Yield the addresses of all things that have a type, in order."""
    found = {
        quad.subject.value
        for quad in graph.store.quads_for_pattern(None, _TYPE, None, None)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(THING)
    }
    return (f"/id/{iri.removeprefix(THING)}" for iri in sorted(found))


def _link_files(crawl: Crawl, url: str | None) -> None:
    """Let the links of all pages lead to files."""

    def told(address: str) -> str:
        if url is None:
            return DATASET
        base = url.rstrip("/")
        return f"{base}/{crawl.files[address]}" if address in crawl.files else f"{base}/"

    for address in crawl.pages:
        name = crawl.files[address]
        file = crawl.folder / name
        links = _Links(crawl.files, posixpath.dirname(name), posixpath.basename(name))
        search = f'action="{links.to("/search", "")}" data-index="{links.path(INDEX)}"'
        instead = Replacement(links.to, links.file, _NOTE, search, told)
        text = rewritten(file.read_text("utf-8"), address, instead)
        file.write_text(text, "utf-8")


def _index(graph: KnowledgeGraph, files: Files) -> bytes:
    """Return the index by which the script of each page searches."""
    links, site = _Links(files, "", ""), SiteLinks()

    def address(target: str) -> str:
        path, _, fragment = site.thing(target).partition("#")
        return links.to(path, fragment) or "" if path in files else ""

    return search_index(graph, address, PAGES, as_script=True)


_NOTE = (
    '<p class="notice">To choose here needs a running atlas. '
    f'<a href="{NOTICE}#filters">What to do instead</a></p>'
)


@dataclass(frozen=True)
class _Links:
    """Where links of one page lead."""

    files: Files
    folder: str
    page: str

    def to(self, address: str, fragment: str) -> str | None:
        """Return the path to the file of an address; see `Replacement`."""
        if address not in self.files:
            topic = notice_of(address)
            return None if topic == "data" else self.to(NOTICE, topic)
        path = self.path(self.files[address])
        if not fragment:
            return path
        return f"#{fragment}" if path == self.page else f"{path}#{fragment}"

    def file(self, address: str) -> str | None:
        """Return the path to what a page loads from an address; None if that is no file."""
        return self.path(self.files[address]) if address in self.files else None

    def path(self, name: str) -> str:
        """Return the path to a file from the page on."""
        return _relative(name, self.folder)


@lru_cache(maxsize=1 << 16)
def _relative(name: str, folder: str) -> str:
    return posixpath.relpath(name, folder or ".")
