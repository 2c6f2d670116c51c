"""What is checked, and what the checks say of the data that the site serves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.finding_formats import FINDING_FORMATS
from atlas_kg.shape_catalogue import checked_shapes
from atlas_kg.validation import STYLE
from atlas_kg.web.data_page import Alternate, DataPage, suffixed
from atlas_kg.web.finding_places import from_root
from atlas_kg.web.negotiation import GRAPHS, JSON, Form
from atlas_kg.web.site import Site

__all__ = ["validation_routes"]

_LISTED = 100
"""How many findings the page tells; the other forms hold all."""


def validation_routes(site: Site) -> list[Route]:
    """Return the routes of the findings."""

    def show_validation(request: Request) -> Response:
        return _page(site, request).respond(request)

    def download_validation(request: Request) -> Response:
        return _page(site, request).download(request, request.path_params["form"])

    return [
        Route("/validation", show_validation),
        Route("/validation.{form}", download_validation),
    ]


def _page(site: Site, request: Request) -> DataPage:
    dataset = site.graph.dataset
    findings = from_root(site.graph.findings, dataset.record_shapes)
    # The house style is asked of the ontology where it is written, not where it is served.
    asked = {name: graph for name, graph in dataset.shapes.items() if name != STYLE}

    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            "validation.html",
            findings=findings,
            groups=[
                (group, list(shapes))
                for group, shapes in groupby(checked_shapes(asked), key=lambda shape: shape.group)
            ],
            most=_LISTED,
            found=Counter(finding.shape for finding in findings),
            alternates=alternates,
        )

    turtle = next(form for form in GRAPHS if form.name == "ttl")
    forms: tuple[Form, ...] = (JSON, turtle)

    def told(form: Form) -> str:
        return FINDING_FORMATS[form.name](findings)

    data = {form: (lambda form=form: told(form)) for form in forms}
    return DataPage(html, data, suffixed("/validation"))
