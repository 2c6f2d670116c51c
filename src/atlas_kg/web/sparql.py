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
from atlas_kg.web.negotiation import GRAPHS, HTML, RESULTS, Form, choose, content_type
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
_FORMS = {form.name: form for form in (*RESULTS, *GRAPHS, HTML)}


def sparql_routes(site: Site) -> list[Route]:
    """Return the route of the endpoint."""

    async def sparql(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)
        try:
            operation = await read_operation(request, site.settings.max_body)
            # The engine gives no way to other requests while it works, and the rows of an answer
            # belong to the thread that asked for them, so all of it happens in one worker thread.
            return await run_in_threadpool(_respond, site, request, operation)
        except ProblemError as problem:
            problem.headers |= _OPEN
            raise

    return [Route("/sparql", sparql, methods=_METHODS)]


def _respond(site: Site, request: Request, operation: Operation) -> Response:
    wanted = _named_form(operation)
    if operation.text is None:
        return _describe_service(site, request, operation, wanted)
    try:
        answer = site.store.query(operation.text, dataset=operation.dataset)
        form = wanted or _chosen(request, (*forms_of(answer), HTML))
        if form is HTML:
            shown = show(answer, site.links, site.settings.max_rows)
            outcome = Outcome(shown=shown, forms=forms_of(answer))
            page = editor_page(site, request, operation, outcome)
            return _response(page, HTML)
        if form not in forms_of(answer):
            raise not_acceptable(forms_of(answer))
        return _response(render(answer, form.name), form)
    except QueryError as error:
        if (wanted or choose(request.headers.get("accept"), (*RESULTS, HTML))) is HTML:
            page = editor_page(site, request, operation, Outcome(error=error))
            return _response(page, HTML, HTTPStatus.BAD_REQUEST)
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            error.problem,
            title="The query cannot be answered",
            line=error.line,
            column=error.column,
        ) from error
    except (OSError, RuntimeError) as error:
        raise ProblemError(
            HTTPStatus.INTERNAL_SERVER_ERROR, f"The query failed while it was answered: {error}."
        ) from error


def _named_form(operation: Operation) -> Form | None:
    if operation.form is None:
        return None
    if operation.form in _FORMS:
        return _FORMS[operation.form]
    raise ProblemError(
        HTTPStatus.BAD_REQUEST,
        f"There is no format '{operation.form}'. Choose one of {', '.join(_FORMS)}.",
    )


def _chosen(request: Request, offers: tuple[Form, ...]) -> Form:
    form = choose(request.headers.get("accept"), offers)
    if form is None:
        raise not_acceptable(offers)
    return form


def _describe_service(
    site: Site, request: Request, operation: Operation, wanted: Form | None
) -> Response:
    form = wanted or _chosen(request, (*GRAPHS, HTML))
    if form is HTML:
        return _response(editor_page(site, request, operation, Outcome()), HTML)
    if form not in GRAPHS:
        raise not_acceptable(GRAPHS)
    address = str(request.url.replace(query="", fragment=""))
    triples = service_description(address, site.graph.store)
    return _response(serialize(triples, GRAPH_FORMATS[form.name]), form)


def _response(body: str | bytes, form: Form, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(body, status.value, headers=_OPEN, media_type=content_type(form))
