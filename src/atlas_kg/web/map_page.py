"""The map as a page: theory, evidence and filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from http import HTTPStatus
from threading import BoundedSemaphore

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.evidence import MapView, Selection, chosen, selected_space, sparql_of
from atlas_kg.map_formats import MAP_STYLE_HASH, render_map
from atlas_kg.map_formats.picture import map_png
from atlas_kg.problem_solution_space import Cell, ProblemSolutionSpace
from atlas_kg.queries import named_query, rows
from atlas_kg.web.data_page import Alternate, DataPage
from atlas_kg.web.dataset_description import describe_for_search_engines
from atlas_kg.web.evidence_filters import MAP_FILTERS, filters_of
from atlas_kg.web.evidence_request import view_of
from atlas_kg.web.links import SERVICE_DESCRIPTION
from atlas_kg.web.negotiation import CSV, JSON, MARKDOWN, PNG, SVG, Form
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site
from atlas_kg.web.statement_graphs import forms_about

__all__ = ["map_routes"]

_PICTURES = 16
"""How many pictures are kept, since each takes half a second to draw."""

_DRAWN_AT_ONCE = 4
"""How many are drawn at the same time, each in a process of its own."""

_SELECTIONS = 16
"""For how many selections the map is kept, since all statements are gone through for each."""


def map_routes(site: Site) -> list[Route]:
    """Return the routes of the map."""
    page = _MapPage(site)

    def show_map(request: Request) -> Response:
        response = page.of(request).respond(request)
        response.headers.append("Link", SERVICE_DESCRIPTION)
        return response

    def download_map(request: Request) -> Response:
        return page.of(request).download(request, request.path_params["form"])

    return [Route("/", show_map), Route("/map.{form}", download_map)]


class _MapPage:
    """The map of a site, and what does not change from one request to the next."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.asymmetries = rows(site.store, "pages/asymmetries")
        self.easels = BoundedSemaphore(_DRAWN_AT_ONCE)
        self.picture = lru_cache(_PICTURES)(self._picture)
        self.space = lru_cache(_SELECTIONS)(self._space)

    def of(self, request: Request) -> DataPage:
        """Return the page that a request asks for."""
        site = self.site
        view = view_of(site, request)
        space = self.space(view.selection)

        def address(form: Form) -> str:
            parameters = view.parameters()
            path = f"/map.{form.name}"
            return site.links.with_parameters(path, parameters) if parameters else path

        def html(alternates: Sequence[Alternate]) -> str:
            return site.page(
                request,
                "map.html",
                space=space,
                whole=site.space,
                view=view,
                asymmetries=self.asymmetries,
                dataset=describe_for_search_engines(site, str(request.base_url)),
                shown=[cell for cell in space.cells if view.states and view.shows(cell)],
                total=sum(map(_size, space.cells)),
                chosen=tuple(chosen(view.selection, site.evidence.facets)),
                filters=filters_of(site.evidence, view.selection, MAP_FILTERS),
                query=named_query("map/cells").text,
                evidence_query=sparql_of(view.selection, site.evidence.facets),
                alternates=alternates,
            )

        def drawn() -> str | bytes:
            request.state.style_hash = MAP_STYLE_HASH
            return render_map(space, "svg", view)

        texts = {form: _renderer(space, view, form) for form in (CSV, JSON, MARKDOWN)}
        graphs = forms_about(site.graph.store, _told(space, view))
        pictures = {SVG: drawn, PNG: lambda: self.picture(view)}
        return DataPage(html, {**texts, **pictures, **graphs}, address)

    def _space(self, selection: Selection) -> ProblemSolutionSpace:
        return selected_space(self.site.space, self.site.evidence, selection)

    def _picture(self, view: MapView) -> bytes:
        if not self.easels.acquire(blocking=False):
            raise ProblemError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "Several pictures are being drawn. Try again in a few seconds, or take the SVG.",
                headers={"Retry-After": "3"},
            )
        try:
            return map_png(self.space(view.selection), view)
        finally:
            self.easels.release()


def _size(cell: Cell) -> int:
    return len(cell.statements) + len(cell.tentative) + len(cell.disputed)


def _told(space: ProblemSolutionSpace, view: MapView) -> Iterator[str]:
    """Yield the phases, their problems, the mechanisms and the statements of the cells shown."""
    for phase in space.phases:
        yield phase.iri
        yield from (problem.iri for problem in phase.problems)
    yield from (mechanism.iri for mechanism in space.mechanisms)
    for cell in filter(view.shows, space.cells):
        for said in (*cell.statements, *cell.tentative, *cell.disputed):
            yield said.iri


def _renderer(space: ProblemSolutionSpace, view: MapView, form: Form) -> Callable[[], str | bytes]:
    return lambda: render_map(space, form.name, view)
