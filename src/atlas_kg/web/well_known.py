"""Documents at well-known addresses: triples for programs, and a page for browsers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from atlas_kg.formats import GRAPH_FORMATS, serialize
from atlas_kg.web.negotiation import GRAPHS, HTML, accepted, choose, content_type
from atlas_kg.web.problems import not_acceptable

__all__ = ["well_known_route"]


def well_known_route(
    name: str, triples: Callable[[Request], Awaitable[Iterable[ox.Triple]]], page: str
) -> Route:
    """Return the route of a document.

    Args:
        name: Its name below ``/.well-known/``.
        triples: What it says to whoever sends a request.
        page: The address of the page that tells people the same.
    """

    async def document(request: Request) -> Response:
        form = choose(accepted(request.headers), (*GRAPHS, HTML))
        if form is None:
            raise not_acceptable((*GRAPHS, HTML))
        if form is HTML:
            return RedirectResponse(page, headers={"Vary": "Accept"})
        body = serialize(await triples(request), GRAPH_FORMATS[form.name])
        headers = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
        return Response(body, headers=headers, media_type=content_type(form))

    return Route(f"/.well-known/{name}", document)
