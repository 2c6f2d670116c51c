"""The graphs, one at a time (SPARQL 1.1 Graph Store HTTP Protocol).

A graph is read as the query for all its statements, within the same limits. It is named by
``?graph=`` or ``?default``, or is the address itself. Where nothing can be written, the default
graph is the union that queries see; where graphs can be written, it is the graph without a name, so
that what was put there is what is read.
"""

from __future__ import annotations

import uuid
from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from atlas_kg.web.answers import OPEN, stream, watched
from atlas_kg.web.changing import authorize, make
from atlas_kg.web.headers import security_headers
from atlas_kg.web.negotiation import GRAPHS, accepted, choose
from atlas_kg.web.posted_graph import POSTED, read_graph
from atlas_kg.web.problems import ProblemError, not_acceptable
from atlas_kg.web.query_log import QueryLog
from atlas_kg.web.rate_limit import RateLimit
from atlas_kg.web.site import Site
from atlas_kg.web.sparql_request import is_absolute
from atlas_kg.workers.frames import Change, Failure, Operation, Task
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import StoppedError, UnansweredError

__all__ = ["METHODS", "PATH", "GraphStore"]

PATH = "/rdf-graph-store"
METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"]
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_OPERATIONS = {"PUT": Operation.PUT, "POST": Operation.POST, "DELETE": Operation.DELETE}
_PREFLIGHT = {
    **security_headers(),
    **OPEN,
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Accept-Post": ", ".join(POSTED),
}


class GraphStore:
    """The graph store as an ASGI application, since graphs stream from processes.

    Args:
        site: The site.
        log: Where it is noted who changed what.
        rate: How many requests a client may send.
    """

    def __init__(self, site: Site, log: QueryLog, rate: RateLimit) -> None:
        self.site = site
        self.log = log
        self.rate = rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Raises:
            ProblemError: The request is wrong, or cannot be answered.
        """
        request = Request(scope, receive, send)
        try:
            await self._respond(request, send)
        except ProblemError as problem:
            problem.headers |= OPEN
            raise

    async def _respond(self, request: Request, send: Send) -> None:
        if request.method == "OPTIONS":
            response = Response(status_code=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)
            await response(request.scope, request.receive, send)
            return
        if request.method not in METHODS:
            raise ProblemError(
                HTTPStatus.METHOD_NOT_ALLOWED,
                f"Send one of {', '.join(METHODS[:-1])}.",
                headers={"Allow": _PREFLIGHT["Allow"]},
            )
        self.rate.check(request.client.host if request.client else "")
        if request.method in _OPERATIONS:
            await self._write(request, send)
        else:
            await self._read(request, send)

    async def _read(self, request: Request, send: Send) -> None:
        graph = self._graph(request)
        form = choose(accepted(request.headers), GRAPHS)
        if form is None:
            raise not_acceptable(GRAPHS)
        is_union = graph is None and self.site.settings.tokens is None
        task = Task(
            query=_ALL,
            rows=None,
            graph=form.media_type,
            union=is_union,
            default_graphs=None if graph is None else (graph,),
            named_graphs=None if is_union else (),
            existing=graph,
        )
        client = request.client.host if request.client else ""
        try:
            async with watched(request), request.state.service.ask(task, client) as reply:
                await stream(reply, form, request, send, 0)
        except UnansweredError as error:
            if error.failure is Failure.MISSING:
                detail = f"There is no graph '{graph}' here."
                raise ProblemError(HTTPStatus.NOT_FOUND, detail) from error
            raise _unavailable(error) from error
        except (StoppedError, OverloadError) as error:
            raise _unavailable(error) from error

    async def _write(self, request: Request, send: Send) -> None:
        owner = authorize(request, self.site.settings)
        operation = _OPERATIONS[request.method]
        graph = self._graph(request) if _names_one(request, operation) else _new_graph(request)
        parts: tuple[tuple[str, bytes], ...] = ()
        if operation is not Operation.DELETE:
            parts = await read_graph(request, self.site.settings.max_upload)
        change = Change(operation, graph=graph, parts=parts)
        with self.log.changing(operation, owner, request.client.host if request.client else ""):
            applied = await make(request, change)
        headers = OPEN | security_headers()
        status = HTTPStatus.CREATED if applied.created else HTTPStatus.NO_CONTENT
        if applied.created and graph:
            headers["Location"] = graph
        await Response(status_code=status, headers=headers)(request.scope, request.receive, send)

    def _graph(self, request: Request) -> str | None:
        """Return the IRI of the graph that a request names; None for the default graph."""
        if request.url.path.rstrip("/") != PATH:
            return _named(request, _address(request))
        names = request.query_params.getlist("graph")
        if "default" in request.query_params and not names:
            return None
        if len(names) != 1 or "default" in request.query_params:
            graphs = sorted(str(graph.value) for graph in self.site.graph.store.named_graphs())
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                "Name one graph, as ?default or as ?graph= with its IRI. "
                f"There are {', '.join(graphs)}.",
            )
        return _named(request, names[0])


def _address(request: Request) -> str:
    """Return the address of a request as it was sent: decoded, it might be no IRI."""
    path = quote(request.scope["raw_path"], safe="/%:@!$&'()*+,;=~")
    return str(request.url.replace(path=path, query="", fragment=""))


def _named(request: Request, name: str) -> str:
    if is_absolute(name):
        return name
    is_sought = request.method in ("GET", "HEAD")
    raise ProblemError(
        HTTPStatus.NOT_FOUND if is_sought else HTTPStatus.BAD_REQUEST,
        f"There is no graph '{name}' here: a graph is named by an IRI.",
    )


def _names_one(request: Request, operation: Operation) -> bool:
    is_store = request.url.path.rstrip("/") == PATH
    is_named = bool({"graph", "default"} & set(request.query_params))
    return is_named or not is_store or operation is not Operation.POST


def _new_graph(request: Request) -> str:
    """Return the address of a graph that nobody has named (section 5.5)."""
    return str(request.url.replace(path=f"{PATH}/{uuid.uuid4()}", query="", fragment=""))


def _unavailable(error: Exception) -> ProblemError:
    headers = {}
    if isinstance(error, OverloadError):
        headers["Retry-After"] = str(error.retry_after)
    detail = f"The graph cannot be given: {error}."
    return ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=headers)
