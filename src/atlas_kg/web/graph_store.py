"""The graphs, one at a time (SPARQL 1.1 Graph Store HTTP Protocol).

A graph is read as the query for all its statements, within the same limits. It is named by
``?graph=`` or ``?default``, or is the address itself. Where nothing can be written, the default
graph is the union that queries see; where graphs can be written, it is the graph without a name, so
that what was put there is what is read.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from atlas_kg.web.answers import OPEN, stream, watched
from atlas_kg.web.changing import OutdatedError, authorize, make
from atlas_kg.web.conditions import Conditions, graph_tag
from atlas_kg.web.headers import security_headers
from atlas_kg.web.inquiry import find_rows
from atlas_kg.web.methods import not_allowed, preflight
from atlas_kg.web.negotiation import GRAPHS, Form, accepted, choose
from atlas_kg.web.posted_graph import POSTED, read_graph
from atlas_kg.web.problems import ProblemError, not_acceptable
from atlas_kg.web.query_log import QueryLog, Sent
from atlas_kg.web.rate_limit import RateLimit
from atlas_kg.web.request_body import form_pairs
from atlas_kg.web.site import Site
from atlas_kg.web.sparql_request import is_absolute
from atlas_kg.workers.frames import Applied, Change, Failure, Operation, Task
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import StoppedError, UnansweredError
from atlas_kg.workers.service import Answering

__all__ = ["PATH", "GraphStore"]

PATH = "/rdf-graph-store"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_GRAPHS = "SELECT ?graph { GRAPH ?graph {} } LIMIT 100"
_URI = "%:/?#[]@!$&'()*+,;=~"
"""What stands in a URI as it is (RFC 3986), besides letters, digits and a few signs."""
_ATTEMPTS = 5
"""How often a change is begun whose conditions hold while others change the data."""
_OPERATIONS = {"PUT": Operation.PUT, "POST": Operation.POST, "DELETE": Operation.DELETE}


class GraphStore:
    """The graph store as an ASGI application, since graphs stream from processes.

    Args:
        site: The site.
        log: Where it is noted who changed what.
        rate: How many requests a client may send.

    Attributes:
        methods: The methods that it answers, be it with a refusal.
    """

    methods = ("GET", "HEAD", *_OPERATIONS, "OPTIONS")

    def __init__(self, site: Site, log: QueryLog, rate: RateLimit) -> None:
        self.site = site
        self.log = log
        self.rate = rate
        changing = list(_OPERATIONS) if site.settings.tokens is not None else []
        self._methods = ["GET", "HEAD", *changing, "OPTIONS"]
        self._preflight = preflight(self._methods)
        if changing:
            self._preflight["Accept-Post"] = ", ".join(POSTED)

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
            response = Response(status_code=HTTPStatus.NO_CONTENT, headers=self._preflight)
            await response(request.scope, request.receive, send)
            return
        if request.method not in (*self._methods, *_OPERATIONS):
            raise not_allowed(self._methods)
        client = request.client.host if request.client else ""
        with self.log.limiting(client):
            self.rate.check(client)
        if request.method in _OPERATIONS:
            await self._write(request, send)
            return
        graph = await self._graph(request)
        with self.log.noted(f"GET {graph or 'default'}", client, send) as sent:
            await self._read(request, graph, sent)

    async def _read(self, request: Request, graph: str | None, send: Sent) -> None:
        form = choose(accepted(request.headers), GRAPHS)
        if form is None:
            raise not_acceptable(GRAPHS)
        try:
            async with watched(request), self._asked(request, graph, form) as reply:
                await stream(reply, form, request, send, 0, tag=graph_tag)
        except UnansweredError as error:
            if error.failure is Failure.MISSING:
                detail = f"There is no graph '{graph}' here."
                raise ProblemError(HTTPStatus.NOT_FOUND, detail) from error
            raise _unavailable(error) from error
        except (StoppedError, OverloadError) as error:
            raise _unavailable(error) from error

    def _asked(
        self, request: Request, graph: str | None, form: Form
    ) -> AbstractAsyncContextManager[Answering]:
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
        answering: AbstractAsyncContextManager[Answering] = request.state.service.ask(
            task, request.client.host if request.client else ""
        )
        return answering

    async def _tag(self, request: Request, graph: str | None, form: Form) -> str | None:
        """Return the tag with which a graph would be given now; None if it has none."""
        async with self._asked(request, graph, form) as reply:
            chunks = reply.chunks()
            first = await anext(chunks, b"")
            is_whole = await anext(chunks, None) is None
        return graph_tag(first, form) if is_whole else None

    async def _make(self, request: Request, change: Change) -> Applied:
        """Make a change if the graph is as the request says.

        Others may change the graph between the look at it and the change, which then is not made.

        Raises:
            ProblemError: The graph is not so (412), or the change was not made.
        """
        conditions = Conditions.of(request.headers)
        if not conditions:
            return await make(request, change)
        for left in reversed(range(_ATTEMPTS)):
            since = request.state.service.generation
            if not conditions.hold(await self._tags(request, change.graph, conditions.forms)):
                raise ProblemError(
                    HTTPStatus.PRECONDITION_FAILED,
                    "The graph is not as the request says: others may have changed it. Nothing was "
                    "changed. Read it again.",
                )
            try:
                return await make(request, replace(change, since=since))
            except OutdatedError:
                if not left:
                    raise
        raise AssertionError("The last attempt ends in one way or the other.")

    async def _tags(
        self, request: Request, graph: str | None, forms: Sequence[Form]
    ) -> dict[Form, str | None] | None:
        """Return the tags of a graph in some forms; None if there is no such graph."""
        try:
            tags = {form: await self._tag(request, graph, form) for form in forms or GRAPHS[:1]}
        except UnansweredError as error:
            if error.failure is Failure.MISSING:
                return None
            raise _unavailable(error) from error
        except (StoppedError, OverloadError) as error:
            raise _unavailable(error) from error
        return tags

    async def _write(self, request: Request, send: Send) -> None:
        owner = authorize(request, self.site.settings)
        operation = _OPERATIONS[request.method]
        is_named = _names_one(request, operation)
        graph = await self._graph(request) if is_named else _new_graph(request)
        parts: tuple[tuple[str, bytes], ...] = ()
        if operation is not Operation.DELETE:
            parts = await read_graph(request, self.site.settings.max_upload)
        change = Change(operation, graph=graph, parts=parts)
        with self.log.changing(operation, owner, request.client.host if request.client else ""):
            applied = await self._make(request, change)
        headers = OPEN | security_headers()
        status = HTTPStatus.CREATED if applied.created else HTTPStatus.NO_CONTENT
        if applied.created and graph:
            headers["Location"] = quote(graph, safe=_URI)
        await Response(status_code=status, headers=headers)(request.scope, request.receive, send)

    async def _graph(self, request: Request) -> str | None:
        """Return the IRI of the graph that a request names; None for the default graph."""
        if request.url.path.rstrip("/") != PATH:
            return _direct(request)
        names, is_default = _names(request)
        if is_default and not names:
            return None
        if len(names) != 1 or is_default:
            found = await find_rows(request, _GRAPHS)
            graphs = sorted(row["graph"].value for row in found)
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                "Name one graph, as ?default or as ?graph= with its IRI. "
                f"There are {', '.join(graphs) or 'none yet'}.",
            )
        if is_absolute(names[0]):
            return names[0]
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            f"A graph is named by an absolute IRI: '{names[0]}' is none.",
        )


def _names(request: Request) -> tuple[list[str], bool]:
    """Return the graphs that a request names by its query, and whether it names the default one."""
    pairs = form_pairs(request.scope["query_string"])
    names = [value for name, value in pairs if name == "graph"]
    return names, any(name == "default" for name, _ in pairs)


def _direct(request: Request) -> str:
    """Return the address of a request as it was sent: decoded, it might be no IRI."""
    path = quote(request.scope["raw_path"], safe="/%:@!$&'()*+,;=~")
    name = str(request.url.replace(path=path, query="", fragment=""))
    if is_absolute(name):
        return name
    is_sought = request.method in ("GET", "HEAD")
    raise ProblemError(
        HTTPStatus.NOT_FOUND if is_sought else HTTPStatus.BAD_REQUEST,
        f"There is no graph '{name}' here: a graph is named by an IRI.",
    )


def _names_one(request: Request, operation: Operation) -> bool:
    is_store = request.url.path.rstrip("/") == PATH
    names, is_default = _names(request)
    return bool(names) or is_default or not is_store or operation is not Operation.POST


def _new_graph(request: Request) -> str:
    """Return the address of a graph that nobody has named (section 5.5)."""
    return str(request.url.replace(path=f"{PATH}/{uuid.uuid4()}", query="", fragment=""))


def _unavailable(error: Exception) -> ProblemError:
    headers = {}
    if isinstance(error, OverloadError):
        headers["Retry-After"] = str(error.retry_after)
    detail = f"The graph cannot be given: {error}."
    return ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=headers)
