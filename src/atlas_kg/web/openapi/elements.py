"""What descriptions of operations are made of (OpenAPI 3.1, section 4.8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from atlas_kg.web.negotiation import CSL, HTML, JSON, PROBLEM, RESULTS, Form

__all__ = [
    "DOCUMENT",
    "FAILURES",
    "Json",
    "Responses",
    "accepting",
    "body",
    "content",
    "documented",
    "failures",
    "format_parameter",
    "guarded",
    "header",
    "name_schema",
    "operation",
    "parameter",
    "readable",
    "reference",
    "response",
]

Json = dict[str, Any]
Responses = Mapping[HTTPStatus, Json]

DOCUMENT: Json = {"type": "string", "minLength": 1}
"""A document whose syntax its media type tells."""

FAILURES: Mapping[HTTPStatus, str] = {
    HTTPStatus.BAD_REQUEST: "The request is malformed; the problem says where.",
    HTTPStatus.UNAUTHORIZED: "Writing needs a token, and the request brings no valid one.",
    HTTPStatus.FORBIDDEN: "The server takes no such requests, or not from there.",
    HTTPStatus.NOT_FOUND: "There is no such thing here.",
    HTTPStatus.METHOD_NOT_ALLOWED: "The address does not take requests of this kind.",
    HTTPStatus.NOT_ACCEPTABLE: "The request accepts none of the forms there are.",
    HTTPStatus.PRECONDITION_FAILED: "What is to be changed is not as the request says.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request brings more than the server takes.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body has a media type that is not taken.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The content is well formed and cannot be used.",
    HTTPStatus.TOO_MANY_REQUESTS: "The client sends more requests than it may.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The query exceeded its limits, or too much was asked at once.",
}
"""What statuses mean whose response is a problem."""


def reference(kind: str, name: str) -> Json:
    """Return a reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def parameter(
    name: str, description: str, schema: Json, *, place: str = "query", required: bool = False
) -> Json:
    """Return a parameter of an operation.

    Args:
        name: Its name.
        description: What it means.
        schema: Which values it takes.
        place: Where it stands: ``query``, ``path`` or ``header``.
        required: Whether it has to be there; in a path it always has.
    """
    return {
        "name": name,
        "in": place,
        "description": description,
        "required": required or place == "path",
        "schema": schema,
    }


def format_parameter(forms: Iterable[Form]) -> Json:
    """Return the parameter that names the form of a page, in place of the header Accept."""
    schema = {"type": "string", "enum": [form.name for form in forms]}
    return parameter("format", "The form that is wanted; outweighs the header Accept.", schema)


def name_schema(names: Sequence[str], forms: Iterable[Form] = ()) -> Json:
    """Return the schema of a name that may carry the suffix of a form.

    Args:
        names: The names there are.
        forms: The forms whose suffixes they may carry.
    """
    plain = {"type": "string", "enum": list(names)}
    suffixes = "|".join(form.name for form in forms)
    if not suffixes:
        return plain
    known = "|".join(re.escape(name).replace("\\-", "-") for name in names)
    return {
        "anyOf": [plain, {"type": "string", "pattern": f"^({known})\\.({suffixes})$"}],
        "examples": list(names[:1]),
    }


def header(description: str, *, required: bool = False) -> Json:
    """Return a header of a response."""
    return {"description": description, "required": required, "schema": {"type": "string"}}


def content(forms: Iterable[Form]) -> Json:
    """Return what the bodies of responses hold, by media type."""
    return {form.media_type: {"schema": _schema(form)} for form in forms}


_JSON_LD: Json = {"type": ["object", "array"]}


def _schema(form: Form) -> Json:
    if form is PROBLEM:
        return reference("schemas", "Problem")
    if form is RESULTS[0]:
        return reference("schemas", "Results")
    if form is JSON:
        return {}
    if form is CSL:
        return {"type": "array"}
    return _JSON_LD if form.name == "jsonld" else DOCUMENT


def body(media_types: Mapping[str, Json], description: str) -> Json:
    """Return the body of a request, which has to be there."""
    described = {name: {"schema": schema} for name, schema in media_types.items()}
    return {"description": description, "required": True, "content": described}


def response(description: str, forms: Iterable[Form] = (), **headers: Json) -> Json:
    """Return a response.

    Args:
        description: When it comes.
        forms: The forms that its body may have; none where it has no body.
        headers: Its headers, by name with underscores in the place of hyphens.
    """
    told: Json = {"description": description}
    if forms := tuple(forms):
        told["content"] = content(forms)
    if headers:
        told["headers"] = {name.replace("_", "-"): value for name, value in headers.items()}
    return told


def failures(*statuses: HTTPStatus) -> dict[HTTPStatus, Json]:
    """Return the responses that tell a problem."""
    return {status: reference("responses", _camel(status.phrase)) for status in statuses}


def documented() -> Json:
    """Return the components that `failures` refers to."""
    responses = {}
    for status, description in FAILURES.items():
        headers = {}
        if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            headers["Retry_After"] = header("After how many seconds to ask again.")
        if status is HTTPStatus.UNAUTHORIZED:
            headers["WWW_Authenticate"] = header("How to bring the token.", required=True)
        responses[_camel(status.phrase)] = response(description, (PROBLEM, HTML), **headers)
    return responses


def _camel(phrase: str) -> str:
    return "".join(word.capitalize() for word in phrase.split())


def operation(
    name: str, tag: str, summary: str, responses: Responses, parameters: Sequence[Json] = ()
) -> Json:
    """Return an operation.

    Args:
        name: Its identifier, a verb first.
        tag: The part of the site to which it belongs.
        summary: What it does.
        responses: What comes back, by status.
        parameters: Its parameters.
    """
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary,
        "parameters": list(parameters),
        "responses": {str(status.value): told for status, told in sorted(responses.items())},
    }


def accepting(described: Json, request: Json) -> Json:
    """Return an operation that takes a body.

    Args:
        described: The operation.
        request: The body, as `body` describes it.
    """
    return {**described, "requestBody": request}


def guarded(described: Json, *, always: bool = True) -> Json:
    """Return an operation that needs a token.

    Args:
        described: The operation.
        always: Whether every use of it needs one.
    """
    free: list[Json] = [] if always else [{}]
    return {**described, "security": [*free, {"bearer": []}, {"basic": []}]}


def readable(get: Json) -> Json:
    """Return an address that can be read: by GET, and its headers by HEAD."""
    head = {**get, "operationId": f"{get['operationId']}Head"}
    head["summary"] = f"The headers of this: {get['summary']}"
    head["responses"] = {
        status: {"description": told.get("description", "As for GET.")}
        for status, told in get["responses"].items()
    }
    return {"get": get, "head": head}
