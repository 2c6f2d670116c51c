"""The SPARQL endpoint (SPARQL 1.1 Protocol, queries); browsers get the editor.

Queries run in workers that can be stopped. Their answers stream: a long one is never held whole,
and a client that goes away stops its query.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from atlas_kg.formats import GRAPH_FORMATS, serialize
from atlas_kg.sparql_text import checked_words, malformed
from atlas_kg.store import QueryError
from atlas_kg.web.answer_cache import AnswerCache, is_repeatable
from atlas_kg.web.answers import OPEN, CutOffError, shown, stream, watched, whole
from atlas_kg.web.negotiation import GRAPHS, HTML, RESULTS, Form, choose, content_type, named
from atlas_kg.web.problems import ProblemError, not_acceptable
from atlas_kg.web.query_log import QueryLog, Sent
from atlas_kg.web.service_description import service_description
from atlas_kg.web.site import Site
from atlas_kg.web.sparql_page import Outcome, editor_page
from atlas_kg.web.sparql_request import Operation, read_operation
from atlas_kg.workers.frames import Failure, Task
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import StoppedError, UnansweredError

__all__ = ["sparql_routes"]

_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
_PREFLIGHT = {
    **OPEN,
    "Allow": ", ".join(_METHODS),
    "Access-Control-Allow-Methods": ", ".join(_METHODS),
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
}
_FORMS = (*RESULTS, *GRAPHS, HTML)


def sparql_routes(site: Site) -> list[Route]:
    """Return the routes of the endpoint and of the numbers about it."""
    endpoint = _Endpoint(site)
    return [Route("/sparql", endpoint, methods=_METHODS), *endpoint.log.routes()]


class _Endpoint:
    """The endpoint as an ASGI application, since its answers stream from processes."""

    def __init__(self, site: Site) -> None:
        self.site = site
        # It belongs to one graph, as the application does.
        self.cache = AnswerCache(site.settings.cache)
        self.log = QueryLog(site.settings.limits.patience)

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
                with self.log.noted(operation.text, send) as sent:
                    await self._answer(request, operation, operation.text, sent)
        except ProblemError as problem:
            problem.headers |= OPEN
            raise

    async def _answer(self, request: Request, operation: Operation, text: str, send: Sent) -> None:
        try:
            words = checked_words(text)
            task = self._task(request, operation, text, words)
            remembers = is_repeatable(words) and task.page is None
            known = self.cache.get(task) if remembers else None
            if known:
                _, form = _form_of(known.family, request, operation)
                if form is not HTML:
                    await whole(known, form, request, send)
                    return
            client = request.client.host if request.client else ""
            async with watched(request), request.state.pool.ask(task, client) as reply:
                forms, form = _form_of(reply.family, request, operation)
                if form is HTML:
                    outcome = Outcome(shown=await shown(self.site, reply), forms=forms)
                    page = editor_page(self.site, request, operation, outcome)
                    await _response(page, HTML)(request.scope, request.receive, send)
                    return
                answer = await stream(reply, form, request, send, self.cache.largest)
                if answer and remembers:
                    self.cache.put(task, answer)
        except (QueryError, UnansweredError, StoppedError, OverloadError) as error:
            if send.status is not None:
                raise CutOffError(str(error)) from error
            problem, query_error = _problem(error, text)
            if _wanted(request, operation, RESULTS) is not HTML:
                raise problem from error
            page = editor_page(self.site, request, operation, Outcome(error=query_error))
            response = _response(page, HTML, problem.status)
            response.headers.update(problem.headers)
            await response(request.scope, request.receive, send)

    def _task(
        self, request: Request, operation: Operation, text: str, words: frozenset[str]
    ) -> Task:
        rows = _wanted(request, operation, RESULTS)
        graph = _wanted(request, operation, GRAPHS)
        dataset = operation.dataset
        return Task(
            query=text,
            rows=rows.media_type if rows else None,
            graph=(GRAPHS[0] if graph is HTML else graph).media_type if graph else None,
            page=self.site.settings.max_rows if rows is HTML else None,
            # A dataset that the query names itself must not be widened to the union.
            union=dataset is None and "FROM" not in words,
            default_graphs=dataset.default_graphs if dataset else None,
            named_graphs=dataset.named_graphs if dataset else None,
        )


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


def _form_of(family: str, request: Request, operation: Operation) -> tuple[tuple[Form, ...], Form]:
    forms = RESULTS if family == "rows" else GRAPHS
    form = _wanted(request, operation, forms)
    if form is None:
        raise not_acceptable((*forms, HTML))
    return forms, form


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
    return Response(body, status.value, headers=OPEN, media_type=content_type(form))
