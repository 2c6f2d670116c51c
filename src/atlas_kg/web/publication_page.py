"""The promised address of a publication, which leads to the page that all things have."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from atlas_kg.namespaces import thing
from atlas_kg.web.near_names import NearNames
from atlas_kg.web.negotiation import BIBTEX, CSL, CSV, GRAPHS, JSON, split_suffix
from atlas_kg.web.site import Site

__all__ = ["publication_routes"]

_KIND = "publication"


def publication_routes(site: Site) -> list[Route]:
    """Return the route that leads from ``/publications/{id}`` to the page of the publication."""
    near = NearNames(site)

    def lead_to_publication(request: Request) -> Response:
        name = request.path_params["id"]
        stem, _ = split_suffix(name, (CSL, BIBTEX, JSON, CSV, *GRAPHS))
        if not {thing(_KIND, known).value for known in (name, stem)} & site.labels.keys():
            raise near.not_found(_KIND, stem)
        address = site.links.thing(thing(_KIND, name).value)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{address}{query}", HTTPStatus.SEE_OTHER)

    return [Route("/publications/{id}", lead_to_publication)]
