"""The named graphs, one at a time (SPARQL 1.1 Graph Store HTTP Protocol, reading).

A graph is read as the query for all its statements, within the same limits.
"""

from __future__ import annotations

from http import HTTPStatus

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from atlas_kg.web.answers import OPEN, stream, watched
from atlas_kg.web.negotiation import GRAPHS, choose
from atlas_kg.web.problems import ProblemError, not_acceptable
from atlas_kg.web.site import Site
from atlas_kg.workers.frames import Task
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import StoppedError, UnansweredError

__all__ = ["graph_store_routes"]

_METHODS = ["GET", "HEAD", "OPTIONS"]
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def graph_store_routes(site: Site) -> list[Route]:
    """Return the route of the graph store."""
    return [Route("/rdf-graph-store", _GraphStore(site), methods=_METHODS)]


class _GraphStore:
    """The graph store as an ASGI application, since graphs stream from processes."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        if request.method == "OPTIONS":
            headers = {**OPEN, "Allow": ", ".join(_METHODS)}
            await Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)(scope, receive, send)
            return
        form = choose(request.headers.get("accept"), GRAPHS)
        if form is None:
            raise not_acceptable(GRAPHS)
        graph = self._graph(request)
        task = Task(
            query=_ALL,
            rows=None,
            graph=form.media_type,
            union=graph is None,
            default_graphs=None if graph is None else (graph,),
            named_graphs=None if graph is None else (),
        )
        client = request.client.host if request.client else ""
        try:
            async with watched(request), request.state.pool.ask(task, client) as reply:
                await stream(reply, form, request, send, 0)
        except (UnansweredError, StoppedError, OverloadError) as error:
            detail = f"The graph cannot be given: {error}."
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=OPEN) from error

    def _graph(self, request: Request) -> str | None:
        """Return the IRI of the graph that a request names; None for the default graph."""
        names = request.query_params.getlist("graph")
        if "default" in request.query_params and not names:
            return None
        if len(names) != 1 or "default" in request.query_params:
            graphs = ", ".join(sorted(name.value for name in self._names()))
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                f"Name one graph, as ?default or as ?graph= with its IRI. There are {graphs}.",
                headers=OPEN,
            )
        if names[0] not in {name.value for name in self._names()}:
            detail = f"There is no graph '{names[0]}' here."
            raise ProblemError(HTTPStatus.NOT_FOUND, detail, headers=OPEN)
        return names[0]

    def _names(self) -> list[ox.NamedNode]:
        graphs = self.site.graph.store.named_graphs()
        return [name for name in graphs if isinstance(name, ox.NamedNode)]
