"""The published queries as pages: the question, the SPARQL, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from atlas_kg.errors import UsageError
from atlas_kg.queries import PublishedQuery, named_query
from atlas_kg.web.data_page import Alternate, DataPage, as_csv, as_json, suffixed
from atlas_kg.web.negotiation import CSV, GRAPHS, JSON, QUERY, RESULTS, Form, split_suffix
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.published_answers import PublishedAnswers
from atlas_kg.web.query_groups import query_groups
from atlas_kg.web.site import Site

__all__ = ["query_routes"]

_COLUMNS = ("name", "group", "question", "description", "tags")


def query_routes(site: Site) -> list[Route]:
    """Return the routes of the published queries."""
    answers = PublishedAnswers(site)

    def list_queries(request: Request) -> Response:
        return _list_page(site, request).respond(request)

    def download_list(request: Request) -> Response:
        return _list_page(site, request).download(request, request.path_params["form"])

    def show_query(request: Request) -> Response:
        query, form = _found(site, request.path_params["name"])
        return _query_page(site, request, query, answers).respond(request, form)

    def lead_to_query(request: Request) -> Response:
        query, form = _found(site, request.path_params["name"])
        suffix = f".{form.name}" if form else ""
        return RedirectResponse(f"/queries/{query.name}{suffix}", HTTPStatus.SEE_OTHER)

    return [
        Route("/id/query/{name}", lead_to_query),
        Route("/queries", list_queries),
        Route("/queries.{form}", download_list),
        Route("/queries/{name}", show_query),
    ]


def _list_page(site: Site, request: Request) -> DataPage:
    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            "queries.html",
            groups=query_groups(site.queries),
            alternates=alternates,
        )

    data = {
        JSON: lambda: as_json([dict(zip(_COLUMNS, row, strict=True)) for row in _rows(site)]),
        CSV: lambda: as_csv(_COLUMNS, _rows(site)),
    }
    return DataPage(html, data, suffixed("/queries"))


def _rows(site: Site) -> Iterator[tuple[str, ...]]:
    for query in site.queries:
        tags = "; ".join(query.tags)
        yield query.name, query.group, query.summary, query.description, tags


def _found(site: Site, name: str) -> tuple[PublishedQuery, Form | None]:
    stem, form = split_suffix(name, (*RESULTS, *GRAPHS, QUERY))
    query = next((query for query in site.queries if stem in (query.name, query.id)), None)
    if query is None:
        try:
            query = named_query(stem)
        except UsageError as error:
            raise ProblemError(HTTPStatus.NOT_FOUND, str(error)) from error
    if form and form not in _forms(query):
        known = ", ".join(form.name for form in _forms(query))
        raise ProblemError(HTTPStatus.NOT_FOUND, f"The answer can be had as {known}.")
    return query, form


def _forms(query: PublishedQuery) -> tuple[Form, ...]:
    # Nobody else is called for a page: whoever wants the rows asks for them at the endpoint.
    if query.services:
        return (QUERY,)
    return (*(RESULTS if query.gives_rows else GRAPHS), QUERY)


def _query_page(
    site: Site, request: Request, query: PublishedQuery, answers: PublishedAnswers
) -> DataPage:
    def html(alternates: Sequence[Alternate]) -> str:
        answer, problem = None, None
        try:
            answer = None if query.services else answers.shown(request, query)
        except ProblemError as error:
            problem = error.detail
        return site.page(
            request,
            "query.html",
            query=query,
            shown=answer,
            problem=problem,
            is_allowed=set(query.services) <= set(site.settings.allowed.endpoints),
            alternates=alternates,
        )

    def renderer(form: Form) -> Callable[[], str | bytes]:
        if form is QUERY:
            return lambda: query.text
        return lambda: answers.body(request, query, form)

    data = {form: renderer(form) for form in _forms(query)}
    return DataPage(html, data, suffixed(f"/queries/{query.name}"))
