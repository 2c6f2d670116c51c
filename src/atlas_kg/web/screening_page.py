"""The page of screening: the flow of works after PRISMA 2020, and the list of identified works."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from http import HTTPStatus

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.prisma import FLOW_FORMATS, FLOW_STYLE_HASH, Flow, flow_of, flow_svg, steps_of
from atlas_kg.web.data_page import Alternate, DataPage, as_csv, as_json
from atlas_kg.web.identified_works import PER_PAGE, STATES, Choice, ListedWorks
from atlas_kg.web.negotiation import CSV, JSON, SVG, Form
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["screening_routes"]

_COLUMNS = ("work", "title", "authors", "year", "identifiers", "url", "lists", "state")


class _Screening:
    """What the page shows, counted when somebody asks for it first."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.corpus = site.graph.dataset.corpus

    @cached_property
    def flow(self) -> Flow:
        """The counts."""
        return flow_of(self.site.store)

    @cached_property
    def works(self) -> ListedWorks:
        """The works."""
        return ListedWorks(self.corpus)

    def page(self, request: Request) -> DataPage:
        """Return the page that a request asks for."""
        site = self.site
        choice = Choice.of(request.query_params, self.corpus)
        found = self.works.chosen(choice)
        pages = ListedWorks.pages(found)
        if choice.page > pages:
            raise ProblemError(HTTPStatus.NOT_FOUND, f"There are {pages} pages of these works.")
        begin = (choice.page - 1) * PER_PAGE
        shown = found[begin : begin + PER_PAGE]

        def address(form: Form) -> str:
            if form is SVG:
                return "/screening.svg"
            path = f"/screening.{form.name}"
            parameters = choice.parameters()
            return site.links.with_parameters(path, parameters) if parameters else path

        def html(alternates: Sequence[Alternate]) -> str:
            return site.page(
                request,
                "screening.html",
                diagram=Markup(flow_svg(steps_of(self.flow), is_styled=False)),  # noqa: S704 - made here
                flow=self.flow,
                choice=choice,
                states=STATES,
                shown=shown,
                total=len(found),
                untitled=self.works.untitled(choice) if choice.words else 0,
                begin=begin,
                pages=pages,
                alternates=alternates,
            )

        def told() -> str:
            return as_json(
                {
                    "flow": dict(self.flow.stages),
                    "lists": self.flow.lists,
                    "reasons": self.flow.reasons,
                    "differences": self.flow.differences,
                    "total": len(found),
                    "page": choice.page,
                    "pages": pages,
                    "works": [listed.as_row() for listed in shown],
                }
            )

        def table() -> str:
            return as_csv(_COLUMNS, (tuple(listed.as_row().values()) for listed in found))

        def drawn() -> str:
            request.state.style_hash = FLOW_STYLE_HASH
            return FLOW_FORMATS["svg"](self.flow)

        return DataPage(html, {JSON: told, CSV: table, SVG: drawn}, address)


def screening_routes(site: Site) -> list[Route]:
    """Return the routes of the page of screening."""
    screening = _Screening(site)

    def show_screening(request: Request) -> Response:
        return screening.page(request).respond(request)

    def download_screening(request: Request) -> Response:
        return screening.page(request).download(request, request.path_params["form"])

    return [Route("/screening", show_screening), Route("/screening.{form}", download_screening)]
