"""Errors as the web tells them: problem details (RFC 9457), and a page for browsers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from jinja2 import Environment
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.desk.refusal import RefusedError
from atlas_kg.errors import UsageError
from atlas_kg.suggestions import nearest
from atlas_kg.web.headers import security_headers
from atlas_kg.web.negotiation import HTML, PROBLEM, Form, accepted, choose, content_type

__all__ = ["ProblemError", "add_problems", "not_acceptable", "status_of", "wants_page"]


class ProblemError(Exception):
    """What is wrong with a request.

    Attributes:
        status: The HTTP status.
        detail: What is wrong and what to do, in sentences.
        title: What is wrong, in a few words.
        members: Further members of the problem object, such as ``line``.
        headers: Further headers of the response.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        title: str | None = None,
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        self.status = status
        self.detail = detail
        self.title = title or status.phrase
        self.headers = dict(headers or {})
        self.members = {name: value for name, value in members.items() if value is not None}
        super().__init__(detail)

    def as_json(self) -> dict[str, Any]:
        """Return the problem object."""
        return {
            "type": "about:blank",
            "title": self.title,
            "status": self.status.value,
            "detail": self.detail,
            **self.members,
        }


def not_acceptable(offers: tuple[Form, ...]) -> ProblemError:
    """Return the problem of a request that accepts none of the forms there are."""
    named = ", ".join(dict.fromkeys(form.media_type for form in offers))
    return ProblemError(
        HTTPStatus.NOT_ACCEPTABLE,
        f"This can be had as {named}. Ask for one of them with the header Accept.",
        headers={"Vary": "Accept"},
        available=[form.media_type for form in offers],
    )


def status_of(error: UsageError) -> HTTPStatus:
    """Return the status of a page that says why something was not taken.

    Args:
        error: Why: it does not fit what is there, or the server cannot write.
    """
    is_theirs = isinstance(error, RefusedError)
    return HTTPStatus.CONFLICT if is_theirs else HTTPStatus.SERVICE_UNAVAILABLE


def add_problems(
    app: FastAPI, templates: Environment
) -> Callable[[Request, ProblemError], Response]:
    """Let an application tell every error in one shape.

    Returns:
        What makes the response that tells a problem.
    """

    def respond(request: Request, problem: ProblemError) -> Response:
        form = HTML if wants_page(request) else PROBLEM
        if form is HTML:
            template = templates.get_template("problem.html")
            path = request.url.path
            meant = _meant(app, path) if problem.status is HTTPStatus.NOT_FOUND else None
            body = template.render(problem=problem, path=path, meant=meant)
        else:
            body = json.dumps(problem.as_json(), ensure_ascii=False) + "\n"
        headers = {**security_headers(), "Vary": "Accept", **problem.headers}
        return Response(body, problem.status.value, headers=headers, media_type=content_type(form))

    async def on_problem(request: Request, error: Exception) -> Response:
        if not isinstance(error, ProblemError):
            raise error
        return respond(request, error)

    async def on_http(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        status = HTTPStatus(error.status_code)
        detail = _DETAILS.get(status, str(error.detail))
        return respond(request, ProblemError(status, detail, headers=error.headers))

    async def on_crash(request: Request, _: Exception) -> Response:
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return respond(request, ProblemError(status, _DETAILS[status]))

    app.add_exception_handler(ProblemError, on_problem)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_crash)
    return respond


def _meant(app: FastAPI, path: str) -> str | None:
    """Return the page whose address is most like one at which there is nothing."""
    pages = {route.path for route in app.routes if isinstance(route, Route)}
    return nearest(path, (page for page in pages if "{" not in page), likeness=_ALIKE)


_ALIKE = 0.75

_DETAILS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take requests of this kind.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The server failed to answer. Its log says more.",
}


def wants_page(request: Request) -> bool:
    """Tell whether a request prefers a page to data.

    Args:
        request: The request.
    """
    asked = request.query_params.get("format")
    suffix = request.url.path.rpartition("/")[2].rpartition(".")[2]
    if (asked or suffix) in _DATA:
        return False
    return choose(accepted(request.headers), (PROBLEM, HTML)) is HTML


_DATA = frozenset(
    ("ttl", "jsonld", "nt", "rdf", "trig", "nq", "json", "xml", "csv", "tsv", "md", "rq")
)
