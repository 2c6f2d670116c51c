"""Names that only the files of a release hold, and where the site tells of what they name."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from atlas_kg.namespaces import thing
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["release_name_routes"]


def release_name_routes(site: Site) -> list[Route]:
    """Return the routes that lead from nanopublications to their statements, and from software."""

    def lead_to_statement(request: Request) -> Response:
        name = request.path_params["name"]
        # As in ``coding.`` and the slug of the coding.
        kind, _, slug = name.partition(".")
        iri = thing(kind, slug).value if kind.isalpha() and slug else ""
        if iri not in site.labels:
            raise ProblemError(
                HTTPStatus.NOT_FOUND, f"The graph holds no statement for the name '{name}'."
            )
        return RedirectResponse(site.links.thing(iri), HTTPStatus.SEE_OTHER)

    def lead_to_versions(_: Request) -> Response:
        return RedirectResponse("/-/versions", HTTPStatus.SEE_OTHER)

    return [
        Route("/id/nanopublication/{name}", lead_to_statement),
        Route("/id/software/{name}", lead_to_versions),
    ]
