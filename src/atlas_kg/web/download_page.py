"""The page of all that can be had as files, with licence and citation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from atlas_kg.bibliography.writing import bibtex
from atlas_kg.namespaces import DCTERMS, ONTOLOGY
from atlas_kg.web.catalogues import CATALOGUES
from atlas_kg.web.data_files import DataFiles, GraphFile, Size
from atlas_kg.web.data_page import Alternate, DataPage, as_json, suffixed
from atlas_kg.web.dataset_description import describe_for_search_engines
from atlas_kg.web.negotiation import (
    BIBTEX,
    CSL,
    CSV,
    JSON,
    MARKDOWN,
    SVG,
    Form,
    content_type,
    split_suffix,
)
from atlas_kg.web.portraits import reference
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["download_routes"]

_TABLES: tuple[tuple[str, str, tuple[Form, ...]], ...] = (
    ("map", "The problem-solution map: a row for each cell", (CSV, JSON, MARKDOWN)),
    *(
        (
            catalogue.name,
            catalogue.lead,
            (CSV, JSON, BIBTEX, CSL) if catalogue.has_years else (CSV, JSON),
        )
        for catalogue in CATALOGUES
    ),
    ("screening", "Identified works and their stages", (CSV, JSON, SVG)),
    ("agreement", "How far the coders agree", (CSV, JSON, MARKDOWN)),
    ("ontology", "The terms with their definitions", (CSV, JSON)),
    ("queries", "The published queries", (CSV, JSON)),
)


def download_routes(site: Site) -> list[Route]:
    """Return the routes of the page and of the files."""
    files = DataFiles(site.graph.store)

    def show_files(request: Request) -> Response:
        return _page(site, files, request).respond(request)

    def describe_files(request: Request) -> Response:
        return _page(site, files, request).download(request, request.path_params["form"])

    def send_file(request: Request) -> Response:
        file, form = _file(files, request.path_params["name"])
        name = f"{file.name}.{form.name}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Access-Control-Allow-Origin": "*",
        }
        content = files.content(file, form)
        return StreamingResponse(content, headers=headers, media_type=content_type(form))

    return [
        Route("/download", show_files),
        Route("/download.{form}", describe_files),
        Route("/download/{name}", send_file),
    ]


def _file(files: DataFiles, name: str) -> tuple[GraphFile, Form]:
    for file in files.files:
        stem, form = split_suffix(name, file.forms)
        if form and stem == file.name:
            return file, form
    known = ", ".join(f"{file.name}.{form.name}" for file in files.files for form in file.forms)
    raise ProblemError(HTTPStatus.NOT_FOUND, f"There is no file '{name}'. There are {known}.")


def _page(site: Site, files: DataFiles, request: Request) -> DataPage:
    sizes = files.sizes()
    base = str(request.base_url)
    described = describe_for_search_engines(site, base)

    def html(alternates: Sequence[Alternate]) -> str:
        paper = next(_sources(site), None)
        return site.page(
            request,
            "download.html",
            files=files.files,
            sizes=sizes,
            is_measured=files.is_measured,
            tables=_TABLES,
            described=described,
            bibtex=bibtex([reference(site, paper)]) if paper else "",
            base=base,
            alternates=alternates,
        )

    def told() -> str:
        return as_json(
            {
                "name": described.get("name"),
                "version": described.get("version"),
                "modified": described.get("dateModified"),
                "license": described.get("license"),
                "citation": described.get("creditText"),
                "sparql": f"{base}sparql",
                "void": f"{base}.well-known/void",
                "graphs": [_graph(file, sizes, base) for file in files.files],
                "tables": [
                    {"about": about, "files": [_named(f"{base}{name}", form) for form in forms]}
                    for name, about, forms in _TABLES
                ],
            }
        )

    return DataPage(html, {JSON: told}, suffixed("/download"))


def _sources(site: Site) -> Iterator[str]:
    """Yield the publications on which the ontology rests."""
    header, source = ox.NamedNode(ONTOLOGY), ox.NamedNode(str(DCTERMS.source))
    for quad in site.graph.store.quads_for_pattern(header, source, None, None):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value in site.gallery.publications:
            yield quad.object.value


def _graph(file: GraphFile, sizes: dict[tuple[str, str], Size], base: str) -> dict[str, object]:
    return {
        "graph": file.iri,
        "about": file.about,
        "files": [
            {**_named(f"{base}download/{file.name}", form), "bytes": size.bytes if size else None}
            for form in file.forms
            for size in (sizes.get((file.name, form.name)),)
        ],
    }


def _named(address: str, form: Form) -> dict[str, object]:
    return {"address": f"{address}.{form.name}", "mediaType": form.media_type}
