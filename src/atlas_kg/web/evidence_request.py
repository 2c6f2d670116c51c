"""What a request selects of the evidence."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request

from atlas_kg.errors import UsageError
from atlas_kg.evidence import MapView, Selection, states_of
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["selection_of", "view_of"]


def selection_of(site: Site, request: Request) -> Selection:
    """Return the selection that the parameters of a request make.

    Args:
        site: The site that it asks.
        request: The request.

    Raises:
        ProblemError: A filter has a value that means nothing.
    """
    try:
        return Selection.of(request.query_params.multi_items(), site.evidence.facets)
    except UsageError as error:
        raise ProblemError(HTTPStatus.BAD_REQUEST, str(error)) from error


def view_of(site: Site, request: Request) -> MapView:
    """Return the view of the map that a request asks for; see `selection_of`."""
    try:
        states = states_of(request.query_params.getlist("state"))
    except UsageError as error:
        raise ProblemError(HTTPStatus.BAD_REQUEST, str(error)) from error
    return MapView(selection_of(site, request), states)
