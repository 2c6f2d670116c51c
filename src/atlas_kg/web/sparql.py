"""The SPARQL endpoint (SPARQL 1.1 Protocol, queries); browsers get the editor.

Queries run in workers that can be stopped. Their answers stream: a long one is never held whole,
and a client that goes away stops its query.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from atlas_kg.formats import GRAPH_FORMATS, serialize
from atlas_kg.sparql_text import checked_words, malformed
from atlas_kg.store import QueryError
from atlas_kg.web.negotiation import GRAPHS, HTML, RESULTS, Form, choose, content_type, named
from atlas_kg.web.problems import ProblemError, not_acceptable
from atlas_kg.web.results import Shown, show_page
from atlas_kg.web.service_description import service_description
from atlas_kg.web.site import Site
from atlas_kg.web.sparql_page import Outcome, editor_page
from atlas_kg.web.sparql_request import Operation, read_operation
from atlas_kg.workers.frames import Failure, Task
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import Reply, StoppedError, UnansweredError

__all__ = ["CutOffError", "sparql_routes"]

_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
_OPEN = {"Access-Control-Allow-Origin": "*", "Vary": "Accept"}
_PREFLIGHT = {
    **_OPEN,
    "Allow": ", ".join(_METHODS),
    "Access-Control-Allow-Methods": ", ".join(_METHODS),
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
}
_FORMS = (*RESULTS, *GRAPHS, HTML)
_PAGE_TEXT = 1_000_000
"""The most bytes of a graph that a page shows; downloads hold all."""

_STALL = 30.0
"""How many seconds a client may take to accept one part of an answer."""


class CutOffError(Exception):
    """An answer ended early.

    The connection breaks off, so that nobody takes a part for the whole.
    """


def sparql_routes(site: Site) -> list[Route]:
    """Return the route of the endpoint."""
    return [Route("/sparql", _Endpoint(site), methods=_METHODS)]


class _Endpoint:
    """The endpoint as an ASGI application, since its answers stream from processes."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        if request.method == "OPTIONS":
            response = Response(status_code=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)
            await response(scope, receive, send)
            return
        try:
            operation = await read_operation(request, self.site.settings.max_body)
            _check_formats(operation)
            if operation.text is None:
                response = _describe_service(self.site, request, operation)
                await response(scope, receive, send)
            else:
                await self._answer(request, operation, operation.text, send)
        except ProblemError as problem:
            problem.headers |= _OPEN
            raise

    async def _answer(self, request: Request, operation: Operation, text: str, send: Send) -> None:
        try:
            async with _watched(request), self._ask(request, operation, text) as reply:
                forms, form = _form_of(reply, request, operation)
                if form is HTML:
                    shown = await _shown(self.site, reply)
                    outcome = Outcome(shown=shown, forms=forms)
                    page = editor_page(self.site, request, operation, outcome)
                    await _response(page, HTML)(request.scope, request.receive, send)
                else:
                    await _stream(reply, form, send, is_head=request.method == "HEAD")
        except (QueryError, UnansweredError, StoppedError, OverloadError) as error:
            problem, query_error = _problem(error, text)
            if _wanted(request, operation, RESULTS) is not HTML:
                raise problem from error
            page = editor_page(self.site, request, operation, Outcome(error=query_error))
            response = _response(page, HTML, problem.status)
            response.headers.update(problem.headers)
            await response(request.scope, request.receive, send)

    @asynccontextmanager
    async def _ask(self, request: Request, operation: Operation, text: str) -> AsyncIterator[Reply]:
        rows = _wanted(request, operation, RESULTS)
        graph = _wanted(request, operation, GRAPHS)
        dataset = operation.dataset
        task = Task(
            query=text,
            rows=rows.media_type if rows else None,
            graph=(GRAPHS[0] if graph is HTML else graph).media_type if graph else None,
            page=self.site.settings.max_rows if rows is HTML else None,
            # A dataset that the query names itself must not be widened to the union.
            union=dataset is None and "FROM" not in checked_words(text),
            default_graphs=dataset.default_graphs if dataset else None,
            named_graphs=dataset.named_graphs if dataset else None,
        )
        client = request.client.host if request.client else ""
        async with request.state.pool.ask(task, client) as reply:
            yield reply


@asynccontextmanager
async def _watched(request: Request) -> AsyncIterator[None]:
    """Give up what is done for a client when it goes away."""
    task = asyncio.current_task()
    is_gone = False

    async def watch() -> None:
        nonlocal is_gone
        while (await request.receive())["type"] != "http.disconnect":
            pass
        is_gone = True
        if task:
            task.cancel()

    watcher = asyncio.create_task(watch())
    try:
        yield
    except asyncio.CancelledError:
        if not is_gone or task is None or task.uncancel():
            raise
    finally:
        watcher.cancel()


def _check_formats(operation: Operation) -> None:
    if operation.formats and not any(named(name, _FORMS) for name in operation.formats):
        known = ", ".join(form.name for form in _FORMS)
        detail = f"There is no format '{operation.formats[0]}'. Choose one of {known}."
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail)


def _wanted(request: Request, operation: Operation, forms: tuple[Form, ...]) -> Form | None:
    offers = (*forms, HTML)
    if operation.formats:
        found = (named(name, offers) for name in operation.formats)
        return next((form for form in found if form), None)
    return choose(request.headers.get("accept"), offers)


def _form_of(reply: Reply, request: Request, operation: Operation) -> tuple[tuple[Form, ...], Form]:
    forms = RESULTS if reply.family == "rows" else GRAPHS
    form = _wanted(request, operation, forms)
    if form is None:
        raise not_acceptable((*forms, HTML))
    return forms, form


async def _shown(site: Site, reply: Reply) -> Shown:
    body = bytearray()
    async for chunk in reply.chunks():
        body += chunk
        if reply.family == "graph" and len(body) > _PAGE_TEXT:
            cut = body[: body.rindex(b"\n") + 1].decode()
            return Shown(text=cut, is_cut=True)
    if reply.family == "graph":
        return Shown(text=body.decode())
    return show_page(json.loads(body), site.links)


async def _stream(reply: Reply, form: Form, send: Send, *, is_head: bool) -> None:
    """Send an answer as it comes.

    The status is sent with the first part, so that an early failure still has a status of its own.
    """
    headers = [(name.lower().encode(), value.encode()) for name, value in _OPEN.items()]
    headers.append((b"content-type", content_type(form).encode()))
    chunks = reply.chunks()
    first = await anext(chunks, b"")
    second = await anext(chunks, None)
    if second is None:
        headers.append((b"content-length", str(len(first)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if second is None or is_head:
        body = b"" if is_head else first
        await send({"type": "http.response.body", "body": body})
        return
    try:
        for part in (first, second):
            await _send_part(send, part)
        async for part in chunks:
            await _send_part(send, part)
    except (UnansweredError, StoppedError, OverloadError, TimeoutError) as error:
        raise CutOffError(str(error)) from error
    await send({"type": "http.response.body", "body": b""})


async def _send_part(send: Send, part: bytes) -> None:
    async with asyncio.timeout(_STALL):
        await send({"type": "http.response.body", "body": part, "more_body": True})


def _problem(
    error: QueryError | UnansweredError | StoppedError | OverloadError, text: str
) -> tuple[ProblemError, QueryError]:
    """Return what a program is told of a failed query, and what a page is told."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    headers = {}
    if isinstance(error, UnansweredError):
        status = HTTPStatus.BAD_REQUEST
        if error.failure is Failure.MALFORMED:
            error = malformed(text, error.what)
        elif error.failure is Failure.FAILED:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
    elif isinstance(error, QueryError):
        status = HTTPStatus.BAD_REQUEST
    elif isinstance(error, OverloadError):
        headers["Retry-After"] = str(error.retry_after)
    told = error if isinstance(error, QueryError) else QueryError(f"{error}.")
    problem = ProblemError(
        status,
        told.problem,
        title="The query cannot be answered",
        headers=headers,
        line=told.line,
        column=told.column,
    )
    return problem, told


def _describe_service(site: Site, request: Request, operation: Operation) -> Response:
    form = _wanted(request, operation, GRAPHS)
    if form is HTML:
        return _response(editor_page(site, request, operation, Outcome()), HTML)
    if form is None:
        raise not_acceptable((*GRAPHS, HTML))
    address = str(request.url.replace(query="", fragment=""))
    triples = service_description(address, site.graph.store)
    return _response(serialize(triples, GRAPH_FORMATS[form.name]), form)


def _response(body: str | bytes, form: Form, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(body, status.value, headers=_OPEN, media_type=content_type(form))
