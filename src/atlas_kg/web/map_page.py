"""The map as a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.map_formats import render_map
from atlas_kg.queries import rows
from atlas_kg.web.data_page import Alternate, DataPage, graph_forms, suffixed
from atlas_kg.web.dataset_description import describe_for_search_engines
from atlas_kg.web.links import SERVICE_DESCRIPTION
from atlas_kg.web.negotiation import CSV, JSON, MARKDOWN, Form
from atlas_kg.web.site import Site

__all__ = ["map_routes"]


def map_routes(site: Site) -> list[Route]:
    """Return the routes of the map."""

    def show_map(request: Request) -> Response:
        response = _page(site, request).respond(request)
        response.headers.append("Link", SERVICE_DESCRIPTION)
        return response

    def download_map(request: Request) -> Response:
        return _page(site, request).download(request, request.path_params["form"])

    return [Route("/", show_map), Route("/map.{form}", download_map)]


def _page(site: Site, request: Request) -> DataPage:
    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            "map.html",
            space=site.space,
            asymmetries=rows(site.store, "pages/asymmetries"),
            dataset=describe_for_search_engines(site, str(request.base_url)),
            alternates=alternates,
        )

    tables = {form: _renderer(site, form) for form in (CSV, JSON, MARKDOWN)}
    graphs = graph_forms(lambda: _triples(site))
    return DataPage(html, {**tables, **graphs}, suffixed("/map"))


def _renderer(site: Site, form: Form) -> Callable[[], str]:
    return lambda: render_map(site.space, form.name)


def _triples(site: Site) -> Iterator[ox.Quad]:
    """Yield what is said of the phases, their problems and the mechanisms."""
    space = site.space
    problems = (problem.iri for phase in space.phases for problem in phase.problems)
    phases = (phase.iri for phase in space.phases)
    for iri in (*phases, *problems, *(mechanism.iri for mechanism in space.mechanisms)):
        yield from site.graph.store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
