"""What the dataset holds, and where it can be asked and had (VoID)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from atlas_kg.formats import GRAPH_FORMATS, serialize
from atlas_kg.namespaces import THING, VOID
from atlas_kg.queries import named_query
from atlas_kg.web.negotiation import GRAPHS, choose, content_type
from atlas_kg.web.problems import not_acceptable
from atlas_kg.web.site import Site

__all__ = ["void_routes"]


def void_routes(site: Site) -> list[Route]:
    """Return the route of the description."""

    def void(request: Request) -> Response:
        form = choose(request.headers.get("accept"), GRAPHS)
        if form is None:
            # A browser is sent to the page that shows the same in words.
            if "text/html" in request.headers.get("accept", ""):
                return RedirectResponse("/queries/void", headers={"Vary": "Accept"})
            raise not_acceptable(GRAPHS)
        body = serialize(_description(site, str(request.base_url)), GRAPH_FORMATS[form.name])
        headers = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
        return Response(body, headers=headers, media_type=content_type(form))

    return [Route("/.well-known/void", void)]


def _description(site: Site, base: str) -> Iterator[ox.Triple]:
    answer = site.store.query(named_query("pages/void").text)
    dataset = None
    if isinstance(answer, ox.QueryTriples):
        for triple in answer:
            if triple.object == _node(VOID.Dataset):
                dataset = triple.subject
            yield triple
    if dataset is not None:
        yield ox.Triple(dataset, _node(VOID.sparqlEndpoint), ox.NamedNode(f"{base}sparql"))
        yield ox.Triple(dataset, _node(VOID.uriSpace), ox.Literal(THING))


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(str(iri))
