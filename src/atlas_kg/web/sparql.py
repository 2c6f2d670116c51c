"""The SPARQL endpoint (SPARQL 1.1 Protocol, queries); browsers get the editor."""

from __future__ import annotations

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.formats import GRAPH_FORMATS, serialize
from atlas_kg.queries import render
from atlas_kg.store import QueryError
from atlas_kg.web.negotiation import GRAPHS, HTML, RESULTS, Form, choose, content_type, named
from atlas_kg.web.problems import ProblemError, not_acceptable
from atlas_kg.web.results import forms_of, show
from atlas_kg.web.service_description import service_description
from atlas_kg.web.site import Site
from atlas_kg.web.sparql_page import Outcome, editor_page
from atlas_kg.web.sparql_request import Operation, read_operation

__all__ = ["sparql_routes"]

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


def sparql_routes(site: Site) -> list[Route]:
    """Return the route of the endpoint."""

    async def sparql(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)
        outcome: Response | ProblemError
        try:
            operation = await read_operation(request, site.settings.max_body)
            # The engine gives no way to other requests while it works, and the rows of an answer
            # belong to the thread that asked for them, so all of it happens in one worker thread.
            # A problem is handed back and not raised there: its traceback would take rows along.
            outcome = await run_in_threadpool(_respond, site, request, operation)
        except ProblemError as problem:
            outcome = problem
        if isinstance(outcome, Response):
            return outcome
        outcome.headers |= _OPEN
        raise outcome

    return [Route("/sparql", sparql, methods=_METHODS)]


def _respond(site: Site, request: Request, operation: Operation) -> Response | ProblemError:
    if operation.formats and not any(named(name, _FORMS) for name in operation.formats):
        known = ", ".join(form.name for form in _FORMS)
        detail = f"There is no format '{operation.formats[0]}'. Choose one of {known}."
        return ProblemError(HTTPStatus.BAD_REQUEST, detail)
    if operation.text is None:
        return _describe_service(site, request, operation)
    try:
        return _answer(site, request, operation)
    except QueryError as error:
        if _wanted(request, operation, RESULTS) is HTML:
            page = editor_page(site, request, operation, Outcome(error=error))
            return _response(page, HTML, HTTPStatus.BAD_REQUEST)
        return ProblemError(
            HTTPStatus.BAD_REQUEST,
            error.problem,
            title="The query cannot be answered",
            line=error.line,
            column=error.column,
        )
    except (OSError, RuntimeError) as error:
        detail = f"The query failed while it was answered: {error}."
        return ProblemError(HTTPStatus.INTERNAL_SERVER_ERROR, detail)


def _wanted(request: Request, operation: Operation, forms: tuple[Form, ...]) -> Form | None:
    offers = (*forms, HTML)
    if operation.formats:
        found = (named(name, offers) for name in operation.formats)
        return next((form for form in found if form), None)
    return choose(request.headers.get("accept"), offers)


def _answer(site: Site, request: Request, operation: Operation) -> Response | ProblemError:
    answer = site.store.query(operation.text or "", dataset=operation.dataset)
    forms = forms_of(answer)
    form = _wanted(request, operation, forms)
    if form is HTML:
        shown = show(answer, site.links, site.settings.max_rows)
        page = editor_page(site, request, operation, Outcome(shown=shown, forms=forms))
        return _response(page, HTML)
    if form is None:
        return not_acceptable((*forms, HTML))
    return _response(render(answer, form.name), form)


def _describe_service(
    site: Site, request: Request, operation: Operation
) -> Response | ProblemError:
    form = _wanted(request, operation, GRAPHS)
    if form is HTML:
        return _response(editor_page(site, request, operation, Outcome()), HTML)
    if form is None:
        return not_acceptable((*GRAPHS, HTML))
    address = str(request.url.replace(query="", fragment=""))
    triples = service_description(address, site.graph.store)
    return _response(serialize(triples, GRAPH_FORMATS[form.name]), form)


def _response(body: str | bytes, form: Form, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(body, status.value, headers=_OPEN, media_type=content_type(form))
